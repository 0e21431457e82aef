"""MEND: what is found is mended in its files, and judged again before a file is written.

A change that does not silence its finding, or that breaks or exposes anything else, is not made.
"""

from __future__ import annotations

from .mended import Left, Mended, mend
from .patch import patch
from .write import write

__all__ = ["Left", "Mended", "mend", "patch", "write"]
