"""Policy variables.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re

from xacct_guard.iam.case import Scenario
from xacct_guard.iam.context import Missing, look_up
from xacct_guard.iam.pattern import match
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.request import Request
from xacct_guard.iam.truth import Truth

from ..conditions import FITS_NOTHING, value_of
from ..rewriting import Asked, changed, with_resources
from .peculiarity import Json, Peculiarity, held_texts, on_conditions

_ESCAPES = ("*", "?", "$")


def variables_in(text: str) -> list[str]:
    """What stands between the braces."""
    return [one for one in re.findall(r"\$\{([^{}]*)\}", text) if one not in _ESCAPES]


def in_old_documents(scenario: Json, _: Scenario) -> Json | None:
    """Variables are replaced whatever the Version says."""

    def change(kind: PolicyKind, document: Json, statement: Json) -> bool:
        old = document.get("Version") != "2012-10-17" and "${" in str(statement)
        if old:
            document["Version"] = "2012-10-17"
        return old

    return changed(scenario, change)


def _is_empty(variable: str, request: Request) -> bool:
    """Is its value, or where it has none its default, the empty text?"""
    key, comma, default = variable.partition(", ")
    held = look_up(request, key)
    return held == "" or (held is Missing.ABSENT and bool(comma) and default == "''")


def _has_no_value(variable: str, request: Request) -> bool:
    return "," not in variable and look_up(request, variable) is Missing.ABSENT


def _is_on_text(asked: Asked) -> bool:
    return asked.name.startswith(("String", "Arn"))


def _reads_empty(asked: Asked, request: Request) -> bool:
    found = [one for value in asked.values for one in variables_in(value)]
    return _is_on_text(asked) and any(_is_empty(one, request) for one in found)


def empty_in_conditions(scenario: Json, read: Scenario) -> Json | None:
    """An empty value counts as none."""
    return on_conditions(_reads_empty)(scenario, read)


def empty_in_resources(scenario: Json, read: Scenario) -> Json | None:
    """An empty value gives way to the default; without one the entry covers nothing."""
    request = read.request

    def judge(kind: PolicyKind, element: str, entry: str) -> str | bool | None:
        empty = [one for one in variables_in(entry) if _is_empty(one, request)]
        if not empty:
            return None
        found = {one: value_of(one, request) for one in empty}
        if None in found.values() and element == "NotResource":
            return not _may_cover(entry, request.resource)
        if None in found.values() or FITS_NOTHING in found.values():
            return element == "NotResource"
        for one, value in found.items():
            entry = entry.replace("${" + one + "}", value or "")
        return entry

    return with_resources(scenario, judge)


def without_value_in_not_resource(scenario: Json, read: Scenario) -> Json | None:
    """A variable without a value switches the statement off, if all before it fits."""
    request = read.request

    def judge(kind: PolicyKind, element: str, entry: str) -> str | bool | None:
        found = any(_has_no_value(one, request) for one in variables_in(entry))
        if element == "Resource" or not found:
            return None
        return not _may_cover(entry, request.resource)

    return with_resources(scenario, judge)


def _may_cover(entry: str, resource: str) -> bool:
    """Do the five segments before the resource part fit?"""
    pairs = zip(entry.split(":", 5)[:5], resource.split(":", 5)[:5], strict=True)
    return all(match(one, other) is Truth.YES for one, other in pairs)


def _negated_without_value(asked: Asked, request: Request) -> bool:
    """A comparison with a variable without a value fails, also when it is negated."""
    found = [one for value in asked.values for one in variables_in(value)]
    return (
        asked.negated
        and _is_on_text(asked)
        and any(_has_no_value(one, request) for one in found)
        and bool(held_texts(asked, request))
    )


def _escapes_literally(asked: Asked, request: Request) -> bool:
    """`${*}` stands for itself under the operators that know no wildcards."""
    escaped = any(f"${{{one}}}" in value for value in asked.values for one in _ESCAPES)
    return escaped and asked.name.startswith("String") and "Like" not in asked.name


def _before_the_resource_part(asked: Asked, request: Request) -> bool:
    """An ARN is split at the colon of a variable."""
    heads = [":".join(value.split(":")[:5]) for value in asked.values]
    return asked.name.startswith("Arn") and any("${" in head for head in heads)


FOUND = (
    Peculiarity("PEER-01", in_old_documents),
    Peculiarity("PEER-02", empty_in_conditions),
    Peculiarity("PEER-02", empty_in_resources),
    Peculiarity("PEER-03", on_conditions(_negated_without_value)),
    Peculiarity("PEER-04", without_value_in_not_resource),
    Peculiarity("PEER-05", on_conditions(_escapes_literally)),
    Peculiarity("PEER-06", on_conditions(_before_the_resource_part)),
)
