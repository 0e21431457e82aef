"""Pack: many JSON documents in one file, each read and inflated alone.

A pack is a magic line, four bytes with the length of its head, the head, and the documents.
The head is zlib JSON: `about` (what is inside, its date, its sources), `entries` (name to
length, in the order of the documents) and `dictionary` (the text all documents were deflated
against). Documents are raw deflate streams of compact JSON.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""Any JSON value."""

MAGIC = b"xacct-guard pack 1\n"
_RAW = -zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Pack:
    """The head of a pack: what it is about, and where in the file each document lies."""

    path: Path
    about: Mapping[str, Json]
    places: Mapping[str, tuple[int, int]]
    dictionary: bytes

    def read(self, name: str) -> Json:
        """The document of that name, decoded; KeyError when the pack has none."""
        start, length = self.places[name]
        with self.path.open("rb") as file:
            file.seek(start)
            return self._inflate(file.read(length))

    def read_all(self) -> Iterator[tuple[str, Json]]:
        """Every name and its document, reading the file once."""
        content = self.path.read_bytes()
        for name, (start, length) in self.places.items():
            yield name, self._inflate(content[start : start + length])

    def _inflate(self, packed: bytes) -> Json:
        return json.loads(zlib.decompressobj(_RAW, self.dictionary).decompress(packed))


def open_pack(path: Path) -> Pack:
    """Read the head of the pack at `path`; ValueError when it is not one."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise ValueError(f"`{path.name}` is not a pack")
        length = int.from_bytes(file.read(4), "big")
        head = json.loads(zlib.decompress(file.read(length)))
    places: dict[str, tuple[int, int]] = {}
    start = len(MAGIC) + 4 + length
    for name, size in head["entries"].items():
        places[name] = (start, size)
        start += size
    return Pack(path, head["about"], places, head["dictionary"].encode())


def encode_pack(
    about: Mapping[str, Json], documents: Mapping[str, Json], dictionary: str = ""
) -> bytes:
    """The bytes of a pack of `documents`, sorted by name; the same input gives the same bytes."""
    preset = dictionary.encode()
    blobs = {name: _deflate(document, preset) for name, document in sorted(documents.items())}
    head = {
        "about": about,
        "entries": {name: len(blob) for name, blob in blobs.items()},
        "dictionary": dictionary,
    }
    packed = zlib.compress(_compact(head), 9)
    return b"".join((MAGIC, len(packed).to_bytes(4, "big"), packed, *blobs.values()))


def _deflate(document: Json, preset: bytes) -> bytes:
    deflating = zlib.compressobj(9, zlib.DEFLATED, _RAW, 9, zlib.Z_DEFAULT_STRATEGY, preset)
    return deflating.compress(_compact(document)) + deflating.flush()


def _compact(document: Json) -> bytes:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
