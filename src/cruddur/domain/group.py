"""A message group and who is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.instant import Instant

MAX_MEMBERS = 256


class GroupKind(StrEnum):
    """A 1:1 stays a 1:1; a group has a title and changing members."""

    DIRECT = "direct"
    GROUP = "group"


class Role(StrEnum):
    """What a member may do: owners add, remove and rename."""

    OWNER = "owner"
    MEMBER = "member"


class Member(NamedTuple):
    """A person's place in a group. `joined_seq`: the entry that brought them in, 0 in a direct."""

    role: Role
    joined_seq: Seq


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A conversation as its log's membership entries have left it. No message ever writes it.

    Attributes:
        title: None in a direct group.
        members: at most 256.
        membership_seq: the newest membership entry that `members` and `title` include.
    """

    uuid: GroupUuid
    kind: GroupKind
    title: str | None
    members: Mapping[UserUuid, Member]
    membership_seq: Seq
    created_at: Instant
    created_by: UserUuid

    def peer_of(self, user_uuid: UserUuid) -> UserUuid | None:
        """Return the other person of a direct group, None in a group of several."""
        if self.kind is not GroupKind.DIRECT:
            return None
        return next((member for member in self.members if member != user_uuid), None)
