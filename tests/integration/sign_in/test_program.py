"""Sign-in as it is delivered: the real program, a person with a browser, and a developer who reads the console."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx

from cruddur.entrypoints.http.cookies import Cookies
from tests.integration.sign_in.scene import PASSWORD, Browser
from tests.program import Program


class Visitor(Browser):
    """A browser at a real address."""

    def __init__(self, url: str) -> None:
        there: Any = SimpleNamespace(public_url=url, cookies=Cookies(is_https=False))
        self.scene = there
        self.http = httpx.AsyncClient(base_url=url)
        self.page: httpx.Response | None = None


async def test_a_code_stands_on_the_console_and_no_secret_anywhere_else(tmp_path: Path) -> None:
    program = Program.ready(tmp_path / "data", "--empty")
    try:
        visitor = Visitor(program.url)
        await visitor.begin(screen="sign-up")
        fields = {"display_name": "Margo", "handle": "margo", "email": "margo@example.org", "password": PASSWORD}
        await visitor.follow(await visitor.submit(fields=fields))
        code = program.wait_for_line(r": (\d{6}) is the code that confirms")[1]
        await visitor.follow(await visitor.submit(code=code))
        session = (await visitor.get("/api/session")).json()
        assert session["user"]["handle"] == "margo"
        (token,) = program.tokens("margo")
        answer = await visitor.get("/api/session", headers={"authorization": f"Bearer {token}"})
        assert answer.json()["user"] == session["user"]
        await visitor.begin()
        await visitor.submit(name="margo", password="not the one, surely")
        await visitor.get("/api/session", headers={"authorization": f"Bearer {token}x"})
        secret = visitor.session
        await visitor.http.aclose()
    finally:
        program.stop()
    said = [*program.stdout, *program.stderr]
    about_margo = [line for line in said if "margo@example.org" in line]
    assert len(about_margo) == 1
    assert about_margo[0].startswith(f"  , To margo@example.org: {code} is the code that confirms your account, until ")
    for private in (PASSWORD, "not the one", str(secret), token, token.split(".")[1], "margo@example.org"):
        assert not [line for line in said if private in line and line not in about_margo], private
    assert not [line for line in program.stdout if code in line]
    stored = json.loads((tmp_path / "data" / "provider.json").read_text())
    assert set(stored) == {"pool_id", "keys"}
