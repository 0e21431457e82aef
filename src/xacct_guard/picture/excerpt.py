"""Excerpt: what of a picture is in an account, and what is on the other end of its arrows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from difflib import get_close_matches

from ..errors import ConfigError
from . import Picture


def excerpt(picture: Picture, named: Collection[str]) -> Picture:
    """The accounts of these ids or names. Raises ConfigError for one that is not in the picture."""
    accounts = {_account(name, picture) for name in named}
    inside = {box.id for box in picture.boxes if box.account in accounts}
    arrows = tuple(each for each in picture.arrows if {each.source, each.target} & inside)
    shown = inside | {end for arrow in arrows for end in (arrow.source, arrow.target)}
    boxes = tuple(box for box in picture.boxes if box.id in shown)
    kept = {box.account: picture.accounts[box.account] for box in boxes}
    return replace(picture, accounts=kept, boxes=boxes, arrows=arrows)


def _account(name: str, picture: Picture) -> str:
    words = {id: (id, text, text.removesuffix(f" ({id})")) for id, text in picture.accounts.items()}
    found = next((id for id, called in words.items() if id and name in called), None)
    if found is not None:
        return found
    close = get_close_matches(name, [each for called in words.values() for each in called], n=1)
    help = f"did you mean `{close[0]}`?" if close else "give its id, or its name"
    raise ConfigError(f"nothing is drawn of an account `{name}`", help=help)
