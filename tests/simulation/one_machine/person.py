"""Somebody with a client that keeps the rules, and a history in which everything is written down."""

import asyncio
import random
from collections.abc import Sequence

from cruddur.domain.entry import Appended, Entry
from cruddur.domain.errors import Conflict, NotFound, Refusal, Unavailable
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxEntry
from cruddur.usecases.send_message import RetryKey
from cruddur.verify.history import Answer, History, InboxRead, Mark, Page, Probe, Row, Seen, Send, Try
from tests.simulation.one_machine.host import Host, NoAnswer, SeededRandom

_MOST_TRIES = 200
SIZES = (1, 3, 7, 50, 100)


class Person:
    """One person, who knows the others by handle.

    Args:
        host: returns the one that serves just now.
        peers: the other person's handle, by group.
        others: groups that are not theirs.
    """

    def __init__(
        self,
        uuid: UserUuid,
        host: "Sequence[Host]",
        history: History,
        chance: random.Random,
        *,
        peers: dict[GroupUuid, str],
        others: list[GroupUuid],
    ) -> None:
        self.uuid = uuid
        self._hosts = host
        self._history = history
        self._chance = chance
        self._names = SeededRandom(chance)
        self._peers = peers
        self._groups = list(peers)
        self._others = others
        self._stood: dict[GroupUuid, int] = {}
        self._count = 0

    async def live(self, acts: int) -> None:
        """Do this and that."""
        for _ in range(acts):
            await asyncio.sleep(self._chance.choice((0.0, 0.001, 0.1, 2.0)) * self._chance.random())
            roll = self._chance.random()
            group = self._chance.choice(self._groups)
            if roll < 0.5:
                await self._send(group)
            elif roll < 0.7:
                await self._read(group)
            elif roll < 0.85:
                await self._look_at_inbox()
            elif roll < 0.95:
                await self._mark_read(group)
            elif self._others:
                await self._try_a_strange_door()

    # --- sending

    async def _send(self, group: GroupUuid) -> None:
        self._count += 1
        send = Send(self.uuid, group, self._names.message_uuid(), f"{self.uuid[-4:]} {self._count}")
        self._history.sends.append(send)
        after_seq = max(0, self._stood.get(group, 0) - self._chance.randrange(4))
        if self._chance.random() < 0.15:
            await asyncio.gather(self._try(send, after_seq), self._try(send, after_seq))
        for _ in range(_MOST_TRIES):
            if send.answered is not None:
                break
            await self._try(send, after_seq)
            await asyncio.sleep(self._chance.choice((0.001, 0.1, 3.0)))
        answer = send.answered
        if answer is None:
            return
        self._stood[group] = max(self._stood.get(group, 0), answer.seq)
        if self._chance.random() < 0.15:
            await self._try(send, after_seq)
        if self._chance.random() < 0.05:
            await self._try(send, after_seq, message="other words")

    async def _try(self, send: Send, after_seq: int, message: str | None = None) -> None:
        text = send.message if message is None else message
        loop = asyncio.get_running_loop()
        begun_s, place = loop.time(), len(send.tries)
        send.tries.append(Try(text, after_seq, begun_s, float("inf"), 0))
        key = RetryKey(MessageUuid(send.message_uuid), Seq(after_seq))
        is_by_handle = self._chance.random() < 0.2 or not self._stood.get(GroupUuid(send.group))
        try:
            entry = (await self._sent(send, text, key, is_by_handle=is_by_handle)).entry
        except Unavailable:
            send.tries[place] = Try(text, after_seq, begun_s, loop.time(), 503)
        except NoAnswer:
            pass
        except Refusal as refusal:
            status = 409 if isinstance(refusal, Conflict) else 404 if isinstance(refusal, NotFound) else 422
            send.tries[place] = Try(text, after_seq, begun_s, loop.time(), status, None, refusal.code)
        else:
            given = Answer(
                entry.message_group_uuid, entry.seq, entry.message_uuid, entry.user_uuid, entry.message,
                entry.created_at,
            )  # fmt: skip
            send.tries[place] = Try(text, after_seq, begun_s, loop.time(), 200, given)

    async def _sent(self, send: Send, text: str, key: RetryKey, *, is_by_handle: bool) -> Appended:
        group = GroupUuid(send.group)
        if is_by_handle:
            return await self._host.serve(
                lambda app: app.message_person(
                    sender_uuid=self.uuid, handle=self._peers[group], message=text, retry_key=key
                )
            )
        return await self._host.serve(
            lambda app: app.send_message(sender_uuid=self.uuid, message_group_uuid=group, message=text, retry_key=key)
        )

    # --- reading

    async def _read(self, group: GroupUuid) -> None:
        stood = self._stood.get(group, 0)
        way = self._chance.randrange(3)
        before = 1 + self._chance.randrange(stood + 2) if way == 1 else None
        after = self._chance.randrange(stood + 1) if way == 2 else None
        limit = self._chance.choice(SIZES)
        begun_s = asyncio.get_running_loop().time()
        try:
            listed = await self._host.serve(
                lambda app: app.list_messages(
                    reader_uuid=self.uuid,
                    message_group_uuid=group,
                    before=None if before is None else Seq(before),
                    after=None if after is None else Seq(after),
                    limit=limit,
                )
            )
        except (Refusal, NoAnswer):  # not begun yet, or no answer
            return
        page = listed.page
        self._history.pages.append(
            Page(
                self.uuid, group, before, after, limit, begun_s, asyncio.get_running_loop().time(),
                tuple(map(seen, page.items)), page.older is not None, page.newer is not None,
            )
        )  # fmt: skip
        if page.items and way == 0:
            self._stood[group] = max(stood, page.items[-1].seq)

    async def _look_at_inbox(self) -> None:
        begun_s = asyncio.get_running_loop().time()
        limit = self._chance.choice((1, 3, 100))
        try:
            listed = await self._host.serve(lambda app: app.list_message_groups(reader_uuid=self.uuid, limit=limit))
        except (Refusal, NoAnswer):
            return
        rows = tuple(map(row, listed.rows))
        self._history.inboxes.append(InboxRead(self.uuid, begun_s, asyncio.get_running_loop().time(), rows))

    async def _mark_read(self, group: GroupUuid) -> None:
        seq = self._chance.randrange(self._stood.get(group, 0) + 1)
        loop = asyncio.get_running_loop()
        begun_s, place = loop.time(), len(self._history.marks)
        self._history.marks.append(Mark(self.uuid, group, seq, begun_s, float("inf"), 0, 0))
        try:
            mark = await self._host.serve(
                lambda app: app.mark_read(reader_uuid=self.uuid, message_group_uuid=group, seq=Seq(seq))
            )
        except (Refusal, NoAnswer):
            return
        self._history.marks[place] = Mark(self.uuid, group, seq, begun_s, loop.time(), 200, mark.read_seq)

    async def _try_a_strange_door(self) -> None:
        group = self._chance.choice(self._others)
        status = 200
        try:
            await self._host.serve(lambda app: app.list_messages(reader_uuid=self.uuid, message_group_uuid=group))
        except NotFound:
            status = 404
        except (Refusal, NoAnswer):
            status = 503
        self._history.probes.append(Probe(self.uuid, group, "list_messages", status))

    @property
    def _host(self) -> Host:
        return self._hosts[-1]


def seen(entry: Entry) -> Seen:
    """Return an entry as the checks know it."""
    return Seen(entry.seq, entry.message_uuid, entry.user_uuid, entry.message, entry.created_at)


def row(entry: InboxEntry) -> Row:
    """Return a row as the checks know it."""
    return Row(
        entry.message_group_uuid, entry.last_seq, entry.read_seq, entry.unread_count, entry.message,
        entry.last_message_at,
    )  # fmt: skip
