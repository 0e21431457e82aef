"""Cuts in YAML that is written in lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..errors import EditError
from ..span import Node
from .cut import Cut
from .entries import after_mark, begin_of, children, end_of, is_flow
from .style import Style
from .text import Text
from .yaml_text import Raw, inline, is_inline, item_lines, lines, member_lines, scalar


class Lines:
    """A YAML text whose lists and mappings in lines are edited; `style` is that of the place."""

    def __init__(self, text: Text, style: Style, depth: int) -> None:
        self.text = text
        self.style = style
        self.depth = depth

    def taken(self, node: Node, taken: set[str | int]) -> Iterator[Cut]:
        """Without these entries; something stays."""
        steps = list(children(node))
        done: set[str | int] = set()
        for index, step in enumerate(steps):
            if step not in taken or step in done:
                continue
            begin, after = begin_of(node, step, self.text), self._after(node, step)
            if not self.text.before(begin).strip():
                yield Cut(self.text.line_start(begin), after)
                continue
            run = [step]
            for other in steps[index + 1 :]:
                if other not in taken:
                    break
                run.append(other)
            done.update(run)
            yield self._first_taken(node, begin, run, steps[index + len(run)])

    def _first_taken(self, node: Node, begin: int, run: list[str | int], kept: str | int) -> Cut:
        """What shares its line with the dash of the list around it: what follows moves up."""
        after, following = self._after(node, run[-1]), begin_of(node, kept, self.text)
        if "#" not in self.text.text[after:following]:
            return Cut(begin, following)
        ending = len(self.text.newline) if self.text.text[after - 1] in "\r\n" else 0
        return Cut(begin, after - ending)

    def _after(self, node: Node, step: str | int) -> int:
        after = self.text.after_line(end_of(node, step, self.text))
        if after is None:
            raise EditError("something else stands on this line", at=children(node)[step].span)
        return after

    def added(self, node: Node, entries: Sequence[tuple[str | None, object]]) -> Cut:
        """Entries behind the last one: members with keys, or items."""
        first = begin_of(node, next(iter(children(node))), self.text)
        after = self.text.after_line(self.text.end(node.span))
        if after is None:
            raise EditError("something else stands on this line", at=node.span)
        written: list[str] = []
        for key, value in entries:
            written += self._entry(key, value)
        margin = " " * self.text.column(first)
        return self._inserted(after, [margin + line for line in written])

    def _entry(self, key: str | None, value: object) -> list[str]:
        return (
            item_lines(value, self.style) if key is None else member_lines(key, value, self.style)
        )

    def _inserted(self, at: int, written: list[str]) -> Cut:
        """Whole lines at the beginning of one, or behind a last line without an end."""
        newline = self.text.newline
        if at and self.text.text[at - 1] not in "\r\n":
            return Cut(at, at, "".join(newline + line for line in written), self.depth)
        return Cut(at, at, "".join(line + newline for line in written), self.depth)

    def put(self, node: Node, step: str | int, value: object) -> Iterator[Cut]:
        """Another value of an entry."""
        child, mark = children(node)[step], after_mark(node, step, self.text)
        begin, end = self.text.begin(child.span), self.text.end(child.span)
        was_flow = is_flow(child, self.text)
        if is_inline(value, self.style) or (was_flow and child.value):
            yield from self._put_inline(child, value, mark, begin, end)
        else:
            yield from self._put_lines(node, step, value, mark, begin, end)

    def _put_inline(
        self, child: Node, value: object, mark: int, begin: int, end: int
    ) -> Iterator[Cut]:
        written = self.text.text
        hint = written[begin : begin + 1] if isinstance(child.value, str) else ""
        hint = hint if hint and hint in "\"'" and child.tag is None else ""
        text = self._one_line(value, hint)
        tail = self.text.newline if end > begin and written[end - 1] in "\r\n" else ""
        if "#" in written[mark:begin] and (after := self.text.after_line(end)) is not None:
            yield Cut(mark, mark, f" {text}", self.depth)
            yield Cut(self.text.line_start(begin), after, "", self.depth)
        else:
            gap = written[mark:begin] if "\n" not in written[mark:begin] else ""
            yield Cut(mark, end, (gap or " ") + text + tail, self.depth)

    def _one_line(self, value: object, hint: str) -> str:
        if isinstance(value, (Mapping, list, tuple)):
            return inline(value, self.style)
        return scalar(value, self.style.quote, in_flow=False, hint=hint)

    def _put_lines(  # noqa: PLR0917
        self, node: Node, step: str | int, value: object, mark: int, begin: int, end: int
    ) -> Iterator[Cut]:
        at = self.text.column(begin_of(node, step, self.text))
        margin = " " * (at + self._further(step, value))
        first, *others = lines(value, self.style)
        if isinstance(step, int):
            margin = " " * (at + 2)
            body = self.text.newline.join((first, *(margin + line for line in others)))
            tail = self.text.newline if end > begin and self.text.text[end - 1] in "\r\n" else ""
            yield Cut(mark, end, f" {body}{tail}", self.depth)
            return
        after = self.text.after_line(end)
        if after is None:
            raise EditError("something else stands on this line", at=node.span)
        gap = self.text.text[mark:begin]
        written = [margin + line for line in (first, *others)]
        if "\n" in gap or "\r" in gap:
            own = self.text.line_start(begin)
            yield Cut(own, after, "", self.depth)
            yield self._inserted(after, written)
            return
        ends_line = end > begin and self.text.text[end - 1] in "\r\n"
        yield Cut(mark, end, self.text.newline if ends_line else "", self.depth)
        yield self._inserted(after, written)

    def _further(self, step: str | int, value: object) -> int:
        if isinstance(step, int):
            return 2
        return self.style.step if isinstance(value, Mapping) else self.style.dash

    def listed(self, node: Node, step: str | int, values: Sequence[object]) -> Iterator[Cut]:
        """A single value becomes a list, with these behind it."""
        child, mark = children(node)[step], after_mark(node, step, self.text)
        begin, end = self.text.begin(child.span), self.text.end(child.span)
        own = self.text.text[begin:end]
        together: list[object] = [Raw(own), *values]
        is_scalar = not isinstance(child.value, (Mapping, tuple))
        if is_scalar and "\n" not in own and is_inline(together, self.style):
            yield Cut(begin, end, inline(together, self.style), self.depth)
            return
        yield from self._listed_in_lines(node, step, values, mark, begin, end)

    def _listed_in_lines(  # noqa: PLR0917
        self,
        node: Node,
        step: str | int,
        values: Sequence[object],
        mark: int,
        begin: int,
        end: int,
    ) -> Iterator[Cut]:
        at = self.text.column(begin_of(node, step, self.text))
        dash = at + (2 if isinstance(step, int) else self.style.dash)
        after = self.text.after_line(end)
        if after is None:
            raise EditError("something else stands on this line", at=node.span)
        margin, gap = " " * dash, self.text.text[mark:begin]
        if "\n" in gap or "\r" in gap:
            further = dash + 2 - self.text.column(begin)
            yield Cut(self.text.line_start(begin), begin, f"{margin}- ", self.depth)
            yield from self._shifted(begin, end, further)
        else:
            yield Cut(mark, begin, f"{self.text.newline}{margin}- ", self.depth)
        written: list[str] = []
        for value in values:
            written += item_lines(value, self.style)
        yield self._inserted(after, [margin + line for line in written])

    def _shifted(self, begin: int, end: int, by: int) -> Iterator[Cut]:
        """The lines behind the first, moved to the right or to the left."""
        if by == 0:
            return
        line, _ = self.text.place(begin)
        last, _ = self.text.place(max(begin, end - 1))
        for number in range(line + 1, last + 1):
            start = self.text.offset(number, 1)
            width = len(self.text.margin(start))
            if width + by >= 0 and self.text.text[start + width : start + width + 1].strip():
                yield Cut(start, start + width, " " * (width + by), self.depth)
