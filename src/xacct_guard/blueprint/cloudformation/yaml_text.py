"""YAML as a person writes a template: two spaces, comments above what they speak of, quotes where needed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from ...terminal.cells import clean
from .call import Call, Noted

_PLAIN = re.compile(r"[A-Za-z/](?:[A-Za-z0-9_./@*+=-]|:(?=[^\s]))*", re.ASCII)
_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


def yaml_text(value: Mapping[str, object]) -> str:
    """A mapping as a YAML document; its members stand in their order, sections apart."""
    sections = ("\n".join(_members({name: each}, 0)) for name, each in value.items())
    return "\n\n".join(sections) + "\n"


def _members(mapping: Mapping[str, object], depth: int) -> Iterator[str]:
    space = "  " * depth
    for name, member in mapping.items():
        comments, value = _apart(member)
        yield from (f"{space}# {_remark(comment)}" for comment in comments)
        if _is_short(value):
            yield f"{space}{_scalar(name)}: {_short(value)}"
        else:
            yield f"{space}{_scalar(name)}:"
            yield from _below(value, depth + 1)


def _below(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from _members(value, depth)
    else:
        assert isinstance(value, (list, tuple))
        for item in value:
            yield from _item(item, depth)


def _apart(value: object) -> tuple[tuple[str, ...], object]:
    """The comments above a value, and the value."""
    return (value.comments, value.value) if isinstance(value, Noted) else ((), value)


def _item(member: object, depth: int) -> Iterator[str]:
    space = "  " * depth
    comments, item = _apart(member)
    yield from (f"{space}# {_remark(comment)}" for comment in comments)
    if _is_short(item):
        yield f"{space}- {_short(item)}"
        return
    first, *others = _below(item, depth + 1)
    yield f"{space}- {first.lstrip()}"
    yield from others


def _is_short(value: object) -> bool:
    return not value if isinstance(value, (Mapping, list, tuple)) else True


def _short(value: object) -> str:
    if isinstance(value, Call):
        text = value.text if value.function != "Sub" else _quoted(value.text)
        return f"!{value.function} {text}"
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, (list, tuple)):
        return "[]"
    return _scalar(value)


def _scalar(value: object) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _RESERVED:
        return value
    return _quoted(value)


def _remark(text: str) -> str:
    """A comment, on one line whatever it is about."""
    return clean(text).replace("##[", "## [")


def _quoted(text: str) -> str:
    if text.isprintable() and "##[" not in text:
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)).replace("##[", "#\\x23[") + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08x}"
