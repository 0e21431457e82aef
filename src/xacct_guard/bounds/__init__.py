"""How much of the machine a text may ask for: what it makes, and how long a pattern looks."""

from __future__ import annotations

from .budget import LARGEST, LONGEST, Budget, steps_of
from .pattern import cost_of

__all__ = ["LARGEST", "LONGEST", "Budget", "cost_of", "steps_of"]
