"""People: one by handle, some by the beginning of a name, and the caller."""

from cruddur.domain.errors import UserNotFound
from cruddur.entrypoints.http import parse, parse_changes, present
from cruddur.entrypoints.http.answers import Answer
from cruddur.entrypoints.http.caller import Unauthenticated
from cruddur.entrypoints.http.operations import Api, Asked


async def get_person(api: Api, asked: Asked) -> Answer:
    """Return the person with a handle, in any case."""
    api.limits.lookups.take(asked.caller.user_uuid)
    return present.person(await api.usecases.find_person.by_handle(asked.place))


async def search_people(api: Api, asked: Asked) -> Answer:
    """Return people other than the caller whose handle or name begins with a text, the closest first."""
    query = parse.people_query(asked.query)
    reader_uuid = asked.caller.user_uuid
    api.limits.lookups.take(reader_uuid)
    found = await api.usecases.find_person.search(reader_uuid=reader_uuid, text=query.text, limit=query.limit)
    return present.people(found)


async def get_session(api: Api, asked: Asked) -> Answer:
    """Return who is signed in, and until when."""
    user_uuid = asked.caller.user_uuid
    user = (await api.usecases.find_person.by_uuids((user_uuid,))).get(user_uuid)
    if user is None:
        raise Unauthenticated
    return present.session(user, asked.caller)


async def get_profile(api: Api, asked: Asked) -> Answer:
    """Return the caller, with what is theirs alone."""
    user_uuid = asked.caller.user_uuid
    user = (await api.usecases.find_person.by_uuids((user_uuid,))).get(user_uuid)
    if user is None:
        raise Unauthenticated
    return present.profile(user)


async def change_profile(api: Api, asked: Asked) -> Answer:
    """Change what the caller is called, or what others see of them. A renamed person is renamed everywhere.

    A handle that was given up is nobody else's for 30 days. At the built-in provider people sign in with the new
    one from then on.
    """
    user_uuid = asked.caller.user_uuid
    api.limits.lookups.take(user_uuid)
    change = parse_changes.change_profile(asked.body)
    try:
        return present.profile(await api.usecases.change_profile(user_uuid=user_uuid, change=change))
    except UserNotFound:
        raise Unauthenticated from None
