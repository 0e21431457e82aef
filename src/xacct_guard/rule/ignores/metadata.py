"""Ignores in the Metadata of a CloudFormation template or of one of its resources.

Metadata:
  xacct-guard:
    ignore: [{rule: stage-denied, reason: two-phase deployment, until: 2027-01-31}]
"""

from __future__ import annotations

from collections.abc import Iterator

from ...span import Node
from .ignore import Below, Ignore, fault_of, last_day

_TOOL = "xacct-guard"


def in_metadata(document: Node) -> Iterator[Ignore]:
    """The ignores of a template: its own hold everywhere in it, those of a resource for the resource."""
    resources = document.mapping.get("Resources")
    if resources is None or _TOOL not in document.span.source.text:
        return
    for owner in (document, *resources.mapping.values()):
        found = owner.get("Metadata", _TOOL, "ignore")
        for entry in found.items if found else ():
            yield _ignore(entry, Below(document.span.source.name, owner.span.route))


def _ignore(entry: Node, covers: Below) -> Ignore:
    named, reason = entry.text_at("rule") or "", entry.text_at("reason") or ""
    rules = tuple(name.strip() for name in named.split(",") if name.strip())
    until, fault = last_day(entry.text_at("until"))
    return Ignore(
        rules,
        entry.span,
        covers,
        reason,
        until,
        entry.text_at("owner"),
        fault or fault_of(rules, reason),
    )
