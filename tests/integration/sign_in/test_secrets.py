"""The provider's key, the passwords, and the letters: what is kept, how, and who may see it."""

import asyncio
import io
import json
import multiprocessing
import re
import sys
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from cruddur.adapters.local.console_letters import ConsoleLetters
from cruddur.adapters.local.passwords import WAITING_MAX, Argon2Passwords
from cruddur.adapters.local.signing_key import FILE_NAME, SigningKeyUnreadable, open_signing_key, read_signing_key
from cruddur.adapters.sqlite.database import Database
from cruddur.domain import instant
from cruddur.domain.errors import Unavailable, UserNotFound
from cruddur.ports.passwords import Letter
from tests.integration.sign_in.scene import PASSWORD, SignInScene

NOON = instant.parse("2026-03-01T12:00:00Z")


def test_a_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    made = open_signing_key(tmp_path / "data")
    file = tmp_path / "data" / FILE_NAME
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    again = open_signing_key(tmp_path / "data")
    assert (again.issuer, again.public_keys()) == (made.issuer, made.public_keys())
    assert re.fullmatch(r"https://cruddur\.internal/local_[A-Za-z0-9]{9}", made.issuer)
    assert [path.name for path in (tmp_path / "data").iterdir()] == [FILE_NAME]


def test_two_installations_have_nothing_in_common(tmp_path: Path) -> None:
    one, other = open_signing_key(tmp_path / "one"), open_signing_key(tmp_path / "other")
    assert one.issuer != other.issuer
    assert one.public_keys()[0]["kid"] != other.public_keys()[0]["kid"]


def test_what_is_signed_is_verified_with_the_public_part(tmp_path: Path) -> None:
    key = open_signing_key(tmp_path)
    keys = KeySet.import_key_set({"keys": [dict(each) for each in key.public_keys()]})  # pyright: ignore[reportArgumentType] - plain JSON
    token = jwt.decode(key.sign({"sub": "ada"}), keys, algorithms=["RS256"])
    assert token.header == {"alg": "RS256", "kid": key.public_keys()[0]["kid"]}
    assert token.claims == {"sub": "ada"}


def test_processes_that_come_at_once_get_one_key(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(3) as pool:
        issuers = pool.map(_issuer, [tmp_path] * 3)
    assert len(set(issuers)) == 1


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    open_signing_key(tmp_path)
    (tmp_path / FILE_NAME).chmod(0o640)
    with pytest.raises(SigningKeyUnreadable, match="chmod 600"):
        open_signing_key(tmp_path)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"pool_id": "x", "keys": []}', '{"pool_id": "x", "keys": [{}]}']
)
def test_a_broken_key_is_refused_and_kept(tmp_path: Path, text: str) -> None:
    file = tmp_path / FILE_NAME
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(SigningKeyUnreadable):
        open_signing_key(tmp_path)
    assert file.read_text() == text


def test_a_new_key_in_front_signs_and_the_old_one_is_still_published(tmp_path: Path) -> None:
    old = open_signing_key(tmp_path / "a")
    new = open_signing_key(tmp_path / "b")
    file = tmp_path / "a" / FILE_NAME
    kept = json.loads(file.read_text())
    kept["keys"].insert(0, json.loads((tmp_path / "b" / FILE_NAME).read_text())["keys"][0])
    file.write_text(json.dumps(kept))
    rotated = read_signing_key(tmp_path / "a")
    assert rotated.issuer == old.issuer
    assert list(rotated.public_keys()) == [*new.public_keys(), *old.public_keys()]


