"""Where an operation of an API is described."""

from __future__ import annotations

from ....graph.step import Page


def page_of(guide: str, action: str) -> Page:
    """The page of an API reference about an action, as `lambda:CreateFunction`."""
    return Page.of(guide, f"API_{action.partition(':')[2]}.html")
