"""The projector as an AWS Lambda on the table's stream (access pattern E).

Handler: `cruddur.entrypoints.projector.lambda_handler.handler`, Python 3.11 or newer. Reads
`CRUDDUR_TABLE` and the region; signs with the role's keys, without an AWS SDK. The event source:
FunctionResponseTypes ReportBatchItemFailures, BisectBatchOnFunctionError, at most 4 retries, an
on-failure destination, and a filter on the prefix of `pk` (`keys.LOG_PREFIX`), so that it does not
see its own writes.

Every record of a batch is carried, whatever another one does. What could not be carried is named
in the answer, and Lambda sends the batch again from the first of those on; the rest is repeated
then, which changes nothing. So a poisonous record reaches the destination after five tries, and
everything beside it was carried at the first.
"""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol, cast

from cruddur import bootstrap, settings
from cruddur.domain.entry import Entry
from cruddur.domain.errors import Unavailable
from cruddur.domain.ids import GroupUuid
from cruddur.usecases.project_inbox import ProjectInbox

log = logging.getLogger("cruddur.projector")

RESERVE_S = 1.0
"""Time kept at the end of an invocation, to answer in."""

_PAUSE_S = 0.1

Event = Mapping[str, Any]


class Context(Protocol):
    """What of Lambda's context is used."""

    def get_remaining_time_in_millis(self) -> int:
        """Return how long this invocation may still run."""
        ...


class Failure(NamedTuple):
    """A record that was not carried, by its number in the stream, and why: the name of an error, no content."""

    sequence_number: str
    reason: str


def handler(event: Event, context: Context) -> dict[str, Any]:
    """Carry a batch, and name the records that must come again.

    Raises:
        Unavailable: the table did not answer until the end; all of the batch must come again.
    """
    within_s = context.get_remaining_time_in_millis() / 1000 - RESERVE_S
    failures = _runner().run(_carry_within(event, within_s))
    for failure in failures:
        line = {"event": "record_not_carried", "sequence_number": failure.sequence_number, "reason": failure.reason}
        log.error(json.dumps(line))
    return {"batchItemFailures": [{"itemIdentifier": failure.sequence_number} for failure in failures]}


async def carry(event: Event, project: ProjectInbox) -> list[Failure]:
    """Carry every record of a batch into the inboxes; return those that cannot be, in the stream's order.

    Raises:
        Unavailable: the table does not answer; what was carried may be carried again.
    """
    numbers: dict[GroupUuid, list[str]] = {}
    entries: dict[GroupUuid, list[Entry]] = {}
    failures: list[Failure] = []
    for record in cast("Sequence[Mapping[str, Any]]", event.get("Records", [])):
        number = _number(record)
        try:
            entry = bootstrap.entry_of_record(record)
        except ValueError as wrong:
            failures.append(Failure(number, type(wrong).__name__))
            continue
        if entry is not None:
            entries.setdefault(entry.message_group_uuid, []).append(entry)
            numbers.setdefault(entry.message_group_uuid, []).append(number)
    for group_uuid, error in (await _project_all(entries, project)).items():
        failures.extend(Failure(number, type(error).__name__) for number in numbers[group_uuid])
    order = [_number(record) for record in event.get("Records", [])]
    return sorted(failures, key=lambda failure: order.index(failure.sequence_number))


async def _project_all(
    entries: Mapping[GroupUuid, list[Entry]], project: ProjectInbox
) -> Mapping[GroupUuid, Exception]:
    """Project all groups together; when one breaks that, each by itself."""
    together = [entry for of_group in entries.values() for entry in of_group]
    if not together:
        return {}
    try:
        return (await project(together)).failed
    except Unavailable:
        raise
    except Exception:  # noqa: BLE001 - whatever one group's records do, the others go on
        failed: dict[GroupUuid, Exception] = {}
        for group_uuid, of_group in entries.items():
            try:
                failed.update((await project(of_group)).failed)
            except Unavailable:
                raise
            except Exception as error:  # noqa: BLE001 - as above
                failed[group_uuid] = error
        return failed


async def _carry_within(event: Event, within_s: float) -> list[Failure]:
    """Try until the time is up: a table that is away for a moment must not use up a record's tries."""
    loop = asyncio.get_running_loop()
    end = loop.time() + within_s
    while True:
        try:
            return await carry(event, _project())
        except Unavailable:
            if loop.time() + _PAUSE_S >= end:
                raise
            await asyncio.sleep(_PAUSE_S)


def _number(record: Mapping[str, Any]) -> str:
    change: Any = record.get("dynamodb") or {}
    return str(change.get("SequenceNumber", ""))


@cache
def _runner() -> asyncio.Runner:
    """One event loop for all invocations of this process, and with it the open connections."""
    return asyncio.Runner()


@cache
def _project() -> ProjectInbox:
    return bootstrap.projection(settings.load())
