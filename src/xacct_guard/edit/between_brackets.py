"""Cuts in a list or a mapping between brackets: JSON, and the flow style of YAML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ..span import Node
from .cut import Cut
from .entries import begin_of, children, end_of
from .text import Text

Write = Callable[[str | None], str]
"""An entry to add as text, in lines behind a margin or (None) on one line."""


def cuts_between_brackets(  # noqa: PLR0917
    node: Node,
    taken: set[str | int],
    added: Sequence[Write],
    text: Text,
    depth: int,
    unit: str | None,
    gap: str = " ",
) -> Iterator[Cut]:
    """Take these entries out and append those; `unit` is the indentation of an empty one that opens up."""
    steps = list(children(node))
    kept = [step for step in steps if step not in taken]
    if not kept:
        yield _refilled(node, steps, added, text, depth, unit, gap)
        return
    at_end: list[str | int] = []
    while steps[-1] in taken:
        at_end.insert(0, steps.pop())
    yield from _runs(node, steps, taken, text)
    last = kept[-1]
    if at_end:
        yield from _tail(node, last, at_end, text, is_followed=bool(added))
    if added:
        yield _appended(node, last, at_end, added, text, depth, gap)


def _runs(node: Node, steps: list[str | int], taken: set[str | int], text: Text) -> Iterator[Cut]:
    """What is taken before something that stays: up to where that begins."""
    first: str | int | None = None
    before: str | int = ""
    for step in steps:
        if step in taken:
            first, before = (step if first is None else first), step
        elif first is not None:
            yield _run(node, first, before, step, text)
            first = None


def _run(node: Node, first: str | int, last: str | int, kept: str | int, text: Text) -> Cut:
    begin, end, following = (
        begin_of(node, first, text),
        end_of(node, last, text),
        begin_of(node, kept, text),
    )
    comma = text.past_blank(end) + 1
    after = text.after_line(comma)
    if after is not None and after <= following and not text.before(begin).strip():
        return Cut(text.line_start(begin), after)
    if "#" not in text.text[end:following]:
        return Cut(begin, following)
    blanks = len(text.text[comma:]) - len(text.text[comma:].lstrip(" \t"))
    return Cut(begin, comma + blanks)


def _tail(
    node: Node, kept: str | int, gone: list[str | int], text: Text, *, is_followed: bool
) -> Iterator[Cut]:
    """What is taken at the end, with the comma before it; one that a comment follows stays (it is YAML)."""
    left, begin, end = (
        end_of(node, kept, text),
        begin_of(node, gone[0], text),
        end_of(node, gone[-1], text),
    )
    if "#" not in text.text[left:begin] or is_followed:
        yield Cut(left, end)
        return
    after_comma = end + (text.text[end : end + 1] == ",")
    after = text.after_line(after_comma)
    if after is not None and not text.before(begin).strip():
        yield Cut(text.line_start(begin), after)
    else:
        yield Cut(begin, after_comma)


def _appended(  # noqa: PLR0917
    node: Node,
    last: str | int,
    at_end: list[str | int],
    added: Sequence[Write],
    text: Text,
    depth: int,
    gap: str,
) -> Cut:
    at = end_of(node, at_end[-1] if at_end else last, text)
    begin, opened = begin_of(node, last, text), text.begin(node.span)
    is_own_line = not text.before(begin).strip()
    margin = text.margin(begin) if "\n" in text.text[opened : text.end(node.span)] else None
    between = f"{text.newline}{margin}" if is_own_line and margin is not None else gap
    entries = [write(margin) for write in added]
    following = text.past_blank(at)
    if text.text[following : following + 1] == ",":  # it ends with a comma already (YAML)
        return Cut(
            following + 1, following + 1, "".join(f"{between}{each}," for each in entries), depth
        )
    return Cut(at, at, "".join(f",{between}{each}" for each in entries), depth)


def _refilled(  # noqa: PLR0917
    node: Node,
    steps: list[str | int],
    added: Sequence[Write],
    text: Text,
    depth: int,
    unit: str | None,
    gap: str,
) -> Cut:
    """Nothing stays: what is added, or nothing, between the brackets."""
    opened = text.past_properties(text.begin(node.span)) + 1
    closed = text.end(node.span) - 1
    if "#" in text.text[opened : begin_of(node, steps[0], text) if steps else closed]:
        opened = begin_of(node, steps[0], text) if steps else closed
    if steps and "#" in text.text[end_of(node, steps[-1], text) : closed]:
        closed = end_of(node, steps[-1], text)
    if not added:
        return Cut(opened, closed, "", depth)
    if unit is None:
        return Cut(opened, closed, f",{gap}".join(write(None) for write in added), depth)
    margin = text.margin(text.begin(node.span))
    inner = f"{text.newline}{margin}{unit}"
    entries = ",".join(f"{inner}{write(margin + unit)}" for write in added)
    return Cut(opened, closed, f"{entries}{text.newline}{margin}", depth)
