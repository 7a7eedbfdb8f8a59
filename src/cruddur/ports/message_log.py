"""The log of a message group: the one place where a message is stored."""

from collections.abc import Sequence
from typing import Protocol

from cruddur.domain.entry import Appended, Draft, Entry, Head, Version
from cruddur.domain.group import Group, Role
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.page import LogPage

WINDOW = 1000
"""How many entries after `after_seq` a retry is looked for; beyond, `TooFarBehind` may be said."""


class MessageLog(Protocol):
    """Append-only, numbered without gaps, emptied but never shortened.

    Every write answers only when it is durable. Any of them may raise `Unavailable`, and
    `OutcomeUnknown` when the deadline passed in between.
    """

    async def append(self, draft: Draft, *, after_seq: Seq | None) -> Appended:
        """Store a message as entry head+1, once per (group, user_uuid, message_uuid). Pattern C.

        Args:
            after_seq: the newest seq the sender had seen before the first try; 0 for none. None
                when the uuid was made by this very request, so no earlier try can exist.
        Returns:
            The entry; the first one again, `is_new` False, for a repeat.
        Raises:
            GroupNotFound: no such group, or the author is no member as of the head appended to; said
                before any refusal that would tell a stranger where the log ends.
            IdempotencyMismatch: the same message_uuid with another body.
            TooFarBehind: over WINDOW entries lie after `after_seq` and no repeat was met in them.
            AheadOfLog: `after_seq` is beyond the head.
        """
        ...

    async def start_direct(self, draft: Draft, group: Group) -> Appended:
        """Create a 1:1 with its first message: META, entry 1, two inbox rows, all or nothing. Pattern D.

        Where the group is there already (another won the race), the same as
        `append(draft, after_seq=0)`.

        Args:
            group: kind direct; its uuid is `direct_group_uuid` of its two members.
        """
        ...

    async def start_group(self, group: Group, *, message_uuid: MessageUuid) -> Appended:
        """Create a group of several: META, entry 1 (`joined`, everybody in it), an inbox row each.

        A repeat (same group uuid and message_uuid by the same creator) gets the first answer.

        Args:
            group: membership_seq 1, every member's joined_seq 1, `created_by` an owner.
        Raises:
            IdempotencyMismatch: the group uuid is taken by another creation.
        """
        ...

    async def join(
        self,
        group_uuid: GroupUuid,
        *,
        by: UserUuid,
        people: Sequence[UserUuid],
        sees_earlier: bool,
        message_uuid: MessageUuid,
        at: Instant,
    ) -> Appended:
        """Add people: one `joined` entry, their membership, their inbox rows, all or nothing.

        People who are members already are passed over; when nobody is left, the answer is the
        entry that brought the first of them in.

        Args:
            sees_earlier: whether what was said before is there for the newcomers (`Member.reads_from_seq`).

        Raises:
            GroupNotFound: no such group, a direct one, or `by` is no member of it.
            GroupFull: more than MAX_MEMBERS would be in it.
        """
        ...

    async def leave(
        self, group_uuid: GroupUuid, *, by: UserUuid, person: UserUuid, message_uuid: MessageUuid, at: Instant
    ) -> Appended:
        """Remove a person (themselves when `by` is `person`): one `left` entry, membership, inbox row.

        No append of theirs can land after it. The last owner to leave hands over to the member
        who has been there longest.

        Raises:
            GroupNotFound: no such group, a direct one, or `by` is no member of it.
            MemberNotFound: `person` is no member.
        """
        ...

    async def rename(
        self, group_uuid: GroupUuid, *, by: UserUuid, title: str, message_uuid: MessageUuid, at: Instant
    ) -> Appended:
        """Give the group another title: one `renamed` entry and META, all or nothing.

        Raises:
            GroupNotFound: no such group, a direct one, or `by` is no member of it.
        """
        ...

    async def change_role(
        self,
        group_uuid: GroupUuid,
        *,
        by: UserUuid,
        person: UserUuid,
        role: Role,
        message_uuid: MessageUuid,
        at: Instant,
    ) -> Appended:
        """Make a member an owner, or an owner a member again: one `role` entry and META, all or nothing.

        For who has the role already, the answer is the newest membership entry.

        Raises:
            GroupNotFound: no such group, a direct one, or `by` is no member of it.
            OwnerOnly: `by` is no owner as of the head appended to.
            MemberNotFound: `person` is no member.
            LastOwner: nobody would own the group any more.
        """
        ...

    async def revise(self, entry: Entry, *, earlier: Entry) -> Entry:
        """Replace a stored entry by a later version of itself (`entry.edited`, `entry.emptied`).

        An edit keeps the earlier text (`list_versions`); emptying forgets every text and all reactions.

        Args:
            entry: same group, seq, uuid and author; rev = earlier.rev + 1.
            earlier: what the caller has read of this log, and `entry` was made of.
        Returns:
            What is stored now: `entry`, also when it was stored by an earlier try of the same. Reactions
            are those of now.
        Raises:
            MessageNotFound: no entry of this author at this seq.
            RevisionConflict: its rev is not that of `earlier` any more.
        """
        ...

    async def list_versions(self, group_uuid: GroupUuid, seq: Seq) -> list[Version]:
        """Return every text that a message has had, oldest first; the last one is that of now.

        Returns:
            Nothing once it is emptied.
        Raises:
            MessageNotFound: no such seq, or a quiet line.
        """
        ...

    async def react(self, group_uuid: GroupUuid, seq: Seq, *, user_uuid: UserUuid, emoji: str, is_given: bool) -> Entry:
        """Add a person's reaction to a message, or take it back. What is so already stays so.

        `rev` does not move and the change stream does not hear of it: no inbox shows reactions.

        Args:
            emoji: has passed `reaction.checked_emoji`.
        Returns:
            The entry as it is now.
        Raises:
            MessageNotFound: no such seq, a quiet line, or emptied.
            TooManyReactions: it carries MAX_REACTIONS.
        """
        ...

    async def get_entry(self, group_uuid: GroupUuid, seq: Seq) -> Entry:
        """Return one entry.

        Raises:
            MessageNotFound: no such seq.
        """
        ...

    async def get_head(self, group_uuid: GroupUuid) -> Head:
        """Return where the log ends, at least as new as anything this host has appended or served.

        Raises:
            GroupNotFound: an empty log.
        """
        ...

    async def list_entries(
        self, group_uuid: GroupUuid, *, before: Seq | None = None, after: Seq | None = None, limit: int
    ) -> LogPage[Entry]:
        """Return up to `limit` entries, oldest first. Pattern A.

        Args:
            before, after: exclusive; at most one of them. Neither: the newest page.
            limit: 1..100.
        Returns:
            An unknown group is an empty page. An empty page has no neighbours.
        """
        ...

    async def find_seq_at(self, group_uuid: GroupUuid, at: Instant) -> Seq:
        """Return the first seq created at or after `at` (binary search), head+1 when all are older."""
        ...
