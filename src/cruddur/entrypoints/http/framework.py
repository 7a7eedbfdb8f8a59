"""The operations as Litestar routes, beside those of sign-in; and what Litestar refuses, as problems."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from litestar import Litestar, Request, Response
from litestar.enums import HttpMethod
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, ControllerRouterHandler, Receive, Scope, Send

from cruddur.domain.errors import Refusal
from cruddur.entrypoints.http import body, problems
from cruddur.entrypoints.http.answers import Answer
from cruddur.entrypoints.http.exchange import Exchange, log_unexpected, performed, whole
from cruddur.entrypoints.http.operations import Api, Operation
from cruddur.entrypoints.http.problems import MethodNotAllowed, PathNotFound

EXCHANGE = "cruddur.exchange"
"""Where a scope holds the `Exchange` that the shell made for it."""


def framework(api: Api, operations: Sequence[Operation], handlers: Sequence[ControllerRouterHandler]) -> Litestar:
    """Return the Litestar application; the shell around it adds what every response carries.

    Args:
        handlers: routes of others, mounted as they are. They may raise any `Refusal`.
    """
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    return Litestar(
        route_handlers=[*(_handler(api, path, of_path) for path, of_path in by_path.items()), *handlers],
        openapi_config=None,
        logging_config=None,
        exception_handlers={Exception: _problem},
        request_max_body_size=body.MAX_BYTES,
        debug=False,
    )


def allowed(methods: set[str]) -> str:
    """Return the value of an Allow header; whoever may GET may ask for the HEAD."""
    return ", ".join(sorted(methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())))


def exchange_of(scope: Scope) -> Exchange:
    """Return what the shell knows of the request."""
    return cast("dict[str, Any]", scope)[EXCHANGE]


class AnswerApp:
    """An answer as the ASGI application that sends it; the shell completes the headers."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        del scope, receive
        answer = self._answer
        headers = whole(answer, [])
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body, "more_body": False})


def _handler(api: Api, path: str, operations: Mapping[str, Operation]) -> HTTPRouteHandler:
    """Return the route of a path: its operations by method, and OPTIONS, which grants nothing to other sites.

    Litestar's variable parts are whole segments, so an @ before one is checked here.
    """
    marked = "/@{" in path
    names: list[str] = re.findall(r"\{(\w+)\}", path)
    options = AnswerApp(Answer(204, [(b"allow", allowed({*operations}).encode())], b""))

    async def handle(request: Request[Any, Any, Any]) -> ASGIApp:
        place, inner, innermost, *_ = (*(str(request.path_params[name]) for name in names), "", "", "")
        if marked and not place.startswith("@"):
            return AnswerApp(problems.refused(PathNotFound()))
        operation = operations.get(request.method)
        if operation is None:
            return options
        parts = (place[marked:], inner, innermost)
        return AnswerApp(await performed(api, operation, exchange_of(request.scope), *parts))

    litestar_path = path.replace("@{", "{").replace("}", ":str}")
    methods = [HttpMethod(method) for method in (*operations, "OPTIONS")]
    return HTTPRouteHandler(litestar_path, http_method=methods, status_code=200, name=path)(handle)


def _problem(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Return what is said of an error that came out of a route or of routing."""
    exchange = exchange_of(request.scope)
    answer = _answer_to(error, exchange)
    headers = {name.decode(): value.decode() for name, value in answer.headers if name != b"content-type"}
    if isinstance(error, HTTPException) and not isinstance(error, MethodNotAllowedException):
        headers = {**(error.headers or {}), **headers}
    return Response(answer.body, status_code=answer.status, headers=headers, media_type="application/problem+json")


def _answer_to(error: Exception, exchange: Exchange) -> Answer:
    match error:
        case Refusal():
            return problems.refused(error)
        case NotFoundException():
            return problems.refused(PathNotFound())
        case MethodNotAllowedException():
            allow = (error.headers or {}).get("allow", "")
            return problems.refused(MethodNotAllowed(allowed(set(filter(None, allow.split(", "))))))
        case HTTPException() if error.status_code < 500:
            return problems.status_problem(error.status_code)
        case _:
            log_unexpected(error, exchange)
            return problems.unexpected(exchange.request_id.decode())
