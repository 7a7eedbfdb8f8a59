"""The web client's files and pages."""

import gzip
from pathlib import Path

import pytest

from cruddur.entrypoints.http.static import find_bundle
from tests.integration.http.world import Answered, World

INDEX = "<!doctype html><title>Cruddur</title>" + "<!-- filler -->" * 100
SCRIPT = "export const filler = 1;\n" * 200


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A small build."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(INDEX)
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (tmp_path / "assets" / "index-1a2b3c.js").write_text(SCRIPT)
    (tmp_path / "assets" / "index-1a2b3c.js.map").write_text("{}")
    (tmp_path / "assets" / "text-4d5e6f.woff2").write_bytes(b"\0" * 4000)
    return tmp_path


async def ask(bundle: Path | None, path: str, method: str = "GET", **headers: str) -> Answered:
    world = World.open(bundle=bundle)
    answer = await world.ask(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    await world.engine.close()
    return answer


async def test_hashed_files_are_kept_for_ever_and_the_index_is_asked_for_again(bundle: Path) -> None:
    script = await ask(bundle, "/assets/index-1a2b3c.js")
    assert (script.status, script.body.decode()) == (200, SCRIPT)
    assert script.header("cache-control") == "public, max-age=31536000, immutable"
    assert script.header("content-type") == "text/javascript; charset=utf-8"
    index = await ask(bundle, "/")
    assert (index.status, index.body.decode(), index.header("cache-control")) == (200, INDEX, "no-cache")
    assert index.header("content-type") == "text/html; charset=utf-8"
    icon = await ask(bundle, "/favicon.svg")
    assert (icon.header("content-type"), icon.header("cache-control")) == ("image/svg+xml", "no-cache")
    assert (await ask(bundle, "/assets/text-4d5e6f.woff2")).header("content-type") == "font/woff2"


@pytest.mark.parametrize("path", ["/", "/index.html", "/messages", "/messages/x-y", "/messages/new/john.doe", "/a/b/c"])
async def test_the_paths_of_pages_get_the_index(bundle: Path, path: str) -> None:
    page = await ask(bundle, path)
    assert (page.status, page.body.decode()) == (200, INDEX)


@pytest.mark.parametrize(
    "path",
    ["/assets/gone-1a2b3c.js", "/assets/", "/assets/index-1a2b3c.js.map", "/robots.txt", "/favicon.ico",
     "/.well-known/security.txt", "/.env", "/api", "/auth", "/auth/none", "/oidc", "/oidc/x"],
)  # fmt: skip
async def test_what_is_missing_is_missing_and_no_page(bundle: Path, path: str) -> None:
    missing = await ask(bundle, path)
    assert (missing.status, missing.codes) == (404, ["not_found"])


@pytest.mark.parametrize(
    "path", ["/../secret", "/assets/../../secret", "/%2e%2e/secret", "/assets/%2e%2e%2f%2e%2e%2fsecret"]
)
async def test_nothing_outside_the_bundle_is_served(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret").write_text("secret")
    inside = tmp_path / "dist"
    inside.mkdir()
    (inside / "index.html").write_text(INDEX)
    assert b"secret" not in (await ask(inside, path)).body.replace(b"/secret", b"")


async def test_files_are_compressed_for_those_who_take_it(bundle: Path) -> None:
    for accepted in ("gzip", "br, gzip;q=0.5", "*", "GZIP"):
        packed = await ask(bundle, "/assets/index-1a2b3c.js", accept_encoding=accepted)
        assert (packed.header("content-encoding"), packed.header("vary")) == ("gzip", "accept-encoding")
        assert gzip.decompress(packed.body).decode() == SCRIPT
        assert packed.header("content-length") == str(len(packed.body))
    for accepted in ("", "br", "gzip;q=0", "identity"):
        plain = await ask(bundle, "/assets/index-1a2b3c.js", accept_encoding=accepted)
        assert (plain.header("content-encoding"), plain.body.decode()) == (None, SCRIPT)
    assert (await ask(bundle, "/assets/text-4d5e6f.woff2", accept_encoding="gzip")).header("content-encoding") is None


async def test_what_the_build_has_compressed_is_served_as_it_is(bundle: Path) -> None:
    packed = gzip.compress(SCRIPT.encode(), 9)
    (bundle / "assets" / "index-1a2b3c.js.gz").write_bytes(packed)
    assert (await ask(bundle, "/assets/index-1a2b3c.js", accept_encoding="gzip")).body == packed
    assert (await ask(bundle, "/assets/index-1a2b3c.js.gz")).status == 404


async def test_an_unchanged_file_is_not_sent_again(bundle: Path) -> None:
    etag = (await ask(bundle, "/")).header("etag")
    assert etag
    for known in (etag, f'"x", {etag}', "*"):
        unchanged = await ask(bundle, "/messages", if_none_match=known)
        assert (unchanged.status, unchanged.body, unchanged.header("etag")) == (304, b"", etag)
        assert unchanged.header("content-length") is None
    assert (await ask(bundle, "/", if_none_match='"x"')).status == 200


async def test_head_has_the_headers_of_get(bundle: Path) -> None:
    head = await ask(bundle, "/", "HEAD")
    assert (head.status, head.header("content-length"), head.body) == (200, str(len(INDEX)), b"")


async def test_without_a_build_the_page_says_how_to_make_one() -> None:
    page = await ask(None, "/messages")
    assert page.status == 503
    assert b"./cruddur up" in page.body
    assert (await ask(None, "/api/health/live")).status == 200


def test_the_bundle_is_looked_for_in_the_package_and_in_the_checkout() -> None:
    found = find_bundle()
    assert found is None or (found / "index.html").is_file()
