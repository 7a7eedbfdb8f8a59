"""Somebody who writes, retries, reads, edits, deletes, joins and leaves; and remembers what they were told."""

import asyncio
from dataclasses import dataclass, field
from functools import partial

from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.domain.entry import Appended, Draft, Entry, edited, emptied
from cruddur.domain.errors import (
    AheadOfLog,
    GroupNotFound,
    IdempotencyMismatch,
    MemberNotFound,
    MessageNotFound,
    Misplaced,
    RevisionConflict,
    Unavailable,
)
from cruddur.domain.group import Group, GroupKind
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from tests.simulation.world import MOST_TRIES, TRIES_IN_THE_CALM, WINDOW, Crashed, World, entries_of


@dataclass(slots=True)
class Sent:
    """A send and its answers.

    Attributes:
        answers: what came back, each time somebody answered.
        was_refused: told that the group does not exist (for them, any more), and tried no more.
    """

    draft: Draft
    answers: list[Appended] = field(default_factory=list[Appended])
    was_refused: bool = False


@dataclass(slots=True)
class Memory:
    """What everybody was told, for the judgement at the end."""

    sent: list[Sent] = field(default_factory=list[Sent])
    read: list[Entry] = field(default_factory=list[Entry])
    revised: list[Entry] = field(default_factory=list[Entry])
    wrong: list[str] = field(default_factory=list[str])


async def _append(engine: DynamoEngine, draft: Draft, after: Seq) -> Appended:
    return await engine.log.append(draft, after_seq=after)


