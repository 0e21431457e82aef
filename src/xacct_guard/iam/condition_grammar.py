"""The Condition element: operators, keys and values.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ..errors import PolicyError
from ..span import Node, Span
from .conditions import Operator, operators, parse_operator
from .policy import Condition, Written
from .policy_node import suggestion, texts, unresolved_in
from .symbol import symbols_in


def parse_conditions(node: Node | None) -> tuple[Condition, ...]:
    """The conditions of an element, one a key. Raises PolicyError for what AWS would not take."""
    if node is None:
        return ()
    if unresolved_in(node):
        return (_open_condition(node),)
    if not isinstance(node.value, Mapping):
        raise PolicyError(
            "`Condition` is not an object",
            at=node.span,
            help='write it as in `{"StringEquals": {"aws:PrincipalOrgID": "o-example"}}`',
        )
    return tuple(
        condition
        for name, keys in node.value.items()
        for condition in _under_operator(name, keys, node)
    )


def hollow_in(node: Node | None) -> tuple[Span, ...]:
    """Where a `Condition`, or an operator in it, has no members: AWS takes that for no condition."""
    if node is None or not isinstance(node.value, Mapping):
        return ()
    if not node.value:
        return (node.span,)
    return tuple(keys.span for keys in node.value.values() if keys.value == {})


def _open_condition(node: Node) -> Condition:
    """Conditions that nobody knows: a key that is itself unknown."""
    return Condition("StringEquals", str(node.value), (), node.span)


def _under_operator(name: str, keys: Node, around: Node) -> Iterator[Condition]:
    parsed = parse_operator(name)
    at = around.keys.get(name, keys.span)
    if parsed is None:
        raise PolicyError(
            f"there is no condition operator `{name}`", at=at, help=_operator_help(name)
        )
    if unresolved_in(keys):
        yield _open_condition(keys)
        return
    if not isinstance(keys.value, Mapping):
        raise PolicyError(
            f"`{name}` does not say which key it compares",
            at=keys.span,
            help=f'write it as in `{{"{name}": {{"aws:PrincipalOrgID": "o-example"}}}}`',
        )
    for key, values in keys.value.items():
        place = keys.keys.get(key, values.span)
        if ":" not in key and not symbols_in(key):
            raise PolicyError(
                f"the condition key `{key}` has no prefix",
                at=place,
                help="write the service it belongs to, as in `aws:SourceAccount`",
            )
        written = texts(values, f"a value of `{key}`", empty=True)
        _check_values(written, parsed.operator)
        yield Condition(
            operator=parsed.operator.name,
            key=key,
            values=written,
            span=place,
            set_operator=parsed.set_operator,
            if_exists=parsed.if_exists,
        )


def _check_values(values: Iterable[Written], operator: Operator) -> None:
    for value in values:
        if symbols_in(value.text) or "${" in value.text or operator.accepts(value.text):
            continue
        raise PolicyError(
            f"`{operator.name}` cannot compare with `{value.text}`",
            at=value.span,
            help=f"write {operator.expects}",
        )


def _operator_help(name: str) -> str:
    bare = re.sub(r"(?i)^[^:]*:|IfExists$", "", name)
    if bare.lower() == "null":
        return "`Null` asks whether a key exists; it takes no prefix and no `IfExists`"
    prefix, colon, _ = name.partition(":")
    if colon and bare.lower() in operators():
        return f"before the colon stands `ForAllValues` or `ForAnyValue`, not `{prefix}`"
    return suggestion(bare, [operator.name for operator in operators().values()])
