"""What hosts tell each other and their open sockets. Hints: the log decides what is true."""

from typing import NamedTuple

from cruddur.domain.entry import Entry
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxEntry


class EntryStored(NamedTuple):
    """An entry was appended (`rev` 0) or revised, and is durable."""

    entry: Entry


class Reacted(NamedTuple):
    """Somebody has reacted to an entry, or taken it back; the entry as it is now."""

    entry: Entry


class RowChanged(NamedTuple):
    """A row of one person's inbox moved."""

    row: InboxEntry


class ReadMarkMoved(NamedTuple):
    """A member has read a group up to `read_seq`. Unless it `is_shown`, that is for their own sockets only."""

    message_group_uuid: GroupUuid
    user_uuid: UserUuid
    read_seq: Seq
    is_shown: bool


class Typing(NamedTuple):
    """A member is writing, or was a moment ago. Never stored; it fades by itself."""

    message_group_uuid: GroupUuid
    user_uuid: UserUuid


class PresenceChanged(NamedTuple):
    """A person has opened their first socket, or closed their last one."""

    user_uuid: UserUuid
    is_present: bool


class PersonChanged(NamedTuple):
    """A person has another name or handle, or shows others more or less of themselves."""

    user_uuid: UserUuid
    handle: str
    display_name: str
    shows_presence: bool


class HostsHeardAgain(NamedTuple):
    """The way between hosts was cut: what others said meanwhile was not heard here. Each host tells itself."""


Event = EntryStored | Reacted | RowChanged | ReadMarkMoved | Typing | PresenceChanged | PersonChanged | HostsHeardAgain
