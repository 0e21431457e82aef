"""S3 Block Public Access: what RestrictPublicBuckets keeps out.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, ip_network

from .answer import NO, YES, Answer, doubted, every, some, unknown
from .home import is_at_home
from .layers import Layer, Layers
from .policy import Condition, Effect, SetOperator, Statement
from .request import PrincipalKind, Request
from .symbol import symbols_in

_LIMITING = ("StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike")
_WIDEST_V4, _WIDEST_V6 = 8, 32


def restricted(request: Request, layers: Layers) -> Answer:
    """Is the bucket policy void for this principal, because it is public and that is blocked?

    Services and the owner's own principals pass; everyone else is out, also those whom a
    statement of the policy names.
    """
    block = layers.public_access_block
    if block is None or not block.restrict_public_buckets or request.service != "s3":
        return NO
    if request.principal.kind is PrincipalKind.SERVICE:
        return NO
    return every((~is_at_home(request), is_public(layers.resource)))


def is_public(bucket_policy: Layer) -> Answer:
    """Does some statement allow without being limited to fixed values?"""
    hidden = [policy.unresolved for policy in bucket_policy.policies if policy.unresolved]
    if not bucket_policy.held:
        hidden.append(bucket_policy.absent or "the bucket policy")
    statements = (one for policy in bucket_policy.policies for one in policy.statements)
    allowing = (one for one in statements if one.effect is Effect.ALLOW)
    return some((*map(_allows_the_public, allowing), unknown(*hidden) if hidden else NO))


def _allows_the_public(statement: Statement) -> Answer:
    principals = statement.principals
    if principals is None:
        return YES
    federated = YES if principals.federated else NO
    named = map(_may_be_anyone, (entry.text for entry in principals.aws))
    return every((some((federated, *named)), ~some(map(_limits, statement.conditions))))


def _may_be_anyone(entry: str) -> Answer:
    if entry == "*":
        return YES
    names = [symbol.name for symbol in symbols_in(entry) if not symbol.created]
    return unknown(*names) if names and not entry.startswith("arn:") else NO


def _limits(condition: Condition) -> Answer:
    """Does the condition tie the statement to fixed values?"""
    if symbols := symbols_in(condition.key):
        return unknown(*(symbol.name for symbol in symbols))
    if condition.if_exists or condition.set_operator is SetOperator.ALL or not condition.values:
        return NO
    key = condition.key.lower()
    is_fixed = _FIXED.get(key)
    operator = "IpAddress" if key == "aws:sourceip" else None
    if is_fixed is None or (
        condition.operator != operator if operator else condition.operator not in _LIMITING
    ):
        return NO
    exact = condition.operator.startswith("StringEquals")
    fixed = every(_value(written.text, is_fixed, exact) for written in condition.values)
    of_session = key == "aws:userid" and any(":" in one.text for one in condition.values)
    return doubted(fixed, _OF_SESSION) if of_session else fixed


_OF_SESSION = "whether Block Public Access takes the `aws:userid` of a session for a fixed value"
_PLAIN_STAR = "whether Block Public Access takes a plain `*` or `?` for a wildcard"


def _value(text: str, is_fixed: Callable[[str], bool], exact: bool) -> Answer:
    names = [symbol.name for symbol in symbols_in(text) if not symbol.created]
    if names:
        return unknown(*names)
    if "${" in text:
        return NO
    if is_fixed(text):
        return YES
    return unknown(_PLAIN_STAR) if exact and not _no_wildcard(text) else NO


def _no_wildcard(text: str) -> bool:
    return "*" not in text and "?" not in text


def _narrow_range(text: str) -> bool:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return False
    widest = _WIDEST_V4 if isinstance(network, IPv4Network) else _WIDEST_V6
    return network.prefixlen >= widest


def _but_for_the_name(text: str) -> bool:
    """The ARN of an access point, of which only the name may hold wildcards."""
    point = re.fullmatch(r"(arn:[^:]+:s3:[^:]*:[0-9]{12}:accesspoint/).*", text)
    return _no_wildcard(point[1] if point else text)


_FIXED: Mapping[str, Callable[[str], bool]] = {
    **dict.fromkeys(
        (
            *("aws:principalaccount", "aws:principalarn", "aws:principalorgid"),
            *("aws:principalorgpaths", "aws:principalservicename", "aws:sourcearn"),
            *("aws:sourcevpc", "aws:sourcevpce", "aws:sourceowner", "aws:sourceaccount"),
            *("s3:x-amz-server-side-encryption-aws-kms-key-id", "s3:dataaccesspointaccount"),
            "aws:userid",
        ),
        _no_wildcard,
    ),
    "aws:sourceip": _narrow_range,
    "s3:dataaccesspointarn": _but_for_the_name,
}
