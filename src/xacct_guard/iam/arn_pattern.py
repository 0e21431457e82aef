"""ARNs against ARN patterns: segment by segment, the sixth being all the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from .pattern import glob, match
from .symbol import has_symbol, only_symbol
from .truth import Truth, all_of

_SEGMENTS = 6


def match_resource(pattern: str, value: str) -> Truth:
    """Does a Resource entry cover a resource?

    A lone `*` covers everything. AWS says that a `*` which ends a segment "can" expand beyond
    the colon, and nothing of patterns with fewer than six parts in other than identity-based
    policies: where only that reading makes a match the answer is UNKNOWN.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    """
    if pattern == "*":
        return Truth.YES
    truth = _match_resource(pattern, value)
    return min(truth, Truth.UNKNOWN) if doubtful_part(pattern, value) else truth


def _match_resource(pattern: str, value: str) -> Truth:
    if has_symbol(pattern) or has_symbol(value):
        return _match_symbolic_resource(pattern, value)
    segments, loose = _resource_globs(pattern)
    parts = value.split(":", _SEGMENTS - 1)
    if len(parts) < _SEGMENTS:
        return Truth.NO
    if segments and all(test(part) for test, part in zip(segments, parts, strict=True)):
        return Truth.YES
    return Truth.UNKNOWN if loose and loose(value) else Truth.NO


def completed(pattern: str) -> str:
    """An entry of an identity-based policy, an ARN of fewer than six parts filled up with stars.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
    """
    missing = _SEGMENTS - 1 - pattern.count(":")
    if pattern == "*" or missing <= 0 or has_symbol(pattern) or "${" in pattern:
        return pattern
    return pattern + ":*" * missing


def doubtful_part(pattern: str, value: str) -> str | None:
    """The part of an entry in which a wildcard is "not allowed", where that matters to a resource.

    No page says what comes of `functi*:f`. But AWS's own policies have `*Canvas*`, which is told to
    cover "resources whose ARN contains" it: a star may stand for the type, and for what is around.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
    https://docs.aws.amazon.com/sagemaker/latest/dg/security-iam-awsmanpol-canvas.html
    """
    part = odd_part(pattern)
    return part if part != "type" or _type_of(value) else None


@lru_cache(maxsize=1 << 12)
def odd_part(pattern: str) -> str | None:
    """Has an entry a wildcard in its `service`, or in its `type` and not at its beginning?"""
    service = pattern.split(":", 3)[2:3]
    if service and _has_wildcard(service[0]):
        return "service"
    head = _type_of(pattern) or ""
    return "type" if _has_wildcard(head) and not head.startswith("*") else None


def _has_wildcard(text: str) -> bool:
    return "*" in text or "?" in text


def _type_of(arn: str) -> str | None:
    """What stands before the first `/` or `:` of the resource part; None where that is a name."""
    parts = arn.split(":", _SEGMENTS - 1)
    if len(parts) < _SEGMENTS or parts[2] in UNTYPED or parts[2:5] == ["s3", "", ""]:
        return None
    return re.split("[/:]", parts[5], maxsplit=1)[0]


UNTYPED = frozenset(
    {
        *("aws-marketplace", "codecommit", "codepipeline", "eventsbilltoaws", "execute-api"),
        *("kinesis", "mapcredits", "mediaconnect", "mgh", "neptune-db", "servicequotas"),
        *("sns", "sqs", "ssm-sap", "wafv2"),
    }
)
"""Services some ARNs of which begin with a name where others have a type; S3's buckets are another.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""


def match_arn(pattern: str, value: str) -> Truth:
    """Does an ARN meet a value of ArnEquals or ArnLike (which are the same)?

    Each of the six segments is matched separately. What AWS makes of a lone `*` is not said.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    """
    wanted = pattern.split(":", _SEGMENTS - 1)
    got = value.split(":", _SEGMENTS - 1)
    if len(wanted) == len(got) == _SEGMENTS:
        return all_of(map(match, wanted, got))
    if _spelled_out(pattern, wanted) and _spelled_out(value, got):
        return Truth.UNKNOWN if pattern == "*" and len(got) == _SEGMENTS else Truth.NO
    return _match_whole(pattern, value)


def _spelled_out(text: str, parts: list[str]) -> bool:
    """Can no symbol bring further colons?"""
    return len(parts) == _SEGMENTS or not has_symbol(text)


@lru_cache(maxsize=1 << 16)
def _resource_globs(
    pattern: str,
) -> tuple[tuple[Callable[[str], bool], ...], Callable[[str], bool] | None]:
    """A test for each of six segments (none when there are fewer), and the looser reading."""
    parts = pattern.split(":", _SEGMENTS - 1)
    if len(parts) < _SEGMENTS:
        return (), glob(pattern.rstrip("*") + "*")
    crosses = any(part.endswith("*") for part in parts[1:5])
    return tuple(map(glob, parts)), glob(pattern) if crosses else None


def _match_symbolic_resource(pattern: str, value: str) -> Truth:
    wanted = pattern.split(":", _SEGMENTS - 1)
    got = value.split(":", _SEGMENTS - 1)
    if len(wanted) == len(got) == _SEGMENTS:
        truth = all_of(map(match, wanted, got))
        if truth is Truth.NO and _crosses(pattern, value) and match(pattern, value) is not Truth.NO:
            return Truth.UNKNOWN
        return truth
    if len(wanted) < _SEGMENTS and not has_symbol(pattern):
        return min(match(pattern.rstrip("*") + "*", value), Truth.UNKNOWN)
    if len(got) < _SEGMENTS and not has_symbol(value):
        whole = only_symbol(pattern)
        return match(pattern, value) if whole else Truth.NO
    return _match_whole(pattern, value)


def _crosses(pattern: str, value: str) -> bool:
    """May a star that ends a segment stand for a colon of the value, too? Names hide none.

    Each colon that a star takes is one more than the pattern has.
    """
    ends = any(part.endswith("*") for part in pattern.split(":", _SEGMENTS - 1)[1:5])
    return ends and value.count(":") > pattern.count(":")


def _match_whole(pattern: str, value: str) -> Truth:
    """One of the two is an ARN whose segments are not all known: match the texts as they stand.

    A star then might reach over a colon that the symbol hides, so a YES needs the pattern to
    begin with the same text as the value, up to a star in the resource part.
    """
    truth = match(pattern, value)
    if truth is Truth.YES and pattern != value and not _same_head(pattern, value):
        return Truth.UNKNOWN
    return truth


def _same_head(pattern: str, value: str) -> bool:
    head = min(
        (at for at in (pattern.find("*"), pattern.find("?")) if at >= 0), default=len(pattern)
    )
    return value.startswith(pattern[:head]) and ":" not in pattern[head:] + value[head:]
