"""The intrinsic functions over lists: Join, Split, Select, Length, GetAZs, Cidr.

Reference: AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from itertools import islice

from ...iam.symbol import Symbol, has_symbol, shown, split_symbols
from ...span import Node
from .call import MAYBE, Call
from .plain import plain
from .stack import Stack

_DIGITS = 9  # no list has an index of more
_MOST_RANGES = 256  # of one call, says its page


def split(text: str, delimiter: str) -> tuple[str, ...] | None:
    """The pieces of a text; None when a part of it that nobody knows may hold the delimiter."""
    pieces = [""]
    for part in split_symbols(text):
        if isinstance(part, str):
            first, *rest = part.split(delimiter)
            pieces[-1] += first
            pieces += rest
        elif _may_hold(part, delimiter):
            return None
        else:
            pieces[-1] += str(part)
    return tuple(pieces)


def _may_hold(symbol: Symbol, delimiter: str) -> bool:
    """Whether an unknown text may hold the delimiter. Names and ids are words and hyphens."""
    is_name = re.fullmatch(r"[\w.?*-]*", symbol.shape) is not None
    if not is_name or not (symbol.created or "*" not in symbol.shape):
        return True
    return re.fullmatch(r"[\w.-]*", delimiter) is not None


def _join(stack: Stack, call: Call) -> Node:
    delimiter, members = _delimited(stack, call)
    if delimiter is None or members is None or members.mapping:
        return stack.refused("`Fn::Join` takes a delimiter and a list", call.span)
    if members.text is not None or _may_shrink(members):
        return _open_list(stack, call, members, f"joined by `{delimiter}`,")
    texts = [stack.text(item, "a member of `Fn::Join`", item.span) for item in members.items]
    return stack.joined(texts, call.span, delimiter)


def _split(stack: Stack, call: Call) -> Node:
    delimiter, source = _delimited(stack, call)
    if not delimiter or source is None or source.text is None:
        return stack.refused("`Fn::Split` takes a delimiter and text", call.span)
    pieces = split(source.text, delimiter)
    if pieces is None:
        return stack.derived(f"{shown(source.text)} split by `{delimiter}`", call.span)
    return Node(tuple(Node(piece, call.span) for piece in pieces), call.span)


def _delimited(stack: Stack, call: Call) -> tuple[str | None, Node | None]:
    """The delimiter, as written, and the resolved second argument."""
    items = call.argument.items
    if len(items) != 2 or items[0].text is None or items[0].tag:
        return None, None
    return items[0].text, stack.resolve(items[1])


def _select(stack: Stack, call: Call) -> Node | None:
    items = call.argument.items
    index, members = map(stack.resolve, items) if len(items) == 2 else (None, None)
    at = index.text if index else None
    if at is None or members is None or members.value is None or members.mapping:
        return stack.refused("`Fn::Select` takes an index and a list", call.span)
    if has_symbol(at) or members.text is not None or _may_shrink(members):
        return _open_list(stack, call, members, f"element {shown(at)} of")
    if not at.isdecimal() or len(at) > _DIGITS or int(at) >= len(members.items):
        message = (
            f"`Fn::Select` finds no element `{at[:_DIGITS]}` in a list of {len(members.items)}"
        )
        return stack.refused(message, call.span, "the first is `0`")
    return members.items[int(at)]


def _length(stack: Stack, call: Call) -> Node:
    members = stack.resolve(call.argument)
    if members is None or members.value is None or members.mapping:
        return stack.refused("`Fn::Length` takes a list", call.span)
    if members.text is not None or _may_shrink(members):
        return _open_list(stack, call, members, "length of")
    return Node(len(members.items), call.span)


def _get_azs(stack: Stack, call: Call) -> Node:
    """The zones an account has are its own affair (a default VPC's subnets decide)."""
    region = stack.resolve(call.argument)
    where = (region.text if region else None) or stack.placement.region
    zones = Symbol(f"zones of {shown(where)} in account {shown(stack.placement.account)}")
    return Node(str(zones), call.span)


def _cidr(stack: Stack, call: Call) -> Node:
    arguments = [stack.resolve(item) for item in call.argument.items]
    texts = [argument.text if argument else None for argument in arguments]
    if len(texts) not in (2, 3):
        return stack.refused("`Fn::Cidr` takes a range, a count and the bits of each", call.span)
    if not any(text is None or has_symbol(text) for text in texts):
        ranges = _ranges(*(text or "" for text in texts))
        if ranges is None:
            return stack.refused(f"`Fn::Cidr` cannot divide `{texts[0]}` like that", call.span)
        return Node(tuple(Node(each, call.span) for each in ranges), call.span)
    what = json.dumps([plain(argument) for argument in arguments], ensure_ascii=False)
    return stack.derived(f"address ranges {shown(what)}", call.span)


def _ranges(block: str, count: str, bits: str = "8") -> list[str] | None:
    """So many ranges, each of so many bits, from the start of a range."""
    import ipaddress

    try:
        if int(count) > _MOST_RANGES:
            return None
        whole = ipaddress.ip_network(block)
        parts = whole.subnets(new_prefix=whole.max_prefixlen - int(bits))
        found = [str(part) for part in islice(parts, int(count))]
    except ValueError:
        return None
    return found if len(found) == int(count) else None


def _may_shrink(members: Node) -> bool:
    """Whether the list holds a value that an undecided condition may remove."""
    return any(item.tag == MAYBE for item in members.items)


def _open_list(stack: Stack, call: Call, members: Node, what: str) -> Node:
    """What is made of a list whose members nobody knows."""
    if members.text is not None and not has_symbol(members.text):
        return stack.refused(f"`{call.name}` takes a list", members.span)
    written = members.text or json.dumps(plain(members), ensure_ascii=False)
    return stack.derived(f"{what} {shown(written)}", call.span)


LISTS: Mapping[str, Callable[[Stack, Call], Node | None]] = {
    "Fn::Cidr": _cidr,
    "Fn::GetAZs": _get_azs,
    "Fn::Join": _join,
    "Fn::Length": _length,
    "Fn::Select": _select,
    "Fn::Split": _split,
}
