"""A trial: clients at work, faults among them, rest, and what is there in the end."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from cruddur.verify import api
from cruddur.verify.api import Api, Person
from cruddur.verify.connection import NoAnswer, Target
from cruddur.verify.dice import Dice
from cruddur.verify.history import History, Mark, Row
from cruddur.verify.listener import Listener
from cruddur.verify.nemesis import Nemesis
from cruddur.verify.pages import Pages
from cruddur.verify.reader import Reader
from cruddur.verify.writer import Writer

Result = TypeVar("Result")

WRITERS_PER_PERSON = 3
TRY_FOR_S = 30.0


class CannotTry(Exception):
    """A trial cannot begin or end. The text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much is asked for.

    Attributes:
        sends: answered messages.
        seconds: no longer than this, whatever was reached.
        settles_within_s: how long inboxes may take to catch up with the logs in the end.
    """

    sends: int
    faults: int
    seconds: float
    settles_within_s: float = 20.0


class Trial:
    """Runs clients and nemesis over a deployment that is ready.

    Args:
        targets: where its hosts are; clients are spread over them.
        seed: of every die.
        salt: makes the messages of this trial others than those of any trial before, of the same seed too.
        tell: told of progress: answered sends, faults.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        people: Sequence[Person],
        load: Load,
        history: History,
        *,
        seed: str,
        salt: str,
        tell: Callable[[int, int], None],
    ) -> None:
        self._targets = targets
        self._people = people
        self._load = load
        self._history = history
        self._seed = seed
        self._salt = salt
        self._tell = tell
        self._answered = 0
        self._wires: list[Api] = []
        self._is_over = False

    # --- before

    async def begin(self) -> None:
        """See that conversations are there, among most pairs of the people, and where they end.

        Raises:
            CannotTry: one could not be begun.
        """
        pairs = list(itertools.combinations(self._people, 2))
        for number, (one, other) in enumerate(pairs):
            if number and number % 3 == 0:
                continue  # these two remain strangers
            group = await self._begun(one, other)
            self._history.members[group] = frozenset((one.uuid, other.uuid))
        for group, members in sorted(self._history.members.items()):
            log = await self._reading(self._person(min(members))).whole_log(group)
            self._history.heads[group] = len(log)
            for person in members:
                await self._note_mark(person, group)
        self._history.pages.clear()

    async def _begun(self, one: Person, other: Person) -> str:
        wire = self._wire(one)
        body = {"message": f"A trial begins ({self._salt}).", "handle": other.handle}

        async def begun() -> str:
            response = await wire.ask("POST", "/api/messages", body)
            if response.status != 200:
                raise CannotTry(f"a conversation could not be begun: {response.status} {api.error_of(response)}")
            return response.json()["message_group_uuid"]

        return await patiently(begun)

    async def _note_mark(self, person: str, group: str) -> None:
        """Take down how far somebody had read before."""
        wire = self._wire(self._person(person))
        response = await patiently(lambda: wire.ask("GET", f"/api/message_groups/{group}"))
        read_seq = response.json()["read_seq"] if response.status == 200 else 0
        self._history.marks.append(Mark(person, group, read_seq, 0.0, 0.0, response.status, read_seq))

    # --- during

    async def run(self, nemesis: Nemesis) -> None:
        """Let everybody work until sends and faults are reached, or time is up."""
        loop = asyncio.get_running_loop()
        ends_s = loop.time() + self._load.seconds
        stood = {person.uuid: dict(self._history.heads) for person in self._people}
        clients = [asyncio.create_task(work) for work in self._clients(stood)]
        struck = asyncio.create_task(self._strike(nemesis, ends_s))
        try:
            while loop.time() < ends_s and not self._is_reached():
                self._raise_if_broken([*clients, struck])
                await asyncio.sleep(0.2)
                self._tell(self._answered, len(self._history.faults))
        finally:
            self._is_over = True
            await struck
            await self._end(clients)

    def _clients(self, stood: dict[str, dict[str, int]]) -> list[Coroutine[Any, Any, None]]:
        found: list[Coroutine[Any, Any, None]] = []
        for person in self._people:
            peers = self._peers(person)
            if not peers:
                continue
            others = sorted(self._history.members.keys() - peers.keys())
            for number in range(WRITERS_PER_PERSON):
                dice = self._dice(f"{person.handle} writes {number}", is_unique=True)
                wires = (self._wire(person), self._wire(person))
                writer = Writer(person, wires, self._history, dice, peers=peers, stood=stood[person.uuid])
                found.append(self._write(writer, dice))
            dice = self._dice(f"{person.handle} reads")
            reader = Reader(
                person,
                self._wire(person),
                self._history,
                dice,
                groups=sorted(peers),
                others=others,
                stood=stood[person.uuid],
            )
            found.append(self._read(reader, dice))
            found += [
                Listener(person, target, self._history, self._dice(f"{person.handle} listens {number}")).run()
                for number, target in enumerate(self._targets)
            ]
        return found

    async def _write(self, writer: Writer, dice: Dice) -> None:
        while not self._is_over:
            was_answered = await writer.send_one()
            self._answered += was_answered
            await asyncio.sleep(dice.between(0.0, 0.02))
            while self._is_ahead() and not self._is_over:  # noqa: ASYNC110 - progress is no event
                await asyncio.sleep(dice.between(0.02, 0.1))

    def _is_ahead(self) -> bool:
        """Whether there are more sends by now than there should be for so many faults."""
        wanted, struck = self._load.faults, len(self._history.faults)
        return struck < wanted and self._answered / self._load.sends > (struck + 1) / wanted

    async def _read(self, reader: Reader, dice: Dice) -> None:
        while not self._is_over:
            await reader.read_something()
            await asyncio.sleep(dice.between(0.01, 0.15))

    async def _strike(self, nemesis: Nemesis, ends_s: float) -> None:
        loop = asyncio.get_running_loop()
        while not self._is_over and len(self._history.faults) < self._load.faults and loop.time() < ends_s:
            await nemesis.rest()
            await nemesis.strike()

    async def _end(self, clients: "list[asyncio.Task[None]]") -> None:
        """Let sends that are under way come to their end, then stop everybody."""
        await asyncio.wait(clients, timeout=2.0)
        for client in clients:
            client.cancel()
        await asyncio.wait(clients)
        self._raise_if_broken(clients)

    def _raise_if_broken(self, tasks: "list[asyncio.Task[None]]") -> None:
        for task in tasks:
            if task.done() and not task.cancelled() and (broken := task.exception()):
                raise broken

    def _is_reached(self) -> bool:
        return self._answered >= self._load.sends and len(self._history.faults) >= self._load.faults

    # --- after

    async def find_truth(self) -> None:
        """Wait until the inboxes have caught up, then read everything there is.

        Raises:
            NoAnswer: the deployment does not answer any more.
        """
        truth = self._history.truth
        for group, members in self._history.members.items():
            reading = self._reading(self._person(min(members)))
            truth.logs[group] = await patiently(lambda reading=reading, group=group: reading.whole_log(group))
        until_s = asyncio.get_running_loop().time() + self._load.settles_within_s
        for person in self._people:
            truth.inboxes[person.uuid] = await self._settled_inbox(person, until_s)
            wire = self._wire(person)
            response = await patiently(lambda wire=wire: wire.ask("GET", "/api/messages/counter"))
            truth.counters[person.uuid] = api.counter(response)
        for wire in self._wires:
            wire.close()

    async def _settled_inbox(self, person: Person, until_s: float) -> list[Row]:
        """Return a person's rows once they stand where the logs end, or as they are when that never comes."""
        loop = asyncio.get_running_loop()
        heads = {group: log[-1].seq for group, log in self._history.truth.logs.items() if log}
        reading = self._reading(person)
        while True:
            rows = await patiently(lambda: reading.whole_inbox(3))
            if loop.time() > until_s or all(row.last_seq == heads.get(row.group, row.last_seq) for row in rows):
                return rows
            await asyncio.sleep(0.1)

    # --- what all of it needs

    def _peers(self, person: Person) -> dict[str, str]:
        """The other person's handle, in each group of a person."""
        handles = {each.uuid: each.handle for each in self._people}
        return {
            group: next(handles[member] for member in members if member != person.uuid)
            for group, members in self._history.members.items()
            if person.uuid in members
        }

    def _person(self, uuid: str) -> Person:
        return next(person for person in self._people if person.uuid == uuid)

    def _reading(self, person: Person) -> Pages:
        return Pages(person, self._wire(person), self._history)

    def _wire(self, person: Person) -> Api:
        wire = Api(self._targets[len(self._wires) % len(self._targets)], person.token, self._history)
        self._wires.append(wire)
        return wire

    def _dice(self, what: str, *, is_unique: bool = False) -> Dice:
        return Dice(f"{self._seed} {what} {self._salt if is_unique else ''}")


async def patiently(ask: Callable[[], Awaitable[Result]]) -> Result:
    """Ask until there is an answer.

    Raises:
        NoAnswer: there was none for TRY_FOR_S.
    """
    loop = asyncio.get_running_loop()
    until_s = loop.time() + TRY_FOR_S
    while True:
        try:
            return await ask()
        except NoAnswer:
            if loop.time() > until_s:
                raise
            await asyncio.sleep(0.2)
