"""IP addresses against ranges, IPv4 as plain numbers."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network

from ..conditions import operators
from ..conditions.ip import network_of
from .texts import TextTest
from .truths import NO, YES

_OCTETS = {str(number): number for number in range(256)}


def inside(ranges: Iterable[str]) -> TextTest:
    """YES for an address in one of the ranges. Spellings that are not plain IPv4 go the long way."""
    ranges = tuple(ranges)
    compare = operators()["ipaddress"].compare
    networks = tuple(
        (int(network.netmask), int(network.network_address))
        for network in map(network_of, ranges)
        if isinstance(network, IPv4Network)
    )

    def test(got: str) -> int:
        try:
            a, b, c, d = got.split(".")
            address = _OCTETS[a] << 24 | _OCTETS[b] << 16 | _OCTETS[c] << 8 | _OCTETS[d]
        except (KeyError, ValueError):
            return max((compare(text, got) for text in ranges), default=NO)
        for mask, network in networks:
            if address & mask == network:
                return YES
        return NO

    return test
