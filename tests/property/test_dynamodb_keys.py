"""Keys of the table: each maker has a parser, and text order is the order that reads rely on."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cruddur.adapters.dynamodb import items, keys
from cruddur.domain.entry import Entry, Kind
from cruddur.domain.group import MAX_MEMBERS, Group, GroupKind, Member, Role
from cruddur.domain.ids import MAX_SEQ, GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxEntry
from cruddur.domain.instant import Instant
from cruddur.domain.reaction import Given, Reactions

UUIDS = st.uuids().map(str)
SEQS = st.integers(1, MAX_SEQ).map(Seq)
INSTANTS = st.datetimes().map(lambda moment: Instant(moment.isoformat(timespec="microseconds") + "Z"))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(UUIDS.map(GroupUuid), SEQS)
def test_an_entry_key_parses_back(group: GroupUuid, seq: Seq) -> None:
    assert keys.parse_entry_key(keys.entry_key(group, seq)) == (group, seq)
    assert keys.is_log_pk(keys.log_pk(group))


@given(UUIDS.map(GroupUuid), SEQS, st.integers(0, MAX_SEQ), st.integers(0, MAX_SEQ))
def test_a_version_key_parses_back_sorts_by_rev_and_is_no_entrys(
    group: GroupUuid, seq: Seq, rev: int, other: int
) -> None:
    key = keys.version_key(group, seq, rev)
    assert keys.parse_version_key(key) == (group, seq, rev)
    assert (key["sk"]["S"] < keys.version_key(group, seq, other)["sk"]["S"]) == (rev < other)
    assert not keys.is_entry_sk(key["sk"]["S"])
    assert key["sk"]["S"] > keys.entry_sk(MAX_SEQ)
    assert key["sk"]["S"].startswith(keys.version_sk_prefix(seq))
    for wrong in (keys.entry_key(group, seq), keys.group_key(group)):
        with pytest.raises(keys.KeyInvalid):
            keys.parse_version_key(wrong)


@given(UUIDS.map(GroupUuid), UUIDS.map(UserUuid))
def test_group_and_inbox_keys_parse_back(group: GroupUuid, user: UserUuid) -> None:
    assert keys.parse_group_key(keys.group_key(group)) == group
    assert keys.parse_inbox_key(keys.inbox_key(user, group)) == (user, group)
    assert not keys.is_log_pk(keys.inbox_pk(user))


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_checkpoint_key_parses_back(consumer: str, shard: str) -> None:
    assert keys.parse_checkpoint_key(keys.checkpoint_key(consumer, shard)) == (consumer, shard)


@given(SEQS, SEQS)
def test_entries_sort_by_number_and_meta_lies_behind_them(one: Seq, other: Seq) -> None:
    first, second = keys.entry_sk(one).encode(), keys.entry_sk(other).encode()
    assert (first < second) == (one < other)
    meta = keys.group_key(GroupUuid(str(uuid.UUID(int=0))))["sk"]["S"]
    assert first < meta.encode()
    assert not keys.is_entry_sk(meta)
    assert keys.is_entry_sk(keys.entry_sk(one))


@given(INSTANTS, INSTANTS)
def test_the_index_sorts_by_minute(one: Instant, other: Instant) -> None:
    first, second = keys.active_minute(one), keys.active_minute(other)
    assert one[:16] == first
    assert first == second or (first < second) == (one < other)


@given(st.text())
def test_what_is_no_key_is_refused(text: str) -> None:
    for parse in (keys.parse_log_pk, keys.parse_inbox_pk, keys.parse_entry_sk):
        with pytest.raises(keys.KeyInvalid):
            parse(text)


@pytest.mark.parametrize("sk", ["000000000000", "00000000001", "0000000000001", "+00000000001", "٠٠٠٠٠٠٠٠٠٠٠١", "META"])
def test_a_number_of_another_shape_is_no_entry(sk: str) -> None:
    with pytest.raises(keys.KeyInvalid):
        keys.parse_entry_sk(sk)


@pytest.mark.parametrize("seq", [-1, MAX_SEQ + 1])
def test_a_number_that_does_not_fit_is_refused(seq: int) -> None:
    with pytest.raises(keys.KeyInvalid):
        keys.entry_sk(Seq(seq))


REACTIONS = st.builds(
    Reactions,
    rev=st.integers(1, 10**6),
    given=st.sets(
        st.builds(Given, st.sampled_from(["👍", "❤", "🏳\u200d🌈", "1⃣"]), UUIDS.map(UserUuid)), max_size=4
    ).map(lambda given: tuple(sorted(given))),
)
ENTRIES = st.builds(
    Entry,
    message_group_uuid=UUIDS.map(GroupUuid),
    seq=SEQS,
    kind=st.sampled_from([kind.value for kind in Kind]),
    message_uuid=UUIDS.map(MessageUuid),
    user_uuid=UUIDS.map(UserUuid),
    message=st.none() | TEXTS,
    created_at=INSTANTS,
    digest=st.none() | TEXTS,
    rev=st.integers(0, 10**6),
    membership_seq=st.integers(0, MAX_SEQ).map(Seq),
    edited_at=st.none() | INSTANTS,
    deleted_at=st.none() | INSTANTS,
    reply_to_seq=st.none() | SEQS,
    subject_uuids=st.lists(UUIDS.map(UserUuid), max_size=4).map(tuple),
    title=st.none() | TEXTS,
    member_count=st.integers(0, MAX_MEMBERS),
    reactions=st.none() | REACTIONS,
)
GROUPS = st.builds(
    Group,
    uuid=UUIDS.map(GroupUuid),
    kind=st.sampled_from(GroupKind),
    title=st.none() | TEXTS,
    members=st.dictionaries(UUIDS.map(UserUuid), st.builds(Member, st.sampled_from(Role), SEQS, SEQS), max_size=4),
    membership_seq=st.integers(0, MAX_SEQ).map(Seq),
    created_at=INSTANTS,
    created_by=UUIDS.map(UserUuid),
)
ROWS = st.builds(
    InboxEntry,
    user_uuid=UUIDS.map(UserUuid),
    message_group_uuid=UUIDS.map(GroupUuid),
    kind=st.sampled_from([kind.value for kind in GroupKind]),
    peer_uuid=st.none() | UUIDS.map(UserUuid),
    title=st.none() | TEXTS,
    member_count=st.integers(0, MAX_MEMBERS),
    membership_seq=st.integers(0, MAX_SEQ).map(Seq),
    last_seq=SEQS,
    last_rev=st.integers(0, 10**6),
    read_seq=st.integers(0, MAX_SEQ).map(Seq),
    last_message_at=INSTANTS,
    message=st.none() | TEXTS,
    last_kind=st.sampled_from([kind.value for kind in Kind]),
    last_user_uuid=UUIDS.map(UserUuid),
)


@given(ENTRIES)
def test_an_entry_survives_its_item(entry: Entry) -> None:
    assert items.parse_entry(items.entry_item(entry)) == entry


@given(GROUPS)
def test_a_group_survives_its_item(group: Group) -> None:
    assert items.parse_group(items.group_item(group)) == group


@given(ROWS)
def test_a_row_survives_its_item(row: InboxEntry) -> None:
    item = items.row_item(row)
    assert items.parse_row(item) == row
    assert item["active_minute"] == {"S": row.last_message_at[:16]}


@given(ENTRIES, st.data())
def test_a_damaged_item_is_refused_without_its_content(entry: Entry, data: st.DataObject) -> None:
    item = items.entry_item(entry)
    required = ["pk", "sk", "kind", "message_uuid", "user_uuid", "created_at", "rev", "membership_seq"]
    damaged = data.draw(st.sampled_from(required))
    item[damaged] = {"BOOL": True}
    with pytest.raises(items.ItemInvalid) as refused:
        items.parse_entry(item)
    assert not entry.message or len(entry.message) < 5 or entry.message not in str(refused.value)
