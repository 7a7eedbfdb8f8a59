"""Keep people whose passwords everybody knows away from networks."""

import ipaddress
from dataclasses import dataclass

from cruddur.domain.errors import Refusal
from cruddur.ports.accounts import Accounts


class DemoExposed(Refusal):
    """There are demo people, and others than this machine could reach them."""

    code = "demo_exposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardDemo:
    """To be asked before the built-in provider listens. Setting a new password ends being a demo account."""

    accounts: Accounts

    async def __call__(self, *, host: str) -> None:
        """Return if the provider may listen on `host`.

        Args:
            host: an address or name; "" and wildcards count as every network.
        Raises:
            DemoExposed: see there.
        """
        if not is_loopback(host) and await self.accounts.has_demo():
            raise DemoExposed


def is_loopback(host: str) -> bool:
    """Say whether only this machine reaches what listens on `host`."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
