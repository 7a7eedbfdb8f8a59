"""The web client: the files that its build left, held in memory and compressed once."""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cruddur
from cruddur.entrypoints.http import problems
from cruddur.entrypoints.http.answers import Answer, Headers
from cruddur.entrypoints.http.problems import MethodNotAllowed, PathNotFound

INDEX = "/index.html"
HASHED = "/assets/"
"""Below it the build names every file by its content."""

_FOR_EVER = b"public, max-age=31536000, immutable"
_ASK_AGAIN = b"no-cache"
_NEVER_PAGES = (HASHED, "/.well-known/")
_COMPRESSED = frozenset(("text/html", "text/css", "text/javascript", "application/json", "image/svg+xml", "text/plain"))
_LEAST_COMPRESSED_BYTES = 1024
_GZIP_LEVEL = 6

MISSING = b"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Cruddur Messages</title>
<p>The server runs, but the web pages have not been built yet.</p>
<p>Build them with <code>./cruddur up</code>, or with <code>npm ci &amp;&amp; npm run build</code> in <code>web/</code>.</p>
</html>
"""


def find_bundle() -> Path | None:
    """Return the folder of the built pages: inside the installed package, else in this checkout. None: not built."""
    package = Path(cruddur.__file__).parent
    for folder in (package / "web", package.parent.parent / "web" / "dist"):
        if (folder / "index.html").is_file():
            return folder
    return None


@dataclass(frozen=True, slots=True)
class File:
    """One file, ready to be sent; `squeezed` is its gzip, None where that gains nothing."""

    headers: Headers
    etag: bytes
    body: bytes
    squeezed: bytes | None


class Static:
    """Answers for every path that is neither the API's nor sign-in's."""

    def __init__(self, folder: Path | None) -> None:
        """Read the files.

        Args:
            folder: as `find_bundle` gives it.
        """
        self._files = {} if folder is None else _files(folder)

    def answer(self, method: str, path: str, headers: Mapping[bytes, bytes]) -> Answer:
        """Return a file; the client's index page for the paths of its pages.

        Args:
            method: GET, or HEAD made GET by the shell.
            path: decoded.
        """
        if method != "GET":
            return problems.refused(MethodNotAllowed("GET, HEAD"))
        file = self._files.get(path)
        if file is None:
            if not _may_be_page(path):
                return problems.refused(PathNotFound())
            file = self._files.get(INDEX)
        if file is None:
            return Answer(503, [(b"content-type", b"text/html; charset=utf-8"), (b"retry-after", b"10")], MISSING)
        if _matches(headers.get(b"if-none-match"), file.etag):
            return Answer(304, file.headers, b"")
        if file.squeezed is not None and _takes_gzip(headers.get(b"accept-encoding", b"")):
            return Answer(200, [*file.headers, (b"content-encoding", b"gzip")], file.squeezed)
        return Answer(200, file.headers, file.body)


def _files(folder: Path) -> dict[str, File]:
    return {
        "/" + path.relative_to(folder).as_posix(): _file(path, "/" + path.relative_to(folder).as_posix())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in (".gz", ".map")
    }


def _file(path: Path, name: str) -> File:
    body = path.read_bytes()
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = path.with_name(path.name + ".gz")
    squeezed = None
    if media_type in _COMPRESSED and len(body) >= _LEAST_COMPRESSED_BYTES:
        squeezed = packed.read_bytes() if packed.is_file() else gzip.compress(body, _GZIP_LEVEL, mtime=0)
    etag = b'W/"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"'
    is_text = media_type.startswith("text/")
    headers = [
        (b"content-type", media_type.encode() + (b"; charset=utf-8" if is_text else b"")),
        (b"cache-control", _FOR_EVER if name.startswith(HASHED) else _ASK_AGAIN),
        (b"etag", etag),
        (b"vary", b"accept-encoding"),
    ]
    return File(headers, etag, body, squeezed)


def _may_be_page(path: str) -> bool:
    """Say whether a path may be one of the client's pages: `/messages/new/john.doe` may, `/robots.txt` may not."""
    return not path.startswith(_NEVER_PAGES) and not (path.count("/") == 1 and "." in path)


def _matches(wanted: bytes | None, etag: bytes) -> bool:
    return wanted is not None and any(one.strip() in (etag, b"*") for one in wanted.split(b","))


def _takes_gzip(accepted: bytes) -> bool:
    for one in accepted.lower().split(b","):
        name, _, parameters = one.partition(b";")
        if name.strip() in (b"gzip", b"*"):
            return parameters.replace(b" ", b"") not in (b"q=0", b"q=0.0", b"q=0.00", b"q=0.000")
    return False
