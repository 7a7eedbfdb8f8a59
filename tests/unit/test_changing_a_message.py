"""Editing and taking back: authors only, once, and everybody hears of it. On `:memory:` SQLite."""

import pytest

from cruddur.domain.errors import GroupNotFound, MessageBlank, MessageNotFound, RevisionConflict
from cruddur.domain.event import EntryStored
from cruddur.domain.ids import GroupUuid, Seq
from tests.unit.test_groups_of_several import Cast, cast

__all__ = ["cast"]


async def _sent(cast: Cast, text: str = "The 12th, at noon") -> GroupUuid:
    sent = await cast.verbs.message_person(sender_uuid=cast.ada, handle="bo", message=text, retry_key=None)
    return sent.entry.message_group_uuid


async def test_an_edit_keeps_number_uuid_and_time_and_is_told(cast: Cast) -> None:
    group = await _sent(cast)
    before = await cast.engines.log.get_entry(group, Seq(1))
    after = await cast.verbs.edit_message(
        author_uuid=cast.ada, message_group_uuid=group, seq=Seq(1), message="The 13th, at noon", seen_rev=0
    )
    assert (after.seq, after.message_uuid, after.created_at) == (before.seq, before.message_uuid, before.created_at)
    assert (after.message, after.rev) == ("The 13th, at noon", 1)
    assert after.edited_at is not None
    assert cast.told[-1] == EntryStored(after)
    assert await cast.engines.log.get_entry(group, Seq(1)) == after


async def test_the_same_edit_again_gets_the_same_answer(cast: Cast) -> None:
    group = await _sent(cast)
    first, again = [
        await cast.verbs.edit_message(
            author_uuid=cast.ada, message_group_uuid=group, seq=Seq(1), message="The 13th", seen_rev=0
        )
        for _ in range(2)
    ]
    assert again == first


async def test_an_edit_of_a_version_that_is_gone_is_refused(cast: Cast) -> None:
    group = await _sent(cast)
    edit = cast.verbs.edit_message
    await edit(author_uuid=cast.ada, message_group_uuid=group, seq=Seq(1), message="Here", seen_rev=0)
    with pytest.raises(RevisionConflict):
        await edit(author_uuid=cast.ada, message_group_uuid=group, seq=Seq(1), message="There", seen_rev=0)


async def test_only_the_author_may_and_only_a_text(cast: Cast) -> None:
    group = await _sent(cast)
    edit, delete = cast.verbs.edit_message, cast.verbs.delete_message
    with pytest.raises(MessageNotFound):
        await edit(author_uuid=cast.bo, message_group_uuid=group, seq=Seq(1), message="Ha", seen_rev=0)
    with pytest.raises(MessageNotFound):
        await delete(author_uuid=cast.bo, message_group_uuid=group, seq=Seq(1))
    with pytest.raises(GroupNotFound):
        await delete(author_uuid=cast.stranger, message_group_uuid=group, seq=Seq(1))
    with pytest.raises(MessageNotFound):
        await delete(author_uuid=cast.ada, message_group_uuid=group, seq=Seq(2))
    with pytest.raises(MessageBlank):
        await edit(author_uuid=cast.ada, message_group_uuid=group, seq=Seq(1), message=" ", seen_rev=0)
    several = (await cast.verbs.start_group(creator_uuid=cast.ada, title="Fair", handles=["bo"])).entry
    with pytest.raises(MessageNotFound):
        await delete(author_uuid=cast.ada, message_group_uuid=several.message_group_uuid, seq=Seq(1))


async def test_what_is_taken_back_is_empty_for_everybody_and_stays_so(cast: Cast) -> None:
    group = await _sent(cast)
    first, again = [
        await cast.verbs.delete_message(author_uuid=cast.ada, message_group_uuid=group, seq=Seq(1)) for _ in range(2)
    ]
    assert again == first
    assert (first.message, first.digest, first.seq, first.rev) == (None, None, 1, 1)
    with pytest.raises(MessageNotFound):
        await cast.verbs.edit_message(
            author_uuid=cast.ada, message_group_uuid=group, seq=Seq(1), message="Back", seen_rev=1
        )
    shown = await cast.verbs.list_messages(reader_uuid=cast.bo, message_group_uuid=group)
    assert [entry.message for entry in shown.page.items] == [None]
