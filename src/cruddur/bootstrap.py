"""Chooses the engines and builds the application: the only room that imports an engine.

Engines are imported inside functions, so that a command which needs none of them starts fast.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cruddur.ports.bus import Bus
from cruddur.ports.change_stream import ChangeStream
from cruddur.ports.clock import Clock, Random
from cruddur.ports.groups import Groups
from cruddur.ports.inbox import Inbox
from cruddur.ports.message_log import MessageLog
from cruddur.ports.operations import DatabaseHost, OperationFailed, PeopleDatabase, PeopleSource, UserPool
from cruddur.ports.presence import Presence
from cruddur.ports.sessions import Sessions
from cruddur.ports.users import Users
from cruddur.settings import Settings
from cruddur.usecases.add_members import AddMembers
from cruddur.usecases.count_unread import CountUnread
from cruddur.usecases.delete_message import DeleteMessage
from cruddur.usecases.edit_message import EditMessage
from cruddur.usecases.find_person import FindPerson
from cruddur.usecases.first_sign_in import FirstSignIn
from cruddur.usecases.get_message_group import GetMessageGroup
from cruddur.usecases.list_message_groups import ListMessageGroups
from cruddur.usecases.list_messages import ListMessages
from cruddur.usecases.mark_read import MarkRead
from cruddur.usecases.message_person import MessagePerson
from cruddur.usecases.project_inbox import ProjectInbox
from cruddur.usecases.remove_member import RemoveMember
from cruddur.usecases.rename_group import RenameGroup
from cruddur.usecases.send_message import SendMessage
from cruddur.usecases.start_group import StartGroup

if TYPE_CHECKING:
    from cruddur.adapters.local.cached_sessions import CachedSessions
    from cruddur.adapters.local.cached_users import CachedUsers
    from cruddur.adapters.sqlite.engine import SqliteEngine


class CannotOpen(Exception):
    """An engine cannot be opened. The text is a sentence for whoever started the process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """The ports, each with the engine that the settings ask for.

    Attributes:
        users, sessions: the directory and the signed-in browsers, remembered for up to 2 s.
        changes: a consumer's reading of the change stream, by its name.
        local: the data folder's file. The built-in provider keeps its accounts in it, whatever else
            the settings move elsewhere.
        ping: asks every engine something; raises Unavailable.
    """

    clock: Clock
    random: Random
    log: MessageLog
    groups: Groups
    inbox: Inbox
    changes: Callable[[str], ChangeStream]
    users: "CachedUsers"
    sessions: "CachedSessions"
    bus: Bus
    presence: Presence
    local: "SqliteEngine"
    ping: Callable[[], Awaitable[None]]


@asynccontextmanager
async def open_engines(
    settings: Settings, *, exclusive: bool = True, in_memory: bool = False
) -> AsyncGenerator[Engines]:
    """Open what the settings ask for, and close it in the end.

    Args:
        exclusive: be the data folder's server; without it, an operator's command beside one.
        in_memory: SQLite's fast twin, for tests: nothing is written anywhere.
    Raises:
        CannotOpen: the folder is in use, written by a newer version, damaged, or not ours to write.
    """
    from cruddur.adapters.local.bus import LocalBus
    from cruddur.adapters.local.cached_sessions import CachedSessions
    from cruddur.adapters.local.cached_users import CachedUsers
    from cruddur.adapters.local.clock import SystemClock
    from cruddur.adapters.local.presence import LocalPresence
    from cruddur.adapters.local.random import SystemRandom
    from cruddur.adapters.sqlite.sessions import SqliteSessions
    from cruddur.adapters.sqlite.users import SqliteUsers

    clock = SystemClock()
    async with AsyncExitStack() as opened:
        local = _open_local(None if in_memory else settings.data_dir, exclusive=exclusive)
        opened.push_async_callback(local.close)
        users: Users = SqliteUsers(local.db, clock)
        sessions: Sessions = SqliteSessions(local.db)
        yield Engines(
            clock=clock,
            random=SystemRandom(),
            log=local.log,
            groups=local.groups,
            inbox=local.inbox,
            changes=local.changes,
            users=CachedUsers(users, clock),
            sessions=CachedSessions(sessions, clock),
            bus=LocalBus(),
            presence=LocalPresence(clock),
            local=local,
            ping=local.ping,
        )


def has_database(settings: Settings) -> bool:
    """Say whether the data folder holds a database, of whatever content."""
    from cruddur.adapters.sqlite.database import FILE_NAME

    return (settings.data_dir / FILE_NAME).exists()


def _open_local(data_dir: Path | None, *, exclusive: bool) -> "SqliteEngine":
    """Open the data folder's file, or SQLite in memory for None."""
    import sqlite3

    from cruddur.adapters.sqlite.database import FILE_NAME
    from cruddur.adapters.sqlite.engine import SqliteEngine
    from cruddur.adapters.sqlite.file_lock import DatabaseInUse
    from cruddur.adapters.sqlite.migrations import SchemaMismatch

    try:
        return SqliteEngine.open(data_dir and data_dir / FILE_NAME, exclusive=exclusive)
    except (DatabaseInUse, SchemaMismatch) as refused:
        raise CannotOpen(str(refused)) from refused
    except OSError as refused:
        raise CannotOpen(f"The data folder {data_dir} cannot be used: {refused.strerror or refused}.") from refused
    except sqlite3.Error as refused:
        raise CannotOpen(f"The database in {data_dir} cannot be opened: {refused}.") from refused


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases:
    """Every verb of the messaging core, ready to call."""

    send_message: SendMessage
    message_person: MessagePerson
    list_messages: ListMessages
    list_message_groups: ListMessageGroups
    get_message_group: GetMessageGroup
    mark_read: MarkRead
    count_unread: CountUnread
    find_person: FindPerson
    project_inbox: ProjectInbox
    edit_message: EditMessage
    delete_message: DeleteMessage
    start_group: StartGroup
    add_members: AddMembers
    remove_member: RemoveMember
    rename_group: RenameGroup


def use_cases(
    *, log: MessageLog, groups: Groups, inbox: Inbox, users: Users, bus: Bus, clock: Clock, random: Random
) -> UseCases:
    """Return the verbs over these ports."""
    return UseCases(
        send_message=SendMessage(log=log, bus=bus, clock=clock, random=random),
        message_person=MessagePerson(log=log, users=users, bus=bus, clock=clock, random=random),
        list_messages=ListMessages(log=log, groups=groups, users=users),
        list_message_groups=ListMessageGroups(inbox=inbox, users=users),
        get_message_group=GetMessageGroup(groups=groups, inbox=inbox, users=users),
        mark_read=MarkRead(log=log, groups=groups, inbox=inbox, bus=bus),
        count_unread=CountUnread(inbox=inbox),
        find_person=FindPerson(users=users),
        project_inbox=ProjectInbox(groups=groups, inbox=inbox, bus=bus),
        edit_message=EditMessage(log=log, groups=groups, bus=bus, clock=clock),
        delete_message=DeleteMessage(log=log, groups=groups, bus=bus, clock=clock),
        start_group=StartGroup(log=log, users=users, bus=bus, clock=clock, random=random),
        add_members=AddMembers(log=log, groups=groups, users=users, bus=bus, clock=clock, random=random),
        remove_member=RemoveMember(log=log, groups=groups, bus=bus, clock=clock, random=random),
        rename_group=RenameGroup(log=log, groups=groups, bus=bus, clock=clock, random=random),
    )


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
