"""A plain value -> JSON text, laid out like what stands beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from .text import Text

_WIDTH = 80
_COLON = re.compile(r'":(\s*)')
_SCALARS = re.compile(r'\[[ \t]*"[^"\[\]{}\r\n]*"[^\[\]{}\r\n]*\]')
_SPREAD = re.compile(r'\[[ \t]*\r?\n[ \t]*"[^"\r\n]*",?[ \t]*\r?\n')


@dataclass(frozen=True, slots=True)
class JsonStyle:
    """The unit of indentation, what stands behind `:` and `,`, and whether short lists are one line."""

    unit: str
    colon: str
    comma: str
    newline: str
    flat_lists: bool

    def text(self, value: object, margin: str | None) -> str:
        """The value; in lines behind a margin, or with None on one line."""
        if margin is None or self._is_flat(value):
            return self._flat(value)
        lines = json.dumps(_plain(value), ensure_ascii=False, indent=self.unit or "  ")
        if self.flat_lists:
            lines = _flattened(value, self, "")
        return lines.replace("\n", self.newline + margin)

    def member(self, key: str, value: object, margin: str | None) -> str:
        """A member of a mapping."""
        return f"{json.dumps(key, ensure_ascii=False)}:{self.colon}{self.text(value, margin)}"

    def _flat(self, value: object) -> str:
        separators = f",{self.comma}", f":{self.colon}"
        return json.dumps(_plain(value), ensure_ascii=False, separators=separators)

    def _is_flat(self, value: object) -> bool:
        if isinstance(value, Mapping):
            return not value
        if isinstance(value, (list, tuple)):
            is_short = self.flat_lists and _of_scalars(value) and len(self._flat(value)) <= _WIDTH
            return not value or is_short
        return True


def _flattened(value: object, style: JsonStyle, margin: str) -> str:
    """In lines, but for lists of scalars."""
    deeper = margin + (style.unit or "  ")
    if style._is_flat(value):
        return style._flat(value)
    if isinstance(value, Mapping):
        inner = (
            f"{deeper}{json.dumps(str(key), ensure_ascii=False)}:{style.colon}"
            f"{_flattened(each, style, deeper)}"
            for key, each in value.items()
        )
        return "{\n" + ",\n".join(inner) + f"\n{margin}}}"
    items = value if isinstance(value, (list, tuple)) else ()
    inner = (f"{deeper}{_flattened(each, style, deeper)}" for each in items)
    return "[\n" + ",\n".join(inner) + f"\n{margin}]"


def _of_scalars(value: list[object] | tuple[object, ...]) -> bool:
    return not any(isinstance(each, (Mapping, list, tuple)) for each in value)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value


def style_of(text: Text) -> JsonStyle:
    """How a JSON text is laid out."""
    written = text.text
    found = _COLON.search(written)
    colon = found[1] if found and "\n" not in found[1] else " "
    unit = re.search(r"\n([ \t]+)\S", written)
    comma = "" if found and not colon and ", " not in written else " "
    flat, spread = bool(_SCALARS.search(written)), bool(_SPREAD.search(written))
    return JsonStyle(unit[1] if unit else "", colon, comma, text.newline, flat and not spread)
