"""The application of `world` on a real socket, with uvloop, in a thread or as a program of its own.

python -m tests.integration.http.served     prints the port, then serves until it is killed
"""

import asyncio
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Queue
from typing import Any

import uvloop

from cruddur.entrypoints.http.server import listen, serve
from tests.integration.http.world import World


@dataclass(frozen=True, kw_only=True)
class Served:
    """A server that runs; `call` runs something on its loop."""

    port: int
    world: World
    loop: asyncio.AbstractEventLoop
    stop: asyncio.Event

    def call(self, coroutine: Any) -> Any:
        """Run a coroutine there and return its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(30)


async def run(ready: "Queue[Served | BaseException]", **options: Any) -> None:
    """Serve a new world until its `stop` is set."""
    listener = listen("127.0.0.1", 0)
    port: int = listener.getsockname()[1]
    world = World.open()
    await world.add("andrewbrown", "bayko", "londo")
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    try:
        await serve(
            world.app,
            listener=listener,
            stop=stop,
            on_listening=lambda: ready.put(Served(port=port, world=world, loop=loop, stop=stop)),
            **options,
        )
    except BaseException as failed:
        ready.put(failed)
        raise
    finally:
        await world.engine.close()


@contextmanager
def serving(**options: Any) -> Generator[Served]:
    """Serve in a thread; `options` are further ones of `serve`."""
    ready: Queue[Served | BaseException] = Queue()
    thread = threading.Thread(target=lambda: uvloop.run(run(ready, **options)), daemon=True)
    thread.start()
    served = ready.get(timeout=30)
    assert isinstance(served, Served), served
    try:
        yield served
    finally:
        served.loop.call_soon_threadsafe(served.stop.set)
        thread.join(30)
        assert not thread.is_alive()


if __name__ == "__main__":

    class Printed(Queue[Any]):
        """Prints the port of what is put."""

        def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
            """See Queue."""
            print(item.port, flush=True)

    uvloop.run(run(Printed()))
