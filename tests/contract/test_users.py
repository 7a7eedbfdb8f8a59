"""What every directory of people promises. Each engine of `engines.py` runs all of it."""

import asyncio

import pytest

from cruddur.domain import instant
from cruddur.domain.errors import EmailTaken, HandleTaken, SubTaken
from cruddur.domain.ids import UserUuid
from cruddur.domain.user import User
from cruddur.ports.users import Users
from tests.clock import SteppedClock

NOON = instant.parse("2026-03-01T12:00:00Z")
DAY_S = 24 * 3600


def person(
    number: int, handle: str, name: str | None = None, *, email: str | None = None, sub: str | None = None
) -> User:
    """A person; `number` makes the uuid."""
    uuid = UserUuid(f"00000000-0000-4000-8000-{number:012}")
    return User(uuid, handle, name or handle.title(), email, sub, NOON)


async def test_a_person_is_found_by_uuid_handle_email_and_sub(users: Users) -> None:
    ada = person(1, "ada", "Ada Björk", email="ada@example.org", sub="sub-1")
    bo = person(2, "bo")
    assert await users.add(ada) == ada
    await users.add(bo)
    assert await users.find_by_handle("ada") == ada
    assert await users.find_by_email("ada@example.org") == ada
    assert await users.find_by_sub("sub-1") == ada
    assert await users.find_by_uuids([ada.uuid, bo.uuid, person(9, "nobody").uuid]) == {ada.uuid: ada, bo.uuid: bo}
    assert await users.find_by_uuids([]) == {}


async def test_nobody_is_none(users: Users) -> None:
    await users.add(person(1, "ada"))  # without address and sub: None is nobody's
    assert await users.find_by_handle("bo") is None
    assert await users.find_by_email("") is None
    assert await users.find_by_sub("") is None


async def test_a_handle_is_given_once(users: Users) -> None:
    await users.add(person(1, "ada"))
    with pytest.raises(HandleTaken):
        await users.add(person(2, "ada"))
    assert await users.find_by_handle("ada") == person(1, "ada")


async def test_handles_and_addresses_are_unique_without_regard_to_case(users: Users) -> None:
    await users.add(person(1, "ada", email="ada@example.org"))
    with pytest.raises(HandleTaken):
        await users.add(person(2, "ADA"))
    with pytest.raises(EmailTaken):
        await users.add(person(3, "bo", email="Ada@Example.org"))


async def test_an_address_and_a_sub_belong_to_one_person(users: Users) -> None:
    await users.add(person(1, "ada", email="ada@example.org", sub="sub-1"))
    with pytest.raises(EmailTaken):
        await users.add(person(2, "bo", email="ada@example.org"))
    with pytest.raises(SubTaken):
        await users.add(person(2, "bo", sub="sub-1"))
    assert await users.find_by_handle("bo") is None


async def test_many_may_have_no_address_and_no_sub(users: Users) -> None:
    for number, handle in enumerate(("ada", "bo", "cy"), start=1):
        await users.add(person(number, handle))
    assert [user.handle for user in (await users.find_by_uuids([person(n, "x").uuid for n in (1, 2, 3)])).values()]


async def test_twenty_at_once_want_one_handle_and_one_gets_it(users: Users) -> None:
    outcomes = await asyncio.gather(
        *(users.add(person(number, "ada")) for number in range(1, 21)), return_exceptions=True
    )
    assert sum(isinstance(outcome, User) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, HandleTaken) for outcome in outcomes) == 19


async def test_a_sub_is_linked_once(users: Users) -> None:
    ada = await users.add(person(1, "ada"))
    linked = await users.link_sub(ada.uuid, "sub-1")
    assert linked == ada._replace(cognito_user_id="sub-1")
    assert await users.find_by_sub("sub-1") == linked
    assert await users.link_sub(ada.uuid, "sub-1") == linked  # again: the same
    with pytest.raises(SubTaken):
        await users.link_sub(ada.uuid, "sub-2")
    assert await users.find_by_sub("sub-2") is None


async def test_a_sub_of_another_is_not_linked(users: Users) -> None:
    await users.add(person(1, "ada", sub="sub-1"))
    bo = await users.add(person(2, "bo"))
    with pytest.raises(SubTaken):
        await users.link_sub(bo.uuid, "sub-1")
    assert await users.find_by_handle("bo") == bo


async def test_a_rename_is_seen_at_once_and_keeps_the_rest(users: Users) -> None:
    ada = await users.add(person(1, "ada", "Ada", email="ada@example.org", sub="sub-1"))
    renamed = await users.update(ada._replace(handle="countess", display_name="Ada Lovelace"))
    assert renamed == ada._replace(handle="countess", display_name="Ada Lovelace")
    assert await users.find_by_handle("countess") == renamed
    assert await users.find_by_handle("ada") is None
    assert await users.find_by_uuids([ada.uuid]) == {ada.uuid: renamed}
    assert [user.handle for user in await users.search("lovelace", limit=5)] == ["countess"]


