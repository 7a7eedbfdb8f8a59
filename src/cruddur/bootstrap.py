"""Chooses the engines and builds the application: the only room that imports an engine.

Engines are imported inside functions, so that a command which needs none of them starts fast.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cruddur.domain.entry import Entry
from cruddur.domain.errors import Unavailable
from cruddur.domain.ids import UserUuid
from cruddur.ports.accounts import Accounts
from cruddur.ports.bus import Bus
from cruddur.ports.change_stream import ChangeStream
from cruddur.ports.clock import Clock, Random
from cruddur.ports.groups import Groups
from cruddur.ports.inbox import Inbox
from cruddur.ports.message_log import MessageLog
from cruddur.ports.presence import Presence
from cruddur.ports.search import Search
from cruddur.ports.sessions import Sessions
from cruddur.ports.users import Users
from cruddur.settings import Settings
from cruddur.usecases.add_members import AddMembers
from cruddur.usecases.change_profile import ChangeProfile
from cruddur.usecases.change_role import ChangeRole
from cruddur.usecases.count_unread import CountUnread
from cruddur.usecases.delete_message import DeleteMessage
from cruddur.usecases.edit_message import EditMessage
from cruddur.usecases.end_sessions import EndSessions
from cruddur.usecases.find_person import FindPerson
from cruddur.usecases.get_message_group import GetMessageGroup
from cruddur.usecases.index_messages import IndexMessages
from cruddur.usecases.list_message_groups import ListMessageGroups
from cruddur.usecases.list_messages import ListMessages
from cruddur.usecases.list_sessions import ListSessions
from cruddur.usecases.list_versions import ListVersions
from cruddur.usecases.mark_read import MarkRead
from cruddur.usecases.message_person import MessagePerson
from cruddur.usecases.project_inbox import ProjectInbox
from cruddur.usecases.react import React
from cruddur.usecases.remove_member import RemoveMember
from cruddur.usecases.rename_group import RenameGroup
from cruddur.usecases.search_messages import SearchMessages
from cruddur.usecases.send_message import SendMessage
from cruddur.usecases.start_group import StartGroup

if TYPE_CHECKING:
    from cruddur.adapters.dynamodb.capacity import Capacity
    from cruddur.adapters.dynamodb.engine import DynamoEngine
    from cruddur.adapters.local.cache import LocalCache
    from cruddur.adapters.local.cached_sessions import CachedSessions
    from cruddur.adapters.local.cached_users import CachedUsers
    from cruddur.adapters.postgres.engine import PostgresEngine
    from cruddur.adapters.single_flight import CacheCounts
    from cruddur.adapters.sqlite.engine import SqliteEngine
    from cruddur.adapters.valkey.bus import ValkeyBus
    from cruddur.adapters.valkey.cache import ValkeyCache


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
        caches: what became of questions to them, by name.
        forget_unread: has these people's unread sums counted anew, after others have moved their rows.
        capacity: what DynamoDB has charged this process; None without it.
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
    search: Search
    local: "SqliteEngine"
    ping: Callable[[], Awaitable[None]]
    caches: "Mapping[str, CacheCounts]"
    forget_unread: Callable[[Collection[UserUuid]], Awaitable[None]]
    capacity: "Capacity | None"


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
    from cruddur.adapters.local.cached_unread import CachedUnread, UnreadForgettingLog, forget
    from cruddur.adapters.local.cached_users import CachedUsers
    from cruddur.adapters.local.clock import SystemClock
    from cruddur.adapters.local.presence import LocalPresence
    from cruddur.adapters.local.random import SystemRandom
    from cruddur.adapters.sqlite.sessions import SqliteSessions
    from cruddur.adapters.sqlite.users import SqliteUsers

    clock, random = SystemClock(), SystemRandom()
    async with AsyncExitStack() as opened:
        local = _open_local(None if in_memory else settings.data_dir, exclusive=exclusive)
        opened.push_async_callback(local.close)
        pings = [local.ping]
        users: Users = SqliteUsers(local.db, clock)
        sessions: Sessions = SqliteSessions(local.db)
        search: Search
        if settings.connection_url is not None:
            people = await _open_postgres(settings.connection_url, clock)
            opened.push_async_callback(people.close)
            pings.append(people.ping)
            users, sessions, search = people.users, people.sessions, people.search
        else:
            search = await opened.enter_async_context(_local_search(settings, local, exclusive, in_memory))
        directory = CachedUsers(users, clock)
        bus: Bus = LocalBus()
        presence: Presence = LocalPresence(clock)
        if settings.redis_url is not None:
            hosts = await _open_valkey(settings.redis_url, bus, random)
            opened.push_async_callback(hosts.close)
            bus = hosts
            opened.callback(bus.subscribe(directory.heard))
            presence = await opened.enter_async_context(_presence(settings.redis_url, random))
        messages: SqliteEngine | DynamoEngine = local
        log: MessageLog = local.log
        inbox: Inbox = local.inbox
        caches: dict[str, CacheCounts] = {}
        forget_unread = _forget_nothing
        capacity: Capacity | None = None
        if settings.dynamodb_url is not None:
            messages = table = await _open_dynamodb(settings, clock, random)
            opened.push_async_callback(table.close)
            opened.callback(bus.subscribe(table.heard))
            pings.append(table.ping)
            cache = await opened.enter_async_context(_cache(settings.redis_url, clock))
            log, inbox = UnreadForgettingLog(table.log, cache), CachedUnread(table.inbox, cache)
            caches["unread"], capacity = cache.counts, table.meter.total
            forget_unread = partial(forget, cache)

        async def ping() -> None:
            await asyncio.gather(*(ping() for ping in pings))

        yield Engines(
            clock=clock,
            random=random,
            log=log,
            groups=messages.groups,
            inbox=inbox,
            changes=messages.changes,
            users=directory,
            sessions=CachedSessions(sessions, clock),
            bus=bus,
            presence=presence,
            search=search,
            local=local,
            ping=ping,
            caches=caches,
            forget_unread=forget_unread,
            capacity=capacity,
        )


@asynccontextmanager
async def _local_search(
    settings: Settings, local: "SqliteEngine", exclusive: bool, in_memory: bool
) -> "AsyncGenerator[Search]":
    """The search index in a file of its own, whose writer is not the log's; in memory beside everything else."""
    from cruddur.adapters.sqlite.search import FILE_NAME, SqliteSearch

    if in_memory:
        yield SqliteSearch(local.db)
        return
    beside = _open_local(settings.data_dir, exclusive=exclusive, file_name=FILE_NAME)
    try:
        yield SqliteSearch(beside.db)
    finally:
        await beside.close()


