"""The messages of a group: read them (pattern A), send one (C and D), change and take back one's own."""

from cruddur.domain.entry import Appended, entry_people
from cruddur.domain.errors import GroupNotFound, TooManyRequests, UserNotFound
from cruddur.domain.ids import GroupUuid, UserUuid, direct_group_uuid, is_uuid
from cruddur.domain.reaction import checked_emoji
from cruddur.entrypoints.http import parse, parse_changes, present
from cruddur.entrypoints.http.answers import Answer
from cruddur.entrypoints.http.operations import Api, Asked


async def list_messages(api: Api, asked: Asked) -> Answer:
    """Return a page of a group's log, oldest first: the newest page, or the one that begins or ends at a place in it.

    `Link` leads on: `next` to older entries, `prev` to newer ones. Numbers (`seq`) are without gaps, so whoever
    holds 10 and receives 12 asks for `after=10`.
    """
    query = parse.messages_query(asked.query)
    group_uuid = known_form(asked.place)
    listed = await api.usecases.list_messages(
        reader_uuid=asked.caller.user_uuid,
        message_group_uuid=group_uuid,
        before=query.before,
        after=query.after,
        at=query.at,
        limit=query.limit,
    )
    return present.messages(listed, group_uuid, query.limit)


async def post_message(api: Api, asked: Asked) -> Answer:
    """Store a message in a group, or in the conversation with a person, which begins with it if there is none.

    The answer comes when the message is durable. With `message_uuid` and `after_seq`, both chosen before the first
    try, the request may be repeated for ever: it is stored once, and every repeat gets the first answer.
    """
    sender_uuid = asked.caller.user_uuid
    api.limits.sends.take(sender_uuid)
    draft = parse.send_message(asked.body)
    if isinstance(draft, parse.PersonDraft):
        entry, _ = await _message_person(api, sender_uuid, draft)
    else:
        entry, _ = await api.usecases.send_message(
            sender_uuid=sender_uuid,
            message_group_uuid=draft.message_group_uuid,
            message=draft.message,
            retry_key=draft.retry_key,
            reply_to_seq=draft.reply_to_seq,
        )
    people = await api.usecases.find_person.by_uuids((sender_uuid,))
    return present.sent(entry, people.get(sender_uuid))


async def edit_message(api: Api, asked: Asked) -> Answer:
    """Give a message of the caller's another text. Its number, its uuid and the time of writing stay.

    `rev` is that of the message as the author saw it: if it was changed since, nothing is done and the answer is 409.
    """
    author_uuid = asked.caller.user_uuid
    api.limits.sends.take(author_uuid)
    draft = parse_changes.edit_message(asked.body)
    edited = await api.usecases.edit_message(
        author_uuid=author_uuid,
        message_group_uuid=known_form(asked.place),
        seq=parse_changes.seq(asked.inner),
        message=draft.message,
        seen_rev=draft.seen_rev,
    )
    return present.message(edited, await api.usecases.find_person.by_uuids(entry_people(edited)))


async def delete_message(api: Api, asked: Asked) -> Answer:
    """Take back a message of the caller's, for everybody.

    Its text is gone, earlier versions included; its number stays. A repeat changes nothing and gets the same answer.
    """
    author_uuid = asked.caller.user_uuid
    api.limits.sends.take(author_uuid)
    emptied = await api.usecases.delete_message(
        author_uuid=author_uuid, message_group_uuid=known_form(asked.place), seq=parse_changes.seq(asked.inner)
    )
    return present.message(emptied, await api.usecases.find_person.by_uuids((author_uuid,)))


async def list_versions(api: Api, asked: Asked) -> Answer:
    """Return every text that a message has had, oldest first; that of now is the last one.

    Whoever may read the message may read them. Of a message that was taken back there are none.
    """
    return present.versions(
        await api.usecases.list_versions(
            reader_uuid=asked.caller.user_uuid,
            message_group_uuid=known_form(asked.place),
            seq=parse_changes.seq(asked.inner),
        )
    )


async def add_reaction(api: Api, asked: Asked) -> Answer:
    """React to a message with one emoji. Done twice it is done once."""
    return await _react(api, asked, is_given=True)


async def remove_reaction(api: Api, asked: Asked) -> Answer:
    """Take one's own reaction back. Done twice it is done once."""
    return await _react(api, asked, is_given=False)


async def _react(api: Api, asked: Asked, *, is_given: bool) -> Answer:
    member_uuid = asked.caller.user_uuid
    api.limits.sends.take(member_uuid)
    emoji = checked_emoji(asked.innermost)
    reacted = await api.usecases.react(
        member_uuid=member_uuid,
        message_group_uuid=known_form(asked.place),
        seq=parse_changes.seq(asked.inner),
        emoji=emoji,
        is_given=is_given,
    )
    return present.message(reacted, await api.usecases.find_person.by_uuids(entry_people(reacted)))


async def count_unread(api: Api, asked: Asked) -> Answer:
    """Return how many entries the caller has not read, and in how many groups. Exact: it is counted, not kept."""
    return present.unread(await api.usecases.count_unread(reader_uuid=asked.caller.user_uuid))


def known_form(message_group_uuid: str) -> GroupUuid:
    """Return the uuid of a group if it can be one.

    Raises:
        GroupNotFound: it cannot, which looks like a group that is not there.
    """
    if not is_uuid(message_group_uuid):
        raise GroupNotFound
    return GroupUuid(message_group_uuid)


async def _message_person(api: Api, sender_uuid: UserUuid, draft: parse.PersonDraft) -> Appended:
    """Send to a handle, within the limits on trying handles and on beginning conversations."""
    limits = api.limits
    limits.misses.check(sender_uuid)
    try:
        limits.new_groups.check(sender_uuid)
    except TooManyRequests as too_many:
        await _only_if_begun(api, sender_uuid, draft.handle, too_many)
    try:
        appended = await api.usecases.message_person(
            sender_uuid=sender_uuid, handle=draft.handle, message=draft.message, retry_key=draft.retry_key
        )
    except UserNotFound:
        limits.misses.charge(sender_uuid)
        raise
    if appended.is_new and appended.entry.seq == 1:
        limits.new_groups.charge(sender_uuid)
    return appended


async def _only_if_begun(api: Api, sender_uuid: UserUuid, handle: str, too_many: TooManyRequests) -> None:
    """Raise `too_many` unless the two have a conversation already; nobody, and oneself, are for the send to refuse."""
    try:
        receiver = await api.usecases.find_person.by_handle(handle)
        if receiver.uuid == sender_uuid:
            return
        await api.usecases.get_message_group(
            reader_uuid=sender_uuid, message_group_uuid=direct_group_uuid(sender_uuid, receiver.uuid)
        )
    except UserNotFound:
        return
    except GroupNotFound:
        raise too_many from None
