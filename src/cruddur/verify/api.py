"""What a client asks of a deployment, and what it takes from the answers: the wire, said once."""

from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import msgspec

from cruddur.verify.connection import Connection, NoAnswer, Response, Target
from cruddur.verify.history import Answer, Counter, History, Row, Seen


class _Problem(msgspec.Struct):
    errors: list[str]


class Person(NamedTuple):
    """Somebody with a token."""

    uuid: str
    handle: str
    token: str


class Api:
    """One connection of one person; every request is counted in the history."""

    def __init__(self, target: Target, token: str, history: History) -> None:
        self._connection = Connection(target, token)
        self._history = history

    async def ask(self, method: str, path: str, body: object = None) -> Response:
        """Send a request.

        Raises:
            NoAnswer: none came.
        """
        self._history.requests += 1
        try:
            response = await self._connection.ask(method, path, body)
        except NoAnswer:
            self._history.failures += 1
            raise
        if response.status >= 500:
            self._history.failures += 1
        return response

    def close(self) -> None:
        """Drop the connection."""
        self._connection.close()


async def person_of(target: Target, token: str) -> Person | None:
    """Return whom a token is for, None where it is good for nothing.

    Raises:
        NoAnswer: the deployment does not answer.
    """
    api = Api(target, token, History())
    try:
        response = await api.ask("GET", "/api/session")
    finally:
        api.close()
    if response.status != 200:
        return None
    user = response.json()["user"]
    return Person(user["uuid"], user["handle"], token)


def seen(item: dict[str, Any]) -> Seen:
    """Return an entry of a list of messages, or of a live frame, which carries the same object."""
    return Seen(item["seq"], item["uuid"], item["user_uuid"], item["message"], item["created_at"])


def answer(response: Response) -> Answer:
    """Return what a send was answered with."""
    sent = response.json()
    return Answer(
        sent["message_group_uuid"],
        sent["seq"],
        sent["message_uuid"],
        sent["uuid"],
        sent["message"],
        sent["created_at"],
    )


def error_of(response: Response) -> str:
    """Return the first code of a refusal."""
    try:
        errors = msgspec.json.decode(response.body, type=_Problem).errors
    except msgspec.MsgspecError:
        return ""
    return errors[0] if errors else ""


def row(item: dict[str, Any]) -> Row:
    """Return a row of an inbox."""
    return Row(
        item["uuid"], item["last_seq"], item["read_seq"], item["unread_count"], item["message"], item["created_at"]
    )


def counter(response: Response) -> Counter:
    """Return the unread counter."""
    told = response.json()
    return Counter(told["count"], told["groups"])


def parameter(address: str, name: str) -> int | None:
    """Return a number in the query of a link, None where it is not there."""
    found = parse_qs(urlsplit(address).query).get(name)
    return int(found[0]) if found else None
