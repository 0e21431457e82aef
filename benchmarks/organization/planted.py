"""Which faults are planted where, and what a report makes of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle, islice
from random import Random

from xacct_guard.verdicts import Report

from .fault import Fault, Row
from .faults import FAULTS
from .layout import Layout
from .site import Site

_OF_A_THOUSAND = 200


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault, or what only looks like one, in its place."""

    fault: Fault
    site: Site

    @property
    def rows(self) -> tuple[Row, ...]:
        """What has to be found."""
        return self.fault.found(self.site)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a report lacks of what was planted, and what it has beside it, of the same kinds."""

    missing: tuple[Row, ...]
    extra: tuple[Row, ...]


@dataclass(frozen=True)
class Garden:
    """What is planted in an organization: 200 faults in 1,000 accounts, one of each kind at least.

    There are as many near misses. Of a pipeline there is one fault at most, so that of those kinds there
    are fewer where pipelines are few.
    """

    layout: Layout

    @cached_property
    def planted(self) -> tuple[Planted, ...]:
        """Each fault followed by its near miss, in another place."""
        return tuple(self._sown(Random(f"{self.layout.seed} faults")))

    @cached_property
    def by_account(self) -> Mapping[int, tuple[Planted, ...]]:
        """What changes an account; what stands above accounts changes the first."""
        found: dict[int, list[Planted]] = defaultdict(list)
        for each in self.planted:
            for index in {0, each.site.owner, each.site.comer}:
                found[index].append(each)
        return {index: tuple(those) for index, those in found.items()}

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The rules that find what is planted."""
        return frozenset(rule for each in self.planted for rule, _ in each.rows)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All that has to be found."""
        return tuple(row for each in self.planted for row in each.rows)

    def judged(self, report: Report) -> Judged:
        """What of the kinds of faults the report says, held against what is planted."""
        said = Counter(
            (each.rule, str(each.at.route[0]))
            for each in report.findings
            if each.rule in self.kinds
        )
        wanted = Counter(self.rows)
        return Judged(tuple((wanted - said).elements()), tuple((said - wanted).elements()))

    def _sown(self, dice: Random) -> Iterator[Planted]:
        wanted = max(len(FAULTS), self.layout.accounts * _OF_A_THOUSAND // 1000)
        pipelines = list(filter(self.layout.has_pipeline, range(self.layout.accounts)))
        dice.shuffle(pipelines)
        number = 0
        for fault in islice(cycle(FAULTS), wanted):
            if fault.of_pipeline and len(pipelines) < 2:
                continue
            for is_wrong in (True, False):
                owner, comer = self._place(fault, pipelines, dice)
                yield Planted(fault, Site(self.layout, number, owner, comer, is_wrong))
                number += 1

    def _place(self, fault: Fault, pipelines: list[int], dice: Random) -> tuple[int, int]:
        """The account that owns and the one that comes."""
        if fault.of_pipeline:
            owner = pipelines.pop()
            return owner, self.layout.target(owner)
        owner, comer = dice.sample(range(self.layout.accounts), 2)
        return owner, comer
