"""How a client reaches its provider: over HTTP, or, when the provider is built in, without leaving the process."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast
from urllib.parse import quote_plus

from cruddur.domain.errors import Unavailable

if TYPE_CHECKING:
    import aiohttp

TIMEOUT_S = 2.0
ANSWER_MAX_BYTES = 1024 * 1024


class Reply(NamedTuple):
    """An answer's status and its JSON; None for what is no JSON object."""

    status: int
    document: Mapping[str, Any] | None


class Transport(Protocol):
    """Asks a provider. Every call raises Unavailable when there is no whole answer within 2 s."""

    async def get(self, url: str, *, bearer: str | None = None) -> Reply:
        """Fetch a JSON document."""
        ...

    async def post_form(self, url: str, form: Mapping[str, str], *, basic: tuple[str, str] | None = None) -> Reply:
        """Send a form, with a client's name and secret where it has one."""
        ...


class HttpTransport:
    """See `Transport`. Redirects are not followed; answers over 1 MB and compressed bombs are refused."""

    def __init__(self, *, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s
        self._session: aiohttp.ClientSession | None = None

    async def get(self, url: str, *, bearer: str | None = None) -> Reply:
        """See `Transport`."""
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        return await self._ask("GET", url, headers=headers)

    async def post_form(self, url: str, form: Mapping[str, str], *, basic: tuple[str, str] | None = None) -> Reply:
        """See `Transport`."""
        headers = {"Authorization": _basic(*basic)} if basic else {}
        return await self._ask("POST", url, data=form, headers=headers)

    async def close(self) -> None:
        """Close kept connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask(self, method: str, url: str, **options: Any) -> Reply:
        import aiohttp

        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._timeout_s),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"Accept": "application/json"},
            )
        try:
            async with self._session.request(method, url, allow_redirects=False, **options) as response:
                body = await _read(response.content)
                return Reply(response.status, _document(body))
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, ValueError, OSError) as error:
            raise Unavailable(retry_after_s=2.0) from error


class InProcessTransport:
    """See `Transport`: functions by address, for a provider in this process."""

    def __init__(
        self,
        gets: Mapping[str, Callable[[str | None], Awaitable[tuple[int, Mapping[str, Any]]]]],
        posts: Mapping[str, Callable[[Mapping[str, str]], Awaitable[tuple[int, Mapping[str, Any]]]]],
    ) -> None:
        """Make it of what answers at each address: a GET is given its bearer token, a POST its form."""
        self._gets = gets
        self._posts = posts

    async def get(self, url: str, *, bearer: str | None = None) -> Reply:
        """See `Transport`."""
        answer = self._gets.get(url)
        return Reply(*await answer(bearer)) if answer else Reply(404, None)

    async def post_form(self, url: str, form: Mapping[str, str], *, basic: tuple[str, str] | None = None) -> Reply:
        """See `Transport`. The built-in provider's clients have no secrets."""
        answer = self._posts.get(url)
        return Reply(*await answer(form)) if answer and basic is None else Reply(404, None)


def _basic(client_id: str, secret: str) -> str:
    """Return a client's credentials as a header, each form-encoded first (RFC 6749 2.3.1)."""
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return f"Basic {base64.b64encode(pair.encode('ascii')).decode('ascii')}"


async def _read(content: "aiohttp.StreamReader") -> bytes:
    """Read an answer whole.

    Raises:
        ValueError: it is over 1 MB once unpacked.
    """
    body = bytearray()
    async for chunk in content.iter_chunked(65536):
        body += chunk
        if len(body) > ANSWER_MAX_BYTES:
            raise ValueError("too large an answer")
    return bytes(body)


def _document(body: bytes) -> Mapping[str, Any] | None:
    try:
        document: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", document) if isinstance(document, dict) else None
