"""The Lambda behind Cognito's post-confirmation trigger: the same person as a first sign-in would give."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from cruddur import bootstrap_operators, settings
from cruddur.domain.user import User
from cruddur.entrypoints.post_confirmation.handler import handler, identity_of
from tests import postgres
from tests.clock import SteppedClock

POOL = "us-east-1_cruddur"


def confirmed(sub: str, **attributes: str) -> dict[str, Any]:
    """An event as Cognito sends it once an account is confirmed."""
    return {
        "version": "1",
        "region": "us-east-1",
        "userPoolId": POOL,
        "userName": sub,
        "callerContext": {"awsSdkVersion": "1", "clientId": "web"},
        "triggerSource": "PostConfirmation_ConfirmSignUp",
        "request": {"userAttributes": {"sub": sub, "cognito:user_status": "CONFIRMED", **attributes}},
        "response": {},
    }


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database with the schema, which the Lambda is pointed at."""
    dsn = postgres.new_address()

    async def make() -> None:
        await postgres.create(dsn)
        from cruddur.adapters.postgres.engine import PostgresEngine

        await (await PostgresEngine.open(dsn, clock=SteppedClock(), migrate=True)).close()

    asyncio.run(make())
    monkeypatch.setenv("CONNECTION_URL", dsn)
    monkeypatch.setenv("AWS_COGNITO_USER_POOL_ID", POOL)
    yield dsn
    asyncio.run(postgres.drop(dsn))


def everybody(*subs: str) -> list[User | None]:
    """Who is behind each sub."""

    async def find() -> list[User | None]:
        async with bootstrap_operators.open_people_database(settings.load()) as people:
            return [await people.users.find_by_sub(sub) for sub in subs]

    return asyncio.run(find())


def test_a_confirmed_account_becomes_a_person_once(database: str) -> None:
    event = confirmed(
        "sub-1", email="Maria@Example.org", email_verified="true", preferred_username="Maria", name="Maria K."
    )
    for _ in range(2):  # Cognito may send it again
        assert handler(event, None) == event
    (maria,) = everybody("sub-1")
    assert maria is not None
    assert (maria.handle, maria.display_name, maria.email) == ("maria", "Maria K.", "maria@example.org")


def test_it_links_the_person_whose_verified_address_it_is_and_the_first_sign_in_finds_them(database: str) -> None:
    async def signed_in(sub: str, email: str) -> User:
        async with bootstrap_operators.open_first_sign_in(settings.load()) as first_sign_in:
            return await first_sign_in(identity_of({"sub": sub, "email": email, "email_verified": "true"}))

    async def add_by_hand() -> User:
        async with bootstrap_operators.open_people_database(settings.load()) as people:
            person = User(
                bootstrap_operators.system_random().user_uuid(),
                "maria",
                "Maria",
                "m@example.org",
                None,
                SteppedClock().now(),
            )
            return await people.users.add(person)

    by_hand = asyncio.run(add_by_hand())
    handler(confirmed("sub-1", email="M@example.org", email_verified="true"), None)
    (linked,) = everybody("sub-1")
    assert linked == by_hand._replace(cognito_user_id="sub-1")
    assert asyncio.run(signed_in("sub-1", "m@example.org")) == linked


def test_an_address_that_is_not_verified_links_nobody(database: str) -> None:
    handler(confirmed("sub-1", email="m@example.org", email_verified="true", preferred_username="maria"), None)
    for number, verified in enumerate(({"email_verified": "false"}, {}, {"email_verified": "True"}), start=2):
        handler(confirmed(f"sub-{number}", email="m@example.org", **verified), None)
    first, *others = everybody("sub-1", "sub-2", "sub-3", "sub-4")
    assert first is not None
    assert all(other is not None and other.uuid != first.uuid and other.email is None for other in others)


def test_a_handle_that_somebody_has_gets_a_number(database: str) -> None:
    for number in range(3):
        handler(confirmed(f"sub-{number}", preferred_username="maria"), None)
    assert [user and user.handle for user in everybody("sub-0", "sub-1", "sub-2")] == ["maria", "maria-2", "maria-3"]


def test_other_triggers_change_nothing(database: str) -> None:
    event = confirmed("sub-1") | {"triggerSource": "PostConfirmation_ConfirmForgotPassword"}
    assert handler(event, None) == event
    assert everybody("sub-1") == [None]


def test_another_pool_is_refused(database: str) -> None:
    with pytest.raises(ValueError, match="another user pool"):
        handler(confirmed("sub-1") | {"userPoolId": "us-east-1_other"}, None)
    assert everybody("sub-1") == [None]


@pytest.mark.parametrize("address", ["postgresql://u:secret@127.0.0.1:1/people", ""])
def test_a_database_that_is_away_keeps_nobody_from_their_account(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    monkeypatch.setenv("CONNECTION_URL", address)
    event = confirmed("sub-1", email="maria@example.org", email_verified="true")
    assert handler(event, None) == event
    said = "".join(capsys.readouterr())
    assert "person_not_made_yet" in said
    assert "maria" not in said
    assert "secret" not in said
