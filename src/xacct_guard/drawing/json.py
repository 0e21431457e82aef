"""JSON: accounts, nodes and edges, for other programs."""

from __future__ import annotations

from dataclasses import asdict

from ..picture import Picture
from ..terminal.json_text import json_text
from . import Draw


def draw(picture: Picture) -> str:
    """An object with `accounts`, `nodes` and `edges`; edges name nodes by `id`."""
    said = {
        "version": 1,
        "accounts": [{"id": id, "name": name} for id, name in picture.accounts.items()],
        "nodes": [asdict(box) for box in picture.boxes],
        "edges": [asdict(arrow) for arrow in picture.arrows],
    }
    return json_text(said)


DRAW = Draw("json", draw)
