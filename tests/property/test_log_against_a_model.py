"""Any sequence of sends, retries, edits, changes of membership and restarts, on SQLite and on a plain list."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cruddur.adapters.sqlite import log_states, log_writer
from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.engine import SqliteEngine
from cruddur.domain import membership
from cruddur.domain.entry import Appended, Draft, Entry, Head, answers, edited, emptied, next_entry
from cruddur.domain.errors import (
    AheadOfLog,
    GroupNotFound,
    IdempotencyMismatch,
    Refusal,
    RevisionConflict,
    TooFarBehind,
)
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxEntry, changed, changes_for, first_row
from cruddur.domain.instant import shifted
from tests.clock import SteppedClock
from tests.property.inline import done

PEOPLE = [UserUuid(f"00000000-0000-4000-8000-00000000000{n}") for n in "abcd"]
GROUP = GroupUuid("00000000-0000-4000-8000-000000000001")
WINDOW, LOOK_BACK, RECENT = 6, 12, 2
"""Small, so that a few dozen steps reach beyond them."""

people = st.sampled_from(PEOPLE)
uuids = st.integers(1, 12).map(lambda n: MessageUuid(f"00000000-0000-7000-8000-{n:012}"))
bodies = st.sampled_from(["yes", "no"])


class Log(RuleBasedStateMachine):
    """The engine beside a list of entries, a group and a row per member."""

    def __init__(self) -> None:
        super().__init__()
        self.database = Database.open(None)
        self.engine = SqliteEngine(self.database)
        self.stream = self.engine.changes("model")
        self.clock = SteppedClock()
        self.entries: list[Entry] = []
        self.rows: dict[UserUuid, InboxEntry] = {}
        self.group: Group
        self.fresh = 1000

    def teardown(self) -> None:
        done(self.database.close())

    # --- the model

    @property
    def head(self) -> Head:
        last = self.entries[-1]
        return Head(last.seq, last.created_at, last.membership_seq)

    def new_uuid(self) -> MessageUuid:
        self.fresh += 1
        return MessageUuid(f"00000000-0000-7000-8000-{self.fresh:012}")

    def repeat_of(self, author: UserUuid, uuid: MessageUuid) -> Entry | None:
        return next((entry for entry in self.entries if (entry.user_uuid, entry.message_uuid) == (author, uuid)), None)

    def expect(self, answer: Coroutine[Any, Any, Appended], expected: Appended | type[Refusal]) -> None:
        if isinstance(expected, type):
            with pytest.raises(expected):
                done(answer)
        else:
            assert done(answer) == expected

    # --- steps

    @initialize()
    def begin(self) -> None:
        ann, bob, *_ = PEOPLE
        members = {ann: Member(Role.OWNER, Seq(1)), bob: Member(Role.MEMBER, Seq(1))}
        self.group = Group(
            uuid=GROUP, kind=GroupKind.GROUP, title="Team", members=members, membership_seq=Seq(1),
            created_at=self.clock.now(), created_by=ann,
        )  # fmt: skip
        uuid = self.new_uuid()
        self.entries = [membership.started(self.group, uuid)]
        self.rows = {person: first_row(self.entries[0], person, self.group) for person in members}
        self.expect(self.engine.log.start_group(self.group, message_uuid=uuid), Appended(self.entries[0], True))

    @rule(author=people, uuid=uuids, body=bodies, back=st.integers(-2, 16))
    def send(self, author: UserUuid, uuid: MessageUuid, body: str, back: int) -> None:
        """A send that may be a repeat. Clients are truthful: they had not seen their own message when they wrote it."""
        repeat = self.repeat_of(author, uuid)
        after = max(0, self.head.seq - back)
        if repeat is not None:
            after = min(after, repeat.seq - 1)
        draft = Draft(GROUP, author, uuid, body, self.clock.now())
        answer = self.engine.log.append(draft, after_seq=Seq(after))
        if repeat is not None and repeat.seq <= self.head.seq - LOOK_BACK:
            self.never_twice(answer, Appended(repeat, False))
        else:
            self.expect(answer, self.answer_to(draft, after, repeat))

    @rule(pick=st.integers(0, 16), back=st.integers(1, 8), is_other_body=st.booleans())
    def send_again(self, pick: int, back: int, is_other_body: bool) -> None:
        """A repeat of one of the newest messages, from where its author may have stood."""
        entry = self.entries[-1 - pick % len(self.entries)]
        if entry.kind == "text" and entry.rev == 0:
            body = "something else" if is_other_body else entry.message or ""
            self.send(entry.user_uuid, entry.message_uuid, body, self.head.seq - entry.seq + back)

    def never_twice(self, answer: Coroutine[Any, Any, Appended], repeat: Appended) -> None:
        """From so far behind the engine may remember the repeat or not; it must not store it again."""
        try:
            assert done(answer) == repeat
        except (TooFarBehind, IdempotencyMismatch, GroupNotFound):
            return

    def answer_to(self, draft: Draft, after: int, repeat: Entry | None) -> Appended | type[Refusal]:
        head = self.head
        if repeat is not None:
            return Appended(repeat, False) if answers(repeat, draft) else IdempotencyMismatch
        if draft.user_uuid not in self.group.members:
            return GroupNotFound
        if after > head.seq:
            return AheadOfLog
        if head.seq - after > WINDOW:
            return TooFarBehind
        entry = next_entry(draft, head)
        self.entries.append(entry)
        return Appended(entry, True)

    @rule(author=people, count=st.integers(2, 9))
    def send_several(self, author: UserUuid, count: int) -> None:
        for _ in range(count):
            self.send_once(author, "more")

    @rule(author=people, body=bodies)
    def send_once(self, author: UserUuid, body: str) -> None:
        draft = Draft(GROUP, author, self.new_uuid(), body, self.clock.now())
        expected: Appended | type[Refusal] = GroupNotFound
        if author in self.group.members:
            self.entries.append(next_entry(draft, self.head))
            expected = Appended(self.entries[-1], True)
        self.expect(self.engine.log.append(draft, after_seq=None), expected)

    @rule(index=st.integers(0, 40), seen=st.integers(0, 2), is_deletion=st.booleans())
    def revise(self, index: int, seen: int, is_deletion: bool) -> None:
        entry = self.entries[index % len(self.entries)]
        if entry.kind != "text" or entry.message is None:
            return
        base = entry._replace(rev=seen)
        later = emptied(base, self.clock.now()) if is_deletion else edited(base, f"{entry.message}+", self.clock.now())
        answer = self.engine.log.revise(later, earlier=base)
        if entry.rev == seen:
            assert done(answer) == later
            self.entries[entry.seq - 1] = later
        elif (entry.rev, entry.message) != (later.rev, later.message):
            with pytest.raises(RevisionConflict):
                done(answer)
        else:
            assert done(answer) == entry

    def change(
        self,
        by: UserUuid,
        answer: Callable[[MessageUuid], Coroutine[Any, Any, Appended]],
        make: Callable[[membership.Change], membership.Changed | Seq],
    ) -> None:
        uuid = self.new_uuid()
        expected: Appended | type[Refusal] = GroupNotFound
        if by in self.group.members:
            try:
                made = make(membership.Change(by, uuid, self.clock.now(), self.head))
            except Refusal as refused:
                expected = type(refused)
            else:
                expected = self.take_in(made) if isinstance(made, membership.Changed) else self.said(made)
        self.expect(answer(uuid), expected)

    def said(self, seq: Seq) -> Appended:
        return Appended(self.entries[seq - 1], False)

    def take_in(self, made: membership.Changed) -> Appended:
        before, (entry, self.group) = self.group, made
        self.entries.append(entry)
        for person in before.members.keys() - self.group.members.keys():
            del self.rows[person]
        for person in self.group.members.keys() - before.members.keys():
            self.rows[person] = first_row(entry, person, self.group)
        return Appended(entry, True)

    @rule(by=people, who=st.lists(people, min_size=1, max_size=3), sees_earlier=st.booleans())
    def join(self, by: UserUuid, who: list[UserUuid], sees_earlier: bool) -> None:
        def make(change: membership.Change) -> membership.Changed | Seq:
            newcomers = membership.newcomers(self.group, who)
            if not newcomers:
                return self.group.members[who[0]].joined_seq
            return membership.joined(self.group, change, newcomers, sees_earlier=sees_earlier)

        now = self.clock.now()
        self.change(
            by,
            lambda uuid: self.engine.log.join(
                GROUP, by=by, people=who, sees_earlier=sees_earlier, message_uuid=uuid, at=now
            ),
            make,
        )

    @rule(by=people, who=people)
    def leave(self, by: UserUuid, who: UserUuid) -> None:
        if len(self.group.members) == 1:
            return
        now = self.clock.now()
        self.change(
            by,
            lambda uuid: self.engine.log.leave(GROUP, by=by, person=who, message_uuid=uuid, at=now),
            lambda change: membership.left(self.group, change, who),
        )

    @rule(by=people, title=bodies)
    def rename(self, by: UserUuid, title: str) -> None:
        now = self.clock.now()
        self.change(
            by,
            lambda uuid: self.engine.log.rename(GROUP, by=by, title=title, message_uuid=uuid, at=now),
            lambda change: membership.renamed(self.group, change, title),
        )

    @rule(role=st.sampled_from(Role), by=people, who=people)
    def change_role(self, by: UserUuid, who: UserUuid, role: Role) -> None:
        now = self.clock.now()
        self.change(
            by,
            lambda uuid: self.engine.log.change_role(GROUP, by=by, person=who, role=role, message_uuid=uuid, at=now),
            lambda change: membership.given_role(self.group, change, who, role),
        )

    @precondition(lambda self: len(self.entries) > 1)
    @rule(picks=st.lists(st.integers(0, 40), min_size=1, max_size=5))
    def project(self, picks: list[int]) -> None:
        """Any records, in any order, as late or repeated as they like."""
        records = [self.entries[pick % len(self.entries)] for pick in picks]
        expected: list[InboxEntry] = []
        for change in changes_for(PEOPLE, records):
            before = self.rows.get(change.user_uuid)
            if before is not None and (after := changed(before, change)) != before:
                self.rows[change.user_uuid] = after
                expected.append(after)
        assert done(self.engine.inbox.apply(changes_for(PEOPLE, records))) == expected

    @rule(person=people, seq=st.integers(0, 40))
    def mark_read(self, person: UserUuid, seq: int) -> None:
        seq = min(seq, self.head.seq)
        if (row := self.rows.get(person)) is not None:
            row = self.rows[person] = row._replace(read_seq=max(row.read_seq, Seq(seq)))
        assert done(self.engine.inbox.mark_read(person, GROUP, Seq(seq))) == row

    @rule(seconds=st.sampled_from([-3600.0, 0.5, 60.0]))
    def pass_time(self, seconds: float) -> None:
        self.clock.step(seconds)

    @rule()
    def restart(self) -> None:
        self.engine = SqliteEngine(self.database)

    # --- what is always so

    @invariant()
    def the_log_is_the_model(self) -> None:
        if not self.entries:
            return
        page = done(self.engine.log.list_entries(GROUP, after=Seq(0), limit=100))
        assert page.items == self.entries[:100]
        assert done(self.engine.log.get_head(GROUP)) == self.head
        assert [entry.seq for entry in self.entries] == list(range(1, len(self.entries) + 1))
        moments = [entry.created_at for entry in self.entries]
        assert moments == sorted(moments)
        keys = [(entry.user_uuid, entry.message_uuid) for entry in self.entries]
        assert len(set(keys)) == len(keys)

    @invariant()
    def the_group_and_its_rows_are_the_model(self) -> None:
        if not self.entries:
            return
        assert done(self.engine.groups.get_group(GROUP)) == self.group
        assert {p: row for p in PEOPLE if (row := done(self.engine.inbox.find_row(p, GROUP)))} == self.rows
        for person in PEOPLE:
            row = self.rows.get(person)
            waiting = row.unread_count if row else 0
            assert done(self.engine.inbox.get_unread(person)) == (waiting, int(waiting > 0))

    @invariant()
    def a_date_is_found_where_it_is(self) -> None:
        if not self.entries:
            return
        for at in (self.entries[0].created_at, self.head.created_at, shifted(self.clock.now(), seconds=-30)):
            expected = next((entry.seq for entry in self.entries if entry.created_at >= at), self.head.seq + 1)
            assert done(self.engine.log.find_seq_at(GROUP, at)) == expected

    @precondition(lambda self: bool(self.entries))
    @rule()
    def follow_the_stream(self) -> None:
        """A new reader ends at the newest version of everything."""
        newest: dict[int, Entry] = {}
        stream = self.engine.changes("new")
        while len(newest) < len(self.entries) or any(newest[e.seq] != e for e in self.entries):
            for record in done(stream.read(limit=3)).records:
                assert record.seq not in newest or newest[record.seq].rev <= record.rev
                newest[record.seq] = record


@pytest.fixture(autouse=True)
def _small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_writer, "WINDOW", WINDOW)
    monkeypatch.setattr(log_writer, "LOOK_BACK", LOOK_BACK)
    monkeypatch.setattr(log_states, "RECENT_UUIDS", RECENT)


class TestLog(Log.TestCase):
    settings = settings(max_examples=120, stateful_step_count=40)
