"""`./cruddur cognito list-users`."""

import click
from rich_click import RichCommand

from cruddur import bootstrap_operators
from cruddur.entrypoints.cli.configured import configured
from cruddur.entrypoints.cli.lazy import LazyGroup
from cruddur.entrypoints.cli.operator import json_option, print_json, print_table, run
from cruddur.ports.operations import PoolUser


@click.group(cls=LazyGroup)
def cognito() -> None:
    """Look into the Cognito user pool, AWS_COGNITO_USER_POOL_ID."""


@cognito.command("list-users", cls=RichCommand)
@json_option
def list_users(*, as_json: bool) -> None:
    """List every account of the user pool, and which sub each handle has.

    All pages; accounts without a handle are listed and are nobody's handle.
    """

    async def work() -> list[PoolUser]:
        pool = bootstrap_operators.user_pool(configured())
        return [account async for account in pool.list_users()]

    accounts = run(work())
    subs = {account.handle: account.sub for account in accounts if account.handle is not None}
    if as_json:
        raw = [account._asdict() | {"attributes": dict(account.attributes)} for account in accounts]
        print_json({"users": raw, "subs": subs})
        return
    print_table(
        ("handle", "sub", "username", "e-mail", "status"),
        [(each.handle or "", each.sub, each.username, _email(each), _status(each)) for each in accounts],
    )
    click.echo()
    print_json(subs)
    click.echo(f"{len(accounts)} accounts, {len(subs)} with a handle.")


def _email(account: PoolUser) -> str:
    if account.email is None:
        return ""
    return account.email if account.is_email_verified else f"{account.email} (not verified)"


def _status(account: PoolUser) -> str:
    return account.status if account.is_enabled else f"{account.status}, disabled"
