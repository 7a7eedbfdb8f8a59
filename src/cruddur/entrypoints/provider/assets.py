"""The files of the provider's pages: styles, a script, the mark, and the product's fonts where they are built."""

import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cruddur.entrypoints.provider.asked import Reply

_FOLDER = Path(__file__).parent / "static"
_FONT = re.compile(r"(hanken-grotesk|newsreader)-(latin|latin-ext|vietnamese)-wght-(normal|italic)[.-][\w-]+\.woff2")
_FAMILIES: Mapping[str, tuple[str, str]] = {
    "hanken-grotesk": ("Hanken Grotesk", "100 900"),
    "newsreader": ("Newsreader", "200 800"),
}
_RANGES: Mapping[str, str] = {
    "latin": "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122",
    "latin-ext": "U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+1E00-1E9F, U+1EF2-1EFF, U+2C60-2C7F",
    "vietnamese": "U+0102-0103, U+0110-0111, U+0128-0129, U+0168-0169, U+01A0-01A1, U+01AF-01B0, U+1EA0-1EF9, U+20AB",
}


@dataclass(frozen=True, slots=True)
class Assets:
    """Every file in memory, named by its content, so that a browser may keep it for ever.

    Attributes:
        addresses: where each is, by the name it has in the package.
        files: what is there, by the last part of the address.
    """

    addresses: Mapping[str, str]
    files: Mapping[str, Reply]


def load_assets(prefix: str, *, bundle: Path | None) -> Assets:
    """Return the files.

    Args:
        prefix: address of the folder they are served under.
        bundle: the built pages, whose fonts are used; without it the system's serif does.
    """
    contents = {path.name: path.read_bytes() for path in sorted(_FOLDER.iterdir()) if path.is_file()}
    contents["fonts.css"] = fonts_css(bundle).encode()
    addresses: dict[str, str] = {}
    files: dict[str, Reply] = {}
    for name, content in contents.items():
        stem, _, suffix = name.rpartition(".")
        file_name = f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        addresses[name] = f"{prefix}/{file_name}"
        files[file_name] = Reply(
            status=200,
            body=content,
            media_type=media_type,
            headers={"cache-control": "public, max-age=31536000, immutable"},
        )
    return Assets(addresses, files)


def fonts_css(bundle: Path | None) -> str:
    """Return the rules for the fonts that the built pages carry; nothing when there are none."""
    rules: list[str] = []
    folder = bundle / "assets" if bundle else None
    for path in sorted(folder.iterdir()) if folder and folder.is_dir() else ():
        found = _FONT.fullmatch(path.name)
        if found:
            (family, weights), letters, style = _FAMILIES[found[1]], found[2], found[3]
            rules.append(
                f'@font-face {{ font-family: "{family}"; src: url("/assets/{path.name}") format("woff2"); '
                f"font-weight: {weights}; font-style: {style}; font-display: swap; unicode-range: {_RANGES[letters]}; }}\n"
            )
    return "".join(rules)
