"""Something that must not be."""

from typing import NamedTuple


class Violation(NamedTuple):
    """A broken promise. `kind` is one of a few words; `example` says where, for a person to look it up."""

    kind: str
    example: str
