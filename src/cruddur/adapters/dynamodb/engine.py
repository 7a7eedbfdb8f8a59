"""The message store in DynamoDB: one table, one client, the ports over them."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from cruddur.adapters.dynamodb import keys, table
from cruddur.adapters.dynamodb.append import Appender
from cruddur.adapters.dynamodb.capacity import Meter
from cruddur.adapters.dynamodb.change_stream import DynamoChangeStream, Signal
from cruddur.adapters.dynamodb.client import Budget, Client, Metered, Refused, Retrying
from cruddur.adapters.dynamodb.groups import DynamoGroups
from cruddur.adapters.dynamodb.inbox import DynamoInbox
from cruddur.adapters.dynamodb.message_log import DynamoMessageLog
from cruddur.adapters.dynamodb.signature import Credentials
from cruddur.domain.errors import Unavailable
from cruddur.domain.event import EntryStored, Event
from cruddur.domain.ids import GroupUuid
from cruddur.ports.clock import Clock, Random

DEADLINE_S = 0.9
"""By then a request has its answer or its 503."""

ANYBODY = Credentials("local", "local")
"""For emulators, which take any credentials but want some."""


class DynamoEngine:
    """The ports of the message store over one table.

    Attributes:
        meter: what all calls consumed.
        client: for operator commands; metered and retried like everything else.
    """

    def __init__(
        self,
        transport: Client,
        *,
        table: str,
        clock: Clock,
        random: Random,
        deadline_s: float = DEADLINE_S,
        close: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Args:
        transport: what reaches the service; it is wrapped here.
        deadline_s: for each write, its wait for a turn included, and for each other call.
        close: ends the transport.
        """
        self.table, self.meter, self._close = table, Meter(), close
        budget = Budget()
        self.client: Client = Retrying(Metered(transport, self.meter), random.fraction, budget, deadline_s=deadline_s)
        self._stored = Signal()
        self.groups = DynamoGroups(self.client, table, clock.monotonic_s)
        self.inbox = DynamoInbox(self.client, table)
        appender = Appender(
            self.client, table, self.groups, random.fraction, budget, deadline_s=deadline_s, stored=self._stored.fire
        )
        self.log = DynamoMessageLog(self.client, table, appender, deadline_s=deadline_s)

    @classmethod
    def open(
        cls,
        *,
        url: str | None,
        region: str,
        table: str = keys.TABLE,
        clock: Clock,
        random: Random,
        credentials: Callable[[], Credentials] | None = None,
        deadline_s: float = DEADLINE_S,
    ) -> "DynamoEngine":
        """Return an engine; nothing is called yet.

        Args:
            url: AWS_ENDPOINT_URL_DYNAMODB: an emulator's address, or AWS's own; None is AWS in `region`.
            credentials: asked before each request. None: for AWS whatever botocore finds (profiles,
                container, instance), for an emulator anybody's.
        """
        answer_s = deadline_s / 2  # so that a lost answer leaves time for a second try
        is_aws = url is None or (urlsplit(url).hostname or "").endswith(".amazonaws.com")
        if is_aws and credentials is None:
            from cruddur.adapters.dynamodb.aiobotocore_client import AiobotocoreClient

            transport = AiobotocoreClient(url=None, region=region, answer_s=answer_s)
        else:
            from cruddur.adapters.dynamodb.signed_client import SignedClient

            transport = SignedClient(
                url=None if is_aws else url,
                region=region,
                credentials=credentials or (lambda: ANYBODY),
                now=clock.now,
                answer_s=answer_s,
            )
        return cls(transport, table=table, clock=clock, random=random, deadline_s=deadline_s, close=transport.close)

    async def load_schema(self) -> bool:
        """Create the table where it is not there; say whether this did. See `table.load_schema`."""
        return await table.load_schema(self.client, self.table)

    async def has_table(self) -> bool:
        """Say whether the table is there.

        Raises:
            Unavailable: the service does not answer.
        """
        return await table.describe(self.client, self.table) is not None

    def heard(self, event: Event) -> None:
        """Take note of what the bus says other hosts have stored. Hints: the write decides."""
        if isinstance(event, EntryStored):
            self.log.heard(event.entry)

    def changes(self, consumer: str) -> DynamoChangeStream:
        """Return the reading of the change stream that has this name."""
        return DynamoChangeStream(self.client, self.table, consumer, self._stored)

    async def ping(self) -> None:
        """Ask for an item that is not there: half a read unit.

        Raises:
            Unavailable: the service or the table is not there.
        """
        nobody = keys.group_key(GroupUuid("00000000-0000-0000-0000-000000000000"))
        try:
            await self.client.call("GetItem", TableName=self.table, Key=nobody)
        except Refused:
            raise Unavailable from None

    async def close(self) -> None:
        """Close all connections."""
        if self._close is not None:
            await self._close()
