"""The same law, fast: policies compiled once, when first asked, and statements found by action.

What each layer says of a request is worked out by tests compiled from its statements; what
follows from that is asked of `decide.judge`, once for each combination, and remembered. Whatever
the tests cannot settle goes to `decide.decide`, so that there is only one law.
"""

from __future__ import annotations

from .compiled import Compiled
from .remembered import compiled, decide_fast, semantics_for
from .rulings import Ruling

__all__ = ["Compiled", "Ruling", "compiled", "decide_fast", "semantics_for"]
