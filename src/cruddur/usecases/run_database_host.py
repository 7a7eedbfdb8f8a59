"""Start and stop the instance under a managed database, and wait until it has."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cruddur.ports.clock import Clock
from cruddur.ports.operations import DatabaseHost, OperationFailed

RUNNING, STOPPED = "available", "stopped"
POLL_S = 10.0
PATIENCE_S = 45 * 60.0

_ON_THE_WAY_UP = frozenset(("starting", "rebooting", "configuring-enhanced-monitoring", "backing-up", "modifying"))
_ON_THE_WAY_DOWN = frozenset(("stopping",))
_HOPELESS = ("failed", "deleting", "deleted", "incompatible", "inaccessible", "storage-full")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDatabaseHost:
    """Says what state it found, asks for the change where one is needed, and tells each new state.

    Attributes:
        sleep: waits so many seconds.
        tell: is handed each state as it is first seen.
    """

    host: DatabaseHost
    clock: Clock
    sleep: Callable[[float], Awaitable[None]]
    tell: Callable[[str], None]

    async def start(self, instance: str) -> bool:
        """Bring the instance up; False where it was running already.

        Raises:
            OperationFailed: no such instance, it cannot be started from where it is, or it takes
                longer than PATIENCE_S.
        """
        state = await self._told(instance)
        if state == RUNNING:
            return False
        if state in _ON_THE_WAY_DOWN:
            state = await self._wait(instance, state, STOPPED, by_way_of=_ON_THE_WAY_DOWN)
        if state == STOPPED:
            await self.host.start(instance)
            state = await self._leave(instance, STOPPED)
        await self._wait(instance, state, RUNNING, by_way_of=_ON_THE_WAY_UP)
        return True

    async def stop(self, instance: str) -> bool:
        """Take the instance down; False where it was stopped already.

        Raises:
            OperationFailed: see `start`.
        """
        state = await self._told(instance)
        if state == STOPPED:
            return False
        if state in _ON_THE_WAY_UP:
            state = await self._wait(instance, state, RUNNING, by_way_of=_ON_THE_WAY_UP)
        if state == RUNNING:
            await self.host.stop(instance)
            state = await self._leave(instance, RUNNING)
        await self._wait(instance, state, STOPPED, by_way_of=_ON_THE_WAY_DOWN)
        return True

    async def _told(self, instance: str) -> str:
        state = await self.host.get_state(instance)
        self.tell(state)
        return state

    async def _leave(self, instance: str, old: str) -> str:
        """Return the first state after `old`: a change that was asked for takes a moment to show."""
        return await self._until(instance, old, lambda state: state != old)

    async def _wait(self, instance: str, state: str, goal: str, *, by_way_of: frozenset[str]) -> str:
        def arrived(state: str) -> bool:
            if state.startswith(_HOPELESS) or state not in (goal, *by_way_of):
                raise OperationFailed(f"{instance} is {state}; it will not become {goal} from there")
            return state == goal

        return state if arrived(state) else await self._until(instance, state, arrived)

    async def _until(self, instance: str, state: str, enough: Callable[[str], bool]) -> str:
        deadline_s = self.clock.monotonic_s() + PATIENCE_S
        while self.clock.monotonic_s() < deadline_s:
            await self.sleep(POLL_S)
            before, state = state, await self.host.get_state(instance)
            if state != before:
                self.tell(state)
            if enough(state):
                return state
        raise OperationFailed(f"{instance} is still {state} after {PATIENCE_S / 60:.0f} minutes; look again later")
