"""The full transport: aiobotocore, with every way AWS knows to find credentials.

Its import takes a third of a second and a call half a millisecond of CPU, so nothing imports this
module before it is needed.
"""

from contextlib import AsyncExitStack
from typing import Any, cast

import botocore.exceptions
from aiobotocore.config import AioConfig
from aiobotocore.session import get_session  # pyright: ignore[reportUnknownVariableType] - no types
from botocore import xform_name  # pyright: ignore[reportUnknownVariableType] - no types

from cruddur.adapters.dynamodb.client import STREAMS, Answer, Refused, failure, lost
from cruddur.domain.errors import Unavailable

_NEVER_SENT = (botocore.exceptions.ConnectTimeoutError, botocore.exceptions.EndpointConnectionError)


class AiobotocoreClient:
    """One client for the process; botocore's own retries are off, ours (`client.Retrying`) decide."""

    def __init__(self, *, url: str | None, region: str, answer_s: float, connections: int = 64) -> None:
        self._options: dict[str, Any] = {
            "endpoint_url": url,
            "region_name": region,
            "config": AioConfig(
                connect_timeout=answer_s,
                read_timeout=answer_s,
                max_pool_connections=connections,
                retries={"mode": "standard", "total_max_attempts": 1},
                parameter_validation=False,
                tcp_keepalive=True,
            ),
        }
        self._stack = AsyncExitStack()
        self._clients: dict[bool, Any] = {}

    async def call(self, operation: str, **params: Any) -> Answer:
        """See `client.Client.call`."""
        client = await self._client(is_stream=operation in STREAMS)
        try:
            return await getattr(client, xform_name(operation))(**params)
        except botocore.exceptions.ClientError as error:
            answer: Any = error.response
            status = answer["ResponseMetadata"]["HTTPStatusCode"]
            reported = answer.get("Error", {})
            code, message = str(reported.get("Code", "")), str(reported.get("Message", ""))
            raise failure(operation, status, code, message, answer) from None
        except botocore.exceptions.NoCredentialsError:
            raise Refused("MissingAuthenticationToken", "there are no AWS credentials", {}) from None
        except _NEVER_SENT:
            raise Unavailable from None
        except botocore.exceptions.HTTPClientError:
            raise lost(operation) from None

    async def close(self) -> None:
        """Close all connections."""
        self._clients.clear()
        await self._stack.aclose()

    async def _client(self, *, is_stream: bool) -> Any:
        if is_stream not in self._clients:
            name = "dynamodbstreams" if is_stream else "dynamodb"
            session = cast("Any", get_session())  # its types come in a package of their own
            made = session.create_client(name, **self._options)
            self._clients[is_stream] = await self._stack.enter_async_context(made)
        return self._clients[is_stream]
