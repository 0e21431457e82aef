"""Parameters of a template, and the pseudo parameters that every stack has.

References: AWSCloudFormation/latest/UserGuide/parameters-section-structure.html,
AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from ...bounds import cost_of
from ...closest import closest
from ...errors import InputError
from ...graph.noticed import Defaulted
from ...graph.region import domain_of
from ...iam.symbol import Symbol, has_symbol, shown
from ...span import Node, Span
from . import lists
from .stack import Stack

_PSEUDO = (
    "AWS::AccountId",
    "AWS::NoValue",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
)
_UUID = "????????-????-????-????-????????????"
_SSM_VALUE = re.compile(r"AWS::SSM::Parameter::Value<(.+)>")
_ACCOUNT_ID = re.compile(r"\^?(\\d|\[0-9\])\{12\}\$?")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_MOST_TRIES = 3_000_000


def pseudo(stack: Stack, name: str, at: Span) -> Node | None:
    """What Ref gives for `AWS::...`; None for AWS::NoValue."""
    place = stack.placement
    match name:
        case "AWS::NoValue":
            return None
        case "AWS::AccountId":
            return Node(place.account, at)
        case "AWS::Region":
            return Node(place.region, at)
        case "AWS::Partition":
            return Node(place.partition, at)
        case "AWS::StackName":
            return Node(place.stack, at)
        case "AWS::URLSuffix":
            return Node(domain_of(place.partition), at)
        case "AWS::StackId":
            unique = Symbol(f"{stack.label}.AWS::StackId", _UUID, created=True)
            scope = f"arn:{place.partition}:cloudformation:{place.region}:{place.account}"
            return Node(f"{scope}:stack/{place.stack}/{unique}", at)
        case "AWS::NotificationARNs":
            return stack.open(name, at)
    return stack.refused(f"there is no pseudo parameter `{name}`", at, closest(name, _PSEUDO))


def value(stack: Stack, name: str, declared: Node) -> Node:
    """The value of a parameter: the one given, else its default, else an open symbol."""
    given = stack.abroad(lambda: stack.given.value(name))
    found = given if given is not None and given.value is not None else declared.get("Default")
    if found is None or found.value is None:
        only = stack.supposed.parameters.get(name)
        if only is not None:
            return _typed(stack, declared, Node(only, declared.span))
        return stack.open(f"parameter {name}", declared.span, _shape(declared))
    wrong = next(_violations(name, declared, found), None)
    if wrong is not None:
        stack.fail(wrong.message, wrong.at or found.span, wrong.help)
        return stack.open(f"parameter {name}", found.span, _shape(declared))
    return _typed(stack, declared, found)


def defaults(stack: Stack) -> Iterator[Defaulted]:
    """The parameters that nobody gave, each with the text that it has by default."""
    place = stack.placement
    for name, declared in stack.template.parameters.items():
        default = declared.get("Default")
        if default is not None and default.text and name not in stack.given.names:
            at = default.span
            yield Defaulted(name, default.text, at, stack.label, place.account, place.region)


def unknown_names(stack: Stack) -> Iterator[InputError]:
    """Values given to parameters that the template does not have."""
    known = stack.template.parameters
    for name, at in stack.given.names.items():
        if name not in known:
            message = f"the template has no parameter `{name}`"
            yield InputError(message, at=at, help=closest(name, known))


def _type(declared: Node) -> str:
    written = declared.get("Type")
    return (written.text if written else None) or "String"


def _is_list(type: str) -> bool:
    return type == "CommaDelimitedList" or type.startswith("List<")


def _shape(declared: Node) -> str:
    """What the declaration alone tells of the text."""
    allowed, pattern = declared.get("AllowedValues"), declared.get("AllowedPattern")
    if allowed is not None and len(allowed.items) == 1:
        return allowed.items[0].text or "*"
    is_account = pattern is not None and _ACCOUNT_ID.fullmatch(pattern.text or "")
    return "?" * 12 if is_account else "*"


def _typed(stack: Stack, declared: Node, found: Node) -> Node:
    kind = _type(declared)
    if (wanted := _SSM_VALUE.fullmatch(kind)) is not None:
        found = Node(stack.stored(found.text or ""), found.span)
        kind = wanted[1]
    if found.text is None or not _is_list(kind):
        return found
    items = lists.split(found.text, ",")
    if items is None:
        return stack.derived(f"list {shown(found.text)}", found.span)
    return Node(tuple(Node(item.strip(), found.span) for item in items), found.span)


def _violations(name: str, declared: Node, found: Node) -> Iterator[InputError]:
    """What the declaration has against a value."""
    is_list = isinstance(found.value, tuple) and _is_list(_type(declared))
    if found.text is None and not is_list:
        yield InputError(
            f"parameter `{name}` must be text",
            at=found.span,
            help="give one value, no list and no mapping",
        )
        return
    for item in _items(declared, found):
        if not has_symbol(item):
            yield from _violated(name, declared, item, found.span)


def _items(declared: Node, found: Node) -> tuple[str, ...]:
    if found.text is None:
        return tuple(item.text or "" for item in found.items)
    if _is_list(_type(declared)):
        return tuple(item.strip() for item in found.text.split(","))
    return (found.text,)


def _violated(name: str, declared: Node, text: str, at: Span) -> Iterator[InputError]:
    what = f"parameter `{name}` may not be `{text}`"
    allowed = declared.get("AllowedValues")
    values = [item.text or "" for item in allowed.items] if allowed else [text]
    if text not in values:
        yield InputError(what, at=at, help=closest(text, values) or "see its AllowedValues")
    pattern = declared.get("AllowedPattern")
    if pattern is not None and _mismatches(pattern.text or "", text):
        yield InputError(what, at=at, help=f"it must match `{pattern.text}`")
    if _type(declared) in ("Number", "List<Number>") and not _NUMBER.fullmatch(text):
        yield InputError(what, at=at, help="it must be a number")
    for bound, is_within in _BOUNDS.items():
        limit = declared.get(bound)
        if limit is not None and not is_within(text, limit.text or ""):
            yield InputError(what, at=at, help=f"its {bound} is {limit.text}")


def _mismatches(pattern: str, text: str) -> bool:
    """Whether the text breaks the pattern; one that Python may read slowly counts as kept."""
    if cost_of(pattern, len(text)) > _MOST_TRIES:
        return False
    try:
        return re.fullmatch(pattern, text) is None
    except re.error:
        return False


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _is_at_most(one: float | None, other: float | None) -> bool:
    return one is None or other is None or one <= other


_BOUNDS: Mapping[str, Callable[[str, str], bool]] = {
    "MinLength": lambda text, limit: _is_at_most(_number(limit), len(text)),
    "MaxLength": lambda text, limit: _is_at_most(len(text), _number(limit)),
    "MinValue": lambda text, limit: _is_at_most(_number(limit), _number(text)),
    "MaxValue": lambda text, limit: _is_at_most(_number(text), _number(limit)),
}
