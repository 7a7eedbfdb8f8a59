"""A client that sends: it keeps each message before its first try, and tries until it knows."""

import asyncio
from collections.abc import Mapping, Sequence

from cruddur.verify import api
from cruddur.verify.api import Api, Person
from cruddur.verify.connection import NoAnswer
from cruddur.verify.dice import Dice
from cruddur.verify.history import History, Send, Try
from cruddur.verify.pages import Pages

DOUBLED = 0.10
REPEATED = 0.15
OTHER_WORDS = 0.03
FROM_FAR_BEHIND = 0.02
BY_HANDLE = 0.05

GIVE_UP_S = 60.0
BACK_OFF_S = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)

_WORDS = (
    "the migration",
    "on Monday",
    "ядро",
    "先に読む",
    "👩‍🔧",
    "with\ntwo lines",
    "«quoted»",
    '"json"',
    "…",
    "<b>bold</b>",
)


class Writer:
    """Sends into one person's conversations.

    Args:
        wires: two connections, for what is sent twice at once.
        peers: the other person's handle, by group.
        stood: where the person stands in each group; shared with whoever reads for them.
    """

    def __init__(
        self,
        person: Person,
        wires: tuple[Api, Api],
        history: History,
        dice: Dice,
        *,
        peers: Mapping[str, str],
        stood: dict[str, int],
    ) -> None:
        self._person = person
        self._wires = wires
        self._history = history
        self._dice = dice
        self._peers = peers
        self._groups: Sequence[str] = sorted(peers)
        self._stood = stood
        self._pages = Pages(person, wires[0], history)
        self._old: list[Send] = []
        self._count = 0

    async def send_one(self) -> bool:
        """Send a message to its end, and return whether it was answered."""
        group = self._dice.choice(self._groups)
        self._count += 1
        send = Send(self._person.uuid, group, self._dice.message_uuid(), self._text())
        self._history.sends.append(send)  # kept, before anything is sent
        after_seq = self._after_seq(group)
        if self._dice.happens(DOUBLED):
            await asyncio.gather(*(self._try(send, after_seq, wire) for wire in self._wires))
        await self._until_known(send, after_seq)
        if send.answered is None:
            return False
        self._stood[group] = max(self._stood.get(group, 0), send.answered.seq)
        await self._again(send)
        return True

    async def _again(self, send: Send) -> None:
        """Repeat it now and then without need, it or an older one; or say other words under its name."""
        first = send.tries[-1]
        if self._dice.happens(REPEATED):
            again = self._dice.choice(self._old) if self._old and self._dice.happens(0.5) else send
            await self._try(again, again.tries[-1].after_seq, self._wires[1])
        if self._dice.happens(OTHER_WORDS):
            await self._try(send, first.after_seq, self._wires[0], message=send.message + " (changed)")
        self._old.append(send)
        del self._old[:-50]

    async def _until_known(self, send: Send, after_seq: int) -> None:
        loop = asyncio.get_running_loop()
        give_up_s = loop.time() + GIVE_UP_S
        failures = 0
        while send.answered is None and loop.time() < give_up_s:
            tried = await self._try(send, after_seq, self._wires[0])
            if tried.error == "too_far_behind":
                caught_up = await self._catch_up(send, after_seq)
                if caught_up is None:
                    return  # it was among what was read: stored, though no answer ever said so
                after_seq = caught_up
            elif tried.status and tried.status < 500 and tried.status not in (401, 408, 429):
                return  # answered, or refused for good
            else:
                await asyncio.sleep(BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)])
                failures += 1

    async def _catch_up(self, send: Send, after_seq: int) -> int | None:
        """Read what lies after `after_seq`, and return where it ends; None when the send is found in it."""
        while True:
            page = await self._pages.page(send.group, after=after_seq, limit=100)
            if page is None:
                return after_seq
            if any(entry.uuid == send.message_uuid for entry in page.entries):
                return None
            after_seq = page.entries[-1].seq if page.entries else after_seq
            if not page.has_newer:
                return after_seq

    async def _try(self, send: Send, after_seq: int, wire: Api, *, message: str | None = None) -> Try:
        text = send.message if message is None else message
        body: dict[str, object] = {"message": text, "message_uuid": send.message_uuid, "after_seq": after_seq}
        if self._dice.happens(BY_HANDLE):
            body["handle"] = self._peers[send.group]
        else:
            body["message_group_uuid"] = send.group
        loop = asyncio.get_running_loop()
        begun_s = loop.time()
        place = len(send.tries)
        send.tries.append(Try(text, after_seq, begun_s, float("inf"), 0))  # under way: its outcome is unknown
        try:
            response = await wire.ask("POST", "/api/messages", body)
        except NoAnswer:
            return send.tries[place]
        given = api.answer(response) if response.status == 200 else None
        error = "" if given else api.error_of(response)
        tried = Try(text, after_seq, begun_s, loop.time(), response.status, given, error)
        send.tries[place] = tried
        return tried

    def _after_seq(self, group: str) -> int:
        """Where the client stood: mostly up to date, at times long ago."""
        stood = self._stood.get(group, 0)
        if self._dice.happens(FROM_FAR_BEHIND):
            return self._dice.below(stood + 1)
        return max(0, stood - self._dice.below(4))

    def _text(self) -> str:
        """Words that no other send of the trial says."""
        words = " ".join(self._dice.choice(_WORDS) for _ in range(1 + self._dice.below(6)))
        return f"{self._person.handle} {self._count}: {words}{'.' * self._dice.below(200)}"
