"""`./cruddur db create | drop | schema-load | migrate | seed | setup`."""

import click
from rich_click import RichCommand

from cruddur import bootstrap_operators
from cruddur.entrypoints.cli.database_of_people import Where, on_database
from cruddur.entrypoints.cli.demo.seed import PEOPLE, seed_people
from cruddur.entrypoints.cli.operator import confirm, print_json, run, yes_option
from cruddur.ports.operations import PeopleDatabase
from cruddur.usecases.link_pool_accounts import LinkPoolAccounts, Outcome


@click.command(cls=RichCommand)
@on_database
def create(*, where: Where) -> None:
    """Make the database, empty."""

    async def work() -> tuple[str, str, bool]:
        async with where.open() as database:
            return database.name, database.address, await database.create()

    name, address, created = run(work())
    if where.as_json:
        print_json({"database": name, "address": address, "created": created})
    else:
        click.echo(f"Created {name} at {address}." if created else f"{name} is there already, at {address}.")


@click.command(cls=RichCommand)
@yes_option
@on_database
def drop(*, where: Where, yes: bool) -> None:
    """Remove the database with everything in it.

    Whoever is connected is cut off. Asks for the name to be typed.
    """

    async def work() -> tuple[str, bool]:
        async with where.open() as database:
            _confirm_drop(database, yes=yes)
            return database.name, await database.drop()

    name, dropped = run(work())
    if where.as_json:
        print_json({"database": name, "dropped": dropped})
    else:
        click.echo(f"Dropped {name}." if dropped else f"There is no {name}.")


@click.command("schema-load", cls=RichCommand)
@on_database
def schema_load(*, where: Where) -> None:
    """Make the tables in a database that has none.

    The same migrations as `migrate`, so a second time does nothing.
    """
    _migrate(where, dry_run=False)


@click.command(cls=RichCommand)
@click.option("--dry-run", is_flag=True, help="Say what would be applied, and change nothing.")
@on_database
def migrate(*, where: Where, dry_run: bool) -> None:
    """Bring the tables up to this version.

    Numbered files, each applied once and in a transaction of its own; one host at a time.
    """
    _migrate(where, dry_run=dry_run)


@click.command(cls=RichCommand)
@on_database
def seed(*, where: Where) -> None:
    """Write the demo people.

    Who is there already stays as they are.
    """

    async def work() -> int:
        async with where.open() as database:
            return await _seed(database)

    added = run(work())
    if where.as_json:
        print_json({"people": list(PEOPLE), "added": added})
    else:
        click.echo(f"Added {added} people: {', '.join(PEOPLE)}." if added else "Nothing to do: they are all there.")


@click.command(cls=RichCommand)
@yes_option
@on_database
def setup(*, where: Where, yes: bool) -> None:
    """Begin anew: drop, create, schema-load, seed, link accounts.

    Accounts are linked when AWS_COGNITO_USER_POOL_ID is set. Asks for the name to be typed.
    """

    async def work() -> dict[str, object]:
        async with where.open() as database:
            _confirm_drop(database, yes=yes)
            done: dict[str, object] = {"database": database.name, "address": database.address}
            done["dropped"] = await database.drop()
            done["created"] = await database.create()
            done["migrations"] = await database.migrate()
            done["people"] = await _seed(database)
            if where.settings.cognito_user_pool_id is not None:
                accounts = await LinkPoolAccounts(
                    database=database, pool=bootstrap_operators.user_pool(where.settings)
                )()
                done["linked"] = sum(each.outcome is Outcome.LINKED for each in accounts)
            return done

    done = run(work())
    if where.as_json:
        print_json(done)
        return
    linked = f"linked {done['linked']} accounts" if "linked" in done else "no user pool to link accounts of"
    click.echo(f"{done['database']} at {done['address']} begins anew: {done['people']} people, {linked}.")


def _confirm_drop(database: PeopleDatabase, *, yes: bool) -> None:
    confirm(database.name, does=f"This removes {database.name} at {database.address} with everybody in it", yes=yes)


def _migrate(where: Where, *, dry_run: bool) -> None:
    async def work() -> tuple[str, list[str]]:
        async with where.open() as database:
            return database.name, await database.migrate(dry_run=dry_run)

    name, migrations = run(work())
    if where.as_json:
        print_json({"database": name, "migrations": migrations, "applied": not dry_run})
    elif migrations:
        click.echo(f"{'Would apply' if dry_run else 'Applied'} to {name}: {', '.join(migrations)}.")
    else:
        click.echo(f"{name} is up to date.")


async def _seed(database: PeopleDatabase) -> int:
    added, _ = await seed_people(users=database.users, now=bootstrap_operators.system_clock().now())
    return added
