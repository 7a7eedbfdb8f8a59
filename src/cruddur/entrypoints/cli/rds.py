"""`./cruddur rds update-sg-rule | start-instance | stop-instance`."""

import asyncio

import click
from rich_click import RichCommand

from cruddur import bootstrap_operators
from cruddur.entrypoints.cli.configured import configured
from cruddur.entrypoints.cli.failure import Misuse
from cruddur.entrypoints.cli.lazy import LazyGroup
from cruddur.entrypoints.cli.operator import confirm, json_option, print_json, run, yes_option
from cruddur.usecases.admit_address import AdmitAddress, Admitted
from cruddur.usecases.run_database_host import RUNNING, STOPPED, RunDatabaseHost

_INSTANCE = click.argument("instance", required=False, metavar="[INSTANCE]")


@click.group(cls=LazyGroup)
def rds() -> None:
    """Look after the managed database's machine, at Amazon."""


@rds.command("update-sg-rule", cls=RichCommand)
@click.option("--address", metavar="ADDRESS", help="Who is let in.  [default: this machine, as the world sees it]")
@click.option("--ask", metavar="URL", help="Who is asked for this machine's address.")
@json_option
def update_sg_rule(*, address: str | None, ask: str | None, as_json: bool) -> None:
    """Let this machine, and no other, through to the database.

    Moves the rule DB_SG_RULE_ID of the security group DB_SG_ID to one address, on port 5432. Networks of more than
    one address, 0.0.0.0/0 above all, are refused.
    """
    settings = configured()
    group_id, rule_id = settings.db_sg_id, settings.db_sg_rule_id
    if group_id is None or rule_id is None:
        raise Misuse("DB_SG_ID and DB_SG_RULE_ID must say which rule of which security group is meant.")

    async def work() -> Admitted:
        admitted = address or await bootstrap_operators.public_address(ask)
        return await AdmitAddress(host=bootstrap_operators.database_host(settings))(
            admitted, group_id=group_id, rule_id=rule_id, description="cruddur rds update-sg-rule"
        )

    admitted = run(work())
    if as_json:
        print_json({"group": group_id, "rule": rule_id, "network": admitted.network, "before": admitted.before})
    elif admitted.is_new:
        click.echo(f"{group_id} lets in {admitted.network} (before: {admitted.before or 'no address'}).")
    else:
        click.echo(f"Nothing to do: {group_id} lets in {admitted.network} already.")


@rds.command("start-instance", cls=RichCommand)
@_INSTANCE
@json_option
def start_instance(*, instance: str | None, as_json: bool) -> None:
    """Start the database's instance and wait until it is available.

    CRUDDUR_DB_INSTANCE unless another is named. One that stops just now is waited for first.
    """
    _run(instance, RUNNING, as_json=as_json)


@rds.command("stop-instance", cls=RichCommand)
@_INSTANCE
@yes_option
@json_option
def stop_instance(*, instance: str | None, yes: bool, as_json: bool) -> None:
    """Stop the database's instance and wait until it is stopped.

    Nobody can sign in meanwhile, so the name has to be typed. Amazon starts it again after seven days.
    """
    name = _named(instance)
    confirm(name, does=f"This stops {name}: people cannot sign in until it is started again", yes=yes)
    _run(name, STOPPED, as_json=as_json)


def _named(instance: str | None) -> str:
    name = instance or configured().db_instance_id
    if name is None:
        raise Misuse("name the instance, or set CRUDDUR_DB_INSTANCE.")
    return name


def _run(instance: str | None, goal: str, *, as_json: bool) -> None:
    name, seen = _named(instance), list[str]()

    def tell(state: str) -> None:
        seen.append(state)
        click.echo(f"{name}: {state}", err=True)

    async def work() -> bool:
        host = RunDatabaseHost(
            host=bootstrap_operators.database_host(configured()),
            clock=bootstrap_operators.system_clock(),
            sleep=asyncio.sleep,
            tell=tell,
        )
        return await (host.start(name) if goal == RUNNING else host.stop(name))

    changed = run(work())
    if as_json:
        print_json({"instance": name, "state": goal, "changed": changed, "seen": seen})
    else:
        click.echo(f"{name} is {goal}." if changed else f"Nothing to do: {name} was {goal} already.")
