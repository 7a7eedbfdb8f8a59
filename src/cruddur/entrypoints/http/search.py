"""Messages, found by their words."""

from cruddur.entrypoints.http import parse, present
from cruddur.entrypoints.http.answers import Answer
from cruddur.entrypoints.http.cursor import decode_search_cursor
from cruddur.entrypoints.http.operations import Api, Asked


async def search_messages(api: Api, asked: Asked) -> Answer:
    """Return messages of the caller's groups that hold every word, newest first; `Link` leads to the older ones.

    Case, accents and width do not matter. One or two letters find words that begin with them, three or more any part
    of a word; Chinese and Japanese are found by any sign. What was said a second ago may not be found yet.
    """
    reader_uuid = asked.caller.user_uuid
    query = parse.search_query(asked.query)
    place = None if query.cursor is None else decode_search_cursor(query.cursor, reader_uuid)
    api.limits.lookups.take(reader_uuid)
    found = await api.usecases.search_messages(
        reader_uuid=reader_uuid, text=query.text, cursor=place, limit=query.limit
    )
    return present.found_messages(found, reader_uuid, query.text, query.limit)
