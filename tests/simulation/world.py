"""One seed's world: hosts that crash, people who retry, members who come and go, a projector that repeats itself.

The adapter's own code runs; only the network, the table, time and chance are ours.
"""

import asyncio
import contextlib
import hashlib
import random
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from typing import Any, TypeVar

from cruddur.adapters.dynamodb import append, tail
from cruddur.adapters.dynamodb.change_stream import entry_of
from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.domain import instant
from cruddur.domain.entry import Entry
from cruddur.domain.errors import Unavailable
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid, direct_group_uuid
from cruddur.domain.instant import Instant
from cruddur.usecases.project_inbox import ProjectInbox
from tests.simulation.model_store import ModelStore
from tests.simulation.network import Network, Weather

Result = TypeVar("Result")

EPOCH = instant.parse("2026-12-31T23:58:00Z")
"""Worlds begin shortly before a new year."""

WINDOW = 12
RING = 15
"""Small ones, so that a world of eighty entries reaches them."""

MOST_TRIES = 300
"""By then a storm has passed: in the worst of them three calls in four are lost, and a change of membership may take
three that are not, one after the other. What is not answered soon after never is."""

TRIES_IN_THE_CALM = 20

Adapt = Callable[[DynamoEngine], None]
"""What is done to each engine before it serves: a mutant leaves a rule out."""


class Crashed(Exception):
    """The host died under the request: nobody knows what became of it."""


class NeverAnswered(Exception):
    """However often a host was asked."""


class SimulatedClock:
    """Virtual time, off by some seconds, and sometimes set anew."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.skew_s = chance.choice((0.0, 0.0, -30.0, 2.5, 45.0))

    def now(self) -> Instant:
        if self._chance.random() < 0.01:
            self.skew_s += self._chance.choice((-60.0, 60.0))
        return instant.shifted(EPOCH, seconds=asyncio.get_running_loop().time() + self.skew_s)

    def monotonic_s(self) -> float:
        return asyncio.get_running_loop().time()


class SimulatedRandom:
    """See `ports.clock.Random`, from the seed."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def user_uuid(self) -> UserUuid:
        return UserUuid(self._uuid())

    def message_uuid(self) -> MessageUuid:
        return MessageUuid(self._uuid())

    def group_uuid(self) -> str:
        return self._uuid()

    def token(self, size_bytes: int = 32) -> str:
        return self._chance.randbytes(size_bytes).hex()

    def fraction(self) -> float:
        return self._chance.random()

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))


class Deaf:
    """A bus whose events reach nobody."""

    def publish(self, event: object) -> None:
        return

    def subscribe(self, receive: object) -> Callable[[], None]:
        return lambda: None


