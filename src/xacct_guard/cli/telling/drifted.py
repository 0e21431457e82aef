"""Drift in words: what is live only, what is written only, what differs, and what cannot be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from ...changes import Direction, Thing
from ...drift import Drift, Extra, Lacking, Setting, Unsaid, Unsure
from ...drifted import Row
from ...iam.arn import Arn
from ...iam.symbol import shown
from ...version import Version
from .changed import Line, Teller

_STACK = "cloudformation:stack"
_T = TypeVar("_T", Extra, Lacking, Setting)


@dataclass(frozen=True, slots=True)
class Section:
    """What is told of one account: lists with their headings, then changes of access."""

    account: str
    lists: tuple[tuple[str, tuple[Row, ...]], ...]
    lines: tuple[Line, ...]


class DriftTeller(Teller):
    """Tells what is live and what the templates say in words. `against` is how the templates are named."""

    __slots__ = ("_drift", "_only", "_written", "against")

    def __init__(self, old: Version, new: Version, drift: Drift) -> None:
        super().__init__(old, new)
        self._drift = drift
        self._written = old if new.snapshot else new
        self.against = self._written.said
        self._only = {one.arn: "in no template" for one in drift.extra}
        self._only |= {shown(one.arn): "not live" for one in drift.lacking}

    def thing(self, thing: Thing) -> str:
        """What differs, and where the templates write it."""
        name = shown(thing.name)
        told = super().thing(thing).replace(" (new)", "").replace(" (gone)", "")
        whose, colon, which = told.rpartition(": ")
        notes = ", ".join(filter(None, (self._only.get(name, ""), self.written(thing))))
        return f"{whose} ({notes}){colon}{which}" if notes and colon else told

    def written(self, thing: Thing) -> str:
        """Where the templates write it; empty where none does."""
        return self.place(self._drift.written.get(shown(thing.name)))

    def named(self, id: str) -> str:
        """An account, by the name that the templates give it."""
        known = self._written.model.graph.accounts
        return self._written.model.graph.account_name(id) if id in known else shown(id)

    def sections(self) -> tuple[Section, ...]:
        """What differs, account by account."""
        drift = self._drift
        lines: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines(drift.changes):
            lines[line.change.thing.account].append(line)
        told = [one.account for one in drift.extra]
        told += [one.account for one in drift.lacking]
        told += [one.account for one in drift.settings]
        accounts = sorted({*told, *lines})
        return tuple(self._section(id, tuple(lines[id])) for id in accounts)

    def _section(self, account: str, lines: tuple[Line, ...]) -> Section:
        drift = self._drift
        lists = (
            ("live, in no template", map(self.extra, _of(drift.extra, account))),
            ("in the templates, not live", map(self.lacking, _of(drift.lacking, account))),
            ("set another way", map(self.setting, _of(drift.settings, account))),
        )
        held = ((title, tuple(rows)) for title, rows in lists)
        return Section(
            self.named(account), tuple((title, rows) for title, rows in held if rows), lines
        )

    def extra(self, one: Extra) -> Row:
        """Something that no template makes, or all that another stack makes."""
        if one.type == _STACK:
            things = "1 thing" if one.count == 1 else f"{one.count} things"
            name = one.arn.partition("stack/")[2].partition("/")[0] or one.arn
            return Row(f"stack `{name}`, which makes {things}", self.place(one.span))
        return Row(_called(one.arn, one.type), self.place(one.span))

    def lacking(self, one: Lacking) -> Row:
        """Something that the templates make, and that is not there."""
        return Row(_called(one.arn, one.type), self.place(one.span))

    def setting(self, one: Setting) -> Row:
        """A setting that is not as it is written."""
        written, live = (f"`{text}`" if text else "nothing" for text in (one.written, one.live))
        name = one.name.replace("_", " ")
        words = f"{name} of {_called(one.arn, '')}: the templates say {written}, live is {live}"
        return Row(words, self.place(one.span))

    def unsure(self) -> Iterator[Row]:
        """What cannot be told, and why."""
        yield from map(self._unsure, self._drift.unsure)

    def _unsure(self, one: Unsure) -> Row:
        what = one.what or (f"{one.count} things" if one.count > 1 else "1 thing")
        where = f"{self.named(one.account)}: " if one.account else ""
        return Row(f"{where}{what}: {one.because}", self.place(one.span))

    def unsaid(self) -> Iterator[Row]:
        """The accounts of which the templates say nothing."""
        yield from map(self._unsaid, self._drift.unsaid)

    def _unsaid(self, one: Unsaid) -> Row:
        roles = "1 principal" if one.roles == 1 else f"{one.roles} principals"
        others = "1 resource" if one.resources == 1 else f"{one.resources} resources"
        return Row(f"{self.named(one.account)}: {roles}, {others}")

    def summed_up(self) -> str:
        """The sum of it on one line."""
        drift = self._drift
        sure = {way: len(drift.changes.in_direction(way, certain=True)) for way in Direction}
        unsure = (
            len(drift.changes.found) - sum(sure.values()) + sum(one.count for one in drift.unsure)
        )
        parts = (
            (sum(one.count for one in drift.extra), "live in no template"),
            (len(drift.lacking), "not live"),
            (len(drift.settings), "set another way"),
            (sure[Direction.ADDED], "added"),
            (sure[Direction.REMOVED], "removed"),
            (unsure, "cannot be told"),
        )
        told = ", ".join(f"{count} {words}" for count, words in parts if count)
        things = "1 thing is" if drift.same == 1 else f"{drift.same} things are"
        return f"drift from `{self.against}`: {told or 'none'} ({things} in both)"


def _of(found: Iterable[_T], account: str) -> Iterator[_T]:
    return (one for one in found if one.account == account)


def _called(arn: str, type: str) -> str:
    """A thing as a reader calls it, by its kind and name."""
    parsed = Arn.parse(arn)
    if parsed is None:
        return f"`{shown(arn)}`"
    if parsed.service == "iam":
        return f"{parsed.type} `{shown(parsed.name)}`"
    return f"{type.replace(':', ' ') or parsed.service} `{shown(parsed.resource)}`"
