"""An expression of HCL -> its value, as far as it is known before the deployment.

What is not known is a symbol named after what it is worked out from, so that equal names are equal values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...bounds import Budget
from ...read.hcl import syntax
from ...read.hcl.syntax import Expression
from ...span import Node, Scalar, Span
from ...terraform.composed import Composed
from ...terraform.value import MISSING, as_text, derived, unknown, unknown_in
from .function_call import called
from .functions import SlowPatternError
from .lists import same
from .operators import operated, truth
from .scope import Scope
from .steps import indexed, member, pairs

_ELEMENT = "[*]"


def evaluate(expression: Expression, scope: Scope) -> Node:  # noqa: PLR0912 - one case a kind
    """The value of an expression; a symbol where it is not known. Raises InputError if it is too much."""
    scope.outside.budget.spend(1, expression.span)
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
            return indexed(evaluate(of, scope), evaluate(key, scope), span)
        case syntax.Splat():
            return _splat(expression, scope)
        case syntax.Element(span):
            return scope.names.get(_ELEMENT) or unknown(f"[*] of {scope.outside.label}", span)
        case syntax.Call():
            return _called(expression, scope)
        case syntax.Operation(sign, left, right, span):
            first = evaluate(left, scope) if left is not None else None
            return operated(sign, first, evaluate(right, scope), span)
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
    inserted = [part.span for part in expression.parts]
    found = _composed(texts, parts, inserted, expression.span, scope.outside.budget)
    is_missing = any(part.tag == MISSING for part in parts)
    return replace(found, tag=MISSING) if is_missing else found


def _composed(
    texts: list[str | None], parts: list[Node], inserted: list[Span], at: Span, budget: Budget
) -> Node:
    """The texts one after the other.

    A part that has some structure was written where it stands; any other where it is inserted.
    """
    budget.write(sum(len(text or "") for text in texts), at)
    placed = tuple(
        replace(part, value=text or "", tag=None, span=part.span if "{" in (text or "") else span)
        for text, part, span in zip(texts, parts, inserted, strict=True)
    )
    return Composed("".join(text or "" for text in texts), at, parts=placed)


def _called(expression: syntax.Call, scope: Scope) -> Node:
    name, at = expression.name, expression.span
    arguments = [evaluate(argument, scope) for argument in expression.arguments]
    if expression.spread and arguments:
        last = arguments.pop()
        if unknown_in(last) is not None:
            return derived(name, [*arguments, last], at)
        arguments += last.items
    try:
        found = called(name, tuple(arguments), at, scope.outside.budget)
    except SlowPatternError:
        about, because = f"what `{name}` finds at {at}", "its pattern may take for ever to look for"
        scope.outside.assume(about, "nothing is known of it", because)
        return derived(name, arguments, at)
    if found is None:
        found = scope.outside.file(name, tuple(arguments), at)
    return found if found is not None else derived(name, arguments, at)


def _chosen(expression: syntax.Conditional, scope: Scope) -> Node:
    condition = evaluate(expression.condition, scope)
    known = truth(condition)
    if known is not None:
        return evaluate(expression.yes if known else expression.no, scope)
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


def _for(expression: syntax.For, scope: Scope) -> Node:
    of, at = evaluate(expression.of, scope), expression.span
    if unknown_in(of) is not None:
        return derived(f"for at {at}", [of, *scope.names.values()], at)
    values: list[Node] = []
    members: dict[str, Node] = {}
    for key, item in pairs(of):
        inner = scope.given(dict(zip(expression.names[::-1], (item, key), strict=False)))
        if expression.condition is not None:
            wanted = truth(evaluate(expression.condition, inner))
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
        texts = [as_text(value) for value in values]
        return _composed(texts, values, [value.span for value in values], at, scope.outside.budget)
    found: Scalar | tuple[Node, ...] | Mapping[str, Node] = tuple(values)
    return Node(found if expression.key is None else members, at)
