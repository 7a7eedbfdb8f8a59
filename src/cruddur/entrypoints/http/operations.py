"""What an operation of the API is: how it is reached, who may, what it does, and what the documentation says of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from cruddur.bootstrap import UseCases
from cruddur.domain.errors import Refusal
from cruddur.entrypoints.http.answers import Answer
from cruddur.entrypoints.http.caller import Authenticate, Caller
from cruddur.entrypoints.http.rates import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """What the routes are given; nothing is global.

    Attributes:
        is_ready: asks the stores whether they answer; never raises.
        origin: scheme and host of the address that browsers use, as their Origin header says it;
            None: whatever the Host header of the request says.
    """

    usecases: UseCases
    authenticate: Authenticate
    limits: Limits
    is_ready: Callable[[], Awaitable[bool]]
    origin: bytes | None


class Asked(NamedTuple):
    """A request that has been let in.

    Attributes:
        place: the first variable part of the path, as it came; "" where there is none.
        inner: the second one, of something within the place; "" where there is none.
        innermost: the third one.
        query, body: as they came.
    """

    caller: Caller
    place: str
    inner: str
    innermost: str
    query: bytes
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A variable part of the path or the query; `schema` is JSON Schema."""

    name: str
    where: Literal["path", "query"]
    about: str
    schema: dict[str, Any]
    example: Any = None


class Link(NamedTuple):
    """What may be asked next with something of an answer.

    Attributes:
        operation_id: of the other operation.
        parameter: of the other operation.
        pointer: JSON Pointer to its value in the answer.
    """

    operation_id: str
    parameter: str
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method on one path.

    Attributes:
        path: with at most three variable parts, `{name}`.
        handle: parse, call, present; its docstring is the operation's description.
        summary: a line for people.
        body, answers: wire types; `body` None where none is read, `answers` None for what is not described further.
        success: the status when all went well; 204 has no content.
        answer_headers: headers of a success besides those of every response, with what they mean.
        links: operations that lead on from the answer.
        refusals: what `handle` may refuse; the door's own refusals are added.
        codes: what `RequestInvalid` may say here, besides what every write may say.
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]  # sql: none, methods of HTTP
    path: str
    summary: str
    tag: str
    answers: Any
    success: Literal[200, 204] = 200
    parameters: tuple[Parameter, ...] = ()
    body: Any = None
    answer_headers: dict[str, str] = field(default_factory=dict[str, str])
    links: tuple[Link, ...] = ()
    refusals: tuple[type[Refusal], ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def is_write(self) -> bool:
        """Whether it changes anything."""
        return self.method != "GET"


@dataclass(frozen=True, slots=True, kw_only=True)
class Private(Operation):
    """For signed-in callers."""

    handle: Callable[[Api, Asked], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Public(Operation):
    """For everybody; says nothing about anybody."""

    handle: Callable[[Api], Awaitable[Answer]]
