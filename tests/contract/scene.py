"""People who write to each other, in few words: what the suites of the message store are told with."""

import asyncio
from collections.abc import Sequence
from itertools import cycle
from typing import NamedTuple

from cruddur.adapters.local.random import SystemRandom
from cruddur.domain.entry import Appended, Draft, Entry
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid, direct_group_uuid
from cruddur.domain.inbox import changes_for
from tests.clock import SteppedClock
from tests.contract.engines import Store


class Pair(NamedTuple):
    """A 1:1 with one message: ann's, "hello"."""

    group_uuid: GroupUuid
    ann: UserUuid
    bob: UserUuid
    first: Entry


class Team(NamedTuple):
    """A group of several; ann made it and owns it."""

    group_uuid: GroupUuid
    ann: UserUuid
    bob: UserUuid
    cho: UserUuid
    first: Entry


class Scene:
    """What the people of a test do, on one host or on several in turn."""

    def __init__(self, hosts: Sequence[Store], clock: SteppedClock) -> None:
        self.store = hosts[0]
        self.clock = clock
        self._hosts = cycle(hosts)
        self._random = SystemRandom()

    @property
    def any_host(self) -> Store:
        """The next of the hosts, in turn."""
        return next(self._hosts)

    def person(self) -> UserUuid:
        """Somebody whom nobody knows."""
        return self._random.user_uuid()

    def uuid(self) -> MessageUuid:
        """A message uuid that nobody has used."""
        return self._random.message_uuid()

    def draft(
        self,
        group_uuid: GroupUuid,
        author: UserUuid,
        text: str = "hello",
        *,
        uuid: MessageUuid | None = None,
        reply_to_seq: Seq | None = None,
    ) -> Draft:
        """A message that wants to be sent now."""
        return Draft(group_uuid, author, uuid or self.uuid(), text, self.clock.now(), reply_to_seq)

    async def append(self, draft: Draft, *, after: int | None) -> Appended:
        """Send a draft on any host."""
        return await self.any_host.log.append(draft, after_seq=None if after is None else Seq(after))

    async def say(self, group_uuid: GroupUuid, author: UserUuid, text: str = "hello") -> Entry:
        """Send a message that no retry will follow."""
        return (await self.append(self.draft(group_uuid, author, text), after=None)).entry

    async def fill(self, group_uuid: GroupUuid, author: UserUuid, count: int) -> None:
        """Send `count` messages, several at a time."""
        for begin in range(0, count, 100):
            await asyncio.gather(
                *(self.say(group_uuid, author, f"line {n}") for n in range(begin, min(begin + 100, count)))
            )

    def direct(self, author: UserUuid, receiver: UserUuid) -> Group:
        """The 1:1 that author's first message to receiver would begin."""
        place = Member(Role.MEMBER, Seq(0))
        return Group(
            uuid=direct_group_uuid(author, receiver),
            kind=GroupKind.DIRECT,
            title=None,
            members={author: place, receiver: place},
            membership_seq=Seq(0),
            created_at=self.clock.now(),
            created_by=author,
        )

    async def pair(self) -> Pair:
        """Two people and the first message of their 1:1."""
        ann, bob = self.person(), self.person()
        group = self.direct(ann, bob)
        appended = await self.any_host.log.start_direct(self.draft(group.uuid, ann), group)
        return Pair(group.uuid, ann, bob, appended.entry)

    def group_of(self, *people: UserUuid, title: str = "Team", uuid: GroupUuid | None = None) -> Group:
        """A group that the first of the people would make, and own."""
        members = {person: Member(Role.MEMBER, Seq(1)) for person in people}
        members[people[0]] = Member(Role.OWNER, Seq(1))
        return Group(
            uuid=uuid or GroupUuid(self._random.group_uuid()),
            kind=GroupKind.GROUP,
            title=title,
            members=members,
            membership_seq=Seq(1),
            created_at=self.clock.now(),
            created_by=people[0],
        )

    async def team(self) -> Team:
        """Three people in a group."""
        ann, bob, cho = self.person(), self.person(), self.person()
        group = self.group_of(ann, bob, cho)
        appended = await self.any_host.log.start_group(group, message_uuid=self.uuid())
        return Team(group.uuid, ann, bob, cho, appended.entry)

    async def join(self, group_uuid: GroupUuid, by: UserUuid, *people: UserUuid, sees_earlier: bool = True) -> Entry:
        """Add people."""
        log, uuid, at = self.any_host.log, self.uuid(), self.clock.now()
        joined = await log.join(group_uuid, by=by, people=people, sees_earlier=sees_earlier, message_uuid=uuid, at=at)
        return joined.entry

    async def leave(self, group_uuid: GroupUuid, by: UserUuid, person: UserUuid) -> Entry:
        """Take somebody out."""
        log, uuid, at = self.any_host.log, self.uuid(), self.clock.now()
        return (await log.leave(group_uuid, by=by, person=person, message_uuid=uuid, at=at)).entry

    async def rename(self, group_uuid: GroupUuid, by: UserUuid, title: str) -> Entry:
        """Give the group another title."""
        log, uuid, at = self.any_host.log, self.uuid(), self.clock.now()
        return (await log.rename(group_uuid, by=by, title=title, message_uuid=uuid, at=at)).entry

    async def change_role(self, group_uuid: GroupUuid, by: UserUuid, person: UserUuid, role: Role) -> Entry:
        """Make somebody an owner or a member."""
        log, uuid, at = self.any_host.log, self.uuid(), self.clock.now()
        return (await log.change_role(group_uuid, by=by, person=person, role=role, message_uuid=uuid, at=at)).entry

    async def project(self, *entries: Entry) -> None:
        """Carry entries of one group into its members' inboxes, as the projector does."""
        group = await self.store.groups.get_group(entries[0].message_group_uuid)
        await self.any_host.inbox.apply(changes_for(group.members, entries))

    async def log_of(self, group_uuid: GroupUuid) -> list[Entry]:
        """The whole log, read page by page from its beginning."""
        entries: list[Entry] = []
        after: Seq | None = Seq(0)
        while after is not None:
            page = await self.store.log.list_entries(group_uuid, after=after, limit=100)
            entries += page.items
            after = page.newer
        return entries
