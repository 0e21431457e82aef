"""GraphML, which graph editors and libraries read (graphml.graphdrawing.org)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..picture import Picture
from . import Draw

_NODE = ("name", "kind", "account", "arn")
_EDGE = ("kind", "verdict", "actions")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def draw(picture: Picture) -> str:
    """A directed graph; each node and edge carries what it is as data."""
    return "\n".join(_lines(picture)) + "\n"


def _lines(picture: Picture) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for of, names in (("node", _NODE), ("edge", _EDGE)):
        for name in names:
            about = f'id="{of}_{name}" for="{of}" attr.name="{name}" attr.type="string"'
            yield f"  <key {about}/>"
    yield '  <graph id="access" edgedefault="directed">'
    for box in picture.boxes:
        yield f'    <node id="{box.id}">'
        account = picture.accounts[box.account]
        values = {"name": box.name, "kind": box.kind, "account": account, "arn": box.arn}
        yield from _data("node", values)
        yield "    </node>"
    for number, arrow in enumerate(picture.arrows, 1):
        yield f'    <edge id="e{number}" source="{arrow.source}" target="{arrow.target}">'
        actions = ", ".join(arrow.actions)
        yield from _data("edge", {"kind": arrow.kind, "verdict": arrow.verdict, "actions": actions})
        yield "    </edge>"
    yield "  </graph>"
    yield "</graphml>"


def _data(of: str, values: Mapping[str, str]) -> Iterator[str]:
    for name, text in values.items():
        yield f'      <data key="{of}_{name}">{_text(text)}</data>'


def _text(text: str) -> str:
    clean = _FORBIDDEN.sub("\ufffd", text)
    written = "".join(_ENTITIES.get(letter) or _visible(letter) for letter in clean)
    return written.replace("##[", "#&#35;[")  # a command in a log of GitHub


def _visible(letter: str) -> str:
    """What moves a cursor or turns text round is written as its number."""
    return letter if letter.isprintable() else f"&#{ord(letter)};"


DRAW = Draw("graphml", draw)
