"""The provider as Litestar routes, to be mounted beside the API's."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

from cruddur.entrypoints.provider.asked import Asked, Reply, RequestMalformed, parsed, parsed_form
from cruddur.entrypoints.provider.assets import Assets
from cruddur.entrypoints.provider.provider import CONFIRM, FORGOT, LOGIN, NEW_PASSWORD, SIGN_UP, Provider

PREFIX = "/oidc"
"""Everything of the provider lies below it."""

Action = Callable[[Asked], Awaitable[Reply]]
Route = tuple[Literal["GET", "POST"], str, Action]


def routes(provider: Provider, assets: Assets) -> Sequence[HTTPRouteHandler]:
    """Return the routes: a user pool's paths, below PREFIX."""
    pool = f"/{provider.answer_client.signer.pool_id}/.well-known"

    async def asset(asked: Asked) -> Reply:
        return assets.files.get(asked.query["file"], Reply(status=404))

    for_clients: tuple[Route, ...] = (
        ("GET", f"{pool}/openid-configuration", provider.description),
        ("GET", f"{pool}/jwks.json", provider.keys),
        ("POST", "/oauth2/token", provider.token),
        ("GET", "/oauth2/userInfo", provider.user_info),
        ("GET", "/assets/{file:str}", asset),
    )
    for_people: tuple[Route, ...] = (
        ("GET", "/oauth2/authorize", provider.authorize),
        ("GET", "/logout", provider.logout),
        ("GET", LOGIN, provider.show_sign_in),
        ("POST", LOGIN, provider.do_sign_in),
        ("GET", SIGN_UP, provider.show_sign_up),
        ("POST", SIGN_UP, provider.do_sign_up),
        ("GET", CONFIRM, provider.show_confirm),
        ("POST", CONFIRM, provider.do_confirm),
        ("GET", FORGOT, provider.show_recover),
        ("POST", FORGOT, provider.do_recover),
        ("GET", NEW_PASSWORD, provider.show_new_password),
        ("POST", NEW_PASSWORD, provider.do_new_password),
    )
    return [
        *(_handler(provider.answered_client, route) for route in for_clients),
        *(_handler(provider.answered, route) for route in for_people),
    ]


def _handler(answered: Callable[[Callable[[], Awaitable[Reply]]], Awaitable[Reply]], route: Route) -> HTTPRouteHandler:
    method, path, action = route

    async def handle(request: Request[Any, Any, Any]) -> Response[bytes]:
        async def act() -> Reply:
            return await action(await _asked(request))

        reply = await answered(act)
        return Response(reply.body, status_code=reply.status, headers=dict(reply.headers), media_type=reply.media_type)

    return HTTPRouteHandler(
        PREFIX + path, http_method=method, status_code=200, include_in_schema=False, name=f"provider {method} {path}"
    )(handle)


async def _asked(request: Request[Any, Any, Any]) -> Asked:
    """Return a request as a value.

    Raises:
        RequestMalformed: see `parsed` and `parsed_form`.
    """
    try:
        query = parsed(request.scope["query_string"].decode("ascii"))
    except UnicodeDecodeError:
        raise RequestMalformed from None
    form: dict[str, str] = {}
    if request.method == "POST":
        form = parsed_form(await request.body(), request.headers.get("content-type", ""))
    if "file" in request.path_params:
        query = {"file": request.path_params["file"]}
    return Asked(
        query=query,
        form=form,
        cookies=request.cookies,
        headers={name.lower(): value for name, value in request.headers.items()},
        address=request.client.host if request.client else "",
    )
