"""Run a coroutine that never waits: `:memory:` SQLite answers at once."""

from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def done(coroutine: Coroutine[Any, Any, T]) -> T:
    """Return what the coroutine returns, or raise what it raises, without an event loop."""
    try:
        coroutine.send(None)
    except StopIteration as stopped:
        return stopped.value
    coroutine.close()
    raise AssertionError("it waited")
