"""Write each account's sub to the person who has its handle (what a class called update_cognito_user_ids)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from cruddur.domain.user import User
from cruddur.ports.operations import PeopleDatabase, PoolUser, SubChange, UserPool


class Outcome(StrEnum):
    """What became of an account. The text is what an operator reads."""

    LINKED = "linked"
    UNCHANGED = "linked already"
    NO_HANDLE = "has no handle"
    NO_PERSON = "nobody has this handle"
    AMBIGUOUS = "several accounts claim this handle"
    ELSEWHERE = "linked already, to another handle"
    TAKEN = "this person signs in with another account of the pool"


class Linked(NamedTuple):
    """An account and what became of it; `person` is who it belongs to now, if anybody."""

    account: PoolUser
    outcome: Outcome
    person: User | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPoolAccounts:
    """All pages of the pool, then one transaction.

    A preferred_username is what somebody chose, so it proves little: a person's sub is only filled
    in, or replaced where the pool no longer knows the old one (a pool that was made anew). Nobody
    loses an account that works.
    """

    database: PeopleDatabase
    pool: UserPool

    async def __call__(self, *, dry_run: bool = False) -> list[Linked]:
        """Link what can be linked and return every account of the pool with what became of it.

        Raises:
            OperationFailed: the pool or the database does not answer, or somebody signed in meanwhile.
        """
        accounts = [account async for account in self.pool.list_users()]
        by_handle = await self.database.find_by_handles(sorted(_handles(accounts)))
        by_sub = await self.database.find_by_subs([account.sub for account in accounts])
        linked = judge(accounts, by_handle=by_handle, by_sub=by_sub)
        if not dry_run:
            await self.database.set_subs([_change(each) for each in linked if each.outcome is Outcome.LINKED])
        return linked


def judge(accounts: Sequence[PoolUser], *, by_handle: Mapping[str, User], by_sub: Mapping[str, User]) -> list[Linked]:
    """Return what is to become of each account, in their order.

    Args:
        by_handle: the people whom the accounts' handles name, by handle in lower case.
        by_sub: the people whom the accounts are linked to already.
    """
    subs = {account.sub for account in accounts}
    claims = Counter(account.handle.lower() for account in accounts if account.handle and account.sub not in by_sub)

    def judged(account: PoolUser) -> Linked:
        handle = (account.handle or "").lower()
        owner, person = by_sub.get(account.sub), by_handle.get(handle)
        if owner is not None:
            same = not handle or owner.handle.lower() == handle
            return Linked(account, Outcome.UNCHANGED if same else Outcome.ELSEWHERE, owner)
        if not handle:
            return Linked(account, Outcome.NO_HANDLE, None)
        if person is None:
            return Linked(account, Outcome.NO_PERSON, None)
        if person.cognito_user_id in subs:
            return Linked(account, Outcome.TAKEN, None)
        if claims[handle] > 1:
            return Linked(account, Outcome.AMBIGUOUS, None)
        return Linked(account, Outcome.LINKED, person)

    return [judged(account) for account in accounts]


def _handles(accounts: Iterable[PoolUser]) -> set[str]:
    return {account.handle.lower() for account in accounts if account.handle}


def _change(linked: Linked) -> SubChange:
    assert linked.person is not None
    return SubChange(linked.person.uuid, linked.person.cognito_user_id, linked.account.sub)
