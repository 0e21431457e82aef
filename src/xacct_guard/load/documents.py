"""Documents: every file of a run read once, however often it is asked for."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..read import read, read_text
from ..span import Node, Source

LARGEST = 5
"""MB. CloudFormation takes 1 (cloudformation-limits.html); a file far beyond is no template."""
_STDIN = Path("-")


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds, None where it cannot be read, and what is wrong with it."""

    node: Node | None
    failures: tuple[InputError, ...] = ()


class Documents:
    """Reads files up to a size, in MB. `-` is standard input."""

    def __init__(self, largest: float = LARGEST) -> None:
        self._largest = int(largest * 1024**2)
        self._known: dict[Path, Document] = {}

    def of(self, path: Path) -> Document:
        """The document in a file."""
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    def _read(self, path: Path) -> Document:
        twice: list[InputError] = []
        try:
            source = self._source(path)
            node = read(source, twice)
        except InputError as error:
            return Document(None, (*twice, error))
        # Of a key written twice CloudFormation takes the later one; IAM refuses the policy.
        holds = not twice or "Resources" in node.mapping
        return Document(node if holds else None, tuple(twice))

    def _source(self, path: Path) -> Source:
        if path == _STDIN:
            return Source("-", sys.stdin.read())
        return read_text(path, self._largest)
