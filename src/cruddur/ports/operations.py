"""What an operator's command asks of a database of people, a user pool and a database host."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.session import Session
from cruddur.domain.user import User
from cruddur.ports.sessions import Sessions
from cruddur.ports.users import Users


class OperationFailed(Exception):
    """It could not be done. The text is one sentence for the operator, without secrets."""


class Connected(NamedTuple):
    """One connection to a database.

    Attributes:
        address: of the client; "local" for a unix socket.
        state: the server's word (active, idle, idle in transaction …).
        connected_s, state_s: seconds since it connected, and since the state began (None: unknown).
    """

    pid: int
    user: str | None
    address: str
    application: str
    state: str
    connected_s: float
    state_s: float | None
    is_this_one: bool


class SubChange(NamedTuple):
    """A person's sub as it was read, and as it shall be."""

    user_uuid: UserUuid
    before: str | None
    after: str


class Shell(NamedTuple):
    """A program in which an operator types statements: how to start it, and what to add to its environment."""

    command: list[str]
    environment: Mapping[str, str]


class ReservedHandle(NamedTuple):
    """A handle that its owner gave up, and when: nobody else can have it for a while."""

    handle: str
    user_uuid: UserUuid
    released_at: Instant


class PeopleDatabase(Protocol):
    """A database that holds people, from outside. Any method may raise `OperationFailed`."""

    @property
    def name(self) -> str:
        """Its name, which an operator types before it is dropped."""
        ...

    @property
    def address(self) -> str:
        """Where it is, for people to read: no password."""
        ...

    @property
    def users(self) -> Users:
        """The directory in it."""
        ...

    @property
    def sessions(self) -> Sessions:
        """The signed-in browsers in it."""
        ...

    def shell(self) -> Shell:
        """Return how to open psql on it; a password is in the environment, not in the command."""
        ...

    async def create(self) -> bool:
        """Make it; False where it was there."""
        ...

    async def drop(self) -> bool:
        """Remove it with everything in it and end its connections; False where there was none."""
        ...

    async def migrate(self, *, dry_run: bool = False) -> list[str]:
        """Bring its schema up to date; return the migrations that were (or would be) applied, by title."""
        ...

    async def list_connections(self) -> list[Connected]:
        """Return who is connected to it, the longest first."""
        ...

    async def find_by_handles(self, handles: Sequence[str]) -> Mapping[str, User]:
        """Return those of the people who exist, by handle in lower case."""
        ...

    async def find_by_subs(self, subs: Sequence[str]) -> Mapping[str, User]:
        """Return the people behind those of the subs that are linked, by sub."""
        ...

    async def reserve_handle(self, reserved: ReservedHandle) -> bool:
        """Keep a handle for whoever gave it up; False where somebody has or had it here."""
        ...

    async def set_subs(self, changes: Sequence[SubChange]) -> None:
        """Apply all of the changes, or none when anything has moved since they were read."""
        ...


class PeopleSource(Protocol):
    """A directory that people can be moved out of. Any method may raise `OperationFailed`."""

    def list_users(self) -> AsyncIterator[User]:
        """Yield everybody, by uuid."""
        ...

    def list_reserved_handles(self) -> AsyncIterator[ReservedHandle]:
        """Yield the handles that were given up."""
        ...

    def list_sessions(self, *, now: Instant) -> AsyncIterator[Session]:
        """Yield the sessions that live at `now`."""
        ...


class PoolUser(NamedTuple):
    """An account of a user pool.

    Attributes:
        handle: its preferred_username, None where it has none.
        is_email_verified: whether the pool has made sure of the address.
        status: the provider's word (CONFIRMED, UNCONFIRMED …).
        attributes: everything the pool says of it, by name.
    """

    sub: str
    username: str
    handle: str | None
    email: str | None
    is_email_verified: bool
    is_enabled: bool
    status: str
    attributes: Mapping[str, str]


class UserPool(Protocol):
    """The accounts of a sign-in provider. Any method may raise `OperationFailed`."""

    def list_users(self) -> AsyncIterator[PoolUser]:
        """Yield every account, page after page."""
        ...


class AccessRule(NamedTuple):
    """An inbound rule of a security group: who may reach which ports."""

    group_id: str
    rule_id: str
    network: str | None
    protocol: str
    from_port: int
    to_port: int


class DatabaseHost(Protocol):
    """The machine under a managed database. Any method may raise `OperationFailed`."""

    async def list_rules(self, group_id: str) -> list[AccessRule]:
        """Return the inbound rules of a security group."""
        ...

    async def update_rule(self, rule: AccessRule, *, description: str) -> None:
        """Replace a rule by this one."""
        ...

    async def get_state(self, instance: str) -> str:
        """Return what an instance is doing, in the provider's word (available, stopped, starting …)."""
        ...

    async def start(self, instance: str) -> None:
        """Begin to start it."""
        ...

    async def stop(self, instance: str) -> None:
        """Begin to stop it."""
        ...
