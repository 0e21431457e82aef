"""The body of a document's row: its record as JSON with sorted keys, UTF-8, packed by zlib."""

from __future__ import annotations

import json
import zlib

from .rows import Record

LARGEST = 64 * 1024**2
"""Bytes of a record; a role, the largest thing there is, has some 100 kB."""


def packed(record: Record) -> bytes:
    """The same record gives the same bytes."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8"))


def unpacked(body: bytes) -> Record:
    """The record; raises ValueError, RecursionError or zlib.error where the bytes are none."""
    unpacking = zlib.decompressobj()
    text = unpacking.decompress(body, LARGEST)
    if unpacking.unconsumed_tail:
        raise ValueError(f"more than {LARGEST // 1024**2} MB")
    if not unpacking.eof:
        raise ValueError("cut short")
    record = json.loads(text)
    if not isinstance(record, dict):
        raise ValueError("not a record")  # noqa: TRY004 (one error for bytes that are no record)
    return record
