"""What follows from what is supposed of conditions: other conditions, and values of parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ...span import Node
from .call import call_of
from .template import Template


@dataclass(slots=True)
class Suppositions:
    """Conditions by name, and parameters that can have one value only."""

    conditions: dict[str, bool] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)


def suppositions(template: Template, supposed: Mapping[str, bool]) -> Suppositions:
    """Everything that follows from conditions that are supposed to hold or not."""
    found = Suppositions(dict(supposed))
    excluded: dict[str, set[str]] = {}
    for name, holds in supposed.items():
        node = template.conditions.get(name)
        for what, value in _following(node, holds, template) if node else ():
            if isinstance(value, bool):
                found.conditions.setdefault(what, value)
            elif value.is_it:
                found.parameters.setdefault(what, value.text)
            else:
                excluded.setdefault(what, set()).add(value.text)
    for parameter, texts in excluded.items():
        left = [text for text in allowed_values(template, parameter) if text not in texts]
        if len(left) == 1:
            found.parameters.setdefault(parameter, left[0])
    return found


def allowed_values(template: Template, parameter: str) -> tuple[str, ...]:
    """The values that a parameter may have, where its declaration lists them."""
    declared = template.parameters.get(parameter)
    allowed = declared.get("AllowedValues") if declared else None
    return tuple(item.text or "" for item in allowed.items) if allowed else ()


def compared(node: Node, template: Template) -> tuple[str, str] | None:
    """The parameter and the text that `Fn::Equals` compares, if it does that."""
    call = call_of(node)
    if call is None or call.name != "Fn::Equals" or len(call.argument.items) != 2:
        return None
    sides = call.argument.items
    for one, other in (sides, sides[::-1]):
        ref = call_of(one)
        name = ref.argument.text if ref and ref.name == "Ref" else None
        if name in template.parameters and other.text is not None and call_of(other) is None:
            return name or "", other.text
    return None


@dataclass(frozen=True, slots=True)
class _Is:
    text: str
    is_it: bool


def _following(
    node: Node, holds: bool, template: Template, above: tuple[str, ...] = ()
) -> Iterator[tuple[str, bool | _Is]]:
    named = node.text if node.tag == "!Condition" else None
    if tuple(node.mapping) == ("Condition",):
        named = node.mapping["Condition"].text
    if named is not None:
        yield named, holds
        further = template.conditions.get(named)
        if further is not None and named not in above:
            yield from _following(further, holds, template, (*above, named))
        return
    if (pair := compared(node, template)) is not None:
        yield pair[0], _Is(pair[1], holds)
        return
    call = call_of(node)
    members = call.argument.items if call else ()
    match call.name if call else "":
        case "Fn::Not":
            members, holds = members[:1], not holds
        case "Fn::And" if holds:
            pass
        case "Fn::Or" if not holds:
            pass
        case _:
            return
    for member in members:
        yield from _following(member, holds, template, above)
