"""An expression of HCL -> its value, as far as it is known before the deployment.

What is not known is a symbol named after what it is worked out from, so that equal names are equal values.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from ...errors import InputError
from ...iam.symbol import has_symbol, shown
from ...read.hcl import syntax
from ...read.hcl.syntax import Expression
from ...span import Node, Scalar, Span
from ...terraform.value import (
    JSON,
    as_text,
    document_of,
    holds_unknown,
    node_of,
    plain,
    unknown,
    unknown_in,
)
from .functions import KNOWN
from .lists import FUNCTIONS, same

_ARITHMETIC: Mapping[str, Callable[[float, float], float | bool]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_ELEMENT = "[*]"


class Outside(Protocol):
    """What a module knows beyond the expression itself."""

    @property
    def label(self) -> str:
        """The name of the folder, for people."""

    def named(self, name: str, at: Span) -> Node | None:
        """The value of a first name: `var`, `local`, `aws_iam_role`; None where there is none."""

    def file(self, name: str, arguments: tuple[Node, ...], at: Span) -> Node | None:
        """What a function that reads a file gives; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: its module, and the names that only hold here (`each`, a loop's)."""

    outside: Outside
    names: Mapping[str, Node] = field(default_factory=dict)

    def given(self, names: Mapping[str, Node]) -> Scope:
        """The same place, with more names."""
        return replace(self, names={**self.names, **names})

    def value(self, expression: Expression) -> Node:
        """The value of an expression that stands here."""
        return evaluate(expression, self)


def evaluate(expression: Expression, scope: Scope) -> Node:  # noqa: PLR0912 - one case a kind
    """The value of an expression; a symbol where it is not known."""
    match expression:
        case syntax.Literal(value, span):
            return Node(value, span)
        case syntax.Template():
            return _template(expression, scope)
        case syntax.Name(name, span):
            return _named(name, span, scope)
        case syntax.Attribute(of, name, span):
            return member(evaluate(of, scope), name, span)
        case syntax.Index(of, key, span):
            return _indexed(evaluate(of, scope), evaluate(key, scope), span)
        case syntax.Splat():
            return _splat(expression, scope)
        case syntax.Element(span):
            return scope.names.get(_ELEMENT) or unknown(f"[*] of {scope.outside.label}", span)
        case syntax.Call():
            return _called(expression, scope)
        case syntax.Operation():
            return _operated(expression, scope)
        case syntax.Conditional():
            return _chosen(expression, scope)
        case syntax.Tuple(items, span):
            return Node(tuple(evaluate(item, scope) for item in items), span)
        case syntax.Object():
            return _object(expression, scope)
        case syntax.For():
            return _for(expression, scope)


def _named(name: str, at: Span, scope: Scope) -> Node:
    found = scope.names.get(name) or scope.outside.named(name, at)
    return found if found is not None else unknown(f"{name} of {scope.outside.label}", at)


def member(node: Node, name: str, at: Span) -> Node:
    """`node.name`."""
    if (symbol := unknown_in(node)) is not None:
        return unknown(_inside(symbol.name, f".{name}"), at)
    if isinstance(node.value, Mapping) and node.tag != JSON:
        found = node.value.get(name)
        return found if found is not None else derived(f".{name}", [node], at)
    if isinstance(node.value, tuple) and len(node.value) == 1:
        return member(node.value[0], name, at)  # a block that may be written once
    return derived(f".{name}", [node], at)


def _inside(name: str, step: str) -> str:
    """The name of a part of what is called that: `var.x of infra` has the part `var.x.y of infra`."""
    what, of, where = name.rpartition(" of ")
    return f"{what}{step}{of}{where}" if of else f"{name}{step}"


def _indexed(node: Node, key: Node, at: Span) -> Node:
    text = as_text(key)
    if (symbol := unknown_in(node)) is not None:
        return unknown(_inside(symbol.name, f"[{shown(text or '')}]"), at)
    if text is not None and not has_symbol(text):
        if isinstance(node.value, tuple) and text.isdecimal() and int(text) < len(node.value):
            return node.value[int(text)]
        if isinstance(node.value, Mapping) and (found := node.value.get(text)) is not None:
            return found
    return derived("[]", [node, key], at)


def _splat(expression: syntax.Splat, scope: Scope) -> Node:
    of = evaluate(expression.of, scope)
    if (symbol := unknown_in(of)) is not None:
        return unknown(f"{symbol.name}[*] at {expression.span}", expression.span)
    items = of.items if isinstance(of.value, tuple) or of.value is None else (of,)
    each = (evaluate(expression.each, scope.given({_ELEMENT: item})) for item in items)
    return Node(tuple(each), expression.span)


def _template(expression: syntax.Template, scope: Scope) -> Node:
    parts = [evaluate(part, scope) for part in expression.parts]
    if len(parts) == 1:
        return parts[0]  # `"${value}"` is the value, whatever it is
    texts = [as_text(part) for part in parts]
    if any(
        text is None and part.value is not None for text, part in zip(texts, parts, strict=True)
    ):
        return derived("text of", parts, expression.span)
    return Node("".join(text or "" for text in texts), expression.span)


def derived(what: str, parts: list[Node], at: Span) -> Node:
    """A value that is worked out from others, not all of which are known."""
    return unknown(f"{what}({', '.join(_words(part) for part in parts)})", at)


def _words(node: Node) -> str:
    text = as_text(node)
    return shown(text if text is not None else str(plain(node)))


def _called(expression: syntax.Call, scope: Scope) -> Node:
    name, at = expression.name, expression.span
    if name in ("try", "can"):
        return _tried(expression, scope)
    arguments = [evaluate(argument, scope) for argument in expression.arguments]
    if expression.spread and arguments:
        last = arguments.pop()
        if unknown_in(last) is not None:
            return derived(name, [*arguments, last], at)
        arguments += last.items
    if name == "jsondecode" and arguments:
        return _decoded(arguments[0], at)
    found = _applied(name, tuple(arguments), at)
    if found is None:
        found = scope.outside.file(name, tuple(arguments), at)
    return found if found is not None else derived(name, arguments, at)


def _applied(name: str, arguments: tuple[Node, ...], at: Span) -> Node | None:
    try:
        if (function := FUNCTIONS.get(name)) is not None:
            return function(arguments, at)
        known = KNOWN.get(name)
        if name == "format":
            return _formatted(arguments, at)
        if known is None or any(holds_unknown(each) for each in arguments):
            return None
        return node_of(known(*(plain(each) for each in arguments)), at)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None  # a call that Terraform would refuse, or that we read otherwise


def _formatted(arguments: tuple[Node, ...], at: Span) -> Node | None:
    """`format`: an unknown value may stand for `%s`, like in a template."""
    form = as_text(arguments[0])
    if form is None or has_symbol(form):
        return None
    return node_of(KNOWN["format"](form, *(plain(each) for each in arguments[1:])), at)


def _decoded(node: Node, at: Span) -> Node:
    try:
        found = document_of(node)
    except InputError:
        return derived("jsondecode", [node], at)
    return derived("jsondecode", [node], at) if unknown_in(found) else replace(found, tag=None)


def _tried(expression: syntax.Call, scope: Scope) -> Node:
    """`try` and `can`: the first argument that has a value. One that is open may have none."""
    values = [evaluate(argument, scope) for argument in expression.arguments]
    if values and unknown_in(values[0]) is None:
        return Node(True, expression.span) if expression.name == "can" else values[0]
    return derived(expression.name, values, expression.span)


def _operated(expression: syntax.Operation, scope: Scope) -> Node:
    sign, at = expression.operator, expression.span
    right = evaluate(expression.right, scope)
    if expression.left is None:
        return _signed(sign, right, at)
    left = evaluate(expression.left, scope)
    if sign in ("==", "!="):
        equal = same(left, right)
        return (
            derived(sign, [left, right], at) if equal is None else Node(equal is (sign == "=="), at)
        )
    if sign in ("&&", "||"):
        return _joined(sign, left, right, at)
    one, other = _number(left), _number(right)
    if one is None or other is None or (sign in "/%" and other == 0):
        return derived(sign, [left, right], at)
    value = _ARITHMETIC[sign](one, other)
    whole = isinstance(value, float) and value.is_integer()
    return Node(int(value) if whole else value, at)


def _signed(sign: str, right: Node, at: Span) -> Node:
    if sign == "!" and (truth := _truth(right)) is not None:
        return Node(not truth, at)
    if sign == "-" and (number := _number(right)) is not None:
        return Node(int(-number) if float(number).is_integer() else -number, at)
    return derived(sign, [right], at)


def _joined(sign: str, left: Node, right: Node, at: Span) -> Node:
    settles = sign == "||"
    truths = _truth(left), _truth(right)
    if settles in truths:
        return Node(settles, at)
    return derived(sign, [left, right], at) if None in truths else Node(not settles, at)


def _truth(node: Node) -> bool | None:
    return {"true": True, "false": False}.get(as_text(node) or "")


def _number(node: Node) -> float | None:
    text = as_text(node)
    try:
        return None if text is None or has_symbol(text) else float(text)
    except ValueError:
        return None


def _chosen(expression: syntax.Conditional, scope: Scope) -> Node:
    condition = evaluate(expression.condition, scope)
    truth = _truth(condition)
    if truth is not None:
        return evaluate(expression.yes if truth else expression.no, scope)
    yes, no = evaluate(expression.yes, scope), evaluate(expression.no, scope)
    return yes if same(yes, no) else derived("?", [condition, yes, no], expression.span)


def _object(expression: syntax.Object, scope: Scope) -> Node:
    members: dict[str, Node] = {}
    keys: dict[str, Span] = {}
    for key, value in expression.members:
        name = as_text(evaluate(key, scope)) or ""
        members[name] = evaluate(value, scope)
        keys[name] = key.span
    return Node(members, expression.span, keys=keys)


def pairs(of: Node) -> Iterator[tuple[Node, Node]]:
    """The keys and values that a loop goes through."""
    if isinstance(of.value, Mapping):
        for key in of.value:
            yield Node(key, of.value[key].span), of.value[key]
    else:
        for index, item in enumerate(of.items):
            yield Node(index, item.span), item


def _for(expression: syntax.For, scope: Scope) -> Node:
    of, at = evaluate(expression.of, scope), expression.span
    if unknown_in(of) is not None:
        return derived(f"for at {at}", [of, *scope.names.values()], at)
    values: list[Node] = []
    members: dict[str, Node] = {}
    for key, item in pairs(of):
        inner = scope.given(dict(zip(expression.names[::-1], (item, key), strict=False)))
        if expression.condition is not None:
            wanted = _truth(evaluate(expression.condition, inner))
            if wanted is None:
                return derived(f"for at {at}", [of, *scope.names.values()], at)
            if not wanted:
                continue
        value = evaluate(expression.value, inner)
        if expression.key is None:
            values.append(value)
            continue
        name = as_text(evaluate(expression.key, inner)) or ""
        known = members[name].items if expression.grouped and name in members else ()
        members[name] = Node((*known, value), at) if expression.grouped else value
    if expression.joined:
        return Node("".join(as_text(value) or "" for value in values), at)
    found: Scalar | tuple[Node, ...] | Mapping[str, Node] = tuple(values)
    return Node(found if expression.key is None else members, at)
