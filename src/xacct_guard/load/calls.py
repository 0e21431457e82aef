"""What the configuration says that code does (`calls`), its references followed."""

from __future__ import annotations

from collections.abc import Iterator

from ..config import Config, Resolve, expand
from ..graph.model import Declared


def calls(config: Config, resolve: Resolve) -> Iterator[Declared]:
    """The declared calls; a step of which something is not known is left out, and said so elsewhere."""
    for entry in config.entries("calls"):
        by = expand(entry.mapping["by"], resolve)
        steps = (expand(step, resolve) for step in entry.mapping["steps"].items)
        if by is not None and by.text:
            yield Declared(by.text, tuple(step for step in steps if step), entry.span)