async def _forget_nothing(user_uuids: Collection[UserUuid]) -> None:
    """Where nothing is remembered there is nothing to forget."""


def has_database(settings: Settings) -> bool:
    """Say whether the data folder holds a database, of whatever content."""
    from cruddur.adapters.sqlite.database import FILE_NAME

    return (settings.data_dir / FILE_NAME).exists()


def _open_local(data_dir: Path | None, *, exclusive: bool, file_name: str | None = None) -> "SqliteEngine":
    """Open a file of the data folder, the database unless another is named, or SQLite in memory for None."""
    import sqlite3

    from cruddur.adapters.sqlite.database import FILE_NAME
    from cruddur.adapters.sqlite.engine import SqliteEngine
    from cruddur.adapters.sqlite.file_lock import DatabaseInUse
    from cruddur.adapters.sqlite.migrations import SchemaMismatch

    try:
        return SqliteEngine.open(data_dir and data_dir / (file_name or FILE_NAME), exclusive=exclusive)
    except (DatabaseInUse, SchemaMismatch) as refused:
        raise CannotOpen(str(refused)) from refused
    except OSError as refused:
        raise CannotOpen(f"The data folder {data_dir} cannot be used: {refused.strerror or refused}.") from refused
    except sqlite3.Error as refused:
        raise CannotOpen(f"The database in {data_dir} cannot be opened: {refused}.") from refused


