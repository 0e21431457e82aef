"""IP address operators: is the address inside the range?"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from ..symbol import has_symbol
from ..truth import Truth
from . import pair

_RANGE = re.compile(r"[0-9A-Fa-f:.]+(/[0-9]{1,3})?")


@lru_cache(maxsize=1 << 12)
def network_of(text: str) -> IPv4Network | IPv6Network | None:
    """The range of a CIDR or a bare address; there are no masks such as `/255.0.0.0`."""
    if not _RANGE.fullmatch(text):
        return None
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


@lru_cache(maxsize=1 << 12)
def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _inside(wanted: str, got: str) -> Truth:
    if has_symbol(wanted) or has_symbol(got):
        return Truth.UNKNOWN
    network, address = network_of(wanted), _address(got)
    inside = network is not None and address is not None and address in network
    return Truth.YES if inside else Truth.NO


def _is_range(text: str) -> bool:
    return network_of(text) is not None


OPERATORS = pair(
    "IpAddress",
    "NotIpAddress",
    _inside,
    accepts=_is_range,
    expects="an IP address or a range such as `203.0.113.0/24`",
)
