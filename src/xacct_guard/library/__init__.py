"""LIBRARY: what the commands do, for programs: one call each, values in and values out.

Nothing here prints, and nothing asks the network. `check` says in its report what could not be read; the others
raise, since what they would say would be about less than what they were asked.
"""

from __future__ import annotations

from .deciding import evaluate
from .judging import check, render
from .least_privilege import generate, prove
from .simulating import simulate

__all__ = ["check", "evaluate", "generate", "prove", "render", "simulate"]
