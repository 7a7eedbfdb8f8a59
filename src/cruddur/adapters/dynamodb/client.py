"""Talking to a DynamoDB API through one method, with what every call shares: errors, retries, a meter.

    transport (aiobotocore or signed)  ->  Metered  ->  Retrying  ->  log, groups, inbox, change stream

What can go wrong is one of three things. `Refused`: the service answered no, and did nothing.
`Unavailable` (of the domain): nothing was stored, trying again makes sense. `OutcomeUnknown`: a
write was sent and its answer never came.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from cruddur.adapters.dynamodb.capacity import Meter
from cruddur.domain.errors import OutcomeUnknown, Unavailable

NotStored = Unavailable
"""The name under which this folder catches what may simply be tried again."""

Answer = dict[str, Any]


class Client(Protocol):
    """The one method that the engine needs of any DynamoDB client."""

    async def call(self, operation: str, **params: Any) -> Answer:
        """Call an operation of DynamoDB or DynamoDB Streams by its API name.

        Args:
            params: the request, as the API's JSON (`{"S": …}` attributes).
        Returns:
            The answer, as the API's JSON.
        Raises:
            Refused: the service said no; nothing was done.
            Unavailable: unreachable or throttled; nothing was stored.
            OutcomeUnknown: a write of which no answer came.
        """
        ...


class Refused(Exception):
    """The service answered no.

    Attributes:
        code: e.g. ConditionalCheckFailedException.
        item: the item that was there, where a condition failed and it was asked for; else None.
        reasons: of a cancelled transaction, one per action: `{"Code", "Item"}`.
    """

    def __init__(self, code: str, message: str, answer: Mapping[str, Any]) -> None:
        super().__init__(code, message)
        self.code = code
        self.item: dict[str, Any] | None = answer.get("Item")
        self.reasons: list[dict[str, Any]] = answer.get("CancellationReasons") or []

    @property
    def is_condition(self) -> bool:
        """Whether a condition of ours did not hold."""
        return self.code in ("ConditionalCheckFailedException", "TransactionCanceledException")


STREAMS = frozenset(("ListStreams", "DescribeStream", "GetShardIterator", "GetRecords"))
READS = STREAMS | {
    "BatchGetItem",
    "DescribeContinuousBackups",
    "DescribeTable",
    "DescribeTimeToLive",
    "GetItem",
    "ListTables",
    "Query",
    "Scan",
}

_BUSY = frozenset(
    (
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "ReplicatedWriteConflictException",
        "RequestLimitExceeded",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflictException",
        "TransactionInProgressException",
    )
)
_BUSY_REASONS = frozenset(("None", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"))


def failure(operation: str, status: int, code: str, message: str, answer: Mapping[str, Any]) -> Exception:
    """Return what an error answer means, as the exception to raise."""
    if code in _BUSY:
        return Unavailable()
    if status >= 500:
        return lost(operation)
    refused = Refused(code, message, answer)
    if code == "TransactionCanceledException" and refused.reasons:
        codes = {reason.get("Code", "None") for reason in refused.reasons}
        if codes <= _BUSY_REASONS:
            return Unavailable()
    return refused


def lost(operation: str) -> Unavailable:
    """Return what it means that no answer came: for a write the outcome is unknown."""
    return Unavailable() if operation in READS else OutcomeUnknown()


class Metered:
    """Asks every call what it consumed and writes it into the meter."""

    def __init__(self, inner: Client, meter: Meter) -> None:
        self._inner, self._meter = inner, meter

    async def call(self, operation: str, **params: Any) -> Answer:
        """See `Client.call`."""
        if operation in Meter.OPERATIONS:
            params["ReturnConsumedCapacity"] = "INDEXES"
        try:
            answer = await self._inner.call(operation, **params)
        except Refused as refused:
            self._meter.record_refused(operation, is_condition=refused.is_condition)
            raise
        except Unavailable:
            self._meter.record_lost(operation)
            raise
        self._meter.record(operation, answer)
        return answer


class Budget:
    """How many retries there may be, shared by all of a process: an outage must not double the load.

    Each answered call earns a tenth of a retry, up to `most`; so a calm service sees at most 1.1
    calls a request, and a dead one soon sees each request once.
    """

    def __init__(self, most: float = 20.0) -> None:
        self._left = self._most = most

    def earn(self) -> None:
        """A call was answered."""
        self._left = min(self._most, self._left + 0.1)

    def spend(self) -> bool:
        """Say whether one more retry may be made."""
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Retrying:
    """One layer of retries: full jitter, a deadline, a budget.

    Writes that take a number (PutItem, TransactWriteItems) pass through once: the append protocol
    has its own rounds, since only it knows what a refusal after a lost answer means. All other
    writes are conditional updates, harmless to repeat.
    """

    ONCE = frozenset(("PutItem", "TransactWriteItems", "CreateTable", "DeleteTable"))
    UNHURRIED = frozenset(("CreateTable", "DeleteTable", "UpdateTimeToLive", "UpdateContinuousBackups", "Scan"))

    def __init__(self, inner: Client, fraction: Callable[[], float], budget: Budget, *, deadline_s: float) -> None:
        """Args:
        fraction: a random float in [0, 1), for jitter.
        deadline_s: for all tries of one call together.
        """
        self._inner, self._fraction, self._budget, self._deadline_s = inner, fraction, budget, deadline_s

    async def call(self, operation: str, **params: Any) -> Answer:
        """See `Client.call`."""
        if operation in self.UNHURRIED:
            return await self._inner.call(operation, **params)
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._tries(operation, params)
        except TimeoutError:
            raise lost(operation) from None

    async def _tries(self, operation: str, params: dict[str, Any]) -> Answer:
        attempt = 0
        while True:
            try:
                answer = await self._inner.call(operation, **params)
            except Unavailable:
                if operation in self.ONCE or not self._budget.spend():
                    raise
                await asyncio.sleep(backoff_s(attempt, self._fraction()))
                attempt += 1
            else:
                self._budget.earn()
                return answer


def backoff_s(attempt: int, fraction: float, *, base_s: float = 0.02, most_s: float = 0.3) -> float:
    """Return how long to wait after try number `attempt` (from 0): full jitter, doubling."""
    return fraction * min(most_s, base_s * 2**attempt)
