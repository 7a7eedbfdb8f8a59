"""`./cruddur ddb patterns get-conversation | list-conversations`: what an access pattern returns, and what it costs."""

from collections.abc import Mapping
from typing import Any

import click
from rich_click import RichCommand

from cruddur.domain.entry import Entry, Kind
from cruddur.domain.ids import GroupUuid, Seq, UserUuid, is_uuid
from cruddur.domain.inbox import InboxCursor, InboxEntry
from cruddur.domain.instant import Instant
from cruddur.domain.page import LogPage, Page
from cruddur.domain.user import User
from cruddur.entrypoints.cli.failure import Misuse
from cruddur.entrypoints.cli.message_table import Where, in_words, on_table, person, units
from cruddur.entrypoints.cli.operator import print_json, print_table, run


@click.command("get-conversation", cls=RichCommand)
@click.argument("group")
@click.option(
    "--before", type=click.IntRange(1), metavar="SEQ", help="The page before this message.  [default: newest]"
)
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True, help="Messages of a page.")
@on_table
def get_conversation(*, where: Where, group: str, before: int | None, limit: int) -> None:
    """Read a page of a group's messages.

    GROUP is its uuid. The newest page unless --before says otherwise.
    """
    if not is_uuid(group.lower()):
        raise Misuse("GROUP must be the uuid of a message group.")

    async def work() -> tuple[LogPage[Entry], dict[str, Any], Mapping[UserUuid, User]]:
        async with where.open() as table:
            earlier = table.consumed
            page = await table.log.list_entries(
                GroupUuid(group.lower()), before=None if before is None else Seq(before), limit=limit
            )
            consumed = units(earlier, table.consumed)
        named = {entry.user_uuid for entry in page.items}.union(*(entry.subject_uuids for entry in page.items))
        async with where.open_people() as users:
            return page, consumed, await users.find_by_uuids(named)

    page, consumed, people = run(work())
    if where.as_json:
        print_json(
            {"messages": [_as_json(entry, people) for entry in page.items], "older": page.older, "consumed": consumed}
        )
        return
    print_table(
        ("seq", "at", "who", "message"),
        [
            (str(entry.seq), _at(entry.created_at), _name(entry.user_uuid, people), _line(entry, people))
            for entry in page.items
        ],
    )
    click.echo(in_words(consumed))
    if page.older is not None:
        click.echo(f"Older messages: --before {page.older}")


@click.command("list-conversations", cls=RichCommand)
@click.argument("handle")
@click.option("--after", metavar="CURSOR", help="The page after this one.  [default: newest]")
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True, help="Groups of a page.")
@on_table
def list_conversations(*, where: Where, handle: str, after: str | None, limit: int) -> None:
    """Read a page of a person's groups.

    HANDLE is the person's. The group with the newest message comes first.
    """
    cursor = None if after is None else _cursor(after)

    async def work() -> tuple[Page[InboxEntry, InboxCursor], dict[str, Any], Mapping[UserUuid, User]]:
        async with where.open_people() as users:
            reader = await person(users, handle)
            async with where.open() as table:
                before = table.consumed
                page = await table.inbox.list_inbox(reader.uuid, cursor=cursor, limit=limit)
                consumed = units(before, table.consumed)
            named = {row.last_user_uuid for row in page.items} | {row.peer_uuid for row in page.items if row.peer_uuid}
            return page, consumed, await users.find_by_uuids(named)

    page, consumed, people = run(work())
    older = None if page.older is None else "/".join(page.older)
    if where.as_json:
        rows = [{**row._asdict(), "unread_count": row.unread_count} for row in page.items]
        print_json({"message_groups": rows, "older": older, "consumed": consumed})
        return
    print_table(
        ("at", "with", "unread", "message", "group"),
        [
            (
                _at(row.last_message_at),
                row.title or _name(row.peer_uuid or row.last_user_uuid, people),
                str(row.unread_count or ""),
                row.message or "",
                row.message_group_uuid,
            )
            for row in page.items
        ],
    )
    click.echo(in_words(consumed))
    if older is not None:
        click.echo(f"Older groups: --after {older}")


def _cursor(text: str) -> InboxCursor:
    at, _, group = text.partition("/")
    if not is_uuid(group):
        raise Misuse("CURSOR must be what the page before has shown.")
    return InboxCursor(Instant(at), GroupUuid(group))


def _at(instant: Instant) -> str:
    return f"{instant[:10]} {instant[11:19]}"


def _name(user_uuid: UserUuid, people: Mapping[UserUuid, User]) -> str:
    user = people.get(user_uuid)
    return f"@{user.handle}" if user else user_uuid


def _line(entry: Entry, people: Mapping[UserUuid, User]) -> str:
    """What a transcript shows of an entry."""
    if entry.kind == Kind.TEXT:
        return "(deleted)" if entry.message is None else entry.message
    subjects = ", ".join(_name(subject, people) for subject in entry.subject_uuids)
    return f"({entry.kind} {entry.message or subjects})"


def _as_json(entry: Entry, people: Mapping[UserUuid, User]) -> dict[str, Any]:
    user = people.get(entry.user_uuid)
    return {**entry._asdict(), "handle": user.handle if user else None}
