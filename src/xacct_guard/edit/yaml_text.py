"""A plain value -> YAML text, laid out like what stands beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..read.yaml_scalar import plain
from .style import Style

_BEGINS_BADLY = re.compile(r"[-?:](?=\s|$)|[,\[\]{}#&*!|>'\"%@`]|---|\.\.\.")
_CANNOT_FOLLOW = re.compile(
    r":(?=\s|$)|\s#|^\s|\s$|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ue000-\uf8ff]"
)
_OF_FLOW = re.compile(r"[,\[\]{}]|:(?=[,\[\]{}]|$)")
_TAKEN_FOR_OTHERS = re.compile(
    r"[-+.]?[0-9][0-9_.,:eExXoTZ+ -]*|0[xo][0-9a-fA-F]+|[-+]?\.(?:inf|nan)|=|<<|y|n", re.IGNORECASE
)
_UNPRINTABLE = re.compile("[\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\u2028\u2029\x85]")


@dataclass(frozen=True, slots=True)
class Raw:
    """A piece of the text as it stands: one line of it."""

    text: str


def scalar(value: object, quote: str, *, in_flow: bool, hint: str = "") -> str:
    """A scalar; `hint` is the quote of the scalar that stood there, `quote` that of its neighbours."""
    if isinstance(value, Raw):
        return value.text
    if not isinstance(value, str):
        return json.dumps(value)
    if not hint and _may_be_plain(value, in_flow=in_flow):
        return value
    mark = hint or quote
    if mark == "'" and not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]", value):
        return "'" + value.replace("'", "''") + "'"
    written = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _may_be_plain(value: str, *, in_flow: bool) -> bool:
    if not value or plain(value) != value or _BEGINS_BADLY.match(value):
        return False
    if _CANNOT_FOLLOW.search(value) or _TAKEN_FOR_OTHERS.fullmatch(value):
        return False
    return not (in_flow and _OF_FLOW.search(value))


def key_text(key: str, quote: str, *, in_flow: bool, hint: str = "") -> str:
    """A key of a mapping."""
    return scalar(key, quote, in_flow=in_flow, hint=hint)


def flow(value: object, style: Style) -> str:
    """The value on one line."""
    if (short := _short(value, style, in_flow=True)) is not None:
        return short
    if isinstance(value, Mapping):
        members = (
            f"{key_text(str(key), style.quote, in_flow=True)}: {flow(each, style)}"
            for key, each in value.items()
        )
        return "{" + ", ".join(members) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(each, style) for each in value) + "]"
    return scalar(value, style.quote, in_flow=True)


def is_inline(value: object, style: Style) -> bool:
    """Is the value written behind its key or dash, on the same line?"""
    if not isinstance(value, (Mapping, list, tuple)) or not value:
        return True
    if _short(value, style, in_flow=False) is not None:
        return True
    children = value.values() if isinstance(value, Mapping) else value
    if any(isinstance(each, (Mapping, list, tuple)) for each in children):
        return False
    return style.flow_mappings if isinstance(value, Mapping) else style.flow_lists


def inline(value: object, style: Style, hint: str = "") -> str:
    """A value that is written on one line, in a place that is not between brackets."""
    if (short := _short(value, style, in_flow=False)) is not None:
        return short
    if isinstance(value, (Mapping, list, tuple)):
        return flow(value, style)
    return scalar(value, style.quote, in_flow=False, hint=hint)


def lines(value: object, style: Style) -> list[str]:
    """A list or a mapping in lines of its own, none of them indented from the left."""
    found: list[str] = []
    if isinstance(value, Mapping):
        for key, each in value.items():
            found += member_lines(str(key), each, style)
        return found
    items = value if isinstance(value, (list, tuple)) else ()
    for each in items:
        found += item_lines(each, style)
    return found


def item_lines(value: object, style: Style) -> list[str]:
    """An item of a list, from its dash on."""
    if is_inline(value, style):
        return [f"- {inline(value, style)}"]
    first, *others = lines(value, style)
    return [f"- {first}", *(f"  {line}" for line in others)]


def member_lines(key: str, value: object, style: Style) -> list[str]:
    """A member of a mapping, from its key on."""
    name = key_text(key, style.quote, in_flow=False)
    if is_inline(value, style):
        return [f"{name}: {inline(value, style)}"]
    margin = " " * (style.step if isinstance(value, Mapping) else style.dash)
    return [f"{name}:", *(margin + line for line in lines(value, style))]


def _short(value: object, style: Style, *, in_flow: bool) -> str | None:
    """A function as its tag says it, where the document writes its functions so."""
    if not isinstance(value, Mapping) or len(value) != 1 or not style.tags:
        return None
    ((name, argument),) = value.items()
    if name == "Fn::GetAtt" and isinstance(argument, (list, tuple)) and len(argument) == 2:
        argument = ".".join(map(str, argument))
    if name not in ("Ref", "Fn::Sub", "Fn::GetAtt", "Fn::ImportValue") or not isinstance(
        argument, str
    ):
        return None
    return f"!{name.removeprefix('Fn::')} {scalar(argument, style.quote, in_flow=in_flow)}"