def dynamodb_engine(
    settings: Settings, clock: Clock, random: Random, *, deadline_s: float | None = None
) -> "DynamoEngine":
    """Return the message store in DynamoDB; nothing is called yet. The caller closes it.

    Args:
        deadline_s: by when a request has its answer or its 503; None is the server's.
    """
    import os

    from cruddur.adapters.dynamodb.credentials import from_environment
    from cruddur.adapters.dynamodb.engine import DEADLINE_S, DynamoEngine

    return DynamoEngine.open(
        url=settings.dynamodb_url,
        region=settings.region,
        table=settings.dynamodb_table,
        clock=clock,
        random=random,
        credentials=from_environment(os.environ),
        deadline_s=deadline_s or DEADLINE_S,
    )


def projection(settings: Settings) -> ProjectInbox:
    """Return the projector's verb over DynamoDB, for a process that does nothing else (the Lambda)."""
    from cruddur.adapters.local.clock import SystemClock
    from cruddur.adapters.local.random import SystemRandom
    from cruddur.adapters.local.silent_bus import SilentBus

    engine = dynamodb_engine(settings, SystemClock(), SystemRandom())
    return ProjectInbox(groups=engine.groups, inbox=engine.inbox, bus=SilentBus())


class Projection(NamedTuple):
    """What a process that only projects needs; `indexing` is None where no database of people is set."""

    changes: ChangeStream
    project_inbox: ProjectInbox
    clock: Clock
    indexing: "Indexing | None"


class Indexing(NamedTuple):
    """What feeds a search index: where its name is asked for, a reading of the stream by name, and the verb."""

    search: Search
    changes: Callable[[str], ChangeStream]
    index_messages: IndexMessages


@asynccontextmanager
async def open_projection(settings: Settings) -> AsyncGenerator[Projection]:
    """Open the projector's part of DynamoDB, and the bus by which it tells servers what has moved.

    Raises:
        CannotOpen: there is no table.
    """
    from cruddur.adapters.local.clock import SystemClock
    from cruddur.adapters.local.random import SystemRandom
    from cruddur.adapters.local.silent_bus import SilentBus

    clock, random = SystemClock(), SystemRandom()
    async with AsyncExitStack() as opened:
        table = await _open_dynamodb(settings, clock, random)
        opened.push_async_callback(table.close)
        bus: Bus = SilentBus()
        if settings.redis_url is not None:
            hosts = await _open_valkey(settings.redis_url, bus, random)
            opened.push_async_callback(hosts.close)
            bus = hosts
        project_inbox = ProjectInbox(groups=table.groups, inbox=table.inbox, bus=bus)
        indexing: Indexing | None = None
        if settings.connection_url is not None:
            people = await _open_postgres(settings.connection_url, clock)
            opened.push_async_callback(people.close)
            verb = IndexMessages(groups=table.groups, search=people.search)
            indexing = Indexing(people.search, table.changes, verb)
        yield Projection(table.changes("projector"), project_inbox, clock, indexing)


def entry_of_record(record: Mapping[str, Any]) -> Entry | None:
    """Return the entry that a record of the table's stream tells of, None for other items.

    Raises:
        ValueError: it should hold an entry and does not.
    """
    from cruddur.adapters.dynamodb.change_stream import entry_of

    return entry_of(record)


async def _open_dynamodb(settings: Settings, clock: Clock, random: Random) -> "DynamoEngine":
    engine = dynamodb_engine(settings, clock, random)
    with suppress(Unavailable):  # it may come back: `ready` says so, and so does every request
        if not await engine.has_table():
            await engine.close()
            raise CannotOpen(f"DynamoDB has no table {settings.dynamodb_table}: run `./cruddur ddb schema-load`.")
    return engine


async def _open_postgres(dsn: str, clock: Clock) -> "PostgresEngine":
    import psycopg

    from cruddur.adapters.postgres.connect import AddressInvalid, shown
    from cruddur.adapters.postgres.engine import PostgresEngine
    from cruddur.adapters.postgres.migrations import SchemaMismatch

    try:
        return await PostgresEngine.open(dsn, clock=clock)
    except AddressInvalid as invalid:
        raise CannotOpen(f"CONNECTION_URL {invalid}.") from None
    except SchemaMismatch as mismatch:
        raise CannotOpen(str(mismatch)) from mismatch
    except psycopg.OperationalError as away:
        raise CannotOpen(f"PostgreSQL does not let us in at {shown(dsn)}: {str(away).splitlines()[0]}.") from None


