"""Document: a text, what it says, and in which syntax."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ..errors import EditError, InputError, TwiceError
from ..read import json, yaml
from ..read.document import begins_like_json
from ..span import Node, Source
from .text import Text

_ANCHOR = re.compile(r"&[\w-]")


@dataclass(frozen=True)
class Document:
    """A text and its documents: one in JSON, one or more in YAML."""

    source: Source
    roots: tuple[Node, ...]
    is_json: bool

    @cached_property
    def text(self) -> Text:
        """The text, as one that is asked for offsets."""
        return Text(self.source.text)

    @cached_property
    def shared(self) -> frozenset[int]:
        """The ids of nodes that stand at more than one place, by aliases or merges."""
        if not _ANCHOR.search(self.source.text):
            return frozenset()
        seen = Counter(id(node) for root in self.roots for node in root.walk())
        return frozenset(node for node, count in seen.items() if count > 1)


def document_of(source: Source) -> Document:
    """The text, read as it would be loaded. Raises EditError for one that cannot be read."""
    return _document(source.name, source.text)


@lru_cache(maxsize=8)
def _document(name: str, text: str) -> Document:
    source = Source(name, text)
    twice: list[TwiceError] = []
    try:
        document = _read(source, twice)
    except InputError as error:
        raise EditError(f"the text cannot be read: {error.message}", at=error.at) from None
    if twice:
        raise EditError(f"{twice[0].message}: it is not certain which one counts", at=twice[0].at)
    return document


def _read(source: Source, twice: list[TwiceError]) -> Document:
    if begins_like_json(source):
        try:
            return Document(
                source, (json.read_document(source, refuse=twice.append),), is_json=True
            )
        except InputError:
            twice.clear()
    return Document(source, tuple(yaml.read_documents(source, twice.append)), is_json=False)
