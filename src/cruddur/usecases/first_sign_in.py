"""Find the person behind an account of the provider; link or make one the first time."""

import re
from dataclasses import dataclass

from cruddur.domain.errors import EmailTaken, HandleTaken, SubTaken, Unavailable
from cruddur.domain.folding import folded
from cruddur.domain.user import DISPLAY_NAME_MAX_CHARS, HANDLE_MAX_CHARS, DisplayNameInvalid, User, checked_display_name
from cruddur.ports.clock import Clock, Random
from cruddur.ports.tokens import Identity
from cruddur.ports.users import Users

_NUMBERED = 9
_ATTEMPTS = 40
_NAMELESS = "someone"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSignIn:
    """By `sub` for ever; by a verified e-mail once, where the person has no `sub` yet; else somebody new."""

    users: Users
    clock: Clock
    random: Random

    async def __call__(self, identity: Identity) -> User:
        """Return the person. However many do this at once for one `sub`, there is one person.

        Raises:
            Unavailable: the directory does not answer.
        """
        there = await self.users.find_by_sub(identity.sub)
        if there is not None:
            return there
        linked = await self._link(identity)
        return linked or await self._add(identity)

    async def _link(self, identity: Identity) -> User | None:
        """Give a person who is known by address their `sub`; None when there is nobody to give it to."""
        if identity.email is None:
            return None
        known = await self.users.find_by_email(identity.email)
        if known is None or known.cognito_user_id is not None:
            return None
        try:
            return await self.users.link_sub(known.uuid, identity.sub)
        except SubTaken:
            return await self.users.find_by_sub(identity.sub)

    async def _add(self, identity: Identity) -> User:
        wish = handle_wish(identity)
        handle, email = wish, identity.email
        for attempt in range(2, _ATTEMPTS):
            user = User(
                uuid=self.random.user_uuid(),
                handle=handle,
                display_name=_display_name(identity, handle),
                email=email,
                cognito_user_id=identity.sub,
                created_at=self.clock.now(),
            )
            try:
                return await self.users.add(user)
            except HandleTaken:
                handle = _other_handle(wish, attempt, self.random)
            except EmailTaken:
                email = None  # belongs to somebody with another account: theirs it stays
            except SubTaken:
                there = await self.users.find_by_sub(identity.sub)
                if there is not None:
                    return there
        raise Unavailable


def handle_wish(identity: Identity) -> str:
    """Return the handle nearest to what the provider says of somebody; never taken from an address.

    A provider's user name may be the `sub` itself or a uuid, which nobody would want to be called by.
    """
    for hint in (identity.handle_hint, identity.display_name):
        if hint is None or hint == identity.sub or re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", hint):
            continue
        plain = re.sub(r"[^a-z0-9._-]+", ".", folded(hint.partition("@")[0]))
        wish = plain[:HANDLE_MAX_CHARS].strip("._-")
        if wish:
            return wish
    return _NAMELESS


def _other_handle(wish: str, attempt: int, random: Random) -> str:
    """Return `wish` with a number behind it: 2 to 9, then six random digits."""
    number = str(attempt) if attempt <= _NUMBERED else f"{int(random.fraction() * 1_000_000):06}"
    return f"{wish[: HANDLE_MAX_CHARS - 1 - len(number)].rstrip('._-')}-{number}"


def _display_name(identity: Identity, handle: str) -> str:
    for name in (identity.display_name, identity.handle_hint):
        if name is None or name == identity.sub or "@" in name:
            continue
        try:
            return checked_display_name(name[: DISPLAY_NAME_MAX_CHARS * 2])
        except DisplayNameInvalid:
            continue
    return handle
