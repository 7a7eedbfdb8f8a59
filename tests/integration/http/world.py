"""A whole application in memory: real engines, a clock that stands still, and people who need no sign-in.

The one thing made up is `Knows`, the implementation of `Authenticate`: a token or cookie is a handle.
"""

import asyncio
import functools
import re
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from cruddur.adapters.local.bus import LocalBus
from cruddur.adapters.local.cached_sessions import CachedSessions
from cruddur.adapters.local.cached_users import CachedUsers
from cruddur.adapters.local.random import SystemRandom
from cruddur.adapters.sqlite.change_stream import SqliteChangeStream
from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.engine import SqliteEngine
from cruddur.adapters.sqlite.search import SqliteSearch
from cruddur.adapters.sqlite.sessions import SqliteSessions
from cruddur.adapters.sqlite.users import SqliteUsers
from cruddur.bootstrap import UseCases, use_cases
from cruddur.domain.account import digest_of
from cruddur.domain.errors import Unavailable
from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.session import Session, session_id
from cruddur.domain.user import User
from cruddur.entrypoints.http.app import AsgiApp, create_app
from cruddur.entrypoints.http.caller import Caller, Credentials, Unauthenticated
from cruddur.entrypoints.http.openapi import document
from cruddur.entrypoints.http.rates import Limits, limits
from tests.clock import SteppedClock

HOST = b"cruddur.test"
EXPIRES_AT = Instant("2026-12-31T00:00:00.000000Z")
NOBODY = "00000000-0000-4000-8000-00000000dead"
NO_LIMITS = {"sends_per_s": 0, "lookups_per_s": 0, "new_groups_per_hour": 0, "credentials_per_s": 0}


class Answered(NamedTuple):
    """A response as it left the application."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The value of the only header of this name."""
        values = [value.decode() for key, value in self.headers if key.decode().lower() == name.lower()]
        assert len(values) < 2, values
        return values[0] if values else None

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return msgspec.json.decode(self.body)

    @property
    def codes(self) -> list[str]:
        """The codes of a problem."""
        assert self.header("content-type") == "application/problem+json", (self.status, self.body)
        assert self.json["status"] == self.status
        return self.json["errors"]

    def links(self) -> dict[str, str]:
        """Where `Link` leads, by rel."""
        links = (self.header("link") or "").split(", ")
        return {link.rpartition('rel="')[2][:-1]: link[1 : link.index(">")] for link in links if link}


class Knows:
    """Takes a handle for a proof. Cookies are known at once, bearers only after a look: both ways are walked."""

    def __init__(self, users: CachedUsers) -> None:
        self.users = users
        self.sessions: dict[bytes, Caller] = {}
        self.tokens: dict[str, UserUuid] = {}
        """Of people who were added, by the handle they had then: a token outlives a rename."""
        self.is_broken = False

    def known(self, credentials: Credentials) -> Caller | None:
        """See `Authenticate.known`."""
        if credentials.authorization is None and credentials.cookie is not None:
            return self.sessions.get(credentials.cookie)
        return None

    async def __call__(self, credentials: Credentials) -> Caller:
        """See `Authenticate`."""
        if self.is_broken:
            raise Unavailable(2.2)
        if credentials.authorization is None:
            raise Unauthenticated
        scheme, _, token = credentials.authorization.decode("latin-1").partition(" ")
        await self.users.find_by_handle(token)  # whoever verifies a token has to wait
        if scheme != "Bearer" or token not in self.tokens:
            raise Unauthenticated(token_refused=True)
        return Caller(self.tokens[token], "bearer", EXPIRES_AT)


