"""Changes: what the difference between two estates makes possible, and what it takes away."""

from __future__ import annotations

from .change import Change, Changes, Direction, Kind, Thing
from .changes import between, changes

__all__ = ["Change", "Changes", "Direction", "Kind", "Thing", "between", "changes"]
