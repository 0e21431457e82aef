"""Ignores of the configuration, for what cannot hold a comment: policy JSON, plans, assemblies, snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ...config import Config
from ...span import Node
from .ignore import Ignore, Named


def in_configuration(config: Config) -> Iterator[Ignore]:
    """The entries of `rules.ignore`; the shape of the configuration has checked them."""
    found = config.node.get("rules", "ignore")
    for entry in found.items if found else ():
        yield _ignore(entry)


def _ignore(entry: Node) -> Ignore:
    until = entry.text_at("until")
    return Ignore(
        (entry.text_at("rule") or "",),
        entry.span,
        Named(entry.text_at("at") or "*"),
        entry.text_at("reason") or "",
        date.fromisoformat(until) if until else None,
        entry.text_at("owner"),
    )