async def _open_valkey(url: str, local: Bus, random: Random) -> "ValkeyBus":
    from cruddur.adapters.valkey.bus import ValkeyBus

    try:
        return await ValkeyBus.open(url, local=local, host=random.token(9), random=random)
    except ValueError:
        raise CannotOpen("CRUDDUR_REDIS_URL is not an address of Redis (redis://host:6379/0).") from None


@asynccontextmanager
async def _presence(redis_url: str, random: Random) -> AsyncGenerator[Presence]:
    """Who is here on any of the hosts that share a bus."""
    from cruddur.adapters.valkey.presence import ValkeyPresence

    async with ValkeyPresence.open(redis_url, host=random.token(9)) as presence:
        yield presence


@asynccontextmanager
async def _cache(redis_url: str | None, clock: Clock) -> "AsyncGenerator[LocalCache | ValkeyCache]":
    """The cache that hosts share where they share a bus, and else this process's own."""
    if redis_url is None:
        from cruddur.adapters.local.cache import LocalCache

        yield LocalCache(clock)
        return
    from cruddur.adapters.valkey.cache import ValkeyCache

    async with ValkeyCache.open(redis_url) as cache:
        yield cache


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
    search_messages: SearchMessages
    index_messages: IndexMessages
    project_inbox: ProjectInbox
    edit_message: EditMessage
    delete_message: DeleteMessage
    list_versions: ListVersions
    react: React
    start_group: StartGroup
    add_members: AddMembers
    remove_member: RemoveMember
    rename_group: RenameGroup
    change_role: ChangeRole
    change_profile: ChangeProfile
    list_sessions: ListSessions
    end_sessions: EndSessions


def use_cases(
    *,
    log: MessageLog,
    groups: Groups,
    inbox: Inbox,
    users: Users,
    accounts: Accounts | None = None,
    sessions: Sessions,
    search: Search,
    bus: Bus,
    clock: Clock,
    random: Random,
) -> UseCases:
    """Return the verbs over these ports.

    Args:
        accounts: of the built-in provider, if people sign in there.
    """
    return UseCases(
        send_message=SendMessage(log=log, bus=bus, clock=clock, random=random),
        message_person=MessagePerson(log=log, users=users, bus=bus, clock=clock, random=random),
        list_messages=ListMessages(log=log, groups=groups, users=users),
        list_message_groups=ListMessageGroups(inbox=inbox, users=users),
        get_message_group=GetMessageGroup(groups=groups, inbox=inbox, users=users),
        mark_read=MarkRead(log=log, groups=groups, inbox=inbox, users=users, bus=bus),
        count_unread=CountUnread(inbox=inbox),
        find_person=FindPerson(users=users),
        search_messages=SearchMessages(search=search, groups=groups, users=users),
        index_messages=IndexMessages(groups=groups, search=search),
        project_inbox=ProjectInbox(groups=groups, inbox=inbox, bus=bus),
        edit_message=EditMessage(log=log, groups=groups, bus=bus, clock=clock),
        delete_message=DeleteMessage(log=log, groups=groups, bus=bus, clock=clock),
        list_versions=ListVersions(log=log, groups=groups),
        react=React(log=log, groups=groups, bus=bus),
        start_group=StartGroup(log=log, users=users, bus=bus, clock=clock, random=random),
        add_members=AddMembers(log=log, groups=groups, users=users, bus=bus, clock=clock, random=random),
        remove_member=RemoveMember(log=log, groups=groups, bus=bus, clock=clock, random=random),
        change_role=ChangeRole(log=log, groups=groups, bus=bus, clock=clock, random=random),
        rename_group=RenameGroup(log=log, groups=groups, bus=bus, clock=clock, random=random),
        change_profile=ChangeProfile(users=users, accounts=accounts, bus=bus),
        list_sessions=ListSessions(sessions=sessions, clock=clock),
        end_sessions=EndSessions(sessions=sessions, clock=clock),
    )
