"""Does harm, one fault after another, and writes each down."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Protocol

from cruddur.verify.dice import Dice
from cruddur.verify.history import Fault, History
from cruddur.verify.proxy import CALM, Proxy, Weather

SKEWS_S = (-7200, -1800, 0, 1800, 7200)
"""By how much a host's clock may be wrong after a restart."""


class Server(Protocol):
    """What can be done to a server that belongs to the verifier."""

    async def kill(self) -> None:
        """End it at once."""
        ...

    async def start(self, **environment: str) -> None:
        """Start it, and wait until it is ready."""
        ...

    def pause(self) -> None:
        """Let it stand still."""
        ...

    def resume(self) -> None:
        """Let it go on."""
        ...


Restarts = Mapping[str, Callable[[], None]]
"""How to kill -9 an engine and start it again on its files, by its name. Each waits until it is back."""


class Nemesis:
    """Faults of the way (through the proxies), and of the servers and engines where they belong to the verifier.

    Args:
        skew: the environment variable by which a server's clock can be set wrong; "" where it cannot.
        kinds: of the faults that are done; all of them when empty.
    """

    def __init__(
        self,
        proxies: list[Proxy],
        servers: list[Server],
        history: History,
        dice: Dice,
        *,
        restarts: Restarts | None = None,
        skew: str = "",
        kinds: Collection[str] = (),
    ) -> None:
        self._proxies = proxies
        self._servers = servers
        self._restarts = restarts or {}
        self._history = history
        self._dice = dice
        self._skew = skew
        self._struck = ""
        self._faults: list[tuple[tuple[str, Callable[[], Awaitable[None]]], float]] = [
            (("lose answers", self._lose_answers), 5.0),
            (("tear answers", self._tear_answers), 2.0),
            (("cut connections", self._cut), 3.0),
            (("delay", self._delay), 3.0),
            (("throttle", self._throttle), 2.0),
            (("refuse connections", self._refuse), 1.0),
        ]
        if servers:
            self._faults += [(("kill -9", self._kill), 2.0), (("pause", self._pause), 2.0)]
        if servers and skew:
            self._faults.append((("kill -9, clock wrong", self._kill_and_skew), 1.0))
        if self._restarts:
            self._faults.append((("kill -9", self._kill_engine), 2.0))
        if kinds:
            self._faults = [fault for fault in self._faults if fault[0][0] in kinds]

    async def strike(self) -> None:
        """Do one fault, from its beginning until everything works again, and write it down."""
        kind, fault = self._dice.weighted(self._faults)
        loop = asyncio.get_running_loop()
        begun_s = loop.time()
        self._struck = ""
        await fault()
        self._history.faults.append(Fault(f"{kind}{self._struck}", begun_s, loop.time()))

    async def rest(self) -> None:
        """Leave everybody alone for a moment."""
        await asyncio.sleep(self._dice.between(0.05, 0.35))

    # --- the way

    async def _lose_answers(self) -> None:
        await self._weather(Weather(eats_answers=True), share=self._dice.between(0.2, 0.8), most_s=0.3)

    async def _tear_answers(self) -> None:
        await self._weather(Weather(tears_answers=True), share=self._dice.between(0.2, 0.8), most_s=0.3)

    async def _delay(self) -> None:
        await self._weather(Weather(delay_s=self._dice.between(0.01, 0.4)), share=self._dice.fraction(), most_s=0.8)

    async def _throttle(self) -> None:
        await self._weather(Weather(slow_s=self._dice.between(0.002, 0.05)), share=self._dice.fraction(), most_s=0.8)

    async def _refuse(self) -> None:
        proxy = self._some_way()
        proxy.cut(0.3)
        await self._weather(Weather(refuses=True), share=1.0, most_s=0.3, proxy=proxy)

    async def _cut(self) -> None:
        self._some_way().cut(self._dice.between(0.1, 0.6))

    async def _weather(self, weather: Weather, *, share: float, most_s: float, proxy: Proxy | None = None) -> None:
        struck = proxy or self._some_way()
        struck.set_weather(weather, share)
        await asyncio.sleep(self._dice.between(0.05, most_s))
        struck.set_weather(CALM, 0.0)

    def _some_way(self) -> Proxy:
        proxy = self._dice.choice(self._proxies)
        self._struck = f": {proxy.engine}" if proxy.engine else ""
        return proxy

    # --- the server

    async def _kill(self) -> None:
        server = self._dice.choice(self._servers)
        await server.kill()
        await asyncio.sleep(self._dice.between(0.0, 0.2))
        await server.start()

    async def _kill_and_skew(self) -> None:
        server = self._dice.choice(self._servers)
        await server.kill()
        await server.start(**{self._skew: str(self._dice.choice(SKEWS_S))})

    async def _kill_engine(self) -> None:
        name = self._dice.choice(sorted(self._restarts))
        self._struck = f": {name}"
        await asyncio.to_thread(self._restarts[name])

    async def _pause(self) -> None:
        server = self._dice.choice(self._servers)
        server.pause()
        try:
            await asyncio.sleep(self._dice.between(0.1, 1.2))
        finally:
            server.resume()
