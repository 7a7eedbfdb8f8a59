"""What a trial runs on: a server of the verifier's own with a proxy in front, or a deployment that is there."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from cruddur.verify.connection import Target
from cruddur.verify.dice import Dice
from cruddur.verify.host import Host
from cruddur.verify.nemesis import Restarts
from cruddur.verify.proxy import Proxy

Ways = Mapping[str, tuple[str, int]]
"""Where to turn to for each engine."""


class Start(NamedTuple):
    """How a server is started.

    Attributes:
        program: see `Host`.
        environment: made from the ports of the servers that were started before it, and the ways to the engines.
    """

    program: Sequence[str]
    folder: Path
    environment: Callable[[Sequence[int], Ways], Awaitable[Mapping[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """Where clients turn to, and what the nemesis may touch.

    Attributes:
        hosts: servers that belong to the verifier; none where it is a guest.
        restarts: of engines that do.
        direct: the way past the proxies, for what is read in the end.
    """

    targets: Sequence[Target]
    direct: Sequence[Target]
    proxies: list[Proxy]
    hosts: list[Host]
    restarts: Restarts = field(default_factory=dict[str, Callable[[], None]])


@asynccontextmanager
async def own_servers(
    starts: Sequence[Start], dice: Dice, engines: Ways | None = None, restarts: Restarts | None = None
) -> AsyncGenerator[Deployment]:
    """Start servers one after the other, each on a folder of its own, and a proxy before each.

    Args:
        engines: what the servers share; a proxy is put before each of them too.
        restarts: of those of them that may be killed.
    Raises:
        CannotStart: one does not become ready.
    """
    hosts: list[Host] = []
    proxies = [Proxy(address, dice, engine=name) for name, address in (engines or {}).items()]
    try:
        ways_to_engines = {proxy.engine: await proxy.start() for proxy in proxies}
        for start in starts:
            environment = await start.environment([each.port for each in hosts], ways_to_engines)
            host = Host(start.program, start.folder, environment)
            await host.start()
            hosts.append(host)
        before = [Proxy(("127.0.0.1", host.port), dice) for host in hosts]
        proxies += before
        ways = [await proxy.start() for proxy in before]
        urls = [f"http://127.0.0.1:{host.port}" for host in hosts]
        yield Deployment(
            targets=[Target(url, way) for url, way in zip(urls, ways, strict=True)],
            direct=[Target(url, proxy.upstream) for url, proxy in zip(urls, before, strict=True)],
            proxies=proxies,
            hosts=hosts,
            restarts=restarts or {},
        )
    finally:
        for proxy in proxies:
            await proxy.stop()
        for host in hosts:
            await host.kill()


@asynccontextmanager
async def given(urls: Sequence[str], dice: Dice) -> AsyncGenerator[Deployment]:
    """Put a proxy before each host of a deployment that is there."""
    direct = [Target.of(url) for url in urls]
    proxies = [Proxy(target.address, dice) for target in direct]
    try:
        ways = [await proxy.start() for proxy in proxies]
        targets = [Target(target.url, way) for target, way in zip(direct, ways, strict=True)]
        yield Deployment(targets=targets, direct=direct, proxies=proxies, hosts=[])
    finally:
        for proxy in proxies:
            await proxy.stop()
