"""Map: the frame of the estate's map, and what the script draws on it."""

from __future__ import annotations

from typing import Any

from ..picture import Picture
from ..picture.overview import overview
from .estate import estate_map, is_principal
from .markup import Markup, tag
from .prose import prose

Members = dict[str, Any]


MOST = 12_000
"""Things on a map that still moves without a stutter."""


_ACCOUNTS_ALONE = (
    f"Accounts alone, and what goes between them: a map shows {MOST:,} things at most."
    " `xacct-guard graph --account ID` draws what one has to do with."
)


def mapped(picture: Picture) -> Picture:
    """What the map shows of a picture: all of it, or accounts alone where that is more than moves well."""
    return picture if len(picture.boxes) <= MOST else overview(picture)


def map_frame(picture: Picture, *, is_whole: bool = True) -> Markup:
    """The section of the map: the search, who reaches what in words, and the picture of it."""
    return tag(
        "section",
        tag("h2", "Map of the estate: who reaches what", id="map-title"),
        tag("p", prose(_told(picture) if is_whole else _ACCOUNTS_ALONE), class_="quiet"),
        tag("div", _search(), _canvas(), class_="map-body"),
        id="map",
        aria_labelledby="map-title",
    )


def _told(picture: Picture) -> str:
    principals = sum(1 for box in picture.boxes if is_principal(box))
    others = len(picture.boxes) - principals
    accounts = sum(1 for account in picture.accounts if account)
    return (
        f"{principals:,} principals and {others:,} resources of {accounts:,} accounts,"
        f" {len(picture.arrows):,} ways between them."
        " Dashed is what a policy lets in and nobody is seen to use."
    )


def _search() -> Markup:
    return tag(
        "div",
        tag(
            "label",
            tag("span", "Find a principal or a resource"),
            tag("input", type="search", id="map-text", autocomplete="off", spellcheck="false"),
            class_="map-search",
        ),
        tag("p", id="map-count", class_="quiet", role="status", aria_live="polite"),
        tag("div", id="map-found", class_="map-found"),
        class_="map-side",
    )


def _canvas() -> Markup:
    tools = (
        ("out", "−", "Zoom out of the map"),
        ("in", "+", "Zoom into the map"),
        ("fit", "Fit", "Fit the whole map"),
    )
    return tag(
        "div",
        tag(
            "div",
            (
                tag("button", sign, type="button", data_map=name, aria_label=said, title=said)
                for name, sign, said in tools
            ),
            class_="tools map-tools",
            role="group",
            aria_label="View of the map",
        ),
        tag(
            "canvas",
            id="map-canvas",
            role="img",
            aria_label="The map. What it shows is told in words by the search beside it.",
        ),
        tag("p", id="map-hover", class_="map-hover quiet", aria_hidden="true"),
        class_="map-picture",
    )


def map_facts(picture: Picture) -> Members:
    """Cards, boxes and arrows as lists of plain values; arrows name boxes by their index."""
    drawn = estate_map(picture)
    index = {placed.box.id: number for number, placed in enumerate(drawn.boxes)}
    return {
        "size": [drawn.width, drawn.height],
        "cards": [[c.name, c.x, c.y, c.width, c.height] for c in drawn.cards],
        "boxes": [
            [p.box.name, p.box.kind, p.box.arn, p.card, p.x, p.y, is_principal(p.box)]
            for p in drawn.boxes
        ],
        "arrows": [
            [index[a.source], index[a.target], a.kind, a.verdict, list(a.actions)]
            for a in picture.arrows
        ],
    }
