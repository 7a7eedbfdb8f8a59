"""What hosts tell each other and their open sockets. Hints: the log decides what is true."""

from typing import NamedTuple

from cruddur.domain.entry import Entry
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxEntry


class EntryStored(NamedTuple):
    """An entry was appended (`rev` 0) or revised, and is durable."""

    entry: Entry


class RowChanged(NamedTuple):
    """A row of one person's inbox moved."""

    row: InboxEntry


class ReadMarkMoved(NamedTuple):
    """A member has read a group up to `read_seq`."""

    message_group_uuid: GroupUuid
    user_uuid: UserUuid
    read_seq: Seq


class Typing(NamedTuple):
    """A member is writing, or was a moment ago. Never stored; it fades by itself."""

    message_group_uuid: GroupUuid
    user_uuid: UserUuid


class PresenceChanged(NamedTuple):
    """A person has opened their first socket, or closed their last one."""

    user_uuid: UserUuid
    is_present: bool


Event = EntryStored | RowChanged | ReadMarkMoved | Typing | PresenceChanged
