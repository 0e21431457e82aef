"""Conditions of a template, decided as far as their values are known.

Reference: AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html.
"""

from __future__ import annotations

from ...iam.symbol import Symbol, has_symbol, split_symbols, symbols_in
from ...iam.truth import Truth, all_of, any_of
from ...span import Node
from .call import call_of
from .plain import same
from .stack import Stack
from .suppositions import allowed_values, compared


def truth(stack: Stack, node: Node) -> Truth:
    """Whether a condition, as written, holds in the stack."""
    if (named := _named(node)) is not None:
        return stack.condition(named.text or "", named.span)
    call = call_of(node)
    if call is None:
        stack.fail("a condition is a function, as `Fn::Equals`", node.span)
        return Truth.UNKNOWN
    members = call.argument.items
    match call.name:
        case "Fn::Equals" if len(members) == 2:
            found = equal(*(stack.resolve(member) for member in members))
            return Truth.NO if found is Truth.UNKNOWN and _never(stack, node) else found
        case "Fn::And":
            return all_of([truth(stack, member) for member in members])
        case "Fn::Or":
            return any_of([truth(stack, member) for member in members])
        case "Fn::Not" if len(members) == 1:
            return ~truth(stack, members[0])
        case "Fn::Equals" | "Fn::Not":
            wanted = "two values" if call.name == "Fn::Equals" else "one condition, in a list"
            stack.fail(f"`{call.name}` takes {wanted}", node.span)
    return Truth.UNKNOWN


def _never(stack: Stack, node: Node) -> bool:
    """Whether a parameter is compared with a text that is not among its allowed values."""
    pair = compared(node, stack.template)
    allowed = allowed_values(stack.template, pair[0]) if pair else ()
    return pair is not None and bool(allowed) and pair[1] not in allowed


def _named(node: Node) -> Node | None:
    if node.tag == "!Condition":
        return node
    return node.mapping["Condition"] if tuple(node.mapping) == ("Condition",) else None


def equal(one: Node | None, other: Node | None) -> Truth:
    """Whether two resolved values are equal."""
    if same(one, other):
        return Truth.YES
    if one is None or other is None:
        known = one or other
        return Truth.UNKNOWN if known and _has_open(known) else Truth.NO
    if one.text is not None and other.text is not None:
        return equal_texts(one.text, other.text)
    return Truth.UNKNOWN if _has_open(one) or _has_open(other) else Truth.NO


def _has_open(node: Node) -> bool:
    return any(has_symbol(below.text or "") for below in node.walk())


def equal_texts(one: str, other: str) -> Truth:
    """Whether texts that are written differently are equal once deployed."""
    if not has_symbol(one) and not has_symbol(other):
        return Truth.NO
    if _known_before(one, other) or _known_before(other, one) or _cannot_meet(one, other):
        return Truth.NO
    return Truth.UNKNOWN


def _known_before(created: str, other: str) -> bool:
    """A name that the deployment creates is in no text that was written before it."""
    return not has_symbol(other) and any(symbol.created for symbol in symbols_in(created))


def _cannot_meet(one: str, other: str) -> bool:
    """Whether the known beginnings, or the known ends, of two texts differ."""
    starts, ends = (_start(one), _start(other)), (_end(one), _end(other))
    short = min(map(len, starts))
    if starts[0][:short] != starts[1][:short]:
        return True
    short = min(map(len, ends))
    return short > 0 and ends[0][-short:] != ends[1][-short:]


def _start(text: str) -> str:
    known = ""
    for part in split_symbols(text):
        if isinstance(part, Symbol):
            return known + part.shape.replace("?", "*").partition("*")[0]
        known += part
    return known


def _end(text: str) -> str:
    known = ""
    for part in reversed(split_symbols(text)):
        if isinstance(part, Symbol):
            return part.shape.replace("?", "*").rpartition("*")[2] + known
        known = part + known
    return known
