"""What may be typed: addresses, passwords, codes; and what tries and searches make of it."""

import pytest

from cruddur.domain import instant
from cruddur.domain.account import (
    EmailInvalid,
    PasswordCommon,
    PasswordTooLong,
    PasswordTooShort,
    Tries,
    checked_code,
    checked_email,
    checked_password,
    code_from,
    next_try,
    sign_in_name,
)
from cruddur.domain.folding import folded
from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import shifted
from cruddur.domain.names import HANDLE, NAME, WORD, terms
from cruddur.domain.user import User

NOON = instant.parse("2026-03-01T12:00:00Z")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Ada@Example.org", "ada@example.org"),
        ("  a.b+c@mail.example.co.uk ", "a.b+c@mail.example.co.uk"),
        ("jörg@müller.example", "jörg@müller.example"),
        ("o'neil@example.org", "o'neil@example.org"),
        ("a@xn--p1ai.example", "a@xn--p1ai.example"),
    ],
)
def test_an_address_is_stored_in_lower_case(typed: str, stored: str) -> None:
    assert checked_email(typed) == stored


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "ada",
            "@example.org",
            "ada@",
            "ada@example",
            "ada@.org",
            "ada@example..org",
            "ada@-a.org",
            "a b@example.org",
        ),
        *(
            "ada@exam ple.org",
            "ada@example.org\n bcc: x@y.org",
            "ada@\0example.org",
            "ada@127.0.0.1",
            "a,b@example.org",
        ),
        *('"a"@example.org', "a@b@example.org", "x" * 65 + "@example.org", "a@" + "b" * 260 + ".org", "ada@\ud800.org"),
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(EmailInvalid):
        checked_email(text)


@pytest.mark.parametrize(
    "password",
    [
        *("correct horse battery", "a lantern, two oars", "žluťoučký kůň pěl", "twelve chars", "Tr0ub4dor&3 again"),
        *("我们 一起去吃 面条 吧 好吗 今天", "x7!kQ9#mZ2$p", "my password is not this one"),
    ],
)
def test_a_long_password_of_ones_own_is_taken(password: str) -> None:
    assert checked_password(password, own_words=("ada", "Ada Lovelace", "ada@example.org"))


@pytest.mark.parametrize(
    "password",
    [
        *("password1234", "PASSWORD1234", "passwordpassword", "qwertyuiopasdf", "123456789012", "abcdefghijkl"),
        *(
            "aaaaaaaaaaaa",
            "abababababab",
            "letmeinletmein",
            "iloveyou1234",
            "ada ada ada ada",
            "adalovelace1",
            "ada@example.org",
        ),
        *("poiuytrewqlk", "welcome12345", "cruddurcruddur", "111122223333"),
    ],
)
def test_the_first_guesses_are_refused(password: str) -> None:
    with pytest.raises(PasswordCommon):
        checked_password(password, own_words=("ada", "Ada Lovelace", "ada@example.org"))


def test_length_is_counted_in_characters_after_composition() -> None:
    with pytest.raises(PasswordTooShort):
        checked_password("e\u0301" * 11)
    with pytest.raises(PasswordTooLong):
        checked_password("xyz " * 65)
    assert checked_password("cafe\u0301 au lait x") == checked_password("café au lait x")


@pytest.mark.parametrize(("typed", "code"), [("123456", "123456"), (" 123 456 ", "123456"), ("123-456", "123456")])
def test_a_code_may_be_typed_as_it_is_read(typed: str, code: str) -> None:
    assert checked_code(typed) == code


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "１２３４５６", "12345\0"])
def test_what_is_no_code_is_nothing(typed: str) -> None:
    assert checked_code(typed) == ""


def test_codes_are_six_digits_and_differ() -> None:
    codes = {code_from(f"secret {number}") for number in range(1000)}
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(codes) > 990


@pytest.mark.parametrize(("typed", "name"), [(" @Ada ", "ada"), ("ADA@Example.ORG", "ada@example.org"), ("", "")])
def test_a_name_is_looked_up_in_lower_case(typed: str, name: str) -> None:
    assert sign_in_name(typed) == name


def test_five_tries_are_free_then_the_wait_doubles() -> None:
    tries, now, waits = None, NOON, []
    for _ in range(13):
        tries = next_try(tries, now)
        assert tries is not None
        if tries.locked_until is not None:
            waits.append(instant.seconds_between(now, tries.locked_until))
            assert next_try(tries, shifted(tries.locked_until, seconds=-0.001)) is None
            now = tries.locked_until
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900, 900]


def test_a_day_of_rest_forgets_all_tries() -> None:
    worn = Tries(50, NOON, shifted(NOON, seconds=900))
    assert next_try(worn, shifted(NOON, seconds=24 * 3600)) == Tries(1, shifted(NOON, seconds=24 * 3600), None)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Zoë  Ångström", "zoe angstrom"),
        ("STRAẞE", "strasse"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("ﬁne", "fine"),
        ("Ёлка", "елка"),
        ("李 小梅", "李 小梅"),
        ("́", ""),
    ],
)
def test_names_are_folded_alike_however_they_are_written(text: str, plain: str) -> None:
    assert folded(text) == plain
    assert folded(folded(text)) == plain


def test_a_person_is_found_by_handle_name_and_every_later_word() -> None:
    user = User(UserUuid("u"), "ada.k", "Ada King-Noël", None, None, NOON)
    assert [(term.text, term.rank) for term in terms(user)] == [
        ("ada.k", HANDLE),
        ("ada king-noel", NAME),
        ("king-noel", WORD),
        ("noel", WORD),
        ("k", WORD),
    ]
