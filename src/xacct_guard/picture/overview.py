"""Overview: a picture of accounts alone, with what goes between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from . import Arrow, Box, Picture, numbered


def overview(picture: Picture) -> Picture:
    """Each account as one box; who belongs to none stays as it is, but for the services that all let in."""
    shown = [box for box in picture.boxes if box.kind != "service"]
    within = {box.id: box.account or box.id for box in shown}
    own = [box for box in shown if not box.account]
    accounts = (Box(id, words, "account", "", id) for id, words in picture.accounts.items() if id)
    between = (
        replace(arrow, source=within[arrow.source], target=within[arrow.target])
        for arrow in picture.arrows
        if {arrow.source, arrow.target} <= within.keys()
        and within[arrow.source] != within[arrow.target]
    )
    return numbered((*accounts, *own), _merged(between), lambda _: "accounts")


def _merged(arrows: Iterable[Arrow]) -> Iterator[Arrow]:
    """One arrow for what goes between the same two with the same verdict."""
    found: dict[tuple[str, str, str], list[Arrow]] = {}
    for arrow in arrows:
        found.setdefault((arrow.source, arrow.target, arrow.verdict), []).append(arrow)
    for alike in found.values():
        kinds = dict.fromkeys(kind for each in alike for kind in each.kind.split(", "))
        actions = dict.fromkeys(action for each in alike for action in each.actions)
        yield replace(alike[0], kind=", ".join(kinds), actions=tuple(actions))
