"""`./cruddur db add-user | export | import | update-cognito-user-ids`."""

from collections import Counter
from pathlib import Path

import click
from rich_click import RichCommand

from cruddur import bootstrap_operators
from cruddur.domain.errors import Conflict, Invalid
from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.user import User, checked_display_name, checked_handle
from cruddur.entrypoints.cli import people_file
from cruddur.entrypoints.cli.configured import configured, data_dir_option
from cruddur.entrypoints.cli.database_of_people import Where, on_database
from cruddur.entrypoints.cli.failure import Failure, Misuse
from cruddur.entrypoints.cli.operator import json_option, print_json, print_table, run
from cruddur.ports.operations import PeopleDatabase
from cruddur.usecases.import_people import Imported, ImportPeople
from cruddur.usecases.link_pool_accounts import Linked, LinkPoolAccounts, Outcome

_WHY = {
    "handle_invalid": "a handle is 1 to 30 of a-z 0-9 . _ - and begins and ends with a letter or digit",
    "display_name_invalid": "a name is 1 to 60 characters",
    "handle_taken": "somebody has this handle, or had it within the last 30 days",
    "email_taken": "somebody has this address",
}
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("add-user", cls=RichCommand)
@click.argument("handles", nargs=-1, required=True, metavar="HANDLE…")
@click.option("--name", metavar="NAME", help="What the person is called.  [default: the handle]")
@click.option("--email", metavar="ADDRESS", help="Their address; whoever signs in with it is this person.")
@on_database
def add_user(*, where: Where, handles: tuple[str, ...], name: str | None, email: str | None) -> None:
    """Add people by hand.

    To write to, or to be linked to an account at its first sign-in.
    """
    if len(handles) > 1 and (name or email):
        raise Misuse("--name and --email belong to one person; give one handle.")

    async def work() -> list[User]:
        clock, random = bootstrap_operators.system_clock(), bootstrap_operators.system_random()
        async with where.open() as database:
            return [
                await _add(
                    database,
                    handle,
                    name=name or handle.removeprefix("@"),
                    email=email.strip().lower() if email else None,
                    user_uuid=random.user_uuid(),
                    now=clock.now(),
                )
                for handle in handles
            ]

    added = run(work())
    if where.as_json:
        print_json([{"uuid": user.uuid, "handle": user.handle, "display_name": user.display_name} for user in added])
        return
    for user in added:
        click.echo(f"@{user.handle} {user.uuid}")


async def _add(
    database: PeopleDatabase, handle: str, *, name: str, email: str | None, user_uuid: UserUuid, now: Instant
) -> User:
    try:
        return await database.users.add(
            User(user_uuid, checked_handle(handle), checked_display_name(name), email, None, now)
        )
    except (Invalid, Conflict) as refused:
        raise Failure(f"@{handle.removeprefix('@')}: {_WHY.get(refused.code, refused.code)}.") from refused


@click.command(cls=RichCommand)
@click.argument("file", type=_FILE, metavar="FILE")
@data_dir_option
@json_option
def export(*, file: Path, data_dir: Path | None, as_json: bool) -> None:
    """Write the people of the data folder's SQLite file to a file.

    With them go the handles they gave up and their living sessions, so nobody has to sign in again. Works while the
    server runs. Passwords of the built-in provider stay where they are.
    """
    settings = configured(data_dir=data_dir)

    async def work() -> Counter[str]:
        source, counts = (
            bootstrap_operators.people_of_data_folder(settings),
            Counter[str](people=0, reserved=0, sessions=0),
        )
        with people_file.create(file) as out:
            async for user in source.list_users():
                people_file.write(out, user)
                counts["people"] += 1
            async for reserved in source.list_reserved_handles():
                people_file.write(out, reserved)
                counts["reserved"] += 1
            async for session in source.list_sessions(now=bootstrap_operators.system_clock().now()):
                people_file.write(out, session)
                counts["sessions"] += 1
        return counts

    counts = run(work())
    if as_json:
        print_json({"file": str(file), **counts})
    else:
        click.echo(
            f"Wrote {counts['people']} people, {counts['reserved']} reserved handles and "
            f"{counts['sessions']} sessions to {file}."
        )


@click.command("import", cls=RichCommand)
@click.argument("file", type=_FILE, metavar="FILE")
@click.option("--dry-run", is_flag=True, help="Say what would become of it, and change nothing.")
@on_database
def import_(*, where: Where, file: Path, dry_run: bool) -> None:
    """Read people from such a file into PostgreSQL.

    May be repeated: nobody is doubled, and whoever is there stays as they are.
    """

    async def work() -> Imported:
        async with where.open() as database:
            return await ImportPeople(database=database)(people_file.read(file), dry_run=dry_run)

    report = run(work())
    if where.as_json:
        print_json({"dry_run": dry_run, **{name: getattr(report, name) for name in Imported.__slots__}})
        return
    click.echo(
        f"{'Would add' if dry_run else 'Added'} {report.added} people, {report.reserved} reserved handles, "
        f"{report.sessions} sessions; {report.unchanged} people were there already."
    )
    for handle in report.differing:
        click.echo(f"@{handle} is there with other details and stays so.")
    for handle, code in report.refused:
        click.echo(f"@{handle} was refused: {code}.")
    if report.left_out:
        click.echo(f"{report.left_out} sessions and reserved handles were left out: their people are not here.")


@click.command("update-cognito-user-ids", cls=RichCommand)
@click.option("--dry-run", is_flag=True, help="Say what would be linked, and change nothing.")
@on_database
def update_cognito_user_ids(*, where: Where, dry_run: bool) -> None:
    """Link each account of the user pool to the person who has its handle.

    All pages of AWS_COGNITO_USER_POOL_ID, then one transaction. Nobody loses an account that is still in the pool.
    """

    async def work() -> list[Linked]:
        async with where.open() as database:
            return await LinkPoolAccounts(database=database, pool=bootstrap_operators.user_pool(where.settings))(
                dry_run=dry_run
            )

    accounts = run(work())
    if where.as_json:
        print_json(
            [
                {
                    "handle": each.account.handle,
                    "cognito_user_id": each.account.sub,
                    "outcome": each.outcome.name.lower(),
                }
                for each in accounts
            ]
        )
        return
    print_table(
        ("handle", "cognito_user_id", "outcome"),
        [(each.account.handle or "", each.account.sub, each.outcome) for each in accounts],
    )
    linked = sum(each.outcome is Outcome.LINKED for each in accounts)
    matched = linked + sum(each.outcome is Outcome.UNCHANGED for each in accounts)
    click.echo(
        f"{len(accounts)} accounts: {'would link' if dry_run else 'linked'} {linked}, not matched {len(accounts) - matched}."
    )
