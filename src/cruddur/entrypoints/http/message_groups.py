"""The caller's inbox (pattern B), a group in it, and how far it is read."""

from cruddur.entrypoints.http import parse, present
from cruddur.entrypoints.http.answers import Answer
from cruddur.entrypoints.http.cursor import decode_cursor
from cruddur.entrypoints.http.messages import known_form
from cruddur.entrypoints.http.operations import Api, Asked


async def list_message_groups(api: Api, asked: Asked) -> Answer:
    """Return a page of the caller's groups, the one with the newest entry first; `Link` leads to the older ones."""
    reader_uuid = asked.caller.user_uuid
    query = parse.groups_query(asked.query)
    place = None if query.cursor is None else decode_cursor(query.cursor, reader_uuid)
    listed = await api.usecases.list_message_groups(reader_uuid=reader_uuid, cursor=place, limit=query.limit)
    return present.message_groups(listed, reader_uuid, query.limit)


async def get_message_group(api: Api, asked: Asked) -> Answer:
    """Return one of the caller's groups and who is in it."""
    details = await api.usecases.get_message_group(
        reader_uuid=asked.caller.user_uuid, message_group_uuid=known_form(asked.place)
    )
    return present.message_group(details)


async def mark_read(api: Api, asked: Asked) -> Answer:
    """Say that the caller has read a group up to an entry. The mark only rises; beyond the newest is the newest."""
    seq = parse.mark_read(asked.body)
    mark = await api.usecases.mark_read(
        reader_uuid=asked.caller.user_uuid, message_group_uuid=known_form(asked.place), seq=seq
    )
    return present.read_mark(mark)
