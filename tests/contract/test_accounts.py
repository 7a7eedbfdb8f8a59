"""What the built-in provider's stores promise: accounts, tickets, grants and tries. SQLite is their only engine."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from cruddur.adapters.sqlite.accounts import SqliteAccounts, SqliteAttempts, SqliteGrants, SqliteTickets
from cruddur.adapters.sqlite.database import FILE_NAME, Database
from cruddur.domain import instant
from cruddur.domain.account import Account, Ticket
from cruddur.domain.authorization import Grant
from cruddur.domain.errors import EmailTaken, HandleTaken
from cruddur.domain.instant import Instant
from cruddur.ports.accounts import Accounts, Attempts, Grants, Tickets

NOON = instant.parse("2026-03-01T12:00:00Z")


class Stores(NamedTuple):
    accounts: Accounts
    tickets: Tickets
    grants: Grants
    attempts: Attempts


@pytest.fixture(params=["memory", "file"])
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stores]:
    database = Database.open(tmp_path / FILE_NAME if request.param == "file" else None)
    yield Stores(SqliteAccounts(database), SqliteTickets(database), SqliteGrants(database), SqliteAttempts(database))
    await database.close()


def later(seconds: float) -> Instant:
    return instant.shifted(NOON, seconds=seconds)


def an_account(number: int, handle: str, *, is_demo: bool = False) -> Account:
    return Account(f"sub-{number}", handle, handle.title(), f"{handle}@example.org", "hash", NOON, is_demo)


def a_ticket(number: int, *, email: str = "ada@example.org", code: str | None = "code", lasts_s: float = 900) -> Ticket:
    return Ticket(f"{number:064x}", "sign_up", code, email, None, "ada", "Ada", "hash", NOON, later(lasts_s))


def a_grant(number: int, *, lasts_s: float = 60) -> Grant:
    return Grant(f"{number:064x}", "web", "http://x/", "openid", None, "c", "sub-1", "jti-1", NOON, later(lasts_s))


async def test_an_account_is_found_by_sub_handle_and_address(stores: Stores) -> None:
    ada, bo = an_account(1, "ada"), an_account(2, "bo", is_demo=True)
    assert not await stores.accounts.has_demo()
    for account in (ada, bo):
        assert await stores.accounts.add(account) == account
        assert await stores.accounts.find_by_sub(account.sub) == account
        assert await stores.accounts.find_by_name(account.handle) == account
        assert await stores.accounts.find_by_name(account.email) == account
    for nobody in ("", "cy", "sub-1", "%"):
        assert await stores.accounts.find_by_name(nobody) is None
    assert await stores.accounts.has_demo()


async def test_a_handle_and_an_address_are_given_once_without_regard_to_case(stores: Stores) -> None:
    await stores.accounts.add(an_account(1, "ada"))
    with pytest.raises(HandleTaken):
        await stores.accounts.add(an_account(2, "ada")._replace(handle="ADA", email="x@example.org"))
    with pytest.raises(EmailTaken):
        await stores.accounts.add(an_account(2, "bo")._replace(email="Ada@Example.org"))
    outcomes = await asyncio.gather(
        *(stores.accounts.add(an_account(number, "cy")) for number in range(3, 13)), return_exceptions=True
    )
    assert sum(isinstance(outcome, Account) for outcome in outcomes) == 1


async def test_a_renamed_account_is_found_by_its_new_handle_alone(stores: Stores) -> None:
    ada = await stores.accounts.add(an_account(1, "ada"))
    await stores.accounts.add(an_account(2, "bo"))
    await stores.accounts.rename("sub-1", "countess", "Ada Lovelace")
    await stores.accounts.rename("nobody", "cy", "Cy")
    renamed = ada._replace(handle="countess", display_name="Ada Lovelace")
    assert await stores.accounts.find_by_name("countess") == renamed
    assert await stores.accounts.find_by_name("ada@example.org") == renamed
    assert await stores.accounts.find_by_name("ada") is None
    with pytest.raises(HandleTaken):
        await stores.accounts.rename("sub-1", "BO", "Bo")
    assert await stores.accounts.find_by_sub("sub-1") == renamed


async def test_a_new_password_is_stored_and_ends_being_a_demo(stores: Stores) -> None:
    await stores.accounts.add(an_account(1, "ada", is_demo=True))
    await stores.accounts.set_password("sub-1", "another")
    await stores.accounts.set_password("nobody", "another")
    found = await stores.accounts.find_by_sub("sub-1")
    assert found is not None
    assert (found.password_hash, found.is_demo) == ("another", False)
    assert not await stores.accounts.has_demo()


async def test_tries_with_a_code_are_counted_one_at_a_time(stores: Stores) -> None:
    ticket = a_ticket(1)
    await stores.tickets.add(ticket)
    tried = await asyncio.gather(*(stores.tickets.try_code(ticket.ticket_digest, now=NOON) for _ in range(20)))
    assert sorted(each.tries for each in tried if each) == list(range(1, 21))
    assert tried[0] == ticket._replace(tries=tried[0].tries if tried[0] else 0)
    assert await stores.tickets.try_code("unknown", now=NOON) is None
    assert await stores.tickets.try_code(ticket.ticket_digest, now=ticket.expires_at) is None


async def test_a_proof_is_kept_and_one_removal_counts(stores: Stores) -> None:
    ticket = a_ticket(1, code=None)
    await stores.tickets.add(ticket)
    await stores.tickets.prove(ticket.ticket_digest)
    found = await stores.tickets.try_code(ticket.ticket_digest, now=NOON)
    assert found is not None
    assert (found.is_proved, found.code_digest) == (True, None)
    removed = await asyncio.gather(*(stores.tickets.remove(ticket.ticket_digest) for _ in range(5)))
    assert sorted(removed) == [False] * 4 + [True]


async def test_codes_that_were_sent_are_counted_by_address_and_time(stores: Stores) -> None:
    await stores.tickets.add(a_ticket(1))
    await stores.tickets.add(a_ticket(2)._replace(created_at=later(-10)))
    await stores.tickets.add(a_ticket(3, code=None))
    await stores.tickets.add(a_ticket(4, email="bo@example.org"))
    assert await stores.tickets.count_sent("ada@example.org", since=later(-3600)) == 2
    assert await stores.tickets.count_sent("ada@example.org", since=later(-10)) == 1
    assert await stores.tickets.count_sent("nobody@example.org", since=later(-3600)) == 0


async def test_a_grant_is_fresh_once(stores: Stores) -> None:
    grant = a_grant(1)
    await stores.grants.add(grant)
    taken = await asyncio.gather(*(stores.grants.take(grant.code_digest, now=later(1)) for _ in range(10)))
    assert [each for each in taken if each and each.used_at is None] == [grant]
    assert sum(each == grant._replace(used_at=later(1)) for each in taken) == 9
    assert await stores.grants.take("unknown", now=NOON) is None


async def test_a_token_that_was_taken_back_stays_so_until_it_would_have_expired(stores: Stores) -> None:
    assert not await stores.grants.is_revoked("jti-1")
    for _ in range(2):
        await stores.grants.revoke("jti-1", until=later(3600))
    await stores.grants.sweep(now=later(3600))
    assert await stores.grants.is_revoked("jti-1")
    await stores.grants.sweep(now=later(3601))
    assert not await stores.grants.is_revoked("jti-1")


async def test_tries_to_sign_in_are_counted_before_anything_else(stores: Stores) -> None:
    begun = await asyncio.gather(*(stores.attempts.begin("name", now=NOON) for _ in range(20)))
    assert sum(each.is_allowed for each in begun) == 5
    assert sorted({each.tries.tries for each in begun}) == [1, 2, 3, 4, 5]
    assert (await stores.attempts.begin("other", now=NOON)).tries.tries == 1
    await stores.attempts.forget("name")
    assert (await stores.attempts.begin("name", now=NOON)).tries.tries == 1


async def test_a_sweep_takes_what_no_longer_matters_and_nothing_else(stores: Stores) -> None:
    await stores.tickets.add(a_ticket(1))
    await stores.tickets.add(a_ticket(2, lasts_s=9000))
    await stores.grants.add(a_grant(1))
    await stores.attempts.begin("name", now=NOON)
    assert [await each.sweep(now=later(900)) for each in (stores.tickets, stores.grants, stores.attempts)] == [0, 0, 0]
    assert await stores.tickets.sweep(now=later(900 + 3600 + 1)) == 1
    assert await stores.tickets.try_code(a_ticket(2).ticket_digest, now=later(5000)) is not None
    assert await stores.grants.sweep(now=later(60 + 86400 + 1)) == 1
    assert await stores.attempts.sweep(now=later(86400 + 1)) == 1
