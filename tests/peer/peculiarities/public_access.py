"""S3 Block Public Access: which bucket policies are public, and what becomes of a request.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

from xacct_guard.iam.case import Scenario, read_scenario
from xacct_guard.iam.decide import decide
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.home import is_at_home
from xacct_guard.iam.public_access import is_public
from xacct_guard.iam.request import PrincipalKind

from ..rewriting import entries, statements, with_deny
from .peculiarity import Json, Peculiarity

_EXACT = ("StringEquals", "StringEqualsIgnoreCase", "ForAnyValue:StringEquals")
_FIXED = ("aws:principalorgid", "aws:principalaccount", "aws:sourcevpce", "aws:sourceaccount")
_SAYS_TRUE = ("Bool", "StringEquals", "StringEqualsIgnoreCase", "StringLike")


def blocked_explicitly(scenario: Json, read: Scenario) -> Json | None:
    """What Block Public Access keeps out, and would be allowed else, is denied explicitly."""
    if not _is_blocked(scenario, read) or not _is_public(scenario):
        return None
    return _denied(scenario) if is_public(read.layers.resource).is_yes else None


def public_by_another_reading(scenario: Json, read: Scenario) -> Json | None:
    """Other operators and other keys limit a statement; one that names providers is limited."""
    if not _is_blocked(scenario, read):
        return None
    ours, theirs = is_public(read.layers.resource), _is_public(scenario)
    if ours.is_yes if theirs else ours.is_no:
        return None
    return _denied(scenario) if theirs else _open(scenario)


def _is_blocked(scenario: Json, read: Scenario) -> bool:
    settings = scenario["policies"].get("resource_settings", {})
    blocked = settings.get("s3_block_public_access", {}).get("restrict_public_buckets", False)
    is_service = read.request.principal.kind is PrincipalKind.SERVICE
    outside = is_at_home(read.request).is_no and not is_service
    return blocked and outside and scenario["policies"].get("resource") is not None


def _open(scenario: Json) -> Json:
    made = copy.deepcopy(scenario)
    made["policies"]["resource_settings"] = {}
    return made


def _denied(scenario: Json) -> Json:
    made = _open(scenario)
    read = read_scenario(made)
    allowed = decide(read.request, read.layers, read.semantics).verdict is Verdict.ALLOW
    return with_deny(made) if allowed else made


def _is_public(scenario: Json) -> bool:
    allowing = (
        one for one in statements(scenario["policies"].get("resource")) if one["Effect"] == "Allow"
    )
    return any(_names_anyone(one) and not any(map(_limits, *_asked(one))) for one in allowing)


def _names_anyone(statement: Json) -> bool:
    named = statement["Principal"]
    return "*" in entries(named.get("AWS") if isinstance(named, dict) else named)


def _asked(statement: Json) -> tuple[list[str], list[str], list[list[str]]]:
    """Operators, keys and values, side by side."""
    found = [
        (name, key.lower(), [str(one).lower() for one in entries(values)])
        for name, keys in statement.get("Condition", {}).items()
        for key, values in keys.items()
    ]
    return [one[0] for one in found], [one[1] for one in found], [one[2] for one in found]


def _limits(name: str, key: str, values: list[str]) -> bool:
    return any(_reasons(name, key, values))


def _reasons(name: str, key: str, values: list[str]) -> Iterator[bool]:
    plain = not any("*" in one or "?" in one for one in values)
    if key in _FIXED:
        yield name in _EXACT or (name == "StringLike" and plain)
    if key == "aws:principalisawsservice":
        yield name in _SAYS_TRUE and set(values) == {"true"}
    if key in ("aws:principalarn", "aws:sourcearn"):
        heads = [one.split(":")[1:5] for one in values]
        fixed = all(
            len(head) == 4 and head[3] and "*" not in head[3] and "?" not in head[3]
            for head in heads
        )
        yield name == "ArnEquals" and fixed
        whole = not any("*" in part or "?" in part for head in heads for part in head)
        yield key == "aws:principalarn" and name == "ArnLike" and fixed and whole
    if key == "aws:principalorgpaths":
        paths = [one.removesuffix("*") if name == "StringLike" else one for one in values]
        fixed = all(one.startswith("o-") and "/" in one[:-1] and "*" not in one for one in paths)
        yield name in ("StringEquals", "StringLike") and fixed
    if key == "aws:sourceip":
        yield name == "IpAddress" and all(map(_is_narrow, values))


def _is_narrow(value: str) -> bool:
    address, slash, prefix = value.partition("/")
    if ":" in address:
        return bool(slash) and int(prefix) >= 32
    return bool(slash) and (address.startswith("10.") or int(prefix) >= 8)


FOUND = (
    Peculiarity("PEER-32", blocked_explicitly, frozenset({"resource", "identity"})),
    Peculiarity("PEER-35", public_by_another_reading, frozenset({"resource", "identity"})),
)
