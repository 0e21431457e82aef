"""Whether a change of a statement lets nobody do more than before."""

from __future__ import annotations

from ..finding import Safety
from ..iam.policy import Effect, Statement


def applying(statement: Statement, *, more: bool) -> Safety:
    """The safety of a change after which a statement speaks of more requests than before, or of fewer."""
    return Safety.UNSAFE if more is (statement.effect is Effect.ALLOW) else Safety.SAFE


def if_sure(*, sure: bool) -> Safety:
    """The safety of taking away what nothing is seen to need: whether all that is done is known."""
    return Safety.SAFE if sure else Safety.UNSAFE
