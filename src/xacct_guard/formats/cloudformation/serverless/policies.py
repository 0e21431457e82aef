"""The entries of `Policies`: ARNs and names of managed policies, documents, templates, choices of these.

Reference: serverless-application-model/latest/developerguide/sam-resource-function.html, Policies.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ....iam.reference import managed_policy
from ....span import Node
from ..call import Call, call_of
from .nodes import either, mapping, nothing, opened, text
from .policy_template import template_in, written_out

MANAGED = "arn:aws:iam::aws:policy"
SERVICE_ROLE = f"{MANAGED}/service-role"


@dataclass(slots=True)
class Policies:
    """What a role is given: managed policies by ARN, and inline ones."""

    managed: list[Node] = field(default_factory=list)
    inline: list[Node] = field(default_factory=list)


def policies_of(logical: str, listed: Node | None) -> Policies:
    """The policies that the entries stand for."""
    found = Policies()
    for index, item in enumerate(_entries(listed)):
        arn, document = _sorted(item)
        name = text(f"{logical}RolePolicy{index}", item.span)
        if arn is not None:
            found.managed.append(arn)
        if document is not None:
            found.inline.append(_named(name, document))
    return found


def _entries(listed: Node | None) -> Iterable[Node]:
    if listed is None:
        return ()
    return listed.items if call_of(listed) is None else (listed,)


def _named(name: Node, document: Node) -> Node:
    """An inline policy; one that may not be there is a choice as a whole."""
    call = call_of(document)
    if call is None or call.name != "Fn::If" or len(call.argument.items) != 3:
        return mapping(document.span, {"PolicyName": name, "PolicyDocument": document})
    condition, *branches = call.argument.items
    one, other = (each if _is_nothing(each) else _named(name, each) for each in branches)
    return either(condition, one, other, document.span)


def _sorted(item: Node) -> tuple[Node | None, Node | None]:
    """An entry as a managed policy, as a document, or (a choice between the two) as both."""
    call = call_of(item)
    if call is not None and call.name == "Fn::If" and len(call.argument.items) == 3:
        return _chosen(item, call)
    if call is not None:
        return item, None
    if item.text is not None:
        return replace(item, value=_arn(item.text)), None
    if "Statement" in item.mapping:
        return None, item
    name = template_in(item)
    if name is not None:
        return None, written_out(item, name)
    return None, opened(f"what {next(iter(item.mapping), 'policy')} stands for", item.span)


def _chosen(item: Node, call: Call) -> tuple[Node | None, Node | None]:
    condition, *branches = call.argument.items
    at = item.span
    (one_arn, one_document), (other_arn, other_document) = (
        (None, None) if _is_nothing(each) else _sorted(each) for each in branches
    )

    def both(one: Node | None, other: Node | None) -> Node | None:
        if one is None and other is None:
            return None
        return either(condition, one or nothing(at), other or nothing(at), at)

    return both(one_arn, other_arn), both(one_document, other_document)


def _is_nothing(node: Node) -> bool:
    call = call_of(node)
    return call is not None and call.name == "Ref" and call.argument.text == "AWS::NoValue"


def _arn(name: str) -> str:
    """The ARN of a managed policy of AWS that is called by its name."""
    if name.startswith("arn:"):
        return name
    ways = (f"{folder}/{name}" for folder in (MANAGED, SERVICE_ROLE, f"{MANAGED}/job-function"))
    return next((arn for arn in ways if managed_policy(arn) is not None), f"{MANAGED}/{name}")
