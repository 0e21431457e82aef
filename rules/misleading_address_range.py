"""
An address condition is not about the addresses it seems to be about.

## Why
`aws:SourceIp` is the address that AWS sees, a public one. What comes by a VPC endpoint does not carry the
key at all. So a private range is never met: an Allow with it lets nobody in, and a Deny with `NotIpAddress`
stops everybody. Bits behind the mask (`203.0.113.77/24`) are ignored without a word.

## Instead
Ask for private addresses with `aws:VpcSourceIp` and `aws:SourceVpc`, and write ranges from their first
address.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html

Peers: `PRIVATE_IP_ADDRESS`, `PRIVATE_NOT_IP_ADDRESS`, both with `_SUBSET`, and `IMPROVE_IP_RANGE` (Access
Analyzer).
"""

from collections.abc import Iterator
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network

from xacct_guard.rule import (
    Condition,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Safety,
    Severity,
    Written,
    conditions,
    has_symbol,
    network_of,
    respelled,
)

_PUBLIC_KEY = "aws:sourceip"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for private ranges, one for each range with bits behind its mask."""
    for placed in conditions(facts):
        condition = placed.condition
        if condition.operator.endswith("IpAddress"):
            yield from _private(condition)
            yield from (_shifted(each) for each in condition.values if _has_host_bits(each.text))


def _private(condition: Condition) -> Iterator[Finding]:
    known = [
        each for each in condition.values if not has_symbol(each.text) and "$" not in each.text
    ]
    private = [each for each in known if _is_private(each.text)]
    if condition.key.lower() != _PUBLIC_KEY or not private:
        return
    is_whole = len(private) == len(condition.values)
    what = "only private addresses" if is_whole else f"`{private[0].text}`, which is private"
    yield RULE.finding(
        f"`{condition.key}` is compared with {what}",
        at=condition.span if is_whole else private[0].span,
        says="no request has such a source",
        severity=None if is_whole else Severity.LOW,
        fix=Fix("ask for `aws:VpcSourceIp` together with `aws:SourceVpc`, or for public addresses"),
    )


def _is_private(text: str) -> bool:
    network = network_of(text)
    if isinstance(network, IPv4Network):
        return any(network.subnet_of(each) for each in _ranges() if isinstance(each, IPv4Network))
    if isinstance(network, IPv6Network):
        return any(network.subnet_of(each) for each in _ranges() if isinstance(each, IPv6Network))
    return False


@cache
def _ranges() -> tuple[IPv4Network | IPv6Network, ...]:
    """Ranges that nobody has on the internet (RFC 1918, 3927, 4193, 6598)."""
    private = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16")
    return tuple(map(ip_network, (*private, "127.0.0.0/8", "fc00::/7", "fe80::/10")))


def _has_host_bits(text: str) -> bool:
    network = network_of(text)
    address = text.partition("/")[0]
    return network is not None and network_of(address) != ip_network(network.network_address)


def _shifted(written: Written) -> Finding:
    return RULE.finding(
        f"`{written.text}` is taken for `{network_of(written.text)}`",
        at=written.span,
        says="the bits behind the mask are ignored",
        severity=Severity.INFO,
        fix=Fix(
            f"write `{network_of(written.text)}`",
            Safety.SAFE,
            respelled(written, str(network_of(written.text))),
        ),
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
