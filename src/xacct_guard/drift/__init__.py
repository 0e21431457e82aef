"""Drift: what is live and is not what the templates say, as access and with a request that shows it."""

from __future__ import annotations

from .answer import Drift, Extra, Lacking, Setting, Unsaid, Unsure
from .drift import drift
from .seen import Seen, seen

__all__ = ["Drift", "Extra", "Lacking", "Seen", "Setting", "Unsaid", "Unsure", "drift", "seen"]