def test_nobody_has_a_key_where_no_provider_ran(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_signing_key(tmp_path)
    assert list(tmp_path.iterdir()) == []


async def test_passwords_are_hashed_as_the_design_says() -> None:
    passwords = Argon2Passwords()
    stored = await passwords.hash(PASSWORD)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await passwords.verify(PASSWORD, stored)
    assert not await passwords.verify(PASSWORD + " ", stored)
    assert not await passwords.verify(PASSWORD, None)
    assert not await passwords.verify("nobody's password", None)
    assert not await passwords.verify(PASSWORD, "broken")
    assert await passwords.hash(PASSWORD) != stored
    assert not passwords.is_outdated(stored)
    assert Argon2Passwords(memory_kib=64, time_cost=1).is_outdated(stored)
    passwords.close()


async def test_hashing_leaves_the_loop_free_and_refuses_a_flood() -> None:
    passwords = Argon2Passwords()
    outcomes = asyncio.gather(
        *(passwords.verify(PASSWORD, None) for _ in range(WAITING_MAX + 5)), return_exceptions=True
    )
    turns = 0
    while not outcomes.done():
        turns += 1
        await asyncio.sleep(0.001)
    assert turns > 10
    refused = [outcome for outcome in outcomes.result() if isinstance(outcome, Unavailable)]
    assert len(refused) == 5
    assert not await passwords.verify(PASSWORD, None)
    passwords.close()


async def test_old_hashes_are_made_anew_at_the_next_sign_in(scene: SignInScene, database: Database) -> None:
    await scene.add()
    strong = Argon2Passwords()
    stored = await strong.hash(PASSWORD)
    strong.close()
    database._writing.execute("UPDATE accounts SET password_hash = ?", (stored,))
    await scene.browser().sign_in()
    (row,) = database.read("SELECT password_hash FROM accounts")
    assert row[0].startswith("$argon2id$v=19$m=64,t=1,p=1$")


def test_a_letter_is_one_clear_line_on_the_console() -> None:
    console = io.StringIO()
    letters = ConsoleLetters(console)
    letters.send(Letter("confirm", "ada@example.org", "123456", NOON))
    letters.send(Letter("recover", "ada@example.org", "654321", NOON))
    letters.send(Letter("known", "ada@example.org", "", None))
    lines = [line for line in console.getvalue().splitlines() if line]
    assert lines == [
        "  , To ada@example.org: 123456 is the code that confirms your account, until 12:00 UTC.",
        "  , To ada@example.org: 654321 is the code for a new password, until 12:00 UTC.",
        (
            "  , To ada@example.org: somebody asked for an account with this address, and you have one. "
            "Sign in, or ask for a new password."
        ),
    ]


async def test_a_letter_is_written_after_the_answer_whose_time_must_not_tell_of_it() -> None:
    console = io.StringIO()
    ConsoleLetters(console).send(Letter("recover", "ada@example.org", "654321", NOON))
    assert console.getvalue() == ""
    async with asyncio.timeout(10):
        while "654321" not in console.getvalue():
            await asyncio.sleep(0.01)


def test_a_console_that_is_gone_stops_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    closed = io.StringIO()
    closed.close()
    ConsoleLetters(closed).send(Letter("confirm", "ada@example.org", "123456", NOON))
    ConsoleLetters().send(Letter("confirm", "ada@example.org", "123456", NOON))
    captured = capsys.readouterr()
    assert "123456" in captured.err
    assert captured.out == ""
    assert sys.stderr is not None


async def test_adding_an_account_twice_adds_one(scene: SignInScene) -> None:
    ada = await scene.add()
    assert await scene.add() == ada


async def test_tokens_are_made_in_order_and_only_for_people(scene: SignInScene) -> None:
    await scene.add("ada")
    await scene.add("bo")
    made = await scene.make_tokens(["bo", "@Ada"])
    claims = [await scene.access_tokens.verify(each.encode()) for each in made]
    assert [each.name_hint for each in claims] == ["bo", "ada"]
    for unknown in ("nobody", "not a handle", ""):
        with pytest.raises(UserNotFound):
            await scene.make_tokens(["ada", unknown])


def _issuer(folder: Path) -> str:
    return open_signing_key(folder).issuer
