"""The OpenAPI document, made of the table of operations and the wire types."""

import functools
import inspect
from collections.abc import Iterable, Sequence
from typing import Any, cast

import msgspec

from cruddur import __version__
from cruddur.domain.errors import Misplaced, Refusal, TooManyRequests, Unavailable
from cruddur.entrypoints.http import problems, routes, wire
from cruddur.entrypoints.http.answers import JSON, Answer, encode
from cruddur.entrypoints.http.caller import Unauthenticated
from cruddur.entrypoints.http.operations import Api, Operation, Private, Public
from cruddur.entrypoints.http.problems import Problem

Json = dict[str, Any]

_EVERYWHERE: tuple[type[Refusal], ...] = (problems.HostInvalid, problems.BodyTooLarge)
_PRIVATE: tuple[type[Refusal], ...] = (Unauthenticated, TooManyRequests, Unavailable)
_WRITES: tuple[type[Refusal], ...] = (problems.CrossSite,)
_WRITE_CODES = ("unknown_parameter",)
_BODIES: tuple[type[Refusal], ...] = (problems.BodyNotJson, problems.BodyTimeout, problems.ContentTypeNotSupported)
_BODY_CODES = ("unknown_field", "body_invalid")
_STATUS_HEADERS: dict[int, Json] = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "`Bearer`."}},
    429: {"Retry-After": {"schema": {"type": "integer", "minimum": 1}, "description": "Seconds."}},
    503: {"Retry-After": {"schema": {"type": "integer", "minimum": 1}, "description": "Seconds."}},
}
_TITLES = {
    400: "Malformed",
    401: "Not signed in",
    403: "Refused",
    404: "Not here, or not for you",
    408: "Too slow",
    409: "Does not fit what is stored",
    413: "Too large",
    415: "Not JSON",
    422: "Not as it may be",
    429: "Too often",
    500: "Went wrong here",
    503: "Not now",
}

_DESCRIPTION = """Direct messages. Signed-in browsers send their session cookie; everything else an access token.

Errors are problem documents (RFC 9457); `errors` holds stable codes. Unknown fields and query parameters are
refused on writes and ignored on reads. Times are UTC with microseconds. Lists are led on by `Link` headers."""


async def get_schema(api: Api) -> Answer:
    """Return this document."""
    del api
    return Answer(200, JSON, _encoded())


GET_SCHEMA = Public(
    method="GET", path="/api/schema", handle=get_schema, summary="The OpenAPI document", tag="health", answers=None
)


@functools.cache
def _encoded() -> bytes:
    return encode(document())


def document() -> Json:
    """Return the OpenAPI 3.1 document of the API."""
    operations = (*routes.OPERATIONS, GET_SCHEMA)
    types = {operation.answers for operation in operations if operation.answers is not None}
    types |= {operation.body for operation in operations if operation.body is not None} - {wire.SendMessage}
    types |= {wire.SendToGroup, wire.SendToPerson, Problem}
    in_order = sorted(types, key=repr)  # the same document every time
    _, schemas = msgspec.json.schema_components(in_order, ref_template="#/components/schemas/{name}")
    for name in ("SendToGroup", "SendToPerson"):
        schemas[name]["dependentRequired"] = {"message_uuid": ["after_seq"], "after_seq": ["message_uuid"]}
    schemas["StartGroup"]["dependentRequired"] = {
        "message_group_uuid": ["message_uuid"],
        "message_uuid": ["message_group_uuid"],
    }
    paths: dict[str, Json] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Cruddur Messages", "version": __version__, "description": _DESCRIPTION},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "__Host-session",
                    "description": "Of the sign-in pages; called `session` on plain http. A write needs "
                    "`Sec-Fetch-Site: same-origin`, which browsers add themselves, or this site's `Origin`.",
                },
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "An access token of the provider. It wins over a cookie.",
                },
            },
        },
    }


