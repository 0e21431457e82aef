"""What stands below a frame: remarks, and text to add."""

from __future__ import annotations

from collections.abc import Iterator

from ..span import Span
from .cells import clean, wrap
from .frame import heading
from .margin import Look
from .place import Label


def note(word: str, text: str, look: Look) -> Iterator[str]:
    """A remark below a frame: `= word: text`."""
    lead = f"{word}: "
    first, *rest = wrap(lead + clean(text), look.room, " " * len(lead))
    style = "help" if word == "help" else "strong"
    head = look.paint(style, word) + look.paint.prose(first[len(word) :])
    yield look.line(head, sign="=")
    for line in rest:
        yield look.line(look.paint.prose(line), sign=" ")


def added(text: str, at: Span | None, look: Look) -> Iterator[str]:
    """What to add, behind plus signs, below the place where it belongs."""
    if at:
        yield heading(Label(at), look, "-->")
    yield look.line()
    for line in text.rstrip("\n").split("\n"):
        shown = look.paint("added", clean(line.expandtabs(4)))
        yield look.line(shown, sign="+", style="added")
