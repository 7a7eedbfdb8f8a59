"""A message group and who is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from cruddur.domain.errors import GroupNotFound, Invalid, Refusal
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.instant import Instant

MAX_MEMBERS = 256
TITLE_MAX_CHARS = 60


class TitleInvalid(Invalid):
    """Blank, over 60 characters, or not text."""

    code = "title_invalid"


class OwnerOnly(Refusal):
    """A member asked for what only an owner may do."""

    code = "owner_only"


class GroupKind(StrEnum):
    """A 1:1 stays a 1:1; a group has a title and changing members."""

    DIRECT = "direct"
    GROUP = "group"


class Role(StrEnum):
    """What a member may do: owners add, remove and rename, and say who else is one."""

    OWNER = "owner"
    MEMBER = "member"


class Member(NamedTuple):
    """A person's place in a group.

    Attributes:
        joined_seq: the entry that brought them in, 0 in a direct.
        reads_from_seq: the first entry that is there for them; those before are as if they were not.
    """

    role: Role
    joined_seq: Seq
    reads_from_seq: Seq = Seq(1)


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

    def checked_reader(self, user_uuid: UserUuid) -> Member:
        """Return a person's place in this group.

        Raises:
            GroupNotFound: they have none.
        """
        member = self.members.get(user_uuid)
        if member is None:
            raise GroupNotFound
        return member

    def checked_member(self, user_uuid: UserUuid) -> Role:
        """Return what a person may do in this group of several.

        Raises:
            GroupNotFound: they are not in it, or it is a 1:1, which stays as it is.
        """
        member = self.members.get(user_uuid)
        if member is None or self.kind is not GroupKind.GROUP:
            raise GroupNotFound
        return member.role

    def check_owner(self, user_uuid: UserUuid) -> None:
        """Return if a person owns this group of several.

        Raises:
            GroupNotFound: see `checked_member`.
            OwnerOnly: they are in it, but no owner.
        """
        if self.checked_member(user_uuid) is not Role.OWNER:
            raise OwnerOnly


def checked_title(text: str) -> str:
    """Return the title with white space folded.

    Raises:
        TitleInvalid: blank, over 60 characters, or holding control characters or lone surrogates.
    """
    title = " ".join(text.split())
    if not 0 < len(title) <= TITLE_MAX_CHARS:
        raise TitleInvalid
    if any(char < " " or "\ud800" <= char <= "\udfff" for char in title):
        raise TitleInvalid
    return title