def _operation(operation: Operation) -> Json:
    handle: Any = cast("Private | Public", operation).handle
    described: Json = {
        "operationId": handle.__name__,
        "summary": operation.summary,
        "description": inspect.cleandoc(handle.__doc__ or ""),
        "tags": [operation.tag],
        "security": [{"session": []}, {"bearer": []}] if isinstance(operation, Private) else [],
        "responses": {str(operation.success): _success(operation), **_failures(operation)},
    }
    if operation.parameters:
        described["parameters"] = [
            {
                "name": parameter.name,
                "in": parameter.where,
                "required": parameter.where == "path",
                "description": parameter.about,
                "schema": parameter.schema,
                **({} if parameter.example is None else {"example": parameter.example}),
            }
            for parameter in operation.parameters
        ]
    if operation.body is not None:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _body(operation.body)}},
        }
    return described


def _body(body: Any) -> Json:
    if body is wire.SendMessage:
        return {"oneOf": [_schema(wire.SendToGroup), _schema(wire.SendToPerson)]}
    return _schema(body)


def _schema(content: Any) -> Json:
    (schema,), _ = msgspec.json.schema_components([content], ref_template="#/components/schemas/{name}")
    return schema


def _success(operation: Operation) -> Json:
    if operation.success == 204:
        return {"description": "Done."}
    content: Json = {"type": "object"} if operation.answers is None else _schema(operation.answers)
    headers: Json = {
        name: {"description": about, "schema": {"type": "string"}} for name, about in operation.answer_headers.items()
    }
    success: Json = {"description": "Done.", "content": {"application/json": {"schema": content}}}
    if headers:
        success["headers"] = headers
    if operation.links:
        success["links"] = {
            link.operation_id: {
                "operationId": link.operation_id,
                "parameters": {link.parameter: f"$response.body#{link.pointer}"},
            }
            for link in operation.links
        }
    return success


def _failures(operation: Operation) -> Json:
    """Return the responses by status, each with an example for every code it may carry."""
    refusals: list[type[Refusal]] = [*operation.refusals, *_EVERYWHERE]
    codes: Sequence[str] = operation.codes
    if isinstance(operation, Private):
        refusals += _PRIVATE
    if operation.is_write:
        refusals += _WRITES
        codes = (*codes, *_WRITE_CODES)
    if operation.body is not None:
        refusals += _BODIES
        codes = (*codes, *_BODY_CODES)
    by_status: dict[int, dict[str, Problem]] = {}
    for refusal in dict.fromkeys(refusals):
        problem = _example(refusal)
        by_status.setdefault(problem.status, {})[refusal.code] = problem
    for code in codes:
        by_status.setdefault(422, {})[code] = _request_invalid(code)
    failed = Problem(
        "urn:cruddur:problem:unexpected", "Something went wrong here.", 500, ["unexpected"], request_id="1"
    )
    by_status[500] = {"unexpected": failed}
    return {str(status): _failure(status, examples.items()) for status, examples in sorted(by_status.items())}


def _failure(status: int, examples: Iterable[tuple[str, Problem]]) -> Json:
    shown = {code: {"value": msgspec.to_builtins(problem)} for code, problem in examples}
    content: Json = {"schema": _schema(Problem), "examples": shown}
    codes = ", ".join(f"`{code}`" for code in shown)
    failure: Json = {
        "description": f"{_TITLES[status]}: {codes}.",
        "content": {"application/problem+json": content},
    }
    headers = _STATUS_HEADERS.get(status)
    return {**failure, "headers": headers} if headers else failure


def _example(refusal: type[Refusal]) -> Problem:
    problem = Problem(
        type=f"urn:cruddur:problem:{refusal.code}",
        title=problems.title_of(refusal),
        status=problems.status_of(refusal),
        errors=[refusal.code],
    )
    if issubclass(refusal, Misplaced):
        problem.message_group_uuid, problem.last_seq = wire.GROUP, 42
    return problem


def _request_invalid(code: str) -> Problem:
    return problems.problem_of(problems.RequestInvalid(code))
