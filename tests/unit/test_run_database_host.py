"""Starting and stopping an instance, over every sequence of states that Amazon may show."""

import pytest

from cruddur.ports.operations import AccessRule, OperationFailed
from cruddur.usecases.run_database_host import PATIENCE_S, RunDatabaseHost
from tests.clock import SteppedClock


class ScriptedHost:
    """Shows its states one after the other, the last one for ever, and notes what it is asked to do."""

    def __init__(self, *states: str) -> None:
        self.states = list(states)
        self.asked: list[str] = []

    async def get_state(self, instance: str) -> str:
        return self.states.pop(0) if len(self.states) > 1 else self.states[0]

    async def start(self, instance: str) -> None:
        self.asked.append("start")

    async def stop(self, instance: str) -> None:
        self.asked.append("stop")

    async def list_rules(self, group_id: str) -> list[AccessRule]:
        raise NotImplementedError

    async def update_rule(self, rule: AccessRule, *, description: str) -> None:
        raise NotImplementedError


def over(host: ScriptedHost) -> tuple[RunDatabaseHost, list[str]]:
    """The use case over a host, and the states that it tells; waiting moves the clock alone."""
    clock, told = SteppedClock(), list[str]()

    async def sleep(seconds: float) -> None:
        clock.step(seconds)

    return RunDatabaseHost(host=host, clock=clock, sleep=sleep, tell=told.append), told


@pytest.mark.parametrize(
    ("states", "told", "asked", "changed"),
    [
        (["available"], ["available"], [], False),
        (
            ["stopped", "starting", "starting", "configuring-enhanced-monitoring", "available"],
            ["stopped", "starting", "configuring-enhanced-monitoring", "available"],
            ["start"],
            True,
        ),
        (
            ["stopped", "stopped", "stopped", "starting", "available"],
            ["stopped", "starting", "available"],
            ["start"],
            True,
        ),
        (["starting", "starting", "available"], ["starting", "available"], [], True),
        (
            ["stopping", "stopping", "stopped", "starting", "available"],
            ["stopping", "stopped", "starting", "available"],
            ["start"],
            True,
        ),
    ],
)
async def test_start(states: list[str], told: list[str], asked: list[str], changed: bool) -> None:
    host = ScriptedHost(*states)
    run, heard = over(host)
    assert await run.start("db") is changed
    assert (heard, host.asked) == (told, asked)


@pytest.mark.parametrize(
    ("states", "told", "asked", "changed"),
    [
        (["stopped"], ["stopped"], [], False),
        (["available", "stopping", "stopping", "stopped"], ["available", "stopping", "stopped"], ["stop"], True),
        (["available", "available", "stopped"], ["available", "stopped"], ["stop"], True),
        (["stopping", "stopped"], ["stopping", "stopped"], [], True),
        (
            ["starting", "backing-up", "available", "stopping", "stopped"],
            ["starting", "backing-up", "available", "stopping", "stopped"],
            ["stop"],
            True,
        ),
    ],
)
async def test_stop(states: list[str], told: list[str], asked: list[str], changed: bool) -> None:
    host = ScriptedHost(*states)
    run, heard = over(host)
    assert await run.stop("db") is changed
    assert (heard, host.asked) == (told, asked)


@pytest.mark.parametrize("state", ["deleting", "failed", "storage-full", "incompatible-parameters", "something-new"])
async def test_what_cannot_lead_there_is_said_at_once(state: str) -> None:
    for verb in ("start", "stop"):
        host = ScriptedHost(state)
        run, _ = over(host)
        with pytest.raises(OperationFailed, match=f"db is {state}"):
            await getattr(run, verb)("db")
        assert host.asked == []


async def test_a_start_that_fails_on_the_way_is_said() -> None:
    run, told = over(ScriptedHost("stopped", "starting", "failed"))
    with pytest.raises(OperationFailed, match="db is failed"):
        await run.start("db")
    assert told == ["stopped", "starting", "failed"]


async def test_patience_ends() -> None:
    run, _ = over(ScriptedHost("stopped", "starting"))
    with pytest.raises(OperationFailed, match=f"still starting after {PATIENCE_S / 60:.0f} minutes"):
        await run.start("db")
