"""The accounts of an Amazon Cognito user pool."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from cruddur.adapters.aws.client import client
from cruddur.ports.operations import PoolUser

_PER_PAGE = 60  # the most that ListUsers gives


class CognitoUserPool:
    """See `ports.operations.UserPool`."""

    def __init__(self, pool_id: str, region: str) -> None:
        self._pool_id = pool_id
        # The id begins with its region: us-east-1_AbCdEfGhI.
        self._region = pool_id.partition("_")[0] if "_" in pool_id else region

    async def list_users(self) -> AsyncIterator[PoolUser]:
        """See `UserPool`."""
        async with client("cognito-idp", self._region) as cognito:
            pages = cognito.get_paginator("list_users").paginate(
                UserPoolId=self._pool_id, PaginationConfig={"PageSize": _PER_PAGE}
            )
            async for page in pages:
                for user in page["Users"]:
                    yield account(user)


def account(user: Mapping[str, Any]) -> PoolUser:
    """Return an account as ListUsers describes it (UserType). An account need not have a handle."""
    attributes = {each["Name"]: each.get("Value", "") for each in user.get("Attributes", [])}
    return PoolUser(
        sub=attributes.get("sub", ""),
        username=user["Username"],
        handle=attributes.get("preferred_username") or None,
        email=attributes.get("email") or None,
        is_email_verified=attributes.get("email_verified") == "true",
        is_enabled=bool(user.get("Enabled", True)),
        status=str(user.get("UserStatus", "UNKNOWN")),
        attributes=attributes,
    )