class Person:
    """One person with a client that keeps the rules: a uuid and an `after_seq` before the first try."""

    def __init__(self, world: World, memory: Memory, user_uuid: UserUuid, groups: list[Group]) -> None:
        self._world, self._memory, self.uuid, self._groups = world, memory, user_uuid, groups
        self._seen: dict[GroupUuid, int] = {group.uuid: 0 for group in groups}
        self._text = 0

    async def live(self, acts: int) -> None:
        """Do this and that."""
        world = self._world
        for _ in range(acts):
            await world.nap(world.chance.choice((0.0, 0.05, 1.0, 6.0)))
            group = world.chance.choice(self._groups)
            roll = world.chance.random()
            if roll < 0.62:
                await self.send(group)
            elif roll < 0.78:
                await self.read(group)
            elif roll < 0.86:
                await self.revise(group)
            elif group.kind is GroupKind.GROUP:
                await self.change_membership(group)

    # --- sending

    async def send(self, group: Group) -> None:
        """Send a message until it is answered, from one host or from two at once."""
        chance = self._world.chance
        self._text += 1
        draft = Draft(
            message_group_uuid=group.uuid,
            user_uuid=self.uuid,
            message_uuid=MessageUuid(self._world.random.message_uuid()),
            message=f"line {self._text}",
            sent_at=self._world.host.clock.now(),
        )
        sent = Sent(draft)
        self._memory.sent.append(sent)
        tries = 2 if chance.random() < 0.15 else 1
        await asyncio.gather(*(self._until_answered(sent, group, is_doubled=tries > 1) for _ in range(tries)))
        if sent.answers and chance.random() < 0.1:  # much later, from a queue that was forgotten
            await self._world.nap(50)
            await self._until_answered(sent, group, is_doubled=True)
        if sent.answers and chance.random() < 0.1:
            await self._send_another_body(sent)

    async def _until_answered(self, sent: Sent, group: Group, *, is_doubled: bool) -> None:
        after, draft = self._seen[group.uuid], sent.draft
        chance = self._world.chance
        for tried in range(MOST_TRIES + TRIES_IN_THE_CALM):
            if tried == MOST_TRIES:
                self._world.storm_passes()
            try:
                sent.answers.append(await self._world.host.serve(partial(_append, draft=draft, after=Seq(after))))
                return
            except (Unavailable, Crashed):
                await self._world.nap(chance.choice((0.1, 2.0, 45.0)))
            except GroupNotFound:
                if group.kind is GroupKind.GROUP or self.uuid not in group.members:
                    # A doubled try may find them a member again; and beyond the window nobody can look
                    # for the message, nor tell a stranger so.
                    behind = len(entries_of(self._world.store, group.uuid)) - after
                    sent.was_refused = not is_doubled and behind <= WINDOW
                    return
                if await self._begin(sent, group):
                    return
            except Misplaced as misplaced:
                if isinstance(misplaced, AheadOfLog):
                    self._memory.wrong.append(f"ahead of log at {after}")
                found, after = await self._look_for(draft, after)
                if found:
                    return
        self._memory.wrong.append("a send is never answered")

    async def _begin(self, sent: Sent, group: Group) -> bool:
        try:
            sent.answers.append(await self._world.host.serve(lambda engine: engine.log.start_direct(sent.draft, group)))
        except (Unavailable, Crashed, Misplaced):
            await self._world.nap(2.0)
            return False
        return True

    async def _look_for(self, draft: Draft, after: int) -> tuple[bool, int]:
        """Read on from `after`: over entries without a hole, our own not among them, `after` may rise."""
        for entry in await self._read_from(draft.message_group_uuid, after):
            if (entry.user_uuid, entry.message_uuid) == (self.uuid, draft.message_uuid):
                return True, after
            after = entry.seq
        return False, after

    async def _send_another_body(self, sent: Sent) -> None:
        other = sent.draft._replace(message="another text")
        after = Seq(max(0, sent.answers[0].entry.seq - 1))
        try:
            answer = await self._world.insist(lambda engine: engine.log.append(other, after_seq=after))
        except IdempotencyMismatch:
            return
        except (GroupNotFound, Misplaced):
            return
        if answer.entry.digest is not None:
            self._memory.wrong.append("another body was taken for a retry")

    # --- reading and revising

    async def read(self, group: Group) -> None:
        """Read on, without a hole, from where this person stands."""
        entries = await self._read_from(group.uuid, self._seen[group.uuid])
        if entries:
            self._seen[group.uuid] = entries[-1].seq
            if self._world.chance.random() < 0.3:
                seq = entries[-1].seq
                await self._world.insist(lambda engine: engine.inbox.mark_read(self.uuid, group.uuid, seq))

    async def _read_from(self, group_uuid: GroupUuid, after: int) -> list[Entry]:
        page = await self._world.insist(lambda engine: engine.log.list_entries(group_uuid, after=Seq(after), limit=20))
        if [entry.seq for entry in page.items] != list(range(after + 1, after + 1 + len(page.items))):
            self._memory.wrong.append(f"a page with a hole after {after}")
        self._memory.read += page.items
        return page.items

    async def revise(self, group: Group) -> None:
        """Edit or delete an own message, as it was seen."""
        mine = [sent for sent in self._memory.sent if sent.draft.user_uuid == self.uuid and sent.answers]
        mine = [sent for sent in mine if sent.draft.message_group_uuid == group.uuid]
        if not mine:
            return
        seq = self._world.chance.choice(mine).answers[0].entry.seq
        world, host = self._world, self._world.host
        try:
            entry = await world.insist(lambda engine: engine.log.get_entry(group.uuid, seq))
            if entry.user_uuid != self.uuid or entry.message is None:
                return
            at = host.clock.now()
            later = emptied(entry, at) if world.chance.random() < 0.5 else edited(entry, f"{entry.message}!", at)
            await world.nap(0.2)
            await world.insist(lambda engine: engine.log.revise(later, earlier=entry))
        except (MessageNotFound, RevisionConflict):
            return
        self._memory.revised.append(later)

    # --- coming and going

    async def change_membership(self, group: Group) -> None:
        """Bring somebody in, take somebody out, or give another title."""
        world = self._world
        uuid, at = MessageUuid(world.random.message_uuid()), world.host.clock.now()
        other = world.chance.choice([person for person in world.people if person != group.created_by])
        roll = world.chance.random()
        try:
            if roll < 0.5:
                await world.insist(
                    lambda engine: engine.log.join(
                        group.uuid, by=self.uuid, people=(other,), sees_earlier=True, message_uuid=uuid, at=at
                    )
                )
            elif roll < 0.85:
                await world.insist(
                    lambda engine: engine.log.leave(group.uuid, by=self.uuid, person=other, message_uuid=uuid, at=at)
                )
            else:
                await world.insist(
                    lambda engine: engine.log.rename(
                        group.uuid, by=self.uuid, title=f"Title {self._text}", message_uuid=uuid, at=at
                    )
                )
        except (GroupNotFound, MemberNotFound):
            return
