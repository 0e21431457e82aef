"""Wildcards in the ARNs of Resource and NotResource.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from __future__ import annotations

from xacct_guard.iam.arn_pattern import match_resource, odd_part
from xacct_guard.iam.case import Scenario
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.truth import Truth

from ..rewriting import with_resources
from .peculiarity import Json, Peculiarity

_IDENTITY = (PolicyKind.IDENTITY, PolicyKind.BOUNDARY, PolicyKind.SESSION)


def short(scenario: Json, read: Scenario) -> Json | None:
    """An ARN of fewer than six parts is filled up with stars where it may stand, else it is none."""
    resource = read.request.resource

    def judge(kind: PolicyKind, element: str, entry: str) -> str | bool | None:
        parts = entry.split(":")
        if entry == "*" or len(parts) >= 6:
            return None
        whole = ":".join([*parts, *["*"] * (6 - len(parts))])
        covers = _is_filled_up(kind, entry) and match_resource(whole, resource) is Truth.YES
        if element == "Resource":
            return whole if covers else False
        return whole if covers else _is_plain_miss(kind, entry)

    return with_resources(scenario, judge)


def _is_filled_up(kind: PolicyKind, entry: str) -> bool:
    if kind is PolicyKind.RCP:
        return False
    if kind is PolicyKind.SCP:
        return entry.endswith("*")
    return kind in _IDENTITY or "*" in entry


def _is_plain_miss(kind: PolicyKind, entry: str) -> bool:
    """Is it a miss that NotResource turns round? One that was filled up, or rejected, is not."""
    return kind not in (*_IDENTITY, PolicyKind.RCP, PolicyKind.SCP) and "*" not in entry


def over_a_colon(scenario: Json, read: Scenario) -> Json | None:
    """A star at the end of a segment stays within it."""

    def judge(kind: PolicyKind, element: str, entry: str) -> str | bool | None:
        is_whole = entry.count(":") >= 5 and "${" not in entry and odd_part(entry) is None
        unsure = is_whole and match_resource(entry, read.request.resource) is Truth.UNKNOWN
        return (element == "NotResource") if unsure else None

    return with_resources(scenario, judge)


def in_the_type(scenario: Json, read: Scenario) -> Json | None:
    """A wildcard in the type of a resource is a plain character."""

    def judge(kind: PolicyKind, element: str, entry: str) -> str | bool | None:
        odd = _type_of(entry)
        return (element == "NotResource") if "*" in odd or "?" in odd else None

    return with_resources(scenario, judge)


def _type_of(entry: str) -> str:
    """What stands before the first `/` or `:` of the resource part; buckets have none."""
    parts = entry.split(":", 5)
    if len(parts) < 6 or parts[2:5] == ["s3", "", ""]:
        return ""
    at = [one for one in (parts[5].find("/"), parts[5].find(":")) if one >= 0]
    return parts[5][: min(at)] if at else ""


FOUND = (
    Peculiarity("PEER-18", short),
    Peculiarity("PEER-19", over_a_colon),
    Peculiarity("PEER-20", in_the_type),
)
