"""Mermaid, as GitHub and GitLab show it in Markdown.

Source: mermaid.js.org/syntax/flowchart.html; characters that mean something to Mermaid or HTML are
written as their numbers, `#35;`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..picture import Arrow, Box, Picture
from . import Draw

_PLAIN = re.compile(r"[^\w .,:/()*@+=-]")
_LINES = {"allow": "-->", "deny": "-->", "unknown": "-->", "declared": "-.->"}
_COLOURS = {"deny": "#c62828", "unknown": "#b26a00", "allow": "#2e7d32", "declared": "#90a4ae"}
_MARKS = {"deny": " (denied)", "unknown": " (unknown)", "allow": "", "declared": ""}


def draw(picture: Picture) -> str:
    """A flowchart with a box around each account."""
    return "\n".join(_lines(picture)) + "\n"


def _lines(picture: Picture) -> Iterator[str]:
    yield "flowchart LR"
    for number, (account, words) in enumerate(picture.accounts.items(), 1):
        inside = [box for box in picture.boxes if box.account == account]
        yield f'  subgraph a{number}["{_text(words)}"]'
        yield from (f"    {_box(box)}" for box in inside)
        yield "  end"
    for arrow in picture.arrows:
        yield f"  {_arrow(arrow)}"
    for verdict, colour in _COLOURS.items():
        drawn = [str(n) for n, arrow in enumerate(picture.arrows) if arrow.verdict == verdict]
        if drawn:
            yield f"  linkStyle {','.join(drawn)} stroke:{colour}"


def _box(box: Box) -> str:
    label = f'"{_text(box.name)}<br/>{_text(box.kind)}"'
    if box.kind in ("role", "user"):
        return f"{box.id}({label})"
    return f"{box.id}([{label}])" if box.kind in ("service", "account") else f"{box.id}[{label}]"


def _arrow(arrow: Arrow) -> str:
    words = f"{arrow.kind}{_MARKS[arrow.verdict]}"
    return f'{arrow.source} {_LINES[arrow.verdict]}|"{_text(words)}"| {arrow.target}'


def _text(text: str) -> str:
    return _PLAIN.sub(lambda found: f"#{ord(found[0])};", " ".join(text.split()))


_MOST = 500
"""`maxEdges`: a page draws no more (mermaid.js.org/config/schema-docs/config.html)."""

DRAW = Draw("mermaid", draw, _MOST)
