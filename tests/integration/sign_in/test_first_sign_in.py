"""The first time a provider's account is seen: somebody is linked, or somebody is new, and there is one of them."""

import asyncio

import pytest

from cruddur.domain import instant
from cruddur.domain.ids import UserUuid
from cruddur.domain.user import User, checked_handle
from cruddur.entrypoints.http.caller import Credentials
from cruddur.ports.tokens import Identity
from cruddur.usecases.first_sign_in import handle_wish
from tests.integration.sign_in.scene import SignInScene
from tests.integration.sign_in.test_forged_tokens import token

NOON = instant.parse("2026-03-01T12:00:00Z")
SUB = "7b0f0c1e-55d3-4b8e-8f3a-2f1b7c6d5e02"


def person(handle: str, *, email: str | None = None, sub: str | None = None, number: int = 1) -> User:
    return User(UserUuid(f"00000000-0000-4000-8000-{number:012}"), handle, handle.title(), email, sub, NOON)


async def test_somebody_new_is_made_as_the_provider_says(scene: SignInScene) -> None:
    user = await scene.first_sign_in(Identity(SUB, "ada@example.org", "Ada.L", "Ada Lovelace"))
    assert (user.handle, user.display_name, user.email, user.cognito_user_id) == (
        *("ada.l", "Ada Lovelace", "ada@example.org", SUB),
    )
    assert await scene.first_sign_in(Identity(SUB, None, None, None)) == user


async def test_a_person_known_by_address_is_linked_once(scene: SignInScene) -> None:
    bayko = await scene.users.add(person("bayko", email="bayko@example.org"))
    linked = await scene.first_sign_in(Identity(SUB, "bayko@example.org", "someone.else", None))
    assert linked == bayko._replace(cognito_user_id=SUB)
    second = await scene.first_sign_in(Identity("another", "bayko@example.org", "bayko", None))
    assert second.uuid != bayko.uuid
    assert (second.handle, second.email) == ("bayko-2", None)
    assert await scene.users.find_by_sub(SUB) == linked


async def test_an_address_that_is_not_verified_links_nobody(scene: SignInScene) -> None:
    """`Identity.email` is None then; the name alone is no proof."""
    bayko = await scene.users.add(person("bayko", email="bayko@example.org"))
    stranger = await scene.first_sign_in(Identity(SUB, None, "bayko", "Bayko"))
    assert stranger.uuid != bayko.uuid
    assert stranger.handle == "bayko-2"
    assert await scene.users.find_by_handle("bayko") == bayko


async def test_a_taken_handle_gets_a_number(scene: SignInScene) -> None:
    for number in range(1, 13):
        made = await scene.first_sign_in(Identity(f"sub {number}", None, "ada", None))
        if number == 1:
            assert made.handle == "ada"
        elif number < 10:
            assert made.handle == f"ada-{number}"
        else:
            assert made.handle.startswith("ada-")
            assert len(made.handle) == len("ada-000000")


async def test_twenty_at_once_make_one_person(scene: SignInScene) -> None:
    found = await asyncio.gather(
        *(scene.first_sign_in(Identity(SUB, "ada@example.org", "ada", "Ada")) for _ in range(20))
    )
    assert len({user.uuid for user in found}) == 1


@pytest.mark.parametrize(
    ("hint", "name", "handle"),
    [
        ("Ada_L", None, "ada_l"),
        ("Zoë Ångström", None, "zoe.angstrom"),
        ("ada@example.org", None, "ada"),
        (SUB, "Ada Lovelace", "ada.lovelace"),
        ("9d6b0c1e-55d3-4b8e-8f3a-2f1b7c6d5e02", None, "someone"),
        ("---", None, "someone"),
        ("李小梅", None, "someone"),
        ("x" * 100, None, "x" * 30),
        ("a" * 29 + "..b", None, "a" * 29),
        (None, None, "someone"),
        ("' OR 1=1 --", None, "or.1.1"),
        ("@ada", "Bo", "bo"),
    ],
)
def test_a_wish_becomes_a_handle_that_can_be_one(hint: str | None, name: str | None, handle: str) -> None:
    assert handle_wish(Identity(SUB, None, hint, name)) == handle == checked_handle(handle)


@pytest.mark.parametrize("name", ["\ud800", "x" * 500, " ", "a\nb", "ada@example.org", SUB])
async def test_a_name_that_cannot_be_shown_is_not(scene: SignInScene, name: str) -> None:
    user = await scene.first_sign_in(Identity(SUB, None, "ada", name))
    assert user.display_name in ("ada", "a b", "x" * 60)
    assert "@" not in user.display_name


async def test_a_token_of_somebody_new_is_good_at_once(scene: SignInScene) -> None:
    """Fault 7: a token of someone not yet in the database answered 500."""
    caller = await scene.authenticate(Credentials(f"Bearer {token(sub=SUB, username='Margo')}".encode(), None))
    user = (await scene.users.find_by_uuids([caller.user_uuid]))[caller.user_uuid]
    assert (user.handle, user.cognito_user_id) == ("margo", SUB)


async def test_a_token_finds_its_account_and_is_linked_by_address(scene: SignInScene) -> None:
    """Seeded people have an address and no sub; the first token says whose they are."""
    await scene.add("bayko")
    made = (await scene.make_tokens(["bayko"]))[0]
    caller = await scene.authenticate(Credentials(f"Bearer {made}".encode(), None))
    bayko = await scene.users.find_by_handle("bayko")
    assert bayko is not None
    assert caller.user_uuid == bayko.uuid


async def test_tokens_follow_a_person_who_was_renamed(scene: SignInScene) -> None:
    ada = await scene.add("ada")
    await scene.users.update(ada._replace(handle="countess"))
    (made,) = await scene.make_tokens(["@Countess"])
    assert (await scene.authenticate(Credentials(f"Bearer {made}".encode(), None))).user_uuid == ada.uuid
