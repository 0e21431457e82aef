"""Edits of a document -> text: in its own syntax, with its own layout, and nothing else changed.

A rule says what should become of a node (`finding.Put`, `Take`, `Add`); here this becomes splices of
YAML written in lines or between brackets, of JSON, and of JSON text that such a document holds.
"""

from __future__ import annotations

from .edited import HCL, Edited, edited, place, splices_of
from .place import holder_of, node_at

__all__ = ["HCL", "Edited", "edited", "holder_of", "node_at", "place", "splices_of"]
