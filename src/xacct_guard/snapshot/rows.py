"""The rows of a snapshot's tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Record = Mapping[str, object]
"""What was answered, by operation: the listing's item, and what was kept of each look; null: there is none."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account that was to be collected; `collected` (ISO 8601, UTC) is None until all of it is there."""

    id: str
    name: str = ""
    partition: str = "aws"
    regions: tuple[str, ...] = ()
    collected: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One thing, known by account, Region, kind and name; the Region is empty for what has none."""

    account: str
    region: str
    kind: str
    name: str
    record: Record


@dataclass(frozen=True, slots=True)
class Missing:
    """What could not be read: the look at `name` (empty: the listing), of a kind (empty: all of the Region)."""

    account: str
    region: str
    kind: str
    name: str
    operation: str
    error: str
    message: str
