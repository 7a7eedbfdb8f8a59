"""What the built-in provider does with each request: parse, call, present."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from cruddur.domain.authorization import AuthorizationRefused, AuthorizationRequest, ClientUnknown, parse_authorization
from cruddur.domain.errors import HandleTaken, Invalid, TooManyRequests, Unavailable
from cruddur.entrypoints.provider import asked as asking
from cruddur.entrypoints.provider.asked import (
    Asked,
    FormForeign,
    Reply,
    RequestMalformed,
    json_reply,
    moved,
    retry_after,
    with_query,
)
from cruddur.entrypoints.provider.pages import Form, Pages
from cruddur.entrypoints.provider.words import sentence
from cruddur.ports.clock import Random
from cruddur.usecases.answer_client import AnswerClient
from cruddur.usecases.confirm_account import ConfirmAccount
from cruddur.usecases.grant_code import GrantCode
from cruddur.usecases.recover_password import RecoverPassword
from cruddur.usecases.request_recovery import RequestRecovery
from cruddur.usecases.sign_in import SignIn
from cruddur.usecases.sign_up import FormRefused, SignUp

LOGIN, SIGN_UP, CONFIRM, FORGOT, NEW_PASSWORD = (
    "/login",
    "/signup",
    "/confirm",
    "/forgotPassword",
    "/confirmForgotPassword",
)

_FORM_FIELDS = ("name", "display_name", "handle", "email")
"""What is shown again after an error; secrets never are."""

Page = Callable[[Form], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """The actions. Every page carries the client's request in its query, checked anew each time.

    Attributes:
        take: takes a token of a client address; raises TooManyRequests.
    """

    answer_client: AnswerClient
    sign_in: SignIn
    sign_up: SignUp
    confirm_account: ConfirmAccount
    request_recovery: RequestRecovery
    recover_password: RecoverPassword
    grant_code: GrantCode
    pages: Pages
    random: Random
    take: Callable[[str], None]

    @property
    def base_url(self) -> str:
        """Where browsers reach the provider."""
        return self.answer_client.base_url

    # --- for clients

    async def authorize(self, asked: Asked) -> Reply:
        """`/oauth2/authorize`: on to the page that a person needs."""
        self._request(asked)
        page = SIGN_UP if "create" in asked.query.get("prompt", "").split() else LOGIN
        return moved(with_query(self.base_url + page, _request_query(asked)))

    async def token(self, asked: Asked) -> Reply:
        """`/oauth2/token`."""
        self.take(asked.address)
        status, document = await self.answer_client.token(asked.form)
        return json_reply(status, document)

    async def user_info(self, asked: Asked) -> Reply:
        """`/oauth2/userInfo`."""
        scheme, _, bearer = asked.headers.get("authorization", "").partition(" ")
        status, document = await self.answer_client.user_info(bearer if scheme.lower() == "bearer" else None)
        headers = {"www-authenticate": 'Bearer error="invalid_token"'} if status == 401 else {}
        return json_reply(status, document, headers)

    async def description(self, _: Asked) -> Reply:
        """`/<pool>/.well-known/openid-configuration`."""
        return json_reply(200, self.answer_client.description(), {"cache-control": "public, max-age=300"})

    async def keys(self, _: Asked) -> Reply:
        """`/<pool>/.well-known/jwks.json`."""
        return json_reply(200, self.answer_client.keys(), {"cache-control": "public, max-age=300"})

    async def logout(self, asked: Asked) -> Reply:
        """`/logout`: back to the client. Nobody is kept signed in here, so there is nothing to end."""
        wanted = asked.query.get("logout_uri") or asked.query.get("post_logout_redirect_uri")
        for client in self.answer_client.clients:
            if client.client_id == asked.query.get("client_id") and wanted in client.sign_out_uris:
                return moved(wanted)
        raise ClientUnknown

    # --- for people

    async def show_sign_in(self, asked: Asked) -> Reply:
        """The sign-in page."""
        self._request(asked)
        notice = "The new password is set. Sign in with it." if asked.query.get("notice") == "recovered" else None
        values = {"name": asked.query.get("login_hint", "")[:254]}
        return self._show(self.pages.sign_in, LOGIN, asked, values=values, notice=notice)

    async def do_sign_in(self, asked: Asked) -> Reply:
        """The sign-in form."""
        request = self._request(asked)

        async def act() -> Reply:
            account = await self.sign_in(name=asked.form.get("name", ""), password=asked.form.get("password", ""))
            return await self._back(request, account.sub)

        return await self._sent(asked, self.pages.sign_in, LOGIN, "password", act)

    async def show_sign_up(self, asked: Asked) -> Reply:
        """The sign-up page."""
        self._request(asked)
        return self._show(self.pages.sign_up, SIGN_UP, asked)

    async def do_sign_up(self, asked: Asked) -> Reply:
        """The sign-up form."""
        self._request(asked)

        async def act() -> Reply:
            fields = ("display_name", "handle", "email", "password")
            ticket = await self.sign_up(**{name: asked.form.get(name, "") for name in fields})
            return moved(with_query(self.base_url + CONFIRM, {**_request_query(asked), "ticket": ticket}))

        return await self._sent(asked, self.pages.sign_up, SIGN_UP, "email", act)

    async def show_confirm(self, asked: Asked) -> Reply:
        """The page that asks for the code."""
        self._request(asked)
        return self._show(self.pages.confirm, CONFIRM, asked)

    async def do_confirm(self, asked: Asked) -> Reply:
        """The code, or another handle after it. Then one is signed in: the password was typed a moment ago."""
        request = self._request(asked)
        handle = asked.form.get("handle")

        async def act() -> Reply:
            account = await self.confirm_account(
                ticket=asked.query.get("ticket", ""), code=asked.form.get("code", ""), handle=handle
            )
            return await self._back(request, account.sub)

        try:
            page = self.pages.confirm if handle is None else self.pages.other_handle
            return await self._sent(asked, page, CONFIRM, "code" if handle is None else "handle", act)
        except HandleTaken as taken:
            errors = {"handle": sentence(taken)}
            return self._show(self.pages.other_handle, CONFIRM, asked, status=422, errors=errors)

    async def show_recover(self, asked: Asked) -> Reply:
        """The page that asks who has forgotten a password."""
        self._request(asked)
        return self._show(self.pages.recover, FORGOT, asked)

    async def do_recover(self, asked: Asked) -> Reply:
        """Who has forgotten a password."""
        self._request(asked)

        async def act() -> Reply:
            ticket = await self.request_recovery(name=asked.form.get("name", ""))
            return moved(with_query(self.base_url + NEW_PASSWORD, {**_request_query(asked), "ticket": ticket}))

        return await self._sent(asked, self.pages.recover, FORGOT, "name", act)

    async def show_new_password(self, asked: Asked) -> Reply:
        """The page that asks for the code and a new password."""
        self._request(asked)
        return self._show(self.pages.new_password, NEW_PASSWORD, asked)

    async def do_new_password(self, asked: Asked) -> Reply:
        """The code and a new password. Then one signs in with it."""
        self._request(asked)

        async def act() -> Reply:
            await self.recover_password(
                ticket=asked.query.get("ticket", ""),
                code=asked.form.get("code", ""),
                password=asked.form.get("password", ""),
            )
            return moved(with_query(self.base_url + LOGIN, {**_request_query(asked), "notice": "recovered"}))

        return await self._sent(asked, self.pages.new_password, NEW_PASSWORD, "password", act)

    # --- what the actions share

    async def answered_client(self, act: Callable[[], Awaitable[Reply]]) -> Reply:
        """Return the reply to a program, or what is wrong with its request (RFC 6749 5.2)."""
        try:
            return await act()
        except RequestMalformed:
            return json_reply(400, {"error": "invalid_request"})
        except Unavailable as unavailable:
            status = 429 if isinstance(unavailable, TooManyRequests) else 503
            return json_reply(status, {"error": "temporarily_unavailable"}, retry_after(unavailable))

    async def answered(self, act: Callable[[], Awaitable[Reply]]) -> Reply:
        """Return the reply to a person, or the page or redirect that tells what is wrong with the request."""
        try:
            return await act()
        except AuthorizationRefused as refused:
            return self._refuse_client(refused)
        except (ClientUnknown, RequestMalformed):
            about = "Sign-in begins at the product, and this address is not one it has made."
            return Reply(status=400, body=self.pages.problem("Not a way in", about))
        except Unavailable as unavailable:  # TooManyRequests is one
            status = 429 if isinstance(unavailable, TooManyRequests) else 503
            page = self.pages.problem("Not now", sentence(unavailable))
            return Reply(status=status, body=page, headers=retry_after(unavailable))

    def _request(self, asked: Asked) -> AuthorizationRequest:
        return parse_authorization(asked.query, self.answer_client.clients)

    async def _back(self, request: AuthorizationRequest, sub: str) -> Reply:
        """Return to the client with a code (RFC 6749 4.1.2, and RFC 9207's `iss`)."""
        query = {"code": await self.grant_code(request, sub=sub)}
        if request.state is not None:
            query["state"] = request.state
        query["iss"] = self.answer_client.signer.issuer
        return moved(with_query(request.redirect_uri, query))

    def _refuse_client(self, refused: AuthorizationRefused) -> Reply:
        query = {"error": refused.error, "error_description": refused.about}
        if refused.state is not None:
            query["state"] = refused.state
        query["iss"] = self.answer_client.signer.issuer
        return moved(with_query(refused.redirect_uri, query))

    async def _sent(
        self, asked: Asked, page: Page, path: str, field: str, act: Callable[[], Awaitable[Reply]]
    ) -> Reply:
        """Do what a form asks for, or show it again with what is wrong.

        Args:
            field: which one an error belongs to when it does not say itself.
        """
        try:
            asking.check_form(asked, cookie=self._cookie, origin=self._origin)
            self.take(asked.address)
            return await act()
        except HandleTaken:
            raise
        except FormRefused as refused:
            errors = {name: sentence(refusal) for name, refusal in refused.fields.items()}
            return self._show(page, path, asked, status=422, errors=errors)
        except Invalid as invalid:
            name = "code" if invalid.code == "code_wrong" else "handle" if invalid.code == "handle_invalid" else field
            return self._show(page, path, asked, status=422, errors={name: sentence(invalid)})
        except FormForeign as foreign:
            return self._show(page, path, asked, status=403, alert=sentence(foreign))
        except Unavailable as unavailable:
            status = 429 if isinstance(unavailable, TooManyRequests) else 503
            return self._show(
                page, path, asked, status=status, alert=sentence(unavailable), headers=retry_after(unavailable)
            )

    def _show(
        self,
        page: Page,
        path: str,
        asked: Asked,
        *,
        status: int = 200,
        values: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
        alert: str | None = None,
        notice: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        secret = asked.cookies.get(self._cookie) or self.random.token(16)
        query = _request_query(asked)
        kept = {name: asked.form[name] for name in _FORM_FIELDS if name in asked.form}
        ticket = {"ticket": asked.query["ticket"]} if "ticket" in asked.query else {}
        form = Form(
            action=with_query(self.base_url + path, {**query, **ticket}),
            token=asking.form_token(secret),
            links={
                "sign_in": with_query(self.base_url + LOGIN, query),
                "sign_up": with_query(self.base_url + SIGN_UP, query),
                "recover": with_query(self.base_url + FORGOT, query),
            },
            values=kept or values or {},
            errors=errors or {},
            alert=alert,
            notice=notice,
        )
        given = dict(headers or {})
        if self._cookie not in asked.cookies:
            given["set-cookie"] = self._set_cookie(secret)
        return Reply(status=status, body=page(form), headers=given)

    @property
    def _origin(self) -> str:
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def _cookie(self) -> str:
        return "__Host-form" if self.base_url.startswith("https:") else "form"

    def _set_cookie(self, secret: str) -> str:
        secure = "; Secure" if self.base_url.startswith("https:") else ""
        return f"{self._cookie}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}"


def _request_query(asked: Asked) -> dict[str, str]:
    """The client's request as it came, without what belongs to a single page."""
    return {name: value for name, value in asked.query.items() if name not in ("ticket", "notice", "prompt")}
