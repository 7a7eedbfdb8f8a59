"""The browsers a person is signed in with."""

from cruddur.entrypoints.http import present
from cruddur.entrypoints.http.answers import Answer
from cruddur.entrypoints.http.operations import Api, Asked


async def list_sessions(api: Api, asked: Asked) -> Answer:
    """Return the browsers that the caller is signed in with, newest first."""
    listed = await api.usecases.list_sessions(user_uuid=asked.caller.user_uuid)
    return present.sessions(listed, asked.caller)


async def end_session(api: Api, asked: Asked) -> Answer:
    """Sign one browser out. Its cookie is worth nothing from now on, and its live sockets close."""
    user_uuid = asked.caller.user_uuid
    api.limits.lookups.take(user_uuid)
    await api.usecases.end_sessions.one(user_uuid=user_uuid, id_of_session=asked.place)
    return present.ended_sessions(1)


async def end_other_sessions(api: Api, asked: Asked) -> Answer:
    """Sign every browser out but the one that asks; with a bearer token, every browser."""
    caller = asked.caller
    api.limits.lookups.take(caller.user_uuid)
    ended_count = await api.usecases.end_sessions.others(user_uuid=caller.user_uuid, keep=caller.session_digest)
    return present.ended_sessions(ended_count)
