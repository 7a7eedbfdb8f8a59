"""Which account of a pool may become whose: a name that somebody chose must never take an account away."""

from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.user import User
from cruddur.ports.operations import PoolUser
from cruddur.usecases.link_pool_accounts import Outcome, judge

NOON = Instant("2026-03-01T12:00:00.000000Z")


def account(sub: str, handle: str | None) -> PoolUser:
    return PoolUser(sub, sub, handle, None, False, True, "CONFIRMED", {})


def person(handle: str, sub: str | None = None) -> User:
    return User(UserUuid(f"uuid-{handle}"), handle, handle, None, sub, NOON)


def outcomes(accounts: list[PoolUser], *people: User) -> list[Outcome]:
    by_handle = {each.handle: each for each in people}
    by_sub = {each.cognito_user_id: each for each in people if each.cognito_user_id}
    return [each.outcome for each in judge(accounts, by_handle=by_handle, by_sub=by_sub)]


def test_a_person_without_a_sub_gets_the_one_of_their_handle_in_any_case() -> None:
    assert outcomes([account("1", "Maria")], person("maria")) == [Outcome.LINKED]


def test_a_sub_that_the_pool_no_longer_knows_is_replaced() -> None:
    assert outcomes([account("1", "maria")], person("maria", "of an older pool")) == [Outcome.LINKED]


def test_a_person_whose_account_is_in_the_pool_keeps_it() -> None:
    accounts = [account("1", "was.maria"), account("2", "maria")]
    assert outcomes(accounts, person("maria", "1")) == [Outcome.ELSEWHERE, Outcome.TAKEN]


def test_a_renamed_person_stays_linked() -> None:
    assert outcomes([account("1", "old")], person("new", "1"), person("old")) == [Outcome.ELSEWHERE]


def test_of_two_accounts_that_claim_a_handle_none_gets_it() -> None:
    accounts = [account("1", "maria"), account("2", "MARIA")]
    assert outcomes(accounts, person("maria")) == [Outcome.AMBIGUOUS, Outcome.AMBIGUOUS]


def test_an_account_without_handle_or_person_is_reported() -> None:
    assert outcomes([account("1", None), account("2", "nobody"), account("3", "")]) == [
        Outcome.NO_HANDLE,
        Outcome.NO_PERSON,
        Outcome.NO_HANDLE,
    ]


def test_linked_already_is_said() -> None:
    accounts = [account("1", "maria"), account("2", None)]
    assert outcomes(accounts, person("maria", "1"), person("bo", "2")) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
