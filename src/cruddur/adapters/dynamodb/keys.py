"""Every key of the table `cruddur-messages`, made and parsed here and nowhere else.

| item       | pk            | sk                      | access pattern                                    |
|------------|---------------|-------------------------|---------------------------------------------------|
| entry      | MSG#<group>   | seq, twelve digits      | A list messages, C send                           |
| version    | MSG#<group>   | VER#<seq>#<rev>         | what an entry said before an edit                 |
| group      | MSG#<group>   | META                    | D new conversation, who is a member, fan-out      |
| inbox row  | GRP#<user>    | <group>                 | B list groups, E project, mark read, unread       |
| checkpoint | CHK#<consumer>| <shard>                 | where a reader of the change stream stands        |

Index `inbox-index`: hash `pk`, range `active_minute` (16 characters, `2026-12-31T23:59`). Sparse: only
inbox rows carry `active_minute`. Within a minute the index has no order; a page of pattern B reads
its last minute whole.

Digits sort before letters, so META and versions lie behind every entry, and entries sort by number.
"""

from typing import TypedDict

from cruddur.domain.ids import MAX_SEQ, GroupUuid, Seq, UserUuid, is_uuid
from cruddur.domain.instant import Instant, minute_of

TABLE = "cruddur-messages"
INBOX_INDEX = "inbox-index"

LOG_PREFIX = "MSG#"
"""What the projector's event source lets through: `{"dynamodb": {"Keys": {"pk": {"S": [{"prefix": …}]}}}}`."""

_MESSAGES = LOG_PREFIX
_GROUPS = "GRP#"
_CHECKPOINTS = "CHK#"
_META = "META"
_VERSIONS = "VER#"
_DIGITS = 12


class Text(TypedDict):
    """A string attribute as the API writes it."""

    S: str


class Key(TypedDict):
    """A primary key as the API writes it."""

    pk: Text
    sk: Text


class KeyInvalid(ValueError):
    """Not a key of this kind."""


# --- entries: one line of a group's log each


def entry_key(group_uuid: GroupUuid, seq: Seq) -> Key:
    """Return the key of an entry, seq 1..MAX_SEQ."""
    return {"pk": {"S": log_pk(group_uuid)}, "sk": {"S": entry_sk(seq)}}


def parse_entry_key(key: Key) -> tuple[GroupUuid, Seq]:
    """Return the group and the seq that an entry's key names.

    Raises:
        KeyInvalid: another kind of key.
    """
    return parse_log_pk(key["pk"]["S"]), parse_entry_sk(key["sk"]["S"])


def log_pk(group_uuid: GroupUuid) -> str:
    """Return the partition that holds a group's log and its META."""
    return _MESSAGES + group_uuid


def parse_log_pk(pk: str) -> GroupUuid:
    """Return the group whose partition this is.

    Raises:
        KeyInvalid: another kind of partition.
    """
    return GroupUuid(_uuid_after(_MESSAGES, pk))


def is_log_pk(pk: str) -> bool:
    """Say whether a partition holds a log (the event filter of the projector)."""
    return pk.startswith(_MESSAGES)


def entry_sk(seq: Seq) -> str:
    """Return a seq as twelve digits: 0 (before the first) .. MAX_SEQ. Text order is number order."""
    if not 0 <= seq <= MAX_SEQ:
        raise KeyInvalid("seq")
    return f"{seq:012d}"


def parse_entry_sk(sk: str) -> Seq:
    """Return the seq that an entry's sort key names.

    Raises:
        KeyInvalid: not twelve digits, or 0, which no entry has.
    """
    if len(sk) != _DIGITS or not (sk.isascii() and sk.isdigit()) or int(sk) == 0:
        raise KeyInvalid("entry sk")
    return Seq(int(sk))


def is_entry_sk(sk: str) -> bool:
    """Say whether a sort key inside a log's partition is an entry's (and not META, nor a version's)."""
    return sk != _META and not sk.startswith(_VERSIONS)


# --- versions: what an entry said before an edit


def version_key(group_uuid: GroupUuid, seq: Seq, rev: int) -> Key:
    """Return the key of the text that an entry had at a rev, 0..MAX_SEQ."""
    if not 0 <= rev <= MAX_SEQ:
        raise KeyInvalid("rev")
    return {"pk": {"S": log_pk(group_uuid)}, "sk": {"S": f"{version_sk_prefix(seq)}{rev:012d}"}}


def version_sk_prefix(seq: Seq) -> str:
    """Return what the sort keys of an entry's versions begin with. They sort by rev."""
    return f"{_VERSIONS}{entry_sk(seq)}#"


