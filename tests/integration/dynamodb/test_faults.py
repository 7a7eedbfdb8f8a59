"""What a host does when the network or the service misbehaves: once, in order, and an honest 503."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from typing import Any

import pytest

from cruddur.adapters.dynamodb.aiobotocore_client import AiobotocoreClient
from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.local.bus import LocalBus
from cruddur.adapters.local.engines.process import free_port
from cruddur.adapters.local.random import SystemRandom
from cruddur.domain.entry import Appended, edited
from cruddur.domain.errors import OutcomeUnknown, Unavailable
from cruddur.domain.event import EntryStored, Event
from cruddur.domain.ids import Seq
from cruddur.usecases.send_message import RetryKey, SendMessage
from tests.clock import SteppedClock
from tests.contract.dynamodb_place import DynamoPlace
from tests.contract.scene import Pair, Scene
from tests.integration.dynamodb.fault_proxy import FaultProxy

TRANSPORTS = ("signed", "aiobotocore")


@pytest.fixture
async def proxy(place: DynamoPlace) -> AsyncGenerator[FaultProxy, None]:
    async with FaultProxy.before(place.url) as opened:
        yield opened


def _host(url: str, table: str, transport: str = "signed", deadline_s: float = 0.9) -> DynamoEngine:
    clock = SteppedClock()
    if transport == "signed":
        return DynamoEngine.open(
            url=url, region="us-east-1", table=table, clock=clock, random=SystemRandom(), deadline_s=deadline_s
        )
    client = AiobotocoreClient(url=url, region="us-east-1", answer_s=deadline_s / 2)
    return DynamoEngine(
        client, table=table, clock=clock, random=SystemRandom(), deadline_s=deadline_s, close=client.close
    )


@pytest.fixture(params=TRANSPORTS)
async def host(
    request: pytest.FixtureRequest, proxy: FaultProxy, place: DynamoPlace, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[DynamoEngine, None]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "anybody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "anybody")
    engine = _host(proxy.url, place.table, request.param, deadline_s=20)
    yield engine
    await engine.close()


@pytest.fixture
async def scene(host: DynamoEngine) -> Scene:
    return Scene([host], SteppedClock())


async def _insist(work: Any) -> Appended:
    """Do it until it is answered, as a client does."""
    while True:
        try:
            answer: Appended = await work()
        except Unavailable:
            continue
        return answer


async def test_lost_answers_store_nothing_twice(scene: Scene, proxy: FaultProxy) -> None:
    pair = await scene.pair()
    proxy.lose_answers = 0.4
    drafts = [scene.draft(pair.group_uuid, pair.ann, f"line {n}") for n in range(30)]
    answers = await asyncio.gather(*(_insist(lambda d=draft: scene.append(d, after=1)) for draft in drafts))
    proxy.calm()
    log = await scene.log_of(pair.group_uuid)
    assert len(log) == 31
    assert {entry.message_uuid for entry in log[1:]} == {draft.message_uuid for draft in drafts}
    for draft, answer in zip(drafts, answers, strict=True):
        assert log[answer.entry.seq - 1].message_uuid == draft.message_uuid
    assert proxy.done["lose_answers"] > 5


async def test_whatever_arrives_late_or_is_throttled_is_stored_once(scene: Scene, proxy: FaultProxy) -> None:
    pair = await scene.pair()
    proxy.late, proxy.throttle, proxy.lose_answers = 0.15, 0.15, 0.1
    drafts = [scene.draft(pair.group_uuid, pair.bob, f"line {n}") for n in range(30)]
    await asyncio.gather(*(_insist(lambda d=draft: scene.append(d, after=1)) for draft in drafts))
    proxy.calm()
    while proxy._late_ones:
        await asyncio.sleep(0.05)
    log = await scene.log_of(pair.group_uuid)
    assert [entry.seq for entry in log] == list(range(1, 32))
    assert len({entry.message_uuid for entry in log}) == 31


async def test_a_first_message_whose_answer_is_lost_makes_one_conversation(scene: Scene, proxy: FaultProxy) -> None:
    proxy.lose_answers = 0.5
    ann, bob = scene.person(), scene.person()
    group = scene.direct(ann, bob)
    draft = scene.draft(group.uuid, ann)
    await _insist(lambda: scene.store.log.start_direct(draft, group))
    proxy.calm()
    assert [entry.message_uuid for entry in await scene.log_of(group.uuid)] == [draft.message_uuid]


async def test_revisions_and_membership_survive_lost_answers(scene: Scene, proxy: FaultProxy) -> None:
    team = await scene.team()
    said = await scene.say(team.group_uuid, team.bob, "first")
    proxy.lose_answers = 0.4
    for _ in range(5):
        later = edited(said, said.message + "!" if said.message else "", scene.clock.now())
        await _insist(lambda later=later, said=said: scene.store.log.revise(later, earlier=said))
        said = later
    newcomer, uuid = scene.person(), scene.uuid()
    await _insist(
        lambda: scene.store.log.join(
            team.group_uuid, by=team.ann, people=[newcomer], sees_earlier=True, message_uuid=uuid, at=scene.clock.now()
        )
    )
    proxy.calm()
    log = await scene.log_of(team.group_uuid)
    assert (log[1].message, log[1].rev) == ("first!!!!!", 5)
    assert [entry.kind for entry in log] == ["joined", "text", "joined"]
    assert newcomer in (await scene.store.groups.get_group(team.group_uuid, not_before=Seq(3))).members


async def test_what_is_found_stored_after_a_lost_answer_is_new_to_this_host(scene: Scene, proxy: FaultProxy) -> None:
    """So that it is told to whoever listens."""
    team = await scene.team()
    proxy.lose_answers = 1.0
    writing = [
        asyncio.create_task(
            scene.store.log.rename(
                team.group_uuid, by=team.ann, title="After", message_uuid=scene.uuid(), at=scene.clock.now()
            )
        ),
        asyncio.create_task(scene.append(scene.draft(team.group_uuid, team.bob), after=1)),
    ]
    while proxy.done["lose_answers"] < 2:
        await asyncio.sleep(0.005)
    proxy.calm()
    answers = await asyncio.gather(*writing)
    assert [answer.is_new for answer in answers] == [True, True]
    assert len(await scene.log_of(team.group_uuid)) == 3


async def test_what_one_host_has_stored_and_could_not_tell_the_host_of_the_retry_tells(
    place: DynamoPlace, proxy: FaultProxy
) -> None:
    first, second, bus = _host(proxy.url, place.table), place.host(SteppedClock()), LocalBus()
    scene = Scene([second], SteppedClock())
    pair = await scene.pair()
    told: list[Event] = []
    bus.subscribe(told.append)

    async def sent_by(host: DynamoEngine) -> Appended:
        send = SendMessage(log=host.log, bus=bus, clock=scene.clock, random=SystemRandom())
        return await send(
            sender_uuid=pair.ann, message_group_uuid=pair.group_uuid, message="Still there?", retry_key=key
        )

    key = RetryKey(scene.uuid(), Seq(2))
    await first.log.append(scene.draft(pair.group_uuid, pair.bob), after_seq=None)  # it knows the log from here on
    proxy.lose_answers = 1.0
    with pytest.raises(OutcomeUnknown):
        await sent_by(first)
    assert told == []
    answer = await sent_by(second)
    assert (answer.entry.seq, told) == (3, [EntryStored(answer.entry)])
    await first.close()


async def _refusals(engine: DynamoEngine, pair: Pair, scene: Scene) -> list[type[Unavailable]]:
    """What each kind of request is told."""
    draft = scene.draft(pair.group_uuid, pair.ann)
    asked: list[Awaitable[Any]] = [
        engine.log.append(draft, after_seq=None),
        engine.log.list_entries(pair.group_uuid, limit=50),
        engine.inbox.list_inbox(pair.ann, cursor=None, limit=20),
        engine.inbox.get_unread(pair.ann),
        engine.inbox.mark_read(pair.ann, pair.group_uuid, Seq(1)),
        engine.groups.get_group(pair.group_uuid, not_before=Seq(1)),
        engine.ping(),
    ]
    found = await asyncio.gather(*asked, return_exceptions=True)
    return [type(each) for each in found]  # pyright: ignore[reportReturnType] - the test says what they are


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("fault", ["throttle", "hang"])
async def test_a_service_that_does_not_answer_is_a_503_and_comes_back(
    place: DynamoPlace, proxy: FaultProxy, fault: str, transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "anybody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "anybody")
    patient = place.host(SteppedClock())
    scene = Scene([patient], SteppedClock())
    pair = await scene.pair()
    engine = _host(proxy.url, place.table, transport)
    await _insist(lambda: engine.log.append(scene.draft(pair.group_uuid, pair.ann), after_seq=None))
    setattr(proxy, fault, 1.0)
    for told in await _refusals(engine, pair, scene):
        assert issubclass(told, Unavailable)
    proxy.calm()
    async with asyncio.timeout(20):
        await _insist(lambda: engine.log.append(scene.draft(pair.group_uuid, pair.ann), after_seq=None))
    await engine.close()


async def test_nobody_listening_is_a_503_of_which_nothing_can_have_been_stored(place: DynamoPlace) -> None:
    engine = _host(f"http://127.0.0.1:{free_port()}", place.table)
    scene = Scene([place.host(SteppedClock())], SteppedClock())
    pair = await scene.pair()
    for told in await _refusals(engine, pair, scene):
        assert issubclass(told, Unavailable)
        assert told is not OutcomeUnknown
    await engine.close()


async def test_in_the_calm_a_request_is_one_call(place: DynamoPlace, proxy: FaultProxy) -> None:
    engine = _host(proxy.url, place.table, deadline_s=30)
    scene = Scene([engine], SteppedClock())
    pair = await scene.pair()
    with engine.meter.measure() as capacity:
        await asyncio.gather(*(scene.say(pair.group_uuid, pair.ann) for _ in range(200)))
    assert capacity.call_count == 200
    await engine.close()


async def test_an_outage_does_not_multiply_the_calls(place: DynamoPlace, proxy: FaultProxy) -> None:
    engine = _host(proxy.url, place.table)
    scene = Scene([place.host(SteppedClock())], SteppedClock())
    pair = await scene.pair()
    proxy.throttle = 1.0
    with engine.meter.measure() as capacity:
        told = await asyncio.gather(
            *(engine.log.list_entries(pair.group_uuid, limit=50) for _ in range(300)), return_exceptions=True
        )
    assert all(isinstance(each, Unavailable) for each in told)
    assert capacity.call_count <= 330  # 1.1 a request: the budget is spent once, not by everybody
    await engine.close()


async def test_a_damaged_answer_is_no_answer(place: DynamoPlace, proxy: FaultProxy) -> None:
    engine = _host(proxy.url, place.table)
    scene = Scene([place.host(SteppedClock())], SteppedClock())
    pair = await scene.pair()
    forward = proxy._forward

    async def damaged(request: bytes) -> bytes:
        answer = await forward(request)
        head, _, body = answer.partition(b"\r\n\r\n")
        return head + b"\r\nx-amz-crc32: 1\r\n\r\n" + body

    proxy._forward = damaged
    with pytest.raises(Unavailable):
        await engine.log.list_entries(pair.group_uuid, limit=5)
    with pytest.raises(OutcomeUnknown):
        await engine.inbox.mark_read(pair.ann, pair.group_uuid, Seq(1))
    await engine.close()