async def test_what_a_person_shows_of_themselves_is_kept(users: Users) -> None:
    ada = await users.add(person(1, "ada"))
    assert (ada.shows_reading, ada.shows_presence) == (True, True)
    private = await users.update(ada._replace(shows_reading=False))
    assert (private.shows_reading, private.shows_presence) == (False, True)
    assert await users.find_by_handle("ada") == private
    unseen = await users.update(private._replace(shows_reading=True, shows_presence=False))
    assert await users.find_by_uuids([ada.uuid]) == {ada.uuid: unseen}
    bo = await users.add(person(2, "bo")._replace(shows_presence=False))
    assert await users.find_by_handle("bo") == bo


async def test_a_handle_given_up_is_nobody_elses_for_thirty_days(users: Users, clock: SteppedClock) -> None:
    ada = await users.add(person(1, "ada"))
    bo = await users.add(person(2, "bo"))
    await users.update(ada._replace(handle="countess"))
    with pytest.raises(HandleTaken):
        await users.update(bo._replace(handle="ada"))
    with pytest.raises(HandleTaken):
        await users.add(person(3, "ADA"))
    clock.step(30 * DAY_S - 1)
    with pytest.raises(HandleTaken):
        await users.add(person(3, "ada"))
    clock.step(2)
    assert await users.add(person(3, "ada")) == await users.find_by_handle("ada")


async def test_who_gave_a_handle_up_can_have_it_back(users: Users) -> None:
    ada = await users.add(person(1, "ada"))
    bo = await users.add(person(2, "bo"))
    await users.update(ada._replace(handle="countess"))
    back = await users.update(ada)
    assert await users.find_by_handle("ada") == back == ada
    with pytest.raises(HandleTaken):
        await users.update(bo._replace(handle="countess"))  # now that one is reserved


async def test_a_rename_to_a_taken_handle_changes_nothing(users: Users) -> None:
    ada = await users.add(person(1, "ada", "Ada"))
    await users.add(person(2, "bo"))
    with pytest.raises(HandleTaken):
        await users.update(ada._replace(handle="bo", display_name="Bo"))
    assert await users.find_by_handle("ada") == ada


async def test_another_name_under_the_same_handle_reserves_nothing(users: Users) -> None:
    ada = await users.add(person(1, "ada", "Ada"))
    assert (await users.update(ada._replace(display_name="Ada King"))).display_name == "Ada King"
    assert [user.display_name for user in await users.search("king", limit=5)] == ["Ada King"]
    assert await users.search("ada", limit=5) == [ada._replace(display_name="Ada King")]


async def test_a_search_finds_the_beginning_of_any_word_without_case_and_accents(users: Users) -> None:
    zoe = await users.add(person(1, "zoe.k", "Zoë Ångström-Kovač"))
    soren = await users.add(person(2, "skg", "Søren Aabye Kierkegaard"))
    for text in ("zoe", "ZOË", "ang", "ÅNG", "kovac", "zoë ang", "k", "  zoe   angs "):
        assert zoe in await users.search(text, limit=5), text
    for text in ("søren", "SOREN", "aabye k", "kierk"):
        assert await users.search(text, limit=5) == [soren], text
    assert await users.search("oe", limit=5) == []
    assert await users.search("kovacx", limit=5) == []


async def test_the_closest_match_comes_first(users: Users) -> None:
    by_word = await users.add(person(1, "maria", "Maria Ann Ankersen"))
    by_name = await users.add(person(2, "zz", "Anna Berg"))
    by_handle = await users.add(person(3, "anneliese", "Bo"))
    exact = await users.add(person(4, "an", "Cy"))
    assert await users.search("an", limit=10) == [exact, by_handle, by_name, by_word]
    assert await users.search("an", limit=2) == [exact, by_handle]


async def test_each_person_is_found_once(users: Users) -> None:
    await users.add(person(1, "anna.anna", "Anna Anna-Anna"))
    assert len(await users.search("an", limit=10)) == 1


@pytest.mark.parametrize("text", ["%", "_", "*", "a%", "\\", "'; --", "\x00", "\U0010ffff", "", "   ", "́"])
async def test_signs_that_mean_something_to_engines_mean_nothing_here(users: Users, text: str) -> None:
    await users.add(person(1, "ada"))
    assert await users.search(text, limit=5) == []


async def test_a_search_finds_other_scripts(users: Users) -> None:
    mei = await users.add(person(1, "mei", "李 小梅"))
    anna = await users.add(person(2, "anna", "Анна Ёлкина"))
    assert await users.search("李", limit=5) == [mei]
    assert await users.search("小", limit=5) == [mei]
    assert await users.search("анн", limit=5) == [anna]
    assert await users.search("ЕЛК", limit=5) == [anna]
