"""What must be true when everything has calmed down."""

from collections.abc import Iterator
from dataclasses import replace

from cruddur.adapters.dynamodb import items, keys
from cruddur.domain.entry import Entry, Kind
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import Seq, UserUuid
from cruddur.domain.texts import preview
from tests.simulation.person import Memory
from tests.simulation.world import World, entries_of


def verdict(world: World, memory: Memory, groups: list[Group]) -> list[str]:
    """Return everything that is wrong; nothing is as it should be."""
    wrong = list(memory.wrong)
    for group in groups:
        log = entries_of(world.store, group.uuid)
        if log:
            wrong += _log(log)
            wrong += _members(world, group, log)
            wrong += _inboxes(world, group, log)
    wrong += _answers(world, memory)
    wrong += _revisions(world, memory)
    return wrong


def _log(log: list[Entry]) -> Iterator[str]:
    if [entry.seq for entry in log] != list(range(1, len(log) + 1)):
        yield f"numbers: {[entry.seq for entry in log]}"
    if sorted(entry.created_at for entry in log) != [entry.created_at for entry in log]:
        yield "time runs backwards"
    senders = [(entry.user_uuid, entry.message_uuid) for entry in log]
    if len(set(senders)) != len(senders):
        yield "a message is stored twice"


def _members(world: World, group: Group, log: list[Entry]) -> Iterator[str]:
    """Replay the membership entries: who may write when, and what META must say in the end."""
    members, title, newest = dict(group.members), group.title, group.membership_seq
    for entry in log:
        if entry.user_uuid not in members:
            yield f"entry {entry.seq} was written by somebody who is no member"
        if entry.kind == Kind.JOINED and entry.seq > 1:
            members.update(dict.fromkeys(entry.subject_uuids, Member(Role.MEMBER, entry.seq)))
        elif entry.kind == Kind.LEFT:
            for person in entry.subject_uuids:
                members.pop(person, None)
        elif entry.kind == Kind.RENAMED:
            title = entry.message
        if entry.kind != Kind.TEXT:
            newest = entry.seq
        if entry.membership_seq != newest:
            yield f"entry {entry.seq} says membership_seq {entry.membership_seq} instead of {newest}"
    meta = world.store.item(f"MSG#{group.uuid}", "META")
    if meta is None:
        yield "META is missing"
        return
    stored = items.parse_group(meta)
    expected = replace(stored, members=members, title=title, membership_seq=newest)
    if set(stored.members) != set(members) or (stored.title, stored.membership_seq) != (title, newest):
        yield f"META says {stored}, the log {expected}"


def _inboxes(world: World, group: Group, log: list[Entry]) -> Iterator[str]:
    meta = world.store.item(f"MSG#{group.uuid}", "META")
    members = items.parse_group(meta).members if meta else {}
    quiet = [entry for entry in log if entry.kind != Kind.TEXT]
    for person in world.people:
        item = world.store.item(f"GRP#{person}", group.uuid)
        if (item is not None) != (person in members):
            yield f"a row without a member, or a member without a row: {person}"
        if item is None or person not in members:
            continue
        row, newest = items.parse_row(item), log[-1]
        shown = (row.last_seq, row.last_rev, row.message, row.last_message_at, row.last_kind, row.last_user_uuid)
        wanted = (newest.seq, newest.rev, preview(newest.message), newest.created_at, newest.kind, newest.user_uuid)
        if shown != wanted:
            yield f"a row shows {shown} instead of {wanted}"
        if not _own_newest(log, person) <= row.read_seq <= newest.seq:
            yield f"a row is read up to {row.read_seq}, its owner wrote {_own_newest(log, person)}"
        if quiet and group.kind is GroupKind.GROUP:
            facts = (row.membership_seq, row.title, row.member_count)
            if facts != (quiet[-1].seq, quiet[-1].title, quiet[-1].member_count):
                yield f"a row says {facts} of its group"


def _own_newest(log: list[Entry], person: UserUuid) -> Seq:
    return max((entry.seq for entry in log if entry.user_uuid == person), default=Seq(0))


def _answers(world: World, memory: Memory) -> Iterator[str]:
    """Everybody was told the truth about what they sent, and about what they read."""
    logs = {sent.draft.message_group_uuid: {} for sent in memory.sent}
    for group_uuid in logs:
        logs[group_uuid] = {entry.seq: entry for entry in entries_of(world.store, group_uuid)}
    for sent in memory.sent:
        log, sender = logs[sent.draft.message_group_uuid], (sent.draft.user_uuid, sent.draft.message_uuid)
        seqs = {answer.entry.seq for answer in sent.answers}
        if len(seqs) > 1:
            yield f"one send was answered with {seqs}"
        for answer in sent.answers:
            stored = log.get(answer.entry.seq)
            if stored is None or (stored.user_uuid, stored.message_uuid) != sender:
                yield f"the answer {answer.entry.seq} is not in the log"
            elif stored.rev == 0 and stored.message != sent.draft.message:
                yield f"entry {stored.seq} holds another text"
        if sum(answer.is_new for answer in sent.answers) > 1 and not world.network.unknown_count:
            yield "two answers say that they are the first, though every write was answered"
        is_stored = any((entry.user_uuid, entry.message_uuid) == sender for entry in log.values())
        if sent.was_refused and is_stored:
            yield "a refused message is in the log"
    for entry in memory.read:
        stored = logs.get(entry.message_group_uuid, {}).get(entry.seq)
        if stored is not None and (stored.user_uuid, stored.message_uuid) != (entry.user_uuid, entry.message_uuid):
            yield f"entry {entry.seq} was read as another"


def _revisions(world: World, memory: Memory) -> Iterator[str]:
    """Versions of an entry follow each other one by one, and each answered one was once stored."""
    versions: dict[tuple[str, str], list[items.Item]] = {}
    for change in world.store.stream:
        if change.is_entry:
            if change.new is None:
                yield f"entry {change.sk} was removed"
                return
            versions.setdefault((change.pk, change.sk), []).append(change.new)
    for (pk, sk), known in versions.items():
        yield from _texts_before(world, pk, known)
        if [int(item["rev"]["N"]) for item in known] != list(range(len(known))):
            yield f"entry {sk} has the versions {[item['rev']['N'] for item in known]}"
    stored = {items.parse_entry(item) for known in versions.values() for item in known}
    for later in memory.revised:
        if later not in stored:
            yield f"an answered revision of entry {later.seq} was never stored"


def _texts_before(world: World, pk: str, known: list[items.Item]) -> Iterator[str]:
    """What a message said before each of its edits is kept for as long as it says anything."""
    *earlier, current = [items.parse_entry(item) for item in known]
    if current.message is None:
        return
    for entry in earlier:
        kept = world.store.item(pk, keys.version_key(entry.message_group_uuid, entry.seq, entry.rev)["sk"]["S"])
        if kept is None or items.parse_version(kept).message != entry.message:
            yield f"what entry {entry.seq} said at rev {entry.rev} is not kept"
