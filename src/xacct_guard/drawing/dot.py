"""DOT, the language of Graphviz (graphviz.org/doc/info/lang.html)."""

from __future__ import annotations

from collections.abc import Iterator

from ..picture import Arrow, Box, Picture
from ..terminal.cells import clean
from . import Draw

_COLOURS = {"deny": "#c62828", "unknown": "#b26a00", "allow": "#2e7d32", "declared": "#90a4ae"}
_MARKS = {"deny": " (denied)", "unknown": " (unknown)", "allow": "", "declared": ""}
_SHAPES = {"role": "box", "user": "box", "service": "oval", "account": "oval"}


def draw(picture: Picture) -> str:
    """A directed graph with a cluster for each account."""
    return "\n".join(_lines(picture)) + "\n"


def _lines(picture: Picture) -> Iterator[str]:
    yield "digraph access {"
    yield "  rankdir=LR;"
    yield '  node [fontname="sans-serif", fontsize=11];'
    yield '  edge [fontname="sans-serif", fontsize=9];'
    for number, (account, words) in enumerate(picture.accounts.items(), 1):
        yield f"  subgraph cluster_{number} {{"
        yield f"    label={_text(words)};"
        yield from (f"    {_box(box)}" for box in picture.boxes if box.account == account)
        yield "  }"
    yield from (f"  {_arrow(arrow)}" for arrow in picture.arrows)
    yield "}"


def _box(box: Box) -> str:
    shape = _SHAPES.get(box.kind, "folder")
    style = ', style="rounded"' if shape == "box" else ""
    label, tip = _text(box.name, box.kind), _text(box.arn)
    return f"{box.id} [label={label}, tooltip={tip}, shape={shape}{style}];"


def _arrow(arrow: Arrow) -> str:
    colour = _COLOURS[arrow.verdict]
    style = "dashed" if arrow.verdict == "declared" else "solid"
    label = _text(f"{arrow.kind}{_MARKS[arrow.verdict]}")
    tip = _text(", ".join(arrow.actions))
    look = f'color="{colour}", fontcolor="{colour}", style={style}'
    return f"{arrow.source} -> {arrow.target} [label={label}, tooltip={tip}, {look}];"


def _text(*lines: str) -> str:
    """A quoted string; a backslash would begin an escape of Graphviz' own."""
    plain = (clean(" ".join(line.split())) for line in lines)
    quoted = (line.replace("\\", "\\\\").replace('"', '\\"') for line in plain)
    return '"' + "\\n".join(quoted).replace("##[", "## [") + '"'


_MOST = 5000
"""Far beyond what can be looked at."""

DRAW = Draw("dot", draw, _MOST)
