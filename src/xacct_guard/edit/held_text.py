"""JSON text inside a scalar: what it is on its own, and where its characters stand."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass

from ..errors import EditError
from ..span import Node
from .cut import Cut
from .text import Text

_JSON_CHARACTER = re.compile(
    r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)
_SINGLE_CHARACTER = re.compile(r"''|.", re.DOTALL)
_BLOCK = re.compile(r"[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?(\r\n?|\n)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")


@dataclass(frozen=True, slots=True)
class HeldText:
    """A text that stands in another one.

    `inner` and `outer` are offsets of the same places, in both; what lies between two of them lies
    there character by character. `written` says how a piece is written out there.
    """

    text: str
    inner: tuple[int, ...]
    outer: tuple[int, ...]
    style: str
    margin: str = ""
    newline: str = "\n"

    def cut(self, cut: Cut, depth: int) -> Cut:
        """The cut of the outer text that makes a cut of the inner one."""
        return Cut(
            self._out(cut.start), self._out(cut.end), self._written(cut.text), depth + cut.depth
        )

    def _out(self, offset: int) -> int:
        at = bisect_right(self.inner, offset) - 1
        return self.outer[at] + offset - self.inner[at]

    def _written(self, text: str) -> str:
        if self.style == '"':
            return json.dumps(text, ensure_ascii=False)[1:-1]
        if self.style == "'":
            return text.replace("'", "''")
        return text.replace(self.newline, self.newline + self.margin)


def held_text(node: Node, text: Text) -> HeldText:
    """The text that a scalar holds. Raises EditError where it is not certain how it is written."""
    begin, end = text.past_properties(text.begin(node.span)), text.end(node.span)
    written = text.text[begin:end]
    if found := _BLOCK.match(written):
        return _of_block(begin + found.end(), end, text)
    mark = written[:1]
    pattern = {'"': _JSON_CHARACTER, "'": _SINGLE_CHARACTER}.get(mark)
    if pattern is None or "\n" in written or "\r" in written:
        raise EditError("the text is written in a way that cannot be edited in place", at=node.span)
    return _of_quoted(pattern, mark, node, begin + 1, end - 1, text)


def _of_block(begin: int, end: int, text: Text) -> HeldText:
    """The lines of a `|` or `>` without their indentation: JSON does not mind how they are joined."""
    lines = [found for found in _LINE.finditer(text.text, begin, end) if found[0]]
    margins = {_margin(found[0]) for found in lines if found[0].strip()}
    indent = min(margins, key=len, default="")
    parts: list[str] = []
    inner, outer, at = [], [], 0
    for found in lines:
        line = found[0]
        skipped = min(len(indent), len(_margin(line)))
        inner.append(at)
        outer.append(found.start() + skipped)
        parts.append(line[skipped:])
        at += len(line) - skipped
    return HeldText("".join(parts), tuple(inner), tuple(outer), "|", indent, text.newline)


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" "))]


def _of_quoted(  # noqa: PLR0917
    pattern: re.Pattern[str], mark: str, node: Node, begin: int, end: int, text: Text
) -> HeldText:
    parts: list[str] = []
    inner, outer, at = [], [], 0
    for found in pattern.finditer(text.text, begin, end):
        part = _meaning(found[0], mark)
        inner.append(at)
        outer.append(found.start())
        parts.append(part)
        at += len(part)
    said = "".join(parts)
    if said != node.value:
        raise EditError("the text is written in a way that cannot be edited in place", at=node.span)
    return HeldText(said, (*inner, at), (*outer, end), mark)


def _meaning(written: str, mark: str) -> str:
    if mark == "'":
        return "'" if written == "''" else written
    try:
        return str(json.loads(f'"{written}"')) if written.startswith("\\") else written
    except ValueError:
        return written