def parse_version_key(key: Key) -> tuple[GroupUuid, Seq, int]:
    """Return the group, the seq and the rev that a version's key names.

    Raises:
        KeyInvalid: another kind of key.
    """
    sk = key["sk"]["S"]
    seq, mark, rev = sk[len(_VERSIONS) : len(_VERSIONS) + _DIGITS], sk[len(_VERSIONS) + _DIGITS :][:1], sk[-_DIGITS:]
    is_whole = len(sk) == len(_VERSIONS) + 2 * _DIGITS + 1 and rev.isascii() and rev.isdigit()
    if not (is_whole and mark == "#" and sk.startswith(_VERSIONS)):
        raise KeyInvalid("version sk")
    return parse_log_pk(key["pk"]["S"]), parse_entry_sk(seq), int(rev)


# --- META: the group and its members


def group_key(group_uuid: GroupUuid) -> Key:
    """Return the key of a group's META."""
    return {"pk": {"S": log_pk(group_uuid)}, "sk": {"S": _META}}


def parse_group_key(key: Key) -> GroupUuid:
    """Return the group whose META this is.

    Raises:
        KeyInvalid: another kind of key.
    """
    if key["sk"]["S"] != _META:
        raise KeyInvalid("group sk")
    return parse_log_pk(key["pk"]["S"])


# --- inbox rows: one member's view of a group each


def inbox_key(user_uuid: UserUuid, group_uuid: GroupUuid) -> Key:
    """Return the key of a person's row for a group."""
    return {"pk": {"S": inbox_pk(user_uuid)}, "sk": {"S": group_uuid}}


def parse_inbox_key(key: Key) -> tuple[UserUuid, GroupUuid]:
    """Return the person and the group that a row's key names.

    Raises:
        KeyInvalid: another kind of key.
    """
    if not is_uuid(key["sk"]["S"]):
        raise KeyInvalid("inbox sk")
    return parse_inbox_pk(key["pk"]["S"]), GroupUuid(key["sk"]["S"])


def inbox_pk(user_uuid: UserUuid) -> str:
    """Return the partition that holds a person's inbox."""
    return _GROUPS + user_uuid


def parse_inbox_pk(pk: str) -> UserUuid:
    """Return the person whose inbox a partition holds.

    Raises:
        KeyInvalid: another kind of partition.
    """
    return UserUuid(_uuid_after(_GROUPS, pk))


def active_minute(last_message_at: Instant) -> str:
    """Return the range key of `inbox-index` for a row: the minute of its last message."""
    return minute_of(last_message_at)


# --- checkpoints: how far a reader of the stream has come in a shard


def checkpoint_key(consumer: str, shard: str) -> Key:
    """Return the key of a consumer's checkpoint in a shard."""
    return {"pk": {"S": checkpoint_pk(consumer)}, "sk": {"S": shard}}


def parse_checkpoint_key(key: Key) -> tuple[str, str]:
    """Return the consumer and the shard that a checkpoint's key names.

    Raises:
        KeyInvalid: another kind of key.
    """
    pk = key["pk"]["S"]
    if not pk.startswith(_CHECKPOINTS):
        raise KeyInvalid("checkpoint pk")
    return pk.removeprefix(_CHECKPOINTS), key["sk"]["S"]


def checkpoint_pk(consumer: str) -> str:
    """Return the partition that holds a consumer's checkpoints."""
    return _CHECKPOINTS + consumer


# --- the journals' table, which is read once and never written (see legacy.py)


def legacy_log_pk(group_uuid: str) -> str:
    """Return the partition of a group's messages in the journals' table, whatever its uuid looks like."""
    return _MESSAGES + group_uuid


def legacy_inbox_pk(user_uuid: str) -> str:
    """Return the partition of a person's groups in the journals' table."""
    return _GROUPS + user_uuid


def parse_legacy_pk(pk: str) -> tuple[str | None, str | None]:
    """Return (group, None) of a partition of messages, (None, user) of one of groups, (None, None) of others."""
    if pk.startswith(_MESSAGES):
        return pk.removeprefix(_MESSAGES), None
    if pk.startswith(_GROUPS):
        return None, pk.removeprefix(_GROUPS)
    return None, None


def _uuid_after(prefix: str, pk: str) -> str:
    named = pk.removeprefix(prefix)
    if not pk.startswith(prefix) or not is_uuid(named):
        raise KeyInvalid(f"{prefix} pk")
    return named
