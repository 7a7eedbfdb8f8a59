"""What can be appended: a message here, changes of membership in `membership`."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from cruddur.adapters.dynamodb.tail import Sender
from cruddur.domain.entry import Draft, Entry, Head, answers, next_entry
from cruddur.domain.errors import GroupNotFound
from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid

FREE = "attribute_not_exists(pk)"
"""Nothing is at this key yet."""


class Proposal(NamedTuple):
    """What a round wants to write.

    Attributes:
        entry: the line to append.
        group: the group afterwards, where the write changes it; else None.
        others: further actions of the same transaction, after the entry's own; [] is a plain put.
    """

    entry: Entry
    group: Group | None
    others: list[Mapping[str, Any]]


class Declined(Exception):
    """There is nothing to append, and that is no refusal."""


class Write(Protocol):
    """Something that wants to become an entry."""

    @property
    def group_uuid(self) -> GroupUuid:
        """The log it goes to."""
        ...

    @property
    def sender(self) -> Sender:
        """Who it is, within the group."""
        ...

    def propose(self, group: Group, head: Head) -> Proposal:
        """Return what to write after `head`; raise the Refusal, or Declined, as of the group."""
        ...

    def is_answered_by(self, entry: Entry) -> bool:
        """Say whether a stored entry of this sender is this very write."""
        ...


class Send(NamedTuple):
    """A message on its way into the log."""

    draft: Draft

    @property
    def group_uuid(self) -> GroupUuid:
        """See `Write`."""
        return self.draft.message_group_uuid

    @property
    def sender(self) -> Sender:
        """See `Write`."""
        return self.draft.user_uuid, self.draft.message_uuid

    def propose(self, group: Group, head: Head) -> Proposal:
        """Refuse strangers; else the draft as the next entry."""
        if self.draft.user_uuid not in group.members:
            raise GroupNotFound
        return Proposal(next_entry(self.draft, head), None, [])

    def is_answered_by(self, entry: Entry) -> bool:
        """The same body, or emptied since."""
        return answers(entry, self.draft)
