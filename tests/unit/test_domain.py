"""Values and rules: texts, instants, names, pages."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cruddur.domain import instant, texts
from cruddur.domain.entry import Draft, Entry, Head, Kind, answers, edited, emptied, next_entry
from cruddur.domain.errors import GroupFull, LimitInvalid, MessageBlank, MessageNotText, MessageTooLong
from cruddur.domain.group import MAX_MEMBERS, Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid, direct_group_uuid, is_uuid
from cruddur.domain.inbox import changes_for
from cruddur.domain.instant import Instant
from cruddur.domain.membership import Change, joined, left, newcomers
from cruddur.domain.page import checked_limit
from cruddur.domain.user import DisplayNameInvalid, HandleInvalid, checked_display_name, checked_handle

ANN, BOB, CHO = (UserUuid(f"00000000-0000-4000-8000-00000000000{n}") for n in "abc")
GROUP = GroupUuid("00000000-0000-4000-8000-000000000001")
AT = Instant("2026-12-31T23:59:59.999999Z")

# --- texts


@pytest.mark.parametrize(
    "text", ["a", " a ", "\n!\n", "\u202ea", "a" * 1024, "\N{GRINNING FACE}" * 1024, "\u4f60", "👩‍💻"]
)
def test_what_can_be_seen_can_be_said_as_it_is(text: str) -> None:
    assert texts.checked_message(text) == text


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t\r", "\u200b", "\u200d\u2060\ufeff", "\u202e\u202c", "\u3164", "\u2800", "\u0301", "\u00a0"]
)
def test_what_cannot_be_seen_is_blank(text: str) -> None:
    with pytest.raises(MessageBlank):
        texts.checked_message(text)


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "a\udfff", "\udcff\ud83d"])
def test_nul_and_lone_surrogates_are_no_text(text: str) -> None:
    with pytest.raises(MessageNotText):
        texts.checked_message(text)


@pytest.mark.parametrize("text", ["a" * 1025, "\N{GRINNING FACE}" * 1025, " " * 5000])
def test_more_than_1024_characters_are_too_many(text: str) -> None:
    with pytest.raises(MessageTooLong):
        texts.checked_message(text)


@given(st.text(max_size=1100))
def test_a_preview_is_one_line_of_at_most_200_characters(text: str) -> None:
    shown = texts.preview(text)
    assert shown is not None
    assert len(shown) <= texts.PREVIEW_MAX_CHARS
    assert shown.split() == shown.split(" ") or shown == ""


def test_a_preview_folds_white_space_and_says_when_it_ends_early() -> None:
    assert texts.preview("  two \n\n words ") == "two words"
    assert texts.preview(" " * 900 + "far in") == "far in"
    assert texts.preview("a" * 200) == "a" * 200
    assert texts.preview("a" * 201) == "a" * 199 + "…"
    assert texts.preview(None) is None


def test_a_digest_tells_bodies_and_what_they_reply_to_apart() -> None:
    bodies = [("a", None), ("b", None), ("a", Seq(1)), ("a", Seq(2)), ("", Seq(1))]
    assert len({texts.digest(*body) for body in bodies}) == len(bodies)
    assert texts.digest("a", Seq(1)) == texts.digest("a", Seq(1))
    assert len(texts.digest("a")) == 24


# --- instants


def test_an_instant_is_utc_with_microseconds_always_27_characters() -> None:
    plus_two = timezone(timedelta(hours=2))
    assert instant.from_datetime(datetime(2027, 1, 1, 1, 59, 59, 999999, plus_two)) == AT
    assert instant.from_datetime(datetime(2026, 3, 1, tzinfo=UTC)) == "2026-03-01T00:00:00.000000Z"
    with pytest.raises(ValueError, match="naive"):
        instant.from_datetime(datetime(2026, 3, 1))


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_instants_sort_as_text_as_they_do_as_times(one: datetime, other: datetime) -> None:
    first, second = instant.from_datetime(one), instant.from_datetime(other)
    assert (first < second) == (one < other)
    assert instant.to_datetime(first) == one
    assert len(first) == instant.MICROSECONDS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-31T23:59:59.999999Z", AT),
        ("2027-01-01T01:59:59.999999+02:00", AT),
        ("2026-12-31T23:59:59Z", "2026-12-31T23:59:59.000000Z"),
        ("2026-12-31T18:00-06:00", "2027-01-01T00:00:00.000000Z"),
    ],
)
def test_an_rfc_3339_time_is_read_whatever_its_offset(text: str, expected: str) -> None:
    assert instant.parse(text) == expected


@pytest.mark.parametrize("text", ["", "now", "2026-12-31", "2026-12-31T23:59:59", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-01:00"])  # fmt: skip
def test_what_names_no_point_in_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        instant.parse(text)


def test_instants_are_shifted_and_compared() -> None:
    assert instant.shifted(AT, seconds=0.000001) == "2027-01-01T00:00:00.000000Z"
    assert instant.seconds_between(AT, instant.shifted(AT, seconds=-90)) == -90
    assert instant.minute_of(AT) == "2026-12-31T23:59"


# --- names


@given(st.uuids(), st.uuids())
def test_two_people_have_one_conversation_whoever_asks(one: object, other: object) -> None:
    ann, bob = UserUuid(str(one)), UserUuid(str(other))
    assert direct_group_uuid(ann, bob) == direct_group_uuid(bob, ann)
    assert is_uuid(direct_group_uuid(ann, bob))


def test_pairs_that_differ_have_conversations_that_differ() -> None:
    assert len({direct_group_uuid(*pair) for pair in [(ANN, BOB), (ANN, CHO), (BOB, CHO), (ANN, ANN)]}) == 4


@pytest.mark.parametrize(
    "text", ["", "x", ANN.upper(), "{" + GROUP + "}", GROUP + "\n", GROUP.replace("-", ""), GROUP[:-1] + "٣"]
)
def test_only_canonical_text_is_a_uuid(text: str) -> None:
    assert not is_uuid(text)


@pytest.mark.parametrize(
    ("text", "handle"),
    [("Bayko", "bayko"), ("@bayko", "bayko"), ("a", "a"), ("a.b-c_1", "a.b-c_1"), ("x" * 30, "x" * 30)],
)
def test_a_handle_is_lower_case_without_its_at(text: str, handle: str) -> None:
    assert checked_handle(text) == handle


@pytest.mark.parametrize("text", ["", "@", "@@a", ".a", "a.", "-", "a b", "ä", "x" * 31, "a\n", "a\0"])
def test_what_can_be_no_handle_is_refused(text: str) -> None:
    with pytest.raises(HandleInvalid):
        checked_handle(text)


def test_a_display_name_is_one_line_of_at_most_60_characters() -> None:
    assert checked_display_name("  Ada \t King ") == "Ada King"
    assert checked_display_name("x" * 60) == "x" * 60
    for text in ("", "  ", "x" * 61, "a\x01", "\ud800"):
        with pytest.raises(DisplayNameInvalid):
            checked_display_name(text)


@pytest.mark.parametrize("limit", [0, -1, 101, 10**9])
def test_a_page_has_one_to_a_hundred_items(limit: int) -> None:
    assert (checked_limit(1), checked_limit(100)) == (1, 100)
    with pytest.raises(LimitInvalid):
        checked_limit(limit)


# --- entries and groups


def draft(text: str = "hello") -> Draft:
    return Draft(GROUP, ANN, MessageUuid(GROUP), text, AT)


def test_the_next_entry_stands_behind_its_predecessor_in_number_and_time() -> None:
    late = instant.shifted(AT, seconds=60)
    entry = next_entry(draft(), Head(Seq(7), late, Seq(3)))
    assert (entry.seq, entry.created_at, entry.membership_seq, entry.rev) == (8, late, 3, 0)
    assert next_entry(draft(), Head(Seq(0), Instant(""), Seq(0))).created_at == AT


def test_a_retry_is_told_by_its_first_body_until_the_entry_is_emptied() -> None:
    entry = next_entry(draft("first"), Head(Seq(0), AT, Seq(0)))
    later = edited(entry, "second", AT)
    for stored in (entry, later):
        assert answers(stored, draft("first"))
        assert not answers(stored, draft("second"))
    gone = emptied(later, AT)
    assert answers(gone, draft("anything"))
    assert (gone.rev, gone.message, gone.digest, gone.seq) == (2, None, None, 1)


def group_of(**joined_seqs: int) -> Group:
    """A group of ann, bob, cho as named; ann owns it."""
    named = {"ann": ANN, "bob": BOB, "cho": CHO}
    members = {named[name]: Member(Role.MEMBER, Seq(seq)) for name, seq in joined_seqs.items()}
    members[ANN] = Member(Role.OWNER, Seq(joined_seqs["ann"]))
    return Group(
        uuid=GROUP, kind=GroupKind.GROUP, title="T", members=members, membership_seq=Seq(1), created_at=AT,
        created_by=ANN,
    )  # fmt: skip


CHANGE = Change(ANN, MessageUuid(GROUP), AT, Head(Seq(9), AT, Seq(1)))


def test_of_two_who_joined_together_the_smaller_uuid_inherits() -> None:
    heirs = left(group_of(ann=1, cho=4, bob=4), CHANGE, ANN).group.members
    assert {person: place.role for person, place in heirs.items()} == {BOB: Role.OWNER, CHO: Role.MEMBER}


def test_a_full_group_takes_nobody_more() -> None:
    group = group_of(ann=1)
    crowd = [UserUuid(f"{n}") for n in range(MAX_MEMBERS - 1)]
    assert len(joined(group, CHANGE, crowd, sees_earlier=True).group.members) == MAX_MEMBERS
    with pytest.raises(GroupFull):
        joined(group, CHANGE, [*crowd, UserUuid("one more")], sees_earlier=True)


def test_newcomers_are_told_from_members_each_once_in_order() -> None:
    assert newcomers(group_of(ann=1, bob=1), [CHO, ANN, CHO, BOB]) == [CHO]


def test_a_batch_of_one_group_becomes_one_change_per_member() -> None:
    records: list[Entry] = []
    for author in (ANN, BOB, ANN, BOB, CHO):
        head = Head(Seq(len(records)), AT, Seq(0))
        records.append(next_entry(draft(f"{len(records)}")._replace(user_uuid=author), head))
    changes = {change.user_uuid: change for change in changes_for((ANN, BOB), records)}
    assert {person: (change.last_seq, change.own_seq) for person, change in changes.items()} == {
        ANN: (5, 3),
        BOB: (5, 4),
    }
    assert changes[ANN].last_kind == Kind.TEXT
    assert (changes[ANN].membership_seq, changes[ANN].title) == (0, None)
