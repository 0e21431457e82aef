"""The accounts in which a stack set makes its stacks.

Reference: AWSCloudFormation/latest/TemplateReference,
aws-properties-cloudformation-stackset-deploymenttargets.html.
"""

from __future__ import annotations

from ...iam.symbol import Symbol, shown
from ...span import Node
from .stack import Stack


def targeted(stack: Stack, stack_set: str, targets: Node) -> tuple[str, ...]:
    """The accounts that are named, and those known to be in the units that are; each once.

    A unit of which no account is known stands for one account that nobody knows.
    """
    named, units = _texts(targets, "Accounts"), _texts(targets, "OrganizationalUnitIds")
    if not units:
        return named
    inside = dict.fromkeys(each for unit in units for each in _inside(stack, stack_set, unit))
    is_whole = all(unit in stack.given.units for unit in units)
    match _filter(targets):
        case "INTERSECTION":
            return tuple(each for each in named if each in inside or not is_whole)
        case "DIFFERENCE":
            return tuple(each for each in inside if each not in named)
        case "UNION":
            return tuple(dict.fromkeys((*named, *inside)))
    return tuple(inside)


def _filter(targets: Node) -> str:
    written = targets.get("AccountFilterType")
    return (written.text if written else None) or "NONE"


def _inside(stack: Stack, stack_set: str, unit: str) -> tuple[str, ...]:
    """The accounts of a unit."""
    if unit in stack.given.units:
        return stack.given.units[unit]
    stack.given.assume(
        f"accounts of {shown(unit)}, to which stack set {stack_set} of {stack.label} is deployed",
        "one account that nobody knows",
        "no account is said to be in it (`units` of an account)",
    )
    return (str(Symbol(f"account in {shown(unit)}", "?" * 12)),)


def _texts(targets: Node, name: str) -> tuple[str, ...]:
    listed = targets.get(name)
    return tuple(item.text for item in (listed.items if listed else ()) if item.text)
