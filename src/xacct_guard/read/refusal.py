"""What neither syntax may say here: a key twice, too many levels, too many values."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import InputError, TwiceError
from ..span import Route, Span

DEEPEST = 200
"""Levels: more than people write, fewer than a recursion over the result can bear."""

MOST_VALUES = 5 * 1024**2 // 32
"""Values, those that aliases stand for included: what five megabytes hold that people write."""

Refuse = Callable[[TwiceError], None]
"""Takes what is wrong where reading can go on all the same; it may raise it."""


def stop(error: TwiceError) -> None:
    """Go no further."""
    raise error


Place = Callable[[Route, int, int, int, int], Span]
"""Route, line, column, end line, end column -> Span."""


def duplicate_key(key: str, first: Span, second: Span) -> TwiceError:
    """CloudFormation takes either of the two, IAM refuses the policy: nobody can mean this."""
    return TwiceError(shorten(key), at=second, first=first)


def too_deep(at: Span, deepest: int = DEEPEST) -> InputError:
    """A document nested deeper than its reader goes."""
    return InputError(
        f"the document is nested more than {deepest} levels deep",
        at=at,
        help="write it flatter",
    )


def too_many(at: Span, most: int) -> InputError:
    """A document of so many values that reading it would take all day and all memory."""
    return InputError(
        f"the document holds more than {most:,} values",
        at=at,
        help="leave it out, split it, or raise the limit with `--max-file-size`",
    )


def shorten(text: str) -> str:
    """What a message quotes of what was written: its first line, 40 characters of it."""
    first = text.splitlines()[0] if text.splitlines() else ""
    return first if first == text and len(text) <= 40 else f"{first[:40]}…"
