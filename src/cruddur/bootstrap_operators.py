"""The third part of `bootstrap`: what an operator's commands work on, and the engines of `up --cloud`."""

from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

from cruddur.bootstrap import CannotOpen, has_database
from cruddur.domain.errors import Unavailable
from cruddur.ports.clock import Clock, Random
from cruddur.ports.message_table import MessageTable
from cruddur.ports.operations import DatabaseHost, OperationFailed, PeopleDatabase, PeopleSource, UserPool
from cruddur.ports.users import Users
from cruddur.settings import Settings
from cruddur.usecases.first_sign_in import FirstSignIn


class MessagesElsewhere(Exception):
    """A command is about DynamoDB, and this data is not in it. The text says where it is."""


class Cloud(NamedTuple):
    """The engines of the right column, running on this machine.

    Attributes:
        settings: the ones given, with the engines' addresses in them.
        is_new: the database of people has just been made.
        restarts: what kills an engine and starts it again on its files and port, by name; of ours only.
    """

    settings: Settings
    is_new: bool
    restarts: Mapping[str, Callable[[], None]]


@contextmanager
def engines_on_this_machine(settings: Settings) -> Generator[Cloud]:
    """Run DynamoDB, PostgreSQL and Redis on the data folder; those that the environment names are used instead.

    Raises:
        CannotOpen: one of them does not start; the text says why.
    """
    import asyncio

    from cruddur.adapters.local.engines import dynoxide, postgres, process, redis
    from cruddur.adapters.local.engines.restartable import Restartable, Start

    password = system_random().token(32)  # which a restart keeps
    fields: dict[str, Start] = {
        "dynamodb_url": dynoxide.start,
        "connection_url": postgres.start,
        "redis_url": partial(redis.start, password=password),
    }
    restarts: dict[str, Callable[[], None]] = {}
    with ExitStack() as running:
        try:
            for field, start in fields.items():
                if getattr(settings, field) is None:
                    engine = Restartable(start, settings.data_dir)
                    running.callback(engine.stop)
                    settings = replace(settings, **{field: engine.url})
                    restarts[engine.name] = engine.restart
            is_new = asyncio.run(_make_stores(settings))
        except process.EngineFailed as failed:
            raise CannotOpen(f"{failed}.") from failed
        except OperationFailed as failed:
            raise CannotOpen(f"{failed}.") from failed
        yield Cloud(settings, is_new, restarts)


async def _make_stores(settings: Settings) -> bool:
    """Make the table and the database where they are not there; say whether the database was new."""
    from cruddur.adapters.dynamodb.engine import DynamoEngine

    messages = DynamoEngine.open(
        url=settings.dynamodb_url,
        region=settings.region,
        table=settings.dynamodb_table,
        clock=system_clock(),
        random=system_random(),
    )
    try:
        await messages.load_schema()
    finally:
        await messages.close()
    async with open_people_database(settings) as database:
        is_new = await database.create()
        await database.migrate()
        return is_new


def as_it_runs(settings: Settings) -> Settings:
    """Return the settings with the addresses of the engines that run on the data folder, where none were given.

    So that a command beside `up --cloud` speaks of the same people.
    """
    from cruddur.adapters.local.engines import dynoxide, postgres, process, redis

    running = process.running(settings.data_dir)
    fields = {"dynamodb_url": dynoxide.NAME, "connection_url": postgres.NAME, "redis_url": redis.NAME}
    found = {
        field: running[name]["url"]
        for field, name in fields.items()
        if name in running and getattr(settings, field) is None
    }
    return replace(settings, **found)


def system_clock() -> Clock:
    """Return this machine's clock, for commands that open no engines."""
    from cruddur.adapters.local.clock import SystemClock

    return SystemClock()


def system_random() -> Random:
    """Return this machine's chance, for commands that open no engines."""
    from cruddur.adapters.local.random import SystemRandom

    return SystemRandom()


def people_of_data_folder(settings: Settings) -> PeopleSource:
    """Return the people in the data folder's SQLite file, which may be in use.

    Raises:
        OperationFailed: the folder holds none.
    """
    from cruddur.adapters.sqlite.database import FILE_NAME
    from cruddur.adapters.sqlite.people_source import SqlitePeople

    return SqlitePeople(settings.data_dir / FILE_NAME)


@asynccontextmanager
async def open_people_database(settings: Settings, *, prod: bool = False) -> AsyncGenerator[PeopleDatabase]:
    """Open the PostgreSQL of people for an operator's command.

    It is the one of `CONNECTION_URL`, else the one that runs on the data folder, else one that is
    started for the command.

    Args:
        prod: it may be on another machine; then `CONNECTION_URL` must say so.
    Raises:
        OperationFailed: none is to be had; the text says what to do.
    """
    from cruddur.adapters.local.clock import SystemClock
    from cruddur.adapters.local.engines import borrow, postgres, process
    from cruddur.adapters.postgres import connect
    from cruddur.adapters.postgres.database import PostgresDatabase

    with ExitStack() as borrowed:
        dsn = settings.connection_url
        try:
            if dsn is None and not prod:
                dsn = borrowed.enter_context(borrow.borrowed(postgres.NAME, postgres.start, settings.data_dir))
            elif dsn is None:
                raise OperationFailed("--prod needs CONNECTION_URL, the address of the database")
            elif not prod and not connect.is_on_this_machine(dsn):
                raise OperationFailed("CONNECTION_URL is not on this machine; say --prod if it is meant")
        except process.EngineFailed as failed:
            raise OperationFailed(str(failed)) from failed
        except connect.AddressInvalid as invalid:
            raise OperationFailed(f"CONNECTION_URL {invalid}") from None
        async with PostgresDatabase.open(dsn, clock=SystemClock(), psql=postgres.psql()) as database:
            yield database


