"""However a change stream is cut, repeated and shuffled, every inbox ends where the log says."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.engine import SqliteEngine
from cruddur.domain.entry import Entry, Kind, edited, emptied
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxEntry, changed, changes_for, first_row, project
from cruddur.domain.instant import Instant
from tests.property.inline import done

ANN, BOB, CHO = PEOPLE = [UserUuid(f"00000000-0000-4000-8000-00000000000{n}") for n in "abc"]
GROUP = GroupUuid("00000000-0000-4000-8000-000000000001")
AT = Instant("2026-03-01T12:00:00.000000Z")


def team() -> Group:
    members = {person: Member(Role.MEMBER, Seq(1)) for person in PEOPLE} | {ANN: Member(Role.OWNER, Seq(1))}
    return Group(
        uuid=GROUP, kind=GroupKind.GROUP, title="Team", members=members, membership_seq=Seq(1), created_at=AT,
        created_by=ANN,
    )  # fmt: skip


def entry(seq: int, author: UserUuid, kind: Kind) -> Entry:
    is_text = kind is Kind.TEXT
    return Entry(
        message_group_uuid=GROUP,
        seq=Seq(seq),
        kind=kind,
        message_uuid=MessageUuid(f"00000000-0000-7000-8000-{seq:012}"),
        user_uuid=author,
        message=f"text {seq}" if is_text else f"title {seq}",
        created_at=Instant(f"2026-03-01T12:{seq:02}:00.000000Z"),
        digest="0" if is_text else None,
        membership_seq=Seq(0 if is_text else seq),
        title=None if is_text else f"title {seq}",
        member_count=0 if is_text else 3,
    )


@st.composite
def versions(draw: st.DrawFn) -> list[Entry]:
    """A log after its first entry with up to two later versions of each message, in the order of the stream."""
    kinds = draw(st.lists(st.sampled_from([Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.RENAMED]), min_size=1, max_size=6))
    records: list[Entry] = []
    for seq, kind in enumerate(kinds, start=2):
        last = entry(seq, draw(st.sampled_from(PEOPLE)), kind)
        records.append(last)
        for change in draw(st.lists(st.sampled_from(["edit", "empty"]), max_size=2)) if kind is Kind.TEXT else []:
            if last.message is not None:
                last = edited(last, f"{last.message}!", AT) if change == "edit" else emptied(last, AT)
                records.append(last)
    return records


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Entry], list[list[Entry]]]:
    """Records, and batches in which each of them comes at least once, in any order."""
    records = draw(versions())
    repeats = draw(st.lists(st.sampled_from(records), max_size=8))
    shuffled = draw(st.permutations([*records, *repeats]))
    cuts = sorted(draw(st.lists(st.integers(0, len(shuffled)), max_size=5)))
    edges = [0, *cuts, len(shuffled)]
    batches = [list(shuffled[begin:end]) for begin, end in pairwise(edges)]
    return records, batches


def truth(row: InboxEntry, records: Sequence[Entry]) -> InboxEntry:
    """The row by the log alone: its newest entry in its newest version, the newest facts, one's own newest entry."""
    newest = max(records, key=lambda record: (record.seq, record.rev))
    facts = [record for record in records if record.kind == Kind.RENAMED]
    own = [record.seq for record in records if record.user_uuid == row.user_uuid]
    last_facts = max(facts, key=lambda record: record.seq) if facts else None
    return row._replace(
        last_seq=newest.seq,
        last_rev=newest.rev,
        last_message_at=newest.created_at,
        message=newest.message,
        last_kind=newest.kind,
        last_user_uuid=newest.user_uuid,
        read_seq=max([row.read_seq, *own]),
        title=last_facts.title if last_facts else row.title,
        membership_seq=last_facts.seq if last_facts else row.membership_seq,
    )


@given(deliveries())
def test_the_rule_ends_at_the_truth_however_the_stream_is_delivered(
    delivered: tuple[list[Entry], list[list[Entry]]],
) -> None:
    records, batches = delivered
    for person in PEOPLE:
        row: InboxEntry | None = first_row(entry(1, ANN, Kind.JOINED), person, team())
        assert row is not None
        expected = truth(row, records)
        for batch in batches:
            before = row
            row = project(row, batch)
            assert row is not None
            assert before is not None
            assert (row.last_seq, row.last_rev) >= (before.last_seq, before.last_rev)
            assert row.read_seq >= before.read_seq
            assert row.membership_seq >= before.membership_seq
        assert row == expected


@given(deliveries())
def test_a_row_that_is_not_there_stays_away(delivered: tuple[list[Entry], list[list[Entry]]]) -> None:
    _, batches = delivered
    assert all(project(None, batch) is None for batch in batches)


@given(deliveries())
def test_the_engine_does_what_the_rule_says(delivered: tuple[list[Entry], list[list[Entry]]]) -> None:
    _, batches = delivered
    database = Database.open(None)
    engine = SqliteEngine(database)
    done(engine.log.start_group(team(), message_uuid=MessageUuid("00000000-0000-7000-8000-000000000001")))
    rows = {person: done(engine.inbox.find_row(person, GROUP)) for person in PEOPLE}
    for batch in batches:
        changes = changes_for(PEOPLE, batch) if batch else []
        expected: list[InboxEntry] = []
        for change in changes:
            before = rows[change.user_uuid]
            assert before is not None
            rows[change.user_uuid] = after = changed(before, change)
            if after != before:
                expected.append(after)
        assert done(engine.inbox.apply(changes)) == expected
        assert {person: done(engine.inbox.find_row(person, GROUP)) for person in PEOPLE} == rows
    done(database.close())
