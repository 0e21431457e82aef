"""Documents: every file of a run read once, however often it is asked for."""

from __future__ import annotations

import sys
from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ..errors import InputError, TwiceError
from ..graph.noticed import WrittenTwice
from ..read import decode, read_bytes, read_text
from ..read import read as parsed
from ..span import Node, Source

LARGEST = 5
"""MB. CloudFormation takes 1 (cloudformation-limits.html); a file far beyond is no template."""
_STDIN = Path("-")
_EXPORTED = (
    *(b'"format_version"', b'"planned_values"', b'DetailList"'),
    *(b'"applyable"', b'"provider_config"'),  # how a plan begins whose keys were sorted
)
_HEAD = 4096
_BYTES_A_VALUE = 32
"""So many bytes stand for a value at the least, in what is written to be read."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds, None where it cannot be read, and what is wrong with it.

    `twice` are keys that stand twice in a template, of which the later one holds.
    """

    node: Node | None
    failures: tuple[InputError, ...] = ()
    twice: tuple[WrittenTwice, ...] = ()


class Documents:
    """Reads files up to a size, in MB; what a program wrote of a whole estate may be larger.

    `-` is standard input. `texts` are read in place of the files at these (resolved) paths.
    """

    def __init__(
        self, largest: float = LARGEST, texts: Mapping[Path, str] = MappingProxyType({})
    ) -> None:
        self.largest = int(largest * 1024**2)
        self._known: dict[Path, Document] = {}
        self._texts = texts
        self._others: dict[Path, Source] = {}

    def with_texts(self, texts: Mapping[Path, str]) -> Documents:
        """The same files but for these texts; what was read of the others is not read again."""
        other = Documents(self.largest / 1024**2, texts)
        other._known = {
            path: document
            for path, document in self._known.items()
            if path == _STDIN or _text(path, texts) == _text(path, self._texts)
        }
        return other

    def source(self, path: Path) -> Source:
        """The text of a file in another syntax. Raises InputError."""
        text = _text(path, self._texts)
        source = read_text(path, self.largest) if text is None else Source(str(path), text)
        self._others[path] = source
        return source

    @property
    def sources(self) -> dict[Path, Source]:
        """The texts of the files that could be read so far."""
        return self._others | {
            path: document.node.span.source
            for path, document in self._known.items()
            if document.node is not None
        }

    def of(self, path: Path) -> Document:
        """The document in a file."""
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    @property
    def read(self) -> tuple[Node, ...]:
        """The documents that could be read so far."""
        return tuple(each.node for each in self._known.values() if each.node is not None)

    def head(self, path: Path) -> bytes:
        """A file as far as it is read at most; nothing of one that cannot be."""
        text = _text(path, self._texts)
        return _head(path, self.largest) if text is None else text.encode()[: self.largest]

    def _read(self, path: Path) -> Document:
        twice: list[TwiceError] = []
        try:
            source, is_exported = self._source(path)
            node = parsed(source, twice, None if is_exported else self.largest // _BYTES_A_VALUE)
        except InputError as error:
            return Document(None, (*twice, error))
        # Of a key written twice CloudFormation takes the later one; IAM refuses the policy.
        if "Resources" not in node.mapping:
            return Document(None if twice else node, tuple(twice))
        return Document(node, twice=tuple(map(_twice, twice)))

    def _source(self, path: Path) -> tuple[Source, bool]:
        """The text, and whether it is what a program wrote of a whole estate."""
        text = _text(path, self._texts)
        if text is not None:
            return Source(str(path), text), False
        if path != _STDIN:
            is_exported = _is_exported(_head(path, _HEAD))
            return read_text(path, None if is_exported else self.largest), is_exported
        head = sys.stdin.buffer.read(_HEAD)
        is_exported = _is_exported(head)
        largest = None if is_exported else self.largest
        return decode(read_bytes(sys.stdin.buffer, "-", largest, head), "-"), is_exported


def _text(path: Path, texts: Mapping[Path, str]) -> str | None:
    """What is to be read in place of a file, if anything is."""
    return texts.get(path.resolve()) if texts else None


def _twice(error: TwiceError) -> WrittenTwice:
    return WrittenTwice(error.key, error.second, error.first)


def _is_exported(head: bytes) -> bool:
    """Is this a plan or a snapshot? Both are as large as the estate they tell of."""
    return head.removeprefix(BOM_UTF8).lstrip().startswith(b"{") and any(
        mark in head for mark in _EXPORTED
    )


def _head(path: Path, size: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError:
        return b""
