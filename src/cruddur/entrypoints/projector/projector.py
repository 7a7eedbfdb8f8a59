"""The task that follows the change stream and keeps everybody's inbox in step with the logs.

    projector = Projector(engine.changes("projector"), app.project_inbox, clock)
    task = asyncio.create_task(projector.run())
    ...
    await projector.stop()

Whatever happens, repeating is harmless: so nothing is skipped when an engine fails, and the
place in the stream is saved late.
"""

import asyncio
from collections.abc import Sequence

import structlog

from cruddur.domain.entry import Entry
from cruddur.domain.errors import Unavailable
from cruddur.domain.ids import GroupUuid
from cruddur.domain.instant import seconds_between
from cruddur.entrypoints.projector.gathering import Gathering, by_group
from cruddur.ports.change_stream import Changes, ChangeStream
from cruddur.ports.clock import Clock
from cruddur.usecases.project_inbox import ProjectInbox

log = structlog.get_logger(__name__)

BATCH_MAX = 1000
GATHER_S = 0.05
"""The least time from one batch to the next: the first message after a rest is carried at once, and under load
many messages of a group become one change per member."""

SAVE_EVERY_S = 1.0
BACK_OFF_S = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
DRAIN_PATIENCE_S = 0.1
"""How long the stream may be silent before a projector that stops takes it for read."""