@dataclass(kw_only=True)
class World:
    """What a test holds."""

    app: AsgiApp
    engine: SqliteEngine
    usecases: UseCases
    users: CachedUsers
    sessions: CachedSessions
    knows: Knows
    clock: SteppedClock
    changes: SqliteChangeStream
    bus: LocalBus
    people: dict[str, User] = field(default_factory=dict[str, User])

    @classmethod
    def open(cls, *, bundle: Path | None = None, rates: Mapping[str, float] | None = None, **options: Any) -> "World":
        """Open an empty one.

        Args:
            rates: arguments of `limits`; no limits when left out.
            options: further arguments of `create_app`.
        """
        clock, random = SteppedClock(), SystemRandom()
        database = Database.open(None)
        engine = SqliteEngine(database)
        users = CachedUsers(SqliteUsers(database, clock), clock)
        sessions = CachedSessions(SqliteSessions(database), clock)
        bus = LocalBus()
        cases = use_cases(
            log=engine.log,
            groups=engine.groups,
            inbox=engine.inbox,
            users=users,
            sessions=sessions,
            search=SqliteSearch(database),
            bus=bus,
            clock=clock,
            random=random,
        )
        knows = Knows(users)
        allowed: Limits = limits(clock.monotonic_s, **(NO_LIMITS if rates is None else rates))
        app = create_app(
            cases,
            knows,
            limits=allowed,
            clock=clock,
            random=random,
            is_ready=options.pop("is_ready", _always),
            bundle=bundle,
            **options,
        )
        return cls(
            app=app,
            engine=engine,
            usecases=cases,
            users=users,
            sessions=sessions,
            knows=knows,
            clock=clock,
            changes=engine.changes("inbox"),
            bus=bus,
        )

    async def add(self, *handles: str) -> None:
        """Add people; each has a browser with a session, and a token."""
        for number, handle in enumerate(handles, start=len(self.people) + 1):
            uuid = UserUuid(f"00000000-0000-4000-8000-{number:012d}")
            user = User(uuid, handle, handle.title(), f"{handle}@example.com", None, self.clock.now())
            self.people[handle] = await self.users.add(user)
            session = Session(digest_of(handle), uuid, self.clock.now(), EXPIRES_AT, "Firefox on Linux")
            await self.sessions.add(session)
            known = Caller(uuid, "cookie", EXPIRES_AT, session.token_digest)
            self.knows.sessions[f"session={handle}".encode()] = known
            self.knows.tokens[handle] = uuid

    async def another_browser(self, handle: str, secret: str, label: str = "") -> str:
        """Sign a person in with one more browser, whose cookie holds `secret`; what it is called in the list."""
        user_uuid = self.people[handle].uuid if handle in self.people else UserUuid(NOBODY)
        await self.sessions.add(Session(digest_of(secret), user_uuid, self.clock.now(), EXPIRES_AT, label))
        return session_id(digest_of(secret))

    async def ask(
        self,
        method: str,
        path: str,
        *,
        by: str | None = None,
        json: object = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        cookie: bool = False,
    ) -> Answered:
        """Send one request and return the whole response.

        Args:
            path: with its query, percent-encoded.
            by: a handle; with its token, or as its browser with `cookie`.
        """
        given = {"host": HOST.decode(), **(headers or {})}
        if by is not None and cookie:
            given |= {"cookie": f"session={by}"}
        elif by is not None:
            given |= {"authorization": f"Bearer {by}"}
        content = msgspec.json.encode(json) if json is not None else body
        if content is not None:
            given = {"content-type": "application/json", "content-length": str(len(content)), **given}
        answer = await call(self.app, method, path, list(given.items()), [content or b""])
        assert_documented(method, path, answer)
        return answer

    async def project(self) -> None:
        """Carry what was written into the inboxes."""
        changes = await self.changes.read(limit=1000)
        await self.usecases.project_inbox(changes.records)
        await self.changes.save(changes.position)

    async def begin(self, one: str, other: str, *messages: str) -> str:
        """Have `one` write to `other`; the uuid of their group."""
        group = ""
        for message in messages or ("hello",):
            sent = await self.ask("POST", "/api/messages", by=one, json={"message": message, "handle": other})
            assert sent.status == 200, sent.body
            group = sent.json["message_group_uuid"]
        await self.project()
        return group


@functools.cache
def _documented() -> list[tuple[re.Pattern[str], str, dict[str, set[str]]]]:
    """Every operation: its paths, its method, its codes by status."""
    return [
        (
            re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))),
            method.upper(),
            {
                status: {*response.get("content", {}).get("application/problem+json", {}).get("examples", {})}
                for status, response in operation["responses"].items()
            },
        )
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]


def assert_documented(method: str, path: str, answer: Answered) -> None:
    """Check that the document tells of an operation's status and codes."""
    for pattern, of_method, codes in _documented():
        if of_method == method and pattern.fullmatch(path.partition("?")[0]):
            assert str(answer.status) in codes, (method, path, answer)
            if answer.status >= 400 and answer.codes != ["not_found"]:
                assert set(answer.codes) <= codes[str(answer.status)], (method, path, answer)
            return


async def _always() -> bool:
    return True


async def call(
    app: AsgiApp,
    method: str,
    path: str,
    headers: Sequence[tuple[str, str]],
    parts: Sequence[bytes],
    *,
    hangs: bool = False,
) -> Answered:
    """Call an application as a server would, the body in parts; with `hangs` its end never comes."""
    from urllib.parse import unquote

    raw_path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(raw_path),
        "raw_path": raw_path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        "client": ("192.0.2.7", 4711),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    coming = [
        {"type": "http.request", "body": part, "more_body": hangs or number < len(parts)}
        for number, part in enumerate(parts, start=1)
    ]
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        if hangs and not coming:
            await asyncio.Event().wait()
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = sent[0]
    assert start["type"] == "http.response.start"
    assert not sent[-1].get("more_body", False)
    return Answered(start["status"], list(start["headers"]), b"".join(message.get("body", b"") for message in sent[1:]))
