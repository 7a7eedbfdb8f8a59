"""Make or link the person as soon as an account is confirmed: the Lambda behind a user pool's trigger.

Handler: `cruddur.entrypoints.post_confirmation.handler.handler`, Python 3.11 or newer, in the VPC of
the database, time-out 5 s. Reads `CONNECTION_URL` and `AWS_COGNITO_USER_POOL_ID` (this pool alone is
served). It speaks PostgreSQL itself (psycopg; with RDS, through RDS Proxy), so it needs no AWS SDK.

It is a convenience: what it does, the first sign-in does too, by the same rule. So it never stands
between a person and their account: where the database is away it says so in the log and lets them in.
"""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

import structlog

from cruddur import bootstrap_operators, settings
from cruddur.domain.account import EmailInvalid, checked_email
from cruddur.domain.errors import Unavailable
from cruddur.domain.user import User
from cruddur.ports.operations import OperationFailed
from cruddur.ports.tokens import Identity

log = structlog.get_logger("cruddur.post_confirmation")

SIGNED_UP = "PostConfirmation_ConfirmSignUp"
"""The other trigger of this door, ConfirmForgotPassword, is about somebody who has long been there."""

Event = dict[str, Any]


def handler(event: Event, context: object) -> Event:
    """Answer Cognito with its own event, as it wants; for the same account again nothing changes.

    Args:
        event: userPoolId, triggerSource, request.userAttributes.
    Raises:
        ValueError: the event is another pool's: the function is wired to the wrong one.
    """
    del context
    configured = settings.load()
    if configured.cognito_user_pool_id not in (None, event["userPoolId"]):
        raise ValueError("the event is of another user pool than AWS_COGNITO_USER_POOL_ID")
    if event["triggerSource"] != SIGNED_UP:
        return event
    try:
        user = asyncio.run(_first_sign_in(configured, identity_of(event["request"]["userAttributes"])))
    except (Unavailable, OperationFailed) as away:
        log.error("person_not_made_yet", reason=type(away).__name__)
    else:
        log.info("person_is_there", user_uuid=user.uuid)
    return event


def identity_of(attributes: Mapping[str, str]) -> Identity:
    """Return who a user pool's attributes say somebody is. An address counts only when the pool verified it."""
    email: str | None = None
    if attributes.get("email_verified") == "true":
        with contextlib.suppress(EmailInvalid):
            email = checked_email(attributes.get("email", ""))
    return Identity(
        sub=attributes["sub"],
        email=email,
        handle_hint=attributes.get("preferred_username") or None,
        display_name=attributes.get("name") or None,
    )


async def _first_sign_in(configured: settings.Settings, identity: Identity) -> User:
    async with bootstrap_operators.open_first_sign_in(configured) as first_sign_in:
        return await first_sign_in(identity)
