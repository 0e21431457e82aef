"""Tier: to whom a rule matters."""

from __future__ import annotations

from enum import StrEnum


class Tier(StrEnum):
    """Who wants to hear a rule: everybody, who wants more than what surely matters, who looks for everything.

    A policy pack says which of them it takes.
    """

    BASELINE = "baseline"
    STRICT = "strict"
    AUDIT = "audit"
