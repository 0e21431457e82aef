"""IP address operators: is the address inside the range?"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from ..symbol import has_symbol
from ..truth import Truth
from . import pair


@lru_cache(maxsize=1 << 12)
def _network(text: str) -> IPv4Network | IPv6Network | None:
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
    network, address = _network(wanted), _address(got)
    inside = network is not None and address is not None and address in network
    return Truth.YES if inside else Truth.NO


def _is_range(text: str) -> bool:
    return _network(text) is not None


OPERATORS = pair(
    "IpAddress",
    "NotIpAddress",
    _inside,
    accepts=_is_range,
    expects="an IP address or a range such as `203.0.113.0/24`",
)
