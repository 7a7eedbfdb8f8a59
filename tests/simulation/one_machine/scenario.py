"""A seed from beginning to end: people at work on hosts that die, over ports that fail, judged as `verify` judges."""

import asyncio
import hashlib
import itertools
import random
from typing import NamedTuple

from structlog.testing import capture_logs

from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.engine import SqliteEngine
from cruddur.adapters.sqlite.users import SqliteUsers
from cruddur.domain.ids import GroupUuid, Seq, direct_group_uuid
from cruddur.domain.user import User
from cruddur.verify.checks import violations
from cruddur.verify.checks.evidence import Evidence
from cruddur.verify.checks.violation import Violation
from cruddur.verify.history import Counter, Fault, History
from tests.simulation import virtual_time
from tests.simulation.one_machine.faults import Trouble, Weather
from tests.simulation.one_machine.host import EPOCH, Host, LoopClock, SeededRandom
from tests.simulation.one_machine.person import Person, row, seen

CALM = Weather(0.0, 0.0, 0.0)
SETTLES_WITHIN_S = 60.0


class Outcome(NamedTuple):
    """What came of a seed.

    Attributes:
        faults: calls that went wrong, and hosts that died.
        fingerprint: of everything that happened; the same seed gives the same.
    """

    seed: int
    wrong: list[Violation]
    faults: int
    entries: int
    fingerprint: str


def play(seed: int) -> Outcome:
    """Run one world."""
    with capture_logs():
        return virtual_time.run(_play(seed))


async def _play(seed: int) -> Outcome:
    chance = random.Random(seed)
    database = Database.open(None)
    trouble = Trouble(chance, CALM)
    history = History()
    people = await _people(database, chance)
    hosts = [Host(database, trouble, chance)]
    clients = _clients(people, hosts, history, chance)
    trouble.weather = Weather.of(chance)
    acts = chance.choice((6, 12, 20))
    dying = asyncio.create_task(_die_now_and_then(hosts, database, trouble, chance, history))
    await asyncio.gather(*(client.live(acts) for client in clients))
    dying.cancel()
    await asyncio.wait((dying,))
    trouble.weather = CALM
    await _find_truth(history, database, hosts[-1], people)
    await hosts[-1].die()
    await database.close()
    fingerprint = _fingerprint(history)
    entries = sum(map(len, history.truth.logs.values()))
    return Outcome(seed, violations(Evidence(history)), trouble.count + len(history.faults), entries, fingerprint)


def _fingerprint(history: History) -> str:
    """Sixteen characters of everything that happened. Sets are left out: each process orders them anew."""
    happened = (history.sends, history.pages, history.inboxes, history.marks, history.probes, history.faults)
    return hashlib.sha256(repr((happened, history.truth)).encode()).hexdigest()[:16]


async def _people(database: Database, chance: random.Random) -> list[User]:
    users = SqliteUsers(database, LoopClock(0.0))
    names = SeededRandom(chance)
    people = [
        User(names.user_uuid(), handle, handle.title(), f"{handle}@simulation.example", None, EPOCH)
        for handle in ("ann", "bob", "cho", "dan")
    ]
    for person in people:
        await users.add(person)
    return people


def _clients(people: list[User], hosts: list[Host], history: History, chance: random.Random) -> list[Person]:
    """Two clients for each person. The first and the last of them remain strangers."""
    pairs = [pair for pair in itertools.combinations(people, 2) if pair != (people[0], people[-1])]
    groups = {direct_group_uuid(one.uuid, other.uuid): (one, other) for one, other in pairs}
    history.members.update({group: frozenset((one.uuid, other.uuid)) for group, (one, other) in groups.items()})
    clients: list[Person] = []
    for person in people:
        peers: dict[GroupUuid, str] = {}
        for group, pair in groups.items():
            if person in pair:
                peers[group] = next(other.handle for other in pair if other is not person)
        others = [group for group in groups if group not in peers]
        clients += [Person(person.uuid, hosts, history, chance, peers=peers, others=others) for _ in range(2)]
    return clients


async def _die_now_and_then(
    hosts: list[Host], database: Database, trouble: Trouble, chance: random.Random, history: History
) -> None:
    """Kill the host, and start the next one."""
    pause_s = chance.choice((1.0, 5.0, 1e6))
    while True:
        await asyncio.sleep(chance.random() * pause_s)
        now_s = asyncio.get_running_loop().time()
        await hosts[-1].die()
        hosts.append(Host(database, trouble, chance))
        history.faults.append(Fault("died", now_s, now_s))


async def _find_truth(history: History, database: Database, host: Host, people: list[User]) -> None:
    """Read everything there is once the projector has come to the end."""
    engine = SqliteEngine(database)
    truth = history.truth
    for group in history.members:
        after = Seq(0)
        log = truth.logs[group] = []
        while page := (await engine.log.list_entries(GroupUuid(group), after=after, limit=100)).items:
            log += map(seen, page)
            after = page[-1].seq
    until_s = asyncio.get_running_loop().time() + SETTLES_WITHIN_S
    while True:
        for person in people:
            listed = await host.usecases.list_message_groups(reader_uuid=person.uuid, limit=100)
            truth.inboxes[person.uuid] = [row(each) for each in listed.rows]
            truth.counters[person.uuid] = Counter(*await host.usecases.count_unread(reader_uuid=person.uuid))
        rows = [each for inbox in truth.inboxes.values() for each in inbox]
        is_settled = all(each.last_seq == len(truth.logs[each.group]) for each in rows)
        if is_settled or asyncio.get_running_loop().time() > until_s:
            break
        await asyncio.sleep(1.0)
    begun = {group for group, log in truth.logs.items() if log}
    history.members = {group: members for group, members in history.members.items() if group in begun}
