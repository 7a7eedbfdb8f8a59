"""What a trial runs on: a server of the verifier's own with a proxy in front, or a deployment that is there."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from cruddur.verify.connection import Target
from cruddur.verify.dice import Dice
from cruddur.verify.host import Host
from cruddur.verify.proxy import Proxy


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """Where clients turn to, and what the nemesis may touch.

    Attributes:
        hosts: servers that belong to the verifier; none where it is a guest.
        direct: the way past the proxies, for what is read in the end.
    """

    targets: Sequence[Target]
    direct: Sequence[Target]
    proxies: list[Proxy]
    hosts: list[Host]


@asynccontextmanager
async def own_server(
    program: Sequence[str], folder: Path, dice: Dice, *, environment: Mapping[str, str]
) -> AsyncGenerator[Deployment]:
    """Start a server on a folder, and a proxy before it.

    Raises:
        CannotStart: it does not become ready.
    """
    host = Host(program, folder, environment)
    proxy = Proxy(("127.0.0.1", host.port), dice)
    url = f"http://127.0.0.1:{host.port}"
    await host.start()
    try:
        way = await proxy.start()
        yield Deployment(
            targets=[Target(url, way)],
            direct=[Target(url, proxy.upstream)],
            proxies=[proxy],
            hosts=[host],
        )
    finally:
        await proxy.stop()
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
