"""Groups of several: begin one, rename it, bring people in, say who owns it, take one out or leave."""

from cruddur.domain.entry import Entry
from cruddur.domain.errors import GroupNotFound, TooManyRequests, UserNotFound
from cruddur.domain.ids import UserUuid
from cruddur.entrypoints.http import parse_changes, present
from cruddur.entrypoints.http.answers import Answer, nothing
from cruddur.entrypoints.http.messages import known_form
from cruddur.entrypoints.http.operations import Api, Asked
from cruddur.usecases.start_group import GroupKey


async def start_group(api: Api, asked: Asked) -> Answer:
    """Begin a group of several. The caller owns it; everybody else is in it at once.

    With `message_group_uuid` and `message_uuid`, both made before the first try, the request may be repeated: one
    group begins, and every repeat gets it as it is then.
    """
    creator_uuid, limits = asked.caller.user_uuid, api.limits
    limits.sends.take(creator_uuid)
    draft = parse_changes.start_group(asked.body)
    limits.misses.check(creator_uuid)
    try:
        limits.new_groups.check(creator_uuid)
    except TooManyRequests as too_many:
        await _only_if_begun(api, creator_uuid, draft.key, too_many)
    try:
        started = await api.usecases.start_group(
            creator_uuid=creator_uuid, title=draft.title, handles=draft.handles, key=draft.key
        )
    except UserNotFound:
        limits.misses.charge(creator_uuid)
        raise
    if started.is_new:
        limits.new_groups.charge(creator_uuid)
    return await _shown(api, creator_uuid, started.entry)


async def rename_group(api: Api, asked: Asked) -> Answer:
    """Give a group another title. For its owners."""
    owner_uuid = asked.caller.user_uuid
    api.limits.sends.take(owner_uuid)
    title = parse_changes.rename_group(asked.body)
    renamed = await api.usecases.rename_group(
        owner_uuid=owner_uuid, message_group_uuid=known_form(asked.place), title=title
    )
    return await _shown(api, owner_uuid, renamed.entry)


async def add_members(api: Api, asked: Asked) -> Answer:
    """Bring people into a group. For its owners.

    With `history` "none" they see nothing of what was said before, in any way. Those who are in it already stay as
    they are: a repeat changes nothing.
    """
    owner_uuid, limits = asked.caller.user_uuid, api.limits
    limits.sends.take(owner_uuid)
    draft = parse_changes.add_members(asked.body)
    limits.misses.check(owner_uuid)
    try:
        joined = await api.usecases.add_members(
            owner_uuid=owner_uuid,
            message_group_uuid=known_form(asked.place),
            handles=draft.handles,
            sees_earlier=draft.sees_earlier,
        )
    except UserNotFound:
        limits.misses.charge(owner_uuid)
        raise
    return await _shown(api, owner_uuid, joined.entry)


async def change_role(api: Api, asked: Asked) -> Answer:
    """Make a member an owner, or an owner a member again. For the group's owners; one of them stays.

    Who has the role already keeps it: a repeat changes nothing.
    """
    owner_uuid = asked.caller.user_uuid
    api.limits.sends.take(owner_uuid)
    role = parse_changes.change_role(asked.body)
    changed = await api.usecases.change_role(
        owner_uuid=owner_uuid,
        message_group_uuid=known_form(asked.place),
        person_uuid=parse_changes.person(asked.inner),
        role=role,
    )
    return await _shown(api, owner_uuid, changed.entry)


async def remove_member(api: Api, asked: Asked) -> Answer:
    """Take a person out of a group, which is for its owners; or leave it, which everybody may.

    Nothing of the person's can be stored in it afterwards. When the last owner leaves, whoever has been there longest
    becomes one.
    """
    caller_uuid = asked.caller.user_uuid
    api.limits.sends.take(caller_uuid)
    await api.usecases.remove_member(
        caller_uuid=caller_uuid,
        message_group_uuid=known_form(asked.place),
        person_uuid=parse_changes.person(asked.inner),
    )
    return nothing()


async def _shown(api: Api, reader_uuid: UserUuid, entry: Entry) -> Answer:
    """Return the group as the reader sees it, with what `entry` has changed."""
    details = await api.usecases.get_message_group(
        reader_uuid=reader_uuid, message_group_uuid=entry.message_group_uuid, including=entry
    )
    return present.message_group(details)


async def _only_if_begun(api: Api, creator_uuid: UserUuid, key: GroupKey | None, too_many: TooManyRequests) -> None:
    """Raise `too_many` unless this is the repeat of a start that went well."""
    if key is None:
        raise too_many
    try:
        await api.usecases.get_message_group(reader_uuid=creator_uuid, message_group_uuid=key.message_group_uuid)
    except GroupNotFound:
        raise too_many from None
