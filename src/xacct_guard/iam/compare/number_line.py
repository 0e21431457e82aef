"""Values of which every comparison with some limits tells them apart: one for each cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address

from ..conditions.date import instant
from ..conditions.ip import network_of

_ZERO = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = 253402300799  # the last second that ISO 8601 can write with four digits for the year


def numbers(limits: Iterable[str]) -> Iterator[str]:
    """Each limit, a number between each two, one below all and one above."""
    known = sorted({Decimal(text) for text in limits if _is_number(text)})
    if not known:
        yield "1"
        return
    yield _plain(known[0] - 1)
    for number, following in zip(known, (*known[1:], known[-1] + 2), strict=True):
        yield _plain(number)
        yield _plain((number + following) / 2)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except ArithmeticError:
        return False


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def dates(limits: Iterable[str]) -> Iterator[str]:
    """The same of instants."""
    known = sorted({found for found in map(instant, limits) if found is not None})
    if not known:
        yield "2026-01-01T00:00:00Z"
        return
    yield _written(known[0] - 1)
    for moment, following in zip(known, (*known[1:], known[-1] + 2), strict=True):
        yield _written(moment)
        yield _written((moment + following) / 2)


def _written(moment: Decimal) -> str:
    if moment != moment.to_integral_value() or not 0 <= moment <= _LAST:
        return format(moment, "f") if moment > 999 or "." in str(moment) else f"{moment:f}.0"
    return (_ZERO + timedelta(seconds=int(moment))).strftime("%Y-%m-%dT%H:%M:%SZ")


def addresses(limits: Iterable[str]) -> Iterator[str]:
    """The first address of each stretch that the borders of some ranges make, of both versions."""
    v4, v6 = {0x01000001}, {0x2000 << 112}
    for network in map(network_of, limits):
        if network is None:
            continue
        borders = v4 if network.version == 4 else v6
        borders.add(int(network.network_address))
        borders.add(int(network.broadcast_address) + 1)
    yield from (str(IPv4Address(one)) for one in sorted(v4) if one < 1 << 32)
    yield "0.0.0.0"
    yield from (str(IPv6Address(one)) for one in sorted(v6) if one < 1 << 128)
    yield "::"