@asynccontextmanager
async def open_first_sign_in(settings: Settings) -> AsyncGenerator[FirstSignIn]:
    """Open what makes or links a person, over the PostgreSQL of `CONNECTION_URL` and nothing else.

    Raises:
        OperationFailed: `CONNECTION_URL` is not set, or is no address; or, while in use, no answer.
    """
    if settings.connection_url is None:
        raise OperationFailed("CONNECTION_URL is not set")
    async with open_people_database(settings, prod=True) as database:
        yield FirstSignIn(users=database.users, clock=system_clock(), random=system_random())


def user_pool(settings: Settings) -> UserPool:
    """Return the Cognito user pool of the operator's commands.

    Raises:
        OperationFailed: `AWS_COGNITO_USER_POOL_ID` is not set.
    """
    from cruddur.adapters.aws.cognito import CognitoUserPool

    if settings.cognito_user_pool_id is None:
        raise OperationFailed("AWS_COGNITO_USER_POOL_ID must say which user pool is meant")
    return CognitoUserPool(settings.cognito_user_pool_id, settings.region)


def database_host(settings: Settings) -> DatabaseHost:
    """Return the managed database's machine, for the operator's commands."""
    from cruddur.adapters.aws.database_host import RdsHost

    return RdsHost(settings.region)


async def public_address(ask: str | None = None) -> str:
    """Return by what address the world sees this machine, as `ask` (an http address) says; unchecked.

    Raises:
        OperationFailed: no answer.
    """
    from cruddur.adapters.aws import public_address

    return await public_address.public_address(ask or public_address.ASK)


@asynccontextmanager
async def open_message_table(settings: Settings, *, prod: bool = False) -> AsyncGenerator[MessageTable]:
    """Open the DynamoDB table of messages for an operator's command.

    It is at `AWS_ENDPOINT_URL_DYNAMODB`, else at the engine that runs on the data folder, else at one
    that is started for the command.

    Args:
        prod: AWS itself, or what the environment names there.
    Raises:
        OperationFailed: none is to be had; the text says what to do.
        MessagesElsewhere: the folder's messages are in SQLite.
    """
    from cruddur.adapters.dynamodb.message_table import DynamoTable
    from cruddur.adapters.local.engines import borrow, dynoxide, process
    from cruddur.bootstrap import dynamodb_engine

    is_local = settings.dynamodb_url is None and not prod
    if settings.dynamodb_url is not None and not prod and not _is_on_this_machine(settings.dynamodb_url):
        raise OperationFailed("AWS_ENDPOINT_URL_DYNAMODB is not on this machine; say --prod if it is meant")
    with ExitStack() as borrowed:
        if is_local:
            if has_database(settings) and not dynoxide.database_path(settings.data_dir).exists():
                raise MessagesElsewhere(
                    f"the messages in {settings.data_dir} are in SQLite; DynamoDB is used by `up --cloud`, "
                    "or where AWS_ENDPOINT_URL_DYNAMODB or --prod says"
                )
            try:
                url = borrowed.enter_context(borrow.borrowed(dynoxide.NAME, dynoxide.start, settings.data_dir))
            except process.EngineFailed as failed:
                raise OperationFailed(str(failed)) from failed
            settings = replace(settings, dynamodb_url=url)
        engine = dynamodb_engine(settings, system_clock(), system_random(), deadline_s=10.0)

        def dropped(name: str) -> None:
            if is_local:
                dynoxide.purge_stream(settings.data_dir, name)

        try:
            yield DynamoTable(engine, address=settings.dynamodb_url or f"AWS, {settings.region}", dropped=dropped)
        except Unavailable as away:
            raise OperationFailed("DynamoDB does not answer") from away
        finally:
            await engine.close()


def _is_on_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == "localhost" or host.startswith("127.") or host == "::1"


@asynccontextmanager
async def open_people(settings: Settings) -> AsyncGenerator[Users]:
    """Open the directory of people that belongs to a folder's messages: PostgreSQL where there is one, else the file.

    Raises:
        OperationFailed: it cannot be opened.
    """
    from cruddur.adapters.local.engines import postgres
    from cruddur.bootstrap import open_engines

    is_postgres = settings.connection_url is not None or postgres.cluster_path(settings.data_dir).exists()
    if is_postgres or not has_database(settings):
        async with open_people_database(settings, prod=settings.connection_url is not None) as database:
            yield database.users
        return
    try:
        async with open_engines(replace(settings, dynamodb_url=None, redis_url=None), exclusive=False) as engines:
            yield engines.users
    except CannotOpen as refused:
        raise OperationFailed(str(refused).rstrip(".")) from refused
