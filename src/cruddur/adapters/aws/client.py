"""How Amazon's interfaces are called: credentials and endpoints from the environment, as its own tools do it."""

import contextlib
from collections.abc import AsyncGenerator
from typing import Any

from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from cruddur.ports.operations import OperationFailed

_CONFIG = AioConfig(connect_timeout=5, read_timeout=30, retries={"mode": "standard", "max_attempts": 4})


@contextlib.asynccontextmanager
async def client(service: str, region: str) -> AsyncGenerator[Any]:
    """Yield a client of one service; its errors become a sentence for the operator.

    `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_<SERVICE>` point it elsewhere than at Amazon.

    Raises:
        OperationFailed: no credentials, no answer, or refused; the text names Amazon's code.
    """
    session: Any = AioSession()
    try:
        async with session.create_client(service, region_name=region, config=_CONFIG) as opened:
            yield opened
    except NoCredentialsError:
        raise OperationFailed(
            "there are no AWS credentials (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE)"
        ) from None
    except ClientError as refused:
        raise OperationFailed(f"{service} refused: {code_of(refused)}: {_said(refused)}") from None
    except BotoCoreError as failed:
        raise OperationFailed(f"{service} cannot be reached: {failed}") from None


def code_of(refused: ClientError) -> str:
    """Return Amazon's code for a refusal: `DBInstanceNotFound`."""
    return str(_error(refused).get("Code", "unknown"))


def _said(refused: ClientError) -> str:
    return str(_error(refused).get("Message", "")).strip() or "no reason given"


def _error(refused: ClientError) -> dict[str, Any]:
    response: dict[str, Any] = refused.response
    return response.get("Error", {})
