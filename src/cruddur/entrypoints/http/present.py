"""From what the core answers to what goes over the wire. Pure, and made for whole pages.

Names are put in here, at reading: they change, the log does not.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

import msgspec

from cruddur.domain.entry import Entry, Version
from cruddur.domain.group import GroupKind
from cruddur.domain.ids import GroupUuid, UserUuid
from cruddur.domain.inbox import InboxEntry, Unread
from cruddur.domain.page import LogPage
from cruddur.domain.reaction import Reactions
from cruddur.domain.session import Session, session_id
from cruddur.domain.user import User
from cruddur.entrypoints.http import wire
from cruddur.entrypoints.http.answers import JSON, Answer, Headers, encode, ok
from cruddur.entrypoints.http.caller import Caller
from cruddur.entrypoints.http.cursor import encode_cursor, encode_search_cursor
from cruddur.usecases.get_message_group import GroupDetails
from cruddur.usecases.list_message_groups import ListedGroups
from cruddur.usecases.list_messages import ListedMessages
from cruddur.usecases.mark_read import ReadMark
from cruddur.usecases.search_messages import FoundMessages, Shown


class Name(NamedTuple):
    """How a person is called."""

    display_name: str
    handle: str | None


GONE = Name("Someone who left", None)
"""A person who is in the log, but no longer in the directory."""

NO_SUBJECTS: tuple[wire.Subject, ...] = ()

People = Mapping[UserUuid, User]


def sent(entry: Entry, sender: User | None) -> Answer:
    """Return the answer to a send."""
    name = GONE if sender is None else sender
    return ok(
        wire.SentMessage(
            entry.message_group_uuid,
            entry.user_uuid,
            entry.message_uuid,
            entry.seq,
            name.display_name,
            name.handle,
            entry.message,
            entry.created_at,
        )
    )


def message(entry: Entry, people: People) -> Answer:
    """Return one entry, as the list of messages has it."""
    return ok(wire_messages((entry,), people)[0])


def messages(listed: ListedMessages, message_group_uuid: GroupUuid, limit: int) -> Answer:
    """Return a page of a log, with links to the pages around it."""
    page, people = listed
    headers = messages_links(page, message_group_uuid, limit)
    return Answer(200, headers, encode(wire_messages(page.items, people)))


def wire_messages(entries: Sequence[Entry], people: People) -> list[wire.Message]:
    """Return entries as the wire has them. A page of fifty costs about 10 µs."""
    names: dict[str, Name | User] = {**people}
    find = names.get
    message = wire.Message
    rows: list[wire.Message] = []
    for (
        _, seq, kind, message_uuid, user_uuid, text, created_at, _, rev, _, edited_at, deleted_at, reply_to_seq,
        subject_uuids, title, _, reactions,
    ) in entries:  # fmt: skip
        name = find(user_uuid, GONE)
        rows.append(
            message(
                message_uuid,
                seq,
                kind,
                user_uuid,
                name.display_name,
                name.handle,
                text,
                created_at,
                edited_at,
                deleted_at,
                rev,
                reply_to_seq,
                _subjects(subject_uuids, people) if subject_uuids else NO_SUBJECTS,
                title,
                _reactions(reactions, people) if reactions else None,
            )
        )
    return rows


def versions(found: Sequence[Version]) -> Answer:
    """Return the texts that a message has had."""
    return ok([wire.Version(*each) for each in found])


def messages_links(page: LogPage[Entry], message_group_uuid: GroupUuid, limit: int) -> Headers:
    """Return the headers of a page of a log: next is older, prev is newer."""
    links: list[str] = []
    if page.older is not None:
        links.append(f'</api/messages/{message_group_uuid}?before={page.older}&limit={limit}>; rel="next"')
    if page.newer is not None:
        links.append(f'</api/messages/{message_group_uuid}?after={page.newer}&limit={limit}>; rel="prev"')
    return [*JSON, (b"link", ", ".join(links).encode())] if links else JSON


def message_groups(listed: ListedGroups, reader_uuid: UserUuid, limit: int) -> Answer:
    """Return a page of an inbox, with a link to the older rows."""
    rows, older, people = listed
    headers = JSON
    if older is not None:
        cursor = encode_cursor(older, reader_uuid)
        headers = [*JSON, (b"link", f'</api/message_groups?limit={limit}&cursor={cursor}>; rel="next"'.encode())]
    return Answer(200, headers, encode([message_group_row(row, people) for row in rows]))


def message_group(details: GroupDetails) -> Answer:
    """Return one group and who is in it, in the order they came."""
    row, group, read_seqs, people = details
    members: list[wire.GroupMember] = []
    for user_uuid, member in group.members.items():
        name = people.get(user_uuid) or GONE
        members.append(
            wire.GroupMember(user_uuid, name.handle, name.display_name, member.role.value, read_seqs.get(user_uuid))
        )
    return ok(wire.MessageGroupDetails(**msgspec.structs.asdict(message_group_row(row, people)), members=members))


def read_mark(mark: ReadMark) -> Answer:
    """Return where the read mark is now."""
    return ok(wire.ReadMark(mark.read_seq, mark.unread_count))


def unread(waiting: Unread) -> Answer:
    """Return what waits."""
    return ok(wire.Unread(waiting.entry_count, waiting.group_count))


def found_messages(found: FoundMessages, reader_uuid: UserUuid, text: str, limit: int) -> Answer:
    """Return what a search found, with a link to the older hits."""
    shown, older, people = found
    headers = JSON
    if older is not None:
        cursor = encode_search_cursor(older, reader_uuid)
        link = f'</api/search?q={quote(text, safe="")}&limit={limit}&cursor={cursor}>; rel="next"'
        headers = [*JSON, (b"link", link.encode())]
    return Answer(200, headers, encode([_found(each, reader_uuid, people) for each in shown]))


def _found(shown: Shown, reader_uuid: UserUuid, people: People) -> wire.FoundMessage:
    hit, snippet, group = shown
    peer_uuid = group.peer_of(reader_uuid)
    author: Name | User = people.get(hit.user_uuid, GONE)
    peer: Name | User = GONE if peer_uuid is None else people.get(peer_uuid, GONE)
    is_direct = group.kind is GroupKind.DIRECT
    return wire.FoundMessage(
        message_group_uuid=hit.message_group_uuid,
        group_kind=group.kind.value,
        group_name=peer.display_name if is_direct else group.title or "",
        seq=hit.seq,
        uuid=hit.message_uuid,
        user_uuid=hit.user_uuid,
        display_name=author.display_name,
        handle=author.handle,
        created_at=hit.created_at,
        snippet=snippet.text,
        matches=tuple(wire.Match(*span) for span in snippet.spans),
    )


def person(user: User) -> Answer:
    """Return a person, without what is theirs alone."""
    return ok(_person(user))


def people(found: Sequence[User]) -> Answer:
    """Return people."""
    return ok([_person(user) for user in found])


def session(user: User, caller: Caller) -> Answer:
    """Return who is signed in."""
    return ok(wire.Session(_person(user), caller.expires_at))


def profile(user: User) -> Answer:
    """Return a person as only they see themselves."""
    return ok(
        wire.Profile(
            uuid=user.uuid,
            handle=user.handle,
            display_name=user.display_name,
            email=user.email,
            created_at=user.created_at,
            shows_reading=user.shows_reading,
            shows_presence=user.shows_presence,
        )
    )


def sessions(listed: Sequence[Session], caller: Caller) -> Answer:
    """Return the browsers that the caller is signed in with."""
    return ok(
        [
            wire.Browser(
                id=session_id(each.token_digest),
                label=each.label,
                created_at=each.created_at,
                expires_at=each.expires_at,
                is_current=each.token_digest == caller.session_digest,
            )
            for each in listed
        ]
    )


def ended_sessions(ended_count: int) -> Answer:
    """Return how many sessions were ended."""
    return ok(wire.Ended(ended_count))


def _person(user: User) -> wire.Person:
    return wire.Person(user.uuid, user.handle, user.display_name)


def _subjects(user_uuids: Sequence[UserUuid], people: People) -> tuple[wire.Subject, ...]:
    names = [(user_uuid, people.get(user_uuid) or GONE) for user_uuid in user_uuids]
    return tuple(wire.Subject(user_uuid, name.display_name, name.handle) for user_uuid, name in names)


def _reactions(reactions: Reactions, people: People) -> wire.Reactions:
    by_emoji: dict[str, list[UserUuid]] = {}
    for given in reactions.given:
        by_emoji.setdefault(given.emoji, []).append(given.user_uuid)
    return wire.Reactions(
        reactions.rev, tuple(wire.Reaction(emoji, _subjects(given, people)) for emoji, given in by_emoji.items())
    )


def message_group_row(row: InboxEntry, people: People) -> wire.MessageGroup:
    """Return one row of an inbox."""
    if row.kind == GroupKind.DIRECT:
        name = people.get(row.peer_uuid, GONE) if row.peer_uuid is not None else GONE
        display_name, handle = name.display_name, name.handle
    else:
        display_name, handle = row.title or "", None
    return wire.MessageGroup(
        row.message_group_uuid,
        row.kind,
        display_name,
        handle,
        row.peer_uuid,
        row.member_count,
        row.message,
        row.last_kind,
        row.last_user_uuid,
        row.last_message_at,
        row.last_seq,
        row.read_seq,
        row.unread_count,
    )