class Projector:
    """Reads, carries, remembers its place; goes on after any failure until it is told to stop.

    Attributes:
        carried_count: records handled so far, repeats included.
        poisoned_count: records passed over because their group could not be carried.
        in_hand_count: records read and not handled yet, those of large groups that are gathered included.
    """

    def __init__(self, changes: ChangeStream, project_inbox: ProjectInbox, clock: Clock) -> None:
        self._changes = changes
        self._project_inbox = project_inbox
        self._clock = clock
        self._newest = ""
        self._position: str | None = None
        self._save_timer: asyncio.TimerHandle | None = None
        self._saving: asyncio.Task[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_stopping = False
        self._is_waiting = False
        self._gave_up = False
        self._gathering = Gathering(project_inbox.groups)
        self._in_hand: Sequence[Entry] = ()
        self.carried_count = 0
        self.poisoned_count = 0

    @property
    def in_hand_count(self) -> int:
        """See the class."""
        return len(self._in_hand) + len(self._gathering.held)

    @property
    def lag_s(self) -> float:
        """How long ago the oldest record in hand was stored, in seconds; 0.0 when there is none."""
        waiting = [*self._in_hand[:1], *self._gathering.held]
        if not waiting:
            return 0.0
        oldest = min(record.deleted_at or record.edited_at or record.created_at for record in waiting)
        return max(0.0, seconds_between(oldest, self._clock.now()))

    async def run(self) -> None:
        """Follow the stream until `stop`."""
        self._task = asyncio.current_task()
        loop = asyncio.get_running_loop()
        try:
            while not self._is_stopping:
                changes = await self._read()
                begun = loop.time()
                await self._handle(changes)
                await self._rest(begun + GATHER_S - loop.time())
        except asyncio.CancelledError:
            if not self._is_stopping or self._task is None:
                raise
            self._task.uncancel()  # it was `stop` that woke us
        finally:
            if self._save_timer is not None:
                self._save_timer.cancel()
        if not self._gave_up:
            await self._drain()
        await self._save()

    async def stop(self) -> None:
        """Carry what is there, save the place, and end `run`."""
        self._is_stopping = True
        if self._task is None or self._task.done():
            return
        if self._is_waiting:
            self._task.cancel()
        await asyncio.wait([self._task])

    # --- reading

    async def _read(self) -> Changes:
        """Wait for records, however long the engine is away, or until what is gathered is due."""
        failures = 0
        while True:
            self._is_waiting = True
            patience = asyncio.timeout_at(self._gathering.due_at)
            try:
                async with patience:
                    return await self._changes.read(limit=BATCH_MAX)
            except Exception as error:  # noqa: BLE001 - a projector that ended would be missed by nobody
                if patience.expired():
                    return Changes([], self._newest)
                failures += 1
                await self._back_off("change_stream_unavailable", failures, error)
            finally:
                self._is_waiting = False

    async def _drain(self) -> None:
        """Handle what is still in the stream."""
        try:
            while True:
                async with asyncio.timeout(DRAIN_PATIENCE_S):
                    changes = await self._changes.read(limit=BATCH_MAX)
                await self._handle(changes)
        except TimeoutError:
            await self._finish()
        except Unavailable:
            return

    async def _finish(self) -> None:
        """Carry what is gathered, due or not."""
        self._in_hand = self._gathering.release(asyncio.get_running_loop().time())
        if not self._in_hand:
            return
        try:
            await self._carry(self._in_hand)
        except Unavailable:
            return
        finally:
            self._in_hand = ()
        self._position = self._newest

    async def _rest(self, seconds: float) -> None:
        if seconds > 0 and not self._is_stopping:
            self._is_waiting = True
            try:
                await asyncio.sleep(seconds)
            finally:
                self._is_waiting = False

    # --- carrying

    async def _handle(self, changes: Changes) -> None:
        """Carry a batch and take note of the place after it; when given up, no later place may be saved."""
        self._in_hand = changes.records
        try:
            self._in_hand = await self._admitted(changes.records)
            if self._in_hand:
                await self._carry(self._in_hand)
        except BaseException:
            self._gave_up = True
            raise
        finally:
            self._in_hand = ()
        self._newest = changes.position
        if self._gathering.due_at is None:  # no place may be saved beyond what is still held
            self._position = self._newest
            self._save_later()

    async def _admitted(self, records: Sequence[Entry]) -> Sequence[Entry]:
        try:
            return await self._gathering.admit(records, asyncio.get_running_loop().time())
        except Unavailable:
            return records  # as if all were small: carrying them has the patience that this lacks

    async def _carry(self, records: Sequence[Entry]) -> None:
        """Apply the records; when that fails for no reason of the engine, find the group at fault.

        Raises:
            Unavailable: the engine is away and the projector is to stop; the place is not saved.
        """
        try:
            await self._carry_patiently(records)
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001 - whatever one group's records do, the others go on
            for group_uuid, of_group in by_group(records).items():
                try:
                    await self._carry_patiently(of_group)
                except Unavailable:
                    raise
                except Exception as error:  # noqa: BLE001 - as above
                    self._pass_over(group_uuid, of_group, error)
        self.carried_count += len(records)

    async def _carry_patiently(self, records: Sequence[Entry]) -> None:
        failures = 0
        while True:
            try:
                projected = await self._project_inbox(records)
            except Unavailable as error:
                failures += 1
                if self._is_stopping:
                    raise
                await self._back_off("inbox_unavailable", failures, error)
            else:
                for group_uuid, error in projected.failed.items():
                    self._pass_over(group_uuid, by_group(records)[group_uuid], error)
                return

    def _pass_over(self, group_uuid: GroupUuid, records: Sequence[Entry], error: Exception) -> None:
        """Say which records were left out, and why. Never what they say."""
        self.poisoned_count += len(records)
        log.error(
            "group_not_projected",
            message_group_uuid=group_uuid,
            seqs=sorted({record.seq for record in records})[:20],
            reason=type(error).__name__,
        )

    async def _back_off(self, event: str, failures: int, error: Exception) -> None:
        delay_s = BACK_OFF_S[min(failures, len(BACK_OFF_S)) - 1]
        log.warning(event, reason=type(error).__name__, failures=failures, retry_after_s=delay_s)
        await self._rest(delay_s)

    # --- the place in the stream

    def _save_later(self) -> None:
        if self._save_timer is None:
            self._save_timer = asyncio.get_running_loop().call_later(SAVE_EVERY_S, self._save_now)

    def _save_now(self) -> None:
        self._save_timer = None
        self._saving = asyncio.create_task(self._save())

    async def _save(self) -> None:
        """Save the newest place that is handled. What cannot be saved now is saved with a later one."""
        position, self._position = self._position, None
        if position is None:
            return
        try:
            await self._changes.save(position)
        except Unavailable:
            log.warning("position_not_saved")
            if self._position is None:
                self._position = position
                if not self._is_stopping:
                    self._save_later()
