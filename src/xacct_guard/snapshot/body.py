"""The body of a document's row: its record as JSON with sorted keys, UTF-8, packed by zlib."""

from __future__ import annotations

import json
import zlib

from .rows import Record


def packed(record: Record) -> bytes:
    """The same record gives the same bytes."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8"))


def unpacked(body: bytes) -> Record:
    """The record; raises ValueError or zlib.error where the bytes are none."""
    record = json.loads(zlib.decompress(body))
    if not isinstance(record, dict):
        raise ValueError("not a record")  # noqa: TRY004 (one error for bytes that are no record)
    return record
