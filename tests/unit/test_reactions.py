"""What may be a reaction, whose it may be, and who hears of it. On `:memory:` SQLite."""

import pytest

from cruddur.domain.errors import EmojiInvalid, GroupNotFound, MessageNotFound, TooManyReactions
from cruddur.domain.event import Reacted
from cruddur.domain.ids import GroupUuid, Seq
from cruddur.domain.reaction import MAX_EMOJI, Given, Reactions, checked_emoji
from tests.unit.test_groups_of_several import Cast, cast

__all__ = ["cast"]

ONE_EMOJI = [
    "👍",
    "👍🏽",
    "❤️",
    "❤",
    "🏳️\u200d🌈",
    "👩🏽\u200d🚀",
    "👨\u200d👩\u200d👧\u200d👦",
    "🇳🇴",
    "1️⃣",
    "#⃣",
    "☺️",
    "©️",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "🫶🏿",
    "🧑\u200d🤝\u200d🧑",
    "✅",
    "⭐",
    "😶\u200d🌫️",
    "🙂\u200d↔️",
]
NOT_ONE = (
    "", " ", "a", "1", "#", "👍👍", "👍 ", "👍a", "🏽", "🇳", "🇳🇴🇸", "\ufe0f", "\u200d", "👍\u200d", "\u200d👍", "<b>", "👍\n",
    "字", "é", "👍\u0301", "🏴󠁧󠁢", "❤️" * 9, "\u202e👍", "\x00", "👨" + "\u200d👩" * 12,
)  # fmt: skip


@pytest.mark.parametrize("text", ONE_EMOJI)
def test_one_emoji_of_any_make_is_one(text: str) -> None:
    kept = checked_emoji(text)
    assert kept == text.replace("\ufe0f", "")
    assert checked_emoji(kept) == kept


@pytest.mark.parametrize("text", NOT_ONE)
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(EmojiInvalid):
        checked_emoji(text)


async def _sent(cast: Cast) -> GroupUuid:
    sent = await cast.verbs.message_person(sender_uuid=cast.ada, handle="bo", message="At noon?", retry_key=None)
    return sent.entry.message_group_uuid


async def test_everybody_hears_of_a_reaction_and_of_its_end(cast: Cast) -> None:
    group = await _sent(cast)
    react = cast.verbs.react
    after = await react(member_uuid=cast.bo, message_group_uuid=group, seq=Seq(1), emoji="❤️", is_given=True)
    assert after.reactions == Reactions(1, (Given("❤", cast.bo),))
    assert cast.told[-1] == Reacted(after)
    gone = await react(member_uuid=cast.bo, message_group_uuid=group, seq=Seq(1), emoji="❤", is_given=False)
    assert gone.reactions == Reactions(2, ())
    assert cast.told[-1] == Reacted(gone)


async def test_nobody_reacts_where_they_are_not(cast: Cast) -> None:
    group = await _sent(cast)
    with pytest.raises(GroupNotFound):
        await cast.verbs.react(
            member_uuid=cast.stranger, message_group_uuid=group, seq=Seq(1), emoji="👍", is_given=True
        )
    with pytest.raises(GroupNotFound):
        await cast.verbs.list_versions(reader_uuid=cast.stranger, message_group_uuid=group, seq=Seq(1))
    with pytest.raises(MessageNotFound):
        await cast.verbs.react(member_uuid=cast.bo, message_group_uuid=group, seq=Seq(9), emoji="👍", is_given=True)


async def test_a_message_takes_so_many_different_emoji_and_no_more(cast: Cast) -> None:
    group = await _sent(cast)
    react = cast.verbs.react
    for n in range(MAX_EMOJI):
        await react(member_uuid=cast.bo, message_group_uuid=group, seq=Seq(1), emoji=chr(0x1F600 + n), is_given=True)
    with pytest.raises(TooManyReactions):
        await react(member_uuid=cast.ada, message_group_uuid=group, seq=Seq(1), emoji="👍", is_given=True)
    after = await react(member_uuid=cast.ada, message_group_uuid=group, seq=Seq(1), emoji="😀", is_given=True)
    assert after.reactions is not None
    assert len(after.reactions.given) == MAX_EMOJI + 1
