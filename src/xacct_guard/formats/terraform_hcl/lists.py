"""Terraform's functions over lists and objects, parts of which may be unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from json import dumps

from ...iam.symbol import has_symbol
from ...span import Node, Span
from ...terraform.value import JSON, as_text, holds_unknown, merged, node_of, plain, unknown_in
from .functions import KNOWN, bounded

Function = Callable[[tuple[Node, ...], Span], Node | None]
"""From the arguments and the place of the call; None where the answer is not known."""


def same(one: Node, other: Node) -> bool | None:
    """Are two values equal? None where that is not known."""
    first, second = plain(one), plain(other)
    if isinstance(first, list | dict) or isinstance(second, list | dict):
        if first == second:
            return True
        return None if holds_unknown(one) or holds_unknown(other) else False
    if first is None or second is None:
        return first is second if not (unknown_in(one) or unknown_in(other)) else None
    texts = as_text(one), as_text(other)
    if texts[0] == texts[1]:
        return True
    return None if any(has_symbol(text or "") for text in texts) else False


def _flat(node: Node) -> tuple[Node, ...]:
    if not isinstance(node.value, tuple):
        return (node,)
    return tuple(inner for item in node.value for inner in _flat(item))


def _distinct(items: tuple[Node, ...]) -> tuple[Node, ...]:
    found: dict[tuple[str, str], Node] = {}
    for item in items:
        found.setdefault(_identity(item), item)
    return tuple(found.values())


def _identity(node: Node) -> tuple[str, str]:
    """What values have in common that are the same for certain."""
    text = as_text(node)
    return ("", text) if text is not None else ("json", dumps(plain(node), sort_keys=True))


def _is_list(node: Node) -> bool:
    return isinstance(node.value, tuple)


def _concat(arguments: tuple[Node, ...], at: Span) -> Node:
    """Lists one after the other; one that is unknown stands for its members."""
    return Node(tuple(item for each in arguments for item in each.items), at)


def _merge(arguments: tuple[Node, ...], at: Span) -> Node | None:
    if any(unknown_in(each) for each in arguments):
        return None
    return merged(arguments, at)


def _flatten(arguments: tuple[Node, ...], at: Span) -> Node:
    return Node(_flat(arguments[0]), at)


def _to_set(arguments: tuple[Node, ...], at: Span) -> Node | None:
    if not _is_list(arguments[0]):
        return None
    items = _distinct(arguments[0].items)
    if all(isinstance(item.value, str) for item in items):
        items = tuple(sorted(items, key=lambda item: str(item.value)))
    return Node(items, at)


def _to_list(arguments: tuple[Node, ...], at: Span) -> Node | None:
    return Node(arguments[0].items, at) if _is_list(arguments[0]) else None


def _compact(arguments: tuple[Node, ...], at: Span) -> Node | None:
    if not _is_list(arguments[0]):
        return None
    return Node(tuple(item for item in arguments[0].items if as_text(item)), at)


def _length(arguments: tuple[Node, ...], at: Span) -> Node | None:
    given = arguments[0]
    if _is_list(given) and not any(unknown_in(item) for item in given.items):
        return Node(len(given.items), at)
    if given.mapping and given.tag != JSON:
        return Node(len(given.mapping), at)
    text = as_text(given)
    if isinstance(given.value, Mapping | tuple):
        return None if given.items else Node(0, at)
    return None if text is None or has_symbol(text) else Node(len(text), at)


def _keys(arguments: tuple[Node, ...], at: Span) -> Node | None:
    if unknown_in(arguments[0]):
        return None
    return Node(tuple(Node(key, at) for key in sorted(arguments[0].mapping)), at)


def _values(arguments: tuple[Node, ...], at: Span) -> Node | None:
    if unknown_in(arguments[0]):
        return None
    mapping = arguments[0].mapping
    return Node(tuple(mapping[key] for key in sorted(mapping)), at)


def _contains(arguments: tuple[Node, ...], at: Span) -> Node | None:
    if not _is_list(arguments[0]):
        return None
    answers = {same(item, arguments[1]) for item in arguments[0].items}
    if True in answers:
        return Node(True, at)
    return None if None in answers else Node(False, at)


def _element(arguments: tuple[Node, ...], _: Span) -> Node | None:
    items, index = arguments[0].items, arguments[1].value
    if not _is_list(arguments[0]) or not items or not isinstance(index, int):
        return None
    return items[index % len(items)]


def _lookup(arguments: tuple[Node, ...], _: Span) -> Node | None:
    key = as_text(arguments[1])
    if unknown_in(arguments[0]) or key is None or has_symbol(key):
        return None
    found = arguments[0].mapping.get(key)
    return found if found is not None or len(arguments) < 3 else arguments[2]


def _join(arguments: tuple[Node, ...], at: Span) -> Node | None:
    mark = as_text(arguments[0])
    items = [item for each in arguments[1:] for item in each.items]
    if mark is None or any(unknown_in(each) for each in arguments[1:]):
        return None
    texts = [as_text(item) or "" for item in items]
    bounded(sum(map(len, texts)) + len(mark) * len(texts))
    return Node(mark.join(texts), at)


def _coalesce(arguments: tuple[Node, ...], _: Span) -> Node | None:
    for each in arguments:
        if unknown_in(each):
            return None
        if each.value is not None and each.value != "":
            return each
    return None


def _coalesce_list(arguments: tuple[Node, ...], _: Span) -> Node | None:
    for each in arguments:
        if unknown_in(each):
            return None
        if each.items:
            return each
    return None


def _one(arguments: tuple[Node, ...], at: Span) -> Node | None:
    if not _is_list(arguments[0]) or len(arguments[0].items) > 1:
        return None
    return arguments[0].items[0] if arguments[0].items else Node(None, at)


def _zipmap(arguments: tuple[Node, ...], at: Span) -> Node | None:
    keys, values = (each.items for each in arguments)
    texts = [as_text(key) for key in keys]
    if not all(map(_is_list, arguments)) or None in texts:
        return None
    return Node({text or "": value for text, value in zip(texts, values, strict=False)}, at)


def _reverse(arguments: tuple[Node, ...], at: Span) -> Node | None:
    return Node(arguments[0].items[::-1], at) if _is_list(arguments[0]) else None


def _slice(arguments: tuple[Node, ...], at: Span) -> Node | None:
    start, end = arguments[1].value, arguments[2].value
    if not _is_list(arguments[0]) or not isinstance(start, int) or not isinstance(end, int):
        return None
    return Node(arguments[0].items[start:end], at)


def _format_list(arguments: tuple[Node, ...], at: Span) -> Node | None:
    """`formatlist`: `format` for every member; what is no list is the same for all of them."""
    length = 0
    lists = [each.items for each in arguments[1:] if _is_list(each)]
    form = as_text(arguments[0])
    if form is None or has_symbol(form) or any(unknown_in(each) for each in arguments):
        return None
    found: list[str] = []
    for row in range(len(lists[0]) if lists else 1):
        values = [plain(each.items[row] if _is_list(each) else each) for each in arguments[1:]]
        found.append(KNOWN["format"](form, *values))
        length += len(found[-1])
        bounded(length)
    return node_of(found, at)


def _itself(arguments: tuple[Node, ...], _: Span) -> Node:
    return arguments[0]


def _to_text(arguments: tuple[Node, ...], at: Span) -> Node | None:
    text = as_text(arguments[0])
    return Node(text, at) if text is not None or arguments[0].value is None else None


def _to_bool(arguments: tuple[Node, ...], at: Span) -> Node | None:
    text = as_text(arguments[0])
    return Node(text == "true", at) if text in ("true", "false") else None


def _arn(arguments: tuple[Node, ...], at: Span) -> Node | None:
    """`provider::aws::arn_build`: partition, service, region, account and resource."""
    texts = [as_text(each) for each in arguments]
    return Node(":".join(["arn", *(text or "" for text in texts)]), at) if len(texts) == 5 else None


def _json(arguments: tuple[Node, ...], at: Span) -> Node | None:
    given = arguments[0]
    if unknown_in(given):
        return None
    if isinstance(given.value, Mapping | tuple):
        return Node(given.value, at, JSON, given.keys)
    text = as_text(Node((given,), at, JSON)) or ""
    return Node(text[1:-1], at)


def _all(arguments: tuple[Node, ...], at: Span) -> Node | None:
    return _count_truths(arguments[0], at, "false")


def _any(arguments: tuple[Node, ...], at: Span) -> Node | None:
    return _count_truths(arguments[0], at, "true")


def _count_truths(given: Node, at: Span, settles: str) -> Node | None:
    texts = [as_text(item) or "" for item in given.items]
    if settles in texts:
        return Node(settles == "true", at)
    return None if any(map(has_symbol, texts)) else Node(settles != "true", at)


FUNCTIONS: Mapping[str, Function] = {
    "alltrue": _all,
    "anytrue": _any,
    "coalesce": _coalesce,
    "coalescelist": _coalesce_list,
    "compact": _compact,
    "concat": _concat,
    "contains": _contains,
    "distinct": lambda arguments, at: Node(_distinct(arguments[0].items), at),
    "element": _element,
    "flatten": _flatten,
    "join": _join,
    "formatlist": _format_list,
    "jsonencode": _json,
    "keys": _keys,
    "length": _length,
    "list": Node,
    "lookup": _lookup,
    "merge": _merge,
    "nonsensitive": _itself,
    "one": _one,
    "provider::aws::arn_build": _arn,
    "reverse": _reverse,
    "sensitive": _itself,
    "slice": _slice,
    "tobool": _to_bool,
    "tolist": _to_list,
    "tomap": _itself,
    "toset": _to_set,
    "tostring": _to_text,
    "values": _values,
    "yamlencode": _json,  # JSON is YAML
    "zipmap": _zipmap,
}
