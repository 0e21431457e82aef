"""One file per input format. A file exports `FORMAT`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from ..graph.model import Parts, Placement
from ..span import Node

Lookup = Callable[[str], str | None]
"""Asks the estate for a value outside this document (`export:NAME`, `ssm:NAME`); None: not held."""


class Loaded(Protocol):
    """A document that has been opened: its parts, and the values others may refer to."""

    def parts(self) -> Parts:
        """Everything the document declares. Raises nothing: what failed is in `Parts.failures`."""

    def reference(self, path: str) -> str | None:
        """The value at `outputs.NAME`, `resources.LOGICAL` or `resources.LOGICAL.ATTRIBUTE`."""


@dataclass(frozen=True, slots=True)
class Format:
    """An input format: how to recognise a document of it, and how to open one."""

    name: str
    detect: Callable[[Node], bool]
    open: Callable[[Node, Placement, Mapping[str, Node], Lookup], Loaded]
