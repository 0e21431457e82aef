"""Text in Markdown that stays text: no name from a template becomes markup, a link or a mention.

Made for GitHub and GitLab, which go over the finished HTML once more and make links of `@name`, `#12`, `!3` and
addresses wherever they stand outside of code.
"""

from __future__ import annotations

import re
from html import escape

from .cells import clean

_SPAN = re.compile(r"`([^`]+)`")
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#!|~&$@^%]")
"""Without it, what else is punctuation (brackets, signs of lists) says nothing inside of a line."""
_REFERENCE = re.compile(r"[@#!$%~&^](?=[\w\"])|:(?=//)|\bwww(?=\.)", re.IGNORECASE)
_APART = "&#8203;"


def prose(text: str) -> str:
    """A sentence on one line; what stands in backticks becomes code."""
    parts: list[str] = []
    at, text = 0, clean(text)
    for found in _SPAN.finditer(text):
        parts += [_inert(text[at : found.start()]), code(found[1])]
        at = found.end()
    return "".join((*parts, _inert(text[at:])))


def code(text: str) -> str:
    """Code on one line: in backticks where that is safe, even in a table, else as HTML."""
    text = clean(text)
    is_safe = text and not {"`", "|"} & {*text} and "##[" not in text and text == text.strip()
    return f"`{text}`" if is_safe else tag(text)


def tag(text: str) -> str:
    """Code on one line as HTML, for where Markdown is not read."""
    return f"<code>{_MARKUP.sub(_entity, clean(text))}</code>"


def block(text: str, language: str = "") -> str:
    """Lines of code, fenced with more backticks than stand in them."""
    lines = [clean(line.expandtabs(4)).replace("##[", "## [") for line in text.splitlines()]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join((f"{fence}{language}", *lines, fence))


def _inert(text: str) -> str:
    """Prose as entities where it could be markup, with nothing in it that is taken for a reference."""
    apart = _REFERENCE.sub("\\g<0>\0", text)
    return _MARKUP.sub(_entity, apart).replace("\0", _APART)


def _entity(found: re.Match[str]) -> str:
    return escape(found[0]) if found[0] in "<>&" else f"&#{ord(found[0])};"
