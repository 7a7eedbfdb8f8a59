"""Let one address, and no other, through a rule of the database's security group."""

import ipaddress
from dataclasses import dataclass
from typing import NamedTuple

from cruddur.ports.operations import DatabaseHost, OperationFailed

POSTGRES_PORT = 5432


class Admitted(NamedTuple):
    """The network that the rule lets in now, and the one it let in before."""

    network: str
    before: str | None

    @property
    def is_new(self) -> bool:
        """Whether anything had to be changed."""
        return self.network != self.before


def single_network(address: str) -> str:
    """Return the network that holds this one address: `203.0.113.7/32`.

    Raises:
        OperationFailed: not an address, a network of several, or one that means "everybody" or "nobody".
    """
    try:
        network = ipaddress.ip_network(address.strip())
    except ValueError:
        raise OperationFailed(f"{address.strip()[:45]!r} is no IP address") from None
    if network.num_addresses != 1:
        raise OperationFailed(f"{network} is {network.num_addresses} addresses; the rule admits exactly one")
    one = network.network_address
    if one.is_unspecified or one.is_multicast or one.is_loopback or one.is_link_local or one.is_reserved:
        raise OperationFailed(f"{one} is not the address of a machine that others can see")
    return str(network)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitAddress:
    """The rule is moved, not added to, so addresses of yesterday do not pile up."""

    host: DatabaseHost

    async def __call__(self, address: str, *, group_id: str, rule_id: str, description: str) -> Admitted:
        """Make the rule let in `address` alone, on PostgreSQL's port.

        Raises:
            OperationFailed: the address is refused, or the rule is unknown, or another rule says the same.
        """
        network = single_network(address)
        rules = {rule.rule_id: rule for rule in await self.host.list_rules(group_id)}
        rule = rules.pop(rule_id, None)
        if rule is None:
            raise OperationFailed(f"security group {group_id} has no inbound rule {rule_id}")
        wanted = rule._replace(network=network, protocol="tcp", from_port=POSTGRES_PORT, to_port=POSTGRES_PORT)
        for other in rules.values():
            if other._replace(rule_id=rule_id) == wanted:
                raise OperationFailed(f"another rule of {group_id}, {other.rule_id}, lets in {network} already")
        if rule != wanted:
            await self.host.update_rule(wanted, description=description)
        return Admitted(network, rule.network if rule != wanted else network)