class Host:
    """A server process. A crash takes its memory and its requests, not what they have sent."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._requests: dict[asyncio.Task[Any], None] = {}  # in order: a crash must be the same each time
        self.clock = SimulatedClock(world.chance)
        self.engine = self._engine()

    async def serve(self, request: Callable[[DynamoEngine], Awaitable[Result]]) -> Result:
        """Do a request; raises Crashed when the host dies meanwhile."""
        task = asyncio.ensure_future(request(self.engine))
        self._requests[task] = None
        task.add_done_callback(lambda done: done.cancelled() or done.exception())  # its asker may be gone
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled():
                raise Crashed from None
            raise
        finally:
            self._requests.pop(task, None)

    def crash(self) -> None:
        """Die, and start again with nothing remembered."""
        for request in list(self._requests):
            request.cancel()
        self.engine = self._engine()

    def _engine(self) -> DynamoEngine:
        engine = DynamoEngine(
            self._world.network, table="t", clock=self.clock, random=self._world.random, deadline_s=0.9
        )
        self._world.adapt(engine)
        return engine


class World:
    """The table, the hosts, the groups, and what people were told."""

    def __init__(self, seed: int, adapt: Adapt, *, is_calm: bool = False) -> None:
        self.chance = random.Random(seed)
        self.random = SimulatedRandom(self.chance)
        self.adapt = adapt
        self.store = ModelStore(self.chance)
        weather = Weather() if is_calm else Weather.of(self.chance)
        self.network = Network(self.store, self.chance, weather)
        self.hosts = [Host(self) for _ in range(1 if is_calm else self.chance.randint(1, 3))]
        self.people = [self.random.user_uuid() for _ in range(4)]
        self.told: list[str] = []
        self._projected = 0

    @property
    def host(self) -> Host:
        """Whichever host answers the door."""
        return self.chance.choice(self.hosts)

    async def nap(self, most_s: float) -> None:
        """Wait a while."""
        await asyncio.sleep(self.chance.random() * most_s)

    async def insist(self, request: Callable[[DynamoEngine], Awaitable[Result]], *, patience_s: float = 2.0) -> Result:
        """Ask some host, and another, until one answers."""
        for tried in range(MOST_TRIES + TRIES_IN_THE_CALM):
            if tried == MOST_TRIES:
                self.storm_passes()
            try:
                return await self.host.serve(request)
            except (Unavailable, Crashed):
                await self.nap(patience_s)
        raise NeverAnswered

    def storm_passes(self) -> None:
        """From here on nothing is lost, and whoever asks must be answered."""
        self.network.weather = Weather(latency_s=self.network.weather.latency_s)

    # --- groups

    def direct(self, one: UserUuid, other: UserUuid) -> Group:
        """The 1:1 of two people, as the first of them would begin it."""
        place = Member(Role.MEMBER, Seq(0))
        return Group(
            uuid=direct_group_uuid(one, other),
            kind=GroupKind.DIRECT,
            title=None,
            members={one: place, other: place},
            membership_seq=Seq(0),
            created_at=EPOCH,
            created_by=one,
        )

    def several(self) -> Group:
        """A group of three of the people, owned by the first."""
        place = Member(Role.MEMBER, Seq(1))
        first, *others = self.people[:3]
        return Group(
            uuid=GroupUuid(self.random.group_uuid()),
            kind=GroupKind.GROUP,
            title="Before",
            members={first: Member(Role.OWNER, Seq(1)), **dict.fromkeys(others, place)},
            membership_seq=Seq(1),
            created_at=EPOCH,
            created_by=first,
        )

    # --- what else goes on

    async def crash_now_and_then(self, mean_s: float) -> None:
        """Take hosts down, for ever."""
        while True:
            await self.nap(2 * mean_s)
            self.host.crash()

    async def gossip(self) -> None:
        """Tell hosts of entries that others have stored, some of them, late and out of order."""
        heard = 0
        while True:
            await self.nap(0.6)
            stream = self.store.stream
            for change in stream[heard:]:
                entry = entry_of(change.as_record())
                if entry is not None and self.chance.random() < 0.7:
                    self.host.engine.log.heard(entry)
            heard = len(stream)

    async def project(self, *, batch: int) -> None:
        """Carry the stream into inboxes, for ever: split anywhere, repeated, shuffled between repeats."""
        while True:
            await self.nap(1.5)
            if self._projected == len(self.store.stream) and self.chance.random() < 0.97:
                continue
            begin = max(0, self._projected - self.chance.choice((0, 0, 0, 5, 50)))
            end = min(len(self.store.stream), self._projected + self.chance.randint(1, batch))
            with contextlib.suppress(Unavailable, Crashed):
                await self.project_between(begin, end)
                self._projected = max(self._projected, end)

    async def project_between(self, begin: int, end: int) -> None:
        """Carry a part of the stream."""
        records = [entry for change in self.store.stream[begin:end] if (entry := entry_of(change.as_record()))]
        if begin % 2:
            self.chance.shuffle(records)
        if records:
            await self.host.serve(
                lambda engine: ProjectInbox(groups=engine.groups, inbox=engine.inbox, bus=Deaf())(records)
            )

    async def calm_down(self) -> None:
        """Let everything that was ever sent arrive, and the projector finish."""
        await self.network.settle()
        self.network.weather = Weather()
        await asyncio.sleep(10)
        for host in self.hosts:
            host.crash()
        async with asyncio.timeout(600):
            await self.project_between(self._projected, len(self.store.stream))
            await self.project_between(0, len(self.store.stream) // 2)  # a late repeat changes nothing
        await self.network.settle()

    def fingerprint(self) -> str:
        """A digest of everything that happened: the same seed, the same digest."""
        digest = hashlib.blake2b(digest_size=8)
        for change in self.store.stream:
            digest.update(repr((round(change.at_s, 9), change.pk, change.sk, change.new)).encode())
        digest.update("\n".join(self.told).encode())
        return digest.hexdigest()


@contextlib.contextmanager
def small_windows() -> Generator[None, None, None]:
    """Make the retry window and the ring small enough to be left within a world."""
    window, ring = append.WINDOW, tail.RING
    append.WINDOW, tail.RING = WINDOW, RING
    try:
        yield
    finally:
        append.WINDOW, tail.RING = window, ring


@contextlib.asynccontextmanager
async def meanwhile(*others: Awaitable[None]) -> AsyncGenerator[None, None]:
    """Have other things go on during the block."""
    tasks = [asyncio.ensure_future(other) for other in others]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for task in tasks:
            if not task.cancelled() and (failure := task.exception()):
                raise failure


def entries_of(store: ModelStore, group_uuid: GroupUuid) -> list[Entry]:
    """A group's log as it lies in the table."""
    found = [entry_of({"dynamodb": {"Keys": item, "NewImage": item}}) for item in store.partition(f"MSG#{group_uuid}")]
    return [entry for entry in found if entry is not None]
