"""The type of a variable: what a value becomes when the variable has it.

Reference: developer.hashicorp.com/terraform/language/expressions/type-constraints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...read.hcl import syntax
from ...read.hcl.syntax import Expression
from ...span import Node
from ...terraform.value import JSON, RESOURCE
from .evaluate import evaluate
from .lists import FUNCTIONS
from .scope import Scope

_WHOLE = (JSON, RESOURCE)


def typed(value: Node, type: Expression, scope: Scope) -> Node:
    """The value of a variable of this type: optional attributes that nobody gave have their default.

    A value that does not fit its type, which Terraform would refuse, is left as it is.
    """
    if not isinstance(type, syntax.Call) or not type.arguments or value.tag in _WHOLE:
        return value
    inner = type.arguments[0]
    match type.name, value.value:
        case "optional", _:
            return typed(value, inner, scope)
        case "object", Mapping() if isinstance(inner, syntax.Object):
            return _object(value, inner, scope)
        case (("list" | "set"), tuple()):
            items = Node(tuple(typed(item, inner, scope) for item in value.items), value.span)
            return (
                FUNCTIONS["toset"]((items,), value.span) or items if type.name == "set" else items
            )
        case "tuple", tuple() if isinstance(inner, syntax.Tuple):
            pairs = zip(value.items, inner.items, strict=False)
            return replace(value, value=tuple(typed(item, each, scope) for item, each in pairs))
        case "map", Mapping():
            members = {key: typed(each, inner, scope) for key, each in value.mapping.items()}
            return replace(value, value=members)
    return value


def _object(value: Node, type: syntax.Object, scope: Scope) -> Node:
    """An object with the attributes of its type, and no others."""
    members: dict[str, Node] = {}
    for key, each in type.members:
        name = str(key.value) if isinstance(key, syntax.Literal) else ""
        found = value.mapping.get(name)
        if (found is None or found.value is None) and _is_optional(each):
            members[name] = _default(each, value, scope)
        elif found is not None:
            members[name] = typed(found, each, scope)
    return replace(value, value=members)


def _is_optional(type: Expression) -> bool:
    return isinstance(type, syntax.Call) and type.name == "optional"


def _default(type: Expression, value: Node, scope: Scope) -> Node:
    """What an optional attribute is worth that nobody gave: its default, else null."""
    if not isinstance(type, syntax.Call) or len(type.arguments) < 2:
        return Node(None, value.span)
    return typed(evaluate(type.arguments[1], scope), type.arguments[0], scope)
