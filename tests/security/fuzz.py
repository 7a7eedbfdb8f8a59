"""Whatever bytes come, a parser answers or refuses: `python -m tests.security.fuzz NAME|all [SECONDS]`.

Coverage-guided (atheris). Each parser may raise what it says that it raises, and nothing else. Ends with exit code 0
when time is up; a crash prints the input, which is then kept in the test beside this.
"""

import contextlib
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["cruddur"]):  # pyright: ignore[reportAttributeAccessIssue] - has no types
    import msgspec

    from cruddur.adapters.dynamodb import keys
    from cruddur.adapters.oidc import jws
    from cruddur.domain import account, instant, texts, user
    from cruddur.domain.authorization import Client, parse_authorization
    from cruddur.domain.errors import Refusal
    from cruddur.domain.ids import UserUuid
    from cruddur.entrypoints.http import parse
    from cruddur.entrypoints.http.caller import credentials_of
    from cruddur.entrypoints.http.cookies import label_of
    from cruddur.entrypoints.http.cursor import decode_cursor, encode_cursor
    from cruddur.entrypoints.live import frames
    from cruddur.entrypoints.provider import asked
    from cruddur.ports.tokens import TokenRefused

READER = UserUuid("9d6b0c1e-55d3-4b8e-8f3a-2f1b7c6d5e02")

Parser = Callable[[bytes], object]
Refusals = tuple[type[Exception], ...]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _cursor(data: bytes) -> None:
    place = decode_cursor(_text(data), READER)
    assert encode_cursor(place, READER) == _text(data)


def _entry_key(data: bytes) -> None:
    pk, _, sk = _text(data).partition("\n")
    key: keys.Key = {"pk": {"S": pk}, "sk": {"S": sk}}
    assert keys.entry_key(*keys.parse_entry_key(key)) == key


def _instant(data: bytes) -> None:
    assert len(instant.parse(_text(data))) == instant.MICROSECONDS


def _message(data: bytes) -> None:
    text = texts.checked_message(_text(data))
    preview = texts.preview(text)
    assert preview is not None
    assert len(preview) <= texts.PREVIEW_MAX_CHARS


def _form(data: bytes) -> None:
    asked.parsed_form(data, "application/x-www-form-urlencoded")


def _authorization(data: bytes) -> None:
    parse_authorization(asked.parsed(_text(data)), (Client("web", ("http://a/b",), ()),))


PARSERS: dict[str, tuple[Parser, Refusals]] = {
    "send": (parse.send_message, (Refusal,)),
    "mark_read": (parse.mark_read, (Refusal,)),
    "messages_query": (parse.messages_query, (Refusal,)),
    "groups_query": (parse.groups_query, (Refusal,)),
    "people_query": (parse.people_query, (Refusal,)),
    "cursor": (_cursor, (Refusal,)),
    "credentials": (lambda data: credentials_of([(b"authorization", data), (b"cookie", data)]), ()),
    "user_agent": (lambda data: label_of(data.decode("latin-1")), ()),
    "frame": (frames.parse, (msgspec.MsgspecError,)),
    "token": (jws.kid_of, (TokenRefused,)),
    "form": (_form, (Refusal,)),
    "authorization": (_authorization, (Refusal,)),
    "entry_key": (_entry_key, (ValueError,)),
    "instant": (_instant, (ValueError,)),
    "message": (_message, (Refusal,)),
    "handle": (lambda data: user.checked_handle(_text(data)), (Refusal,)),
    "email": (lambda data: account.checked_email(_text(data)), (Refusal,)),
}

SEEDS: dict[str, Sequence[bytes]] = {
    "send": (b'{"message":"x","handle":"bayko","message_uuid":"019aa0de-6b00-7c3d-8e4f-5a6b7c8d9e04","after_seq":1}',),
    "mark_read": (b'{"seq":1}',),
    "messages_query": (b"limit=3&before=4", b"at=2026-01-01T00:00:00Z", b"after=9"),
    "groups_query": (b"limit=3&cursor=abc",),
    "people_query": (b"q=b%C3%A4&limit=3",),
    "frame": (b'{"type":"read","message_group_uuid":"6f9d3d1a-3c55-5a1e-9b0f-7a2e8d4c1b03","seq":1}',),
    "token": (b"eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.e30.AA",),
    "entry_key": (b"MSG#6f9d3d1a-3c55-5a1e-9b0f-7a2e8d4c1b03\n000000000001",),
    "instant": (b"2026-12-31T23:59:59.999999+02:00",),
    "form": (b"username=a&password=b&csrf=c",),
    "authorization": (b"client_id=web&redirect_uri=http://a/b&response_type=code&scope=openid&state=s",),
}


CRASHED_ONCE: dict[str, Sequence[bytes]] = {
    "frame": (b'{"type":"\x8e\x92a(","message_group_uuid":3c55-5a1uuid',),
}
"""What has brought a parser down at some time; it is tried for ever."""


def main(name: str, seconds: str = "60") -> None:
    """Fuzz one parser; with `all`, the first byte chooses the parser."""
    names = sorted(PARSERS) if name == "all" else [name]

    def one(data: bytes) -> None:
        if data:
            parser, refusals = PARSERS[names[data[0] % len(names)]]
            with contextlib.suppress(*refusals):
                parser(data[1:])

    known = [
        bytes((number,)) + data
        for number, each in enumerate(names)
        for data in (*SEEDS.get(each, (b"",)), *CRASHED_ONCE.get(each, ()))
    ]
    for data in known:
        one(data)
    with tempfile.TemporaryDirectory() as corpus:
        for number, data in enumerate(known):
            (Path(corpus) / str(number)).write_bytes(data)
        flags = [f"-max_total_time={seconds}", "-max_len=2048", "-verbosity=0", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], *flags, corpus], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
