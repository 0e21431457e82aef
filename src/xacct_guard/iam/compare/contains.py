"""Containment: is every text that some patterns match matched by others, too?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .automaton import Automaton
from .clock import UNHURRIED, Clock
from .tokens import Tokens, arn_tokens, glob_tokens


def escapes(patterns: Sequence[str], others: Sequence[str], clock: Clock = UNHURRIED) -> str | None:
    """A shortest text that one of the patterns matches and none of the others; None: there is none."""
    return escape(_tokens(patterns, glob_tokens), _tokens(others, glob_tokens), clock)


def arn_escapes(
    patterns: Sequence[str], others: Sequence[str], clock: Clock = UNHURRIED
) -> str | None:
    """The same of ARN patterns, in which a wildcard stays within its part up to the fifth colon.

    A lone `*` is everything.
    """
    return escape(_tokens(patterns, arn_tokens), _tokens(others, arn_tokens), clock)


def shared(patterns: Sequence[str], others: Sequence[str], clock: Clock = UNHURRIED) -> str | None:
    """A shortest text that both sides match; None: there is none."""
    return _shared(_tokens(patterns, glob_tokens), _tokens(others, glob_tokens), clock)


def arns_shared(
    patterns: Sequence[str], others: Sequence[str], clock: Clock = UNHURRIED
) -> str | None:
    """The same of ARN patterns."""
    return _shared(_tokens(patterns, arn_tokens), _tokens(others, arn_tokens), clock)


def _tokens(patterns: Sequence[str], read: Callable[[str], Tokens]) -> list[Tokens]:
    return [read(pattern) for pattern in patterns]


def escape(
    patterns: Sequence[Tokens], others: Sequence[Tokens], clock: Clock = UNHURRIED
) -> str | None:
    """As `escapes`, of patterns that are read already."""
    known = set(others)
    left = [tokens for tokens in patterns if tokens not in known]
    ours = (1 << len(left)) - 1
    automaton = Automaton((*left, *others) if left else ())
    for matched, text in automaton.walk(ours, clock):
        if matched & ours and not matched & ~ours:
            return text
    return None


def _shared(one: Sequence[Tokens], other: Sequence[Tokens], clock: Clock) -> str | None:
    ours = (1 << len(one)) - 1
    for matched, text in Automaton((*one, *other)).walk(ours, clock):
        if matched & ours and matched & ~ours:
            return text
    return None
