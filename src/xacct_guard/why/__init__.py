"""Why a request is allowed, denied or undecided: asked by a person, or by an AccessDenied message."""

from __future__ import annotations

from .explanation import Explanation, explain
from .layer import LayerSaid, Missed
from .reply import Reply, reply_to, spoken

__all__ = ["Explanation", "LayerSaid", "Missed", "Reply", "explain", "reply_to", "spoken"]
