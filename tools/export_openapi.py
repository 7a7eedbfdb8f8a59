"""Write the OpenAPI document to web/openapi.json, which the web client's types are generated from.

A test compares the file with what the server answers at /api/schema.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from cruddur.entrypoints.http.openapi import document  # noqa: E402 - after the path is set

TARGET = ROOT / "web" / "openapi.json"


def text() -> str:
    """Return the document as the file holds it."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
    print(TARGET.relative_to(ROOT))
