"""Bench: the rules that are heard in a run, and what becomes of what they find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..config import Config, Resolve
from ..errors import RuleError
from ..finding import Finding, in_order
from .baseline import Baseline, file_of, load_baseline
from .catalogue import catalogue
from .choice import Choice, choose
from .facts import Facts
from .ignores.ignore import Ignore
from .judge import judge
from .places import Places
from .requirement import Requirement, requirements
from .rule import Rule
from .settle import settle


@dataclass(frozen=True, slots=True)
class Bench:
    """The rules that run, how their findings are weighed, and what of them is accepted.

    `broken` are rules of one's own that could not be read. Without a `baseline` nothing is accepted at all.
    """

    known: tuple[Rule, ...]
    choice: Choice
    required: tuple[Requirement, ...]
    today: date
    baseline: Baseline | None
    broken: tuple[RuleError, ...] = ()

    def weigh(self, findings: Iterable[Finding], places: Places) -> tuple[Finding, ...]:
        """The findings that are heard, as severe as they are taken to be."""
        return tuple(self.choice.weigh(findings, places))

    def settle(
        self, heard: Iterable[Finding], written: tuple[Ignore, ...], places: Places
    ) -> tuple[tuple[Finding, ...], tuple[Ignore, ...]]:
        """The findings, those suppressed that an ignore accepts, and the ignores with what they did."""
        if self.baseline is None:
            return tuple(heard), written
        return settle(heard, written, places, self.today)

    def last(
        self,
        facts: Facts,
        done: tuple[Ignore, ...],
        places: Places,
        others: Mapping[str, bool],
    ) -> tuple[tuple[Finding, ...], tuple[RuleError, ...]]:
        """What the rules about ignores find; `others` says of further rules whether they were heard."""
        if self.baseline is None:
            return (), ()
        told = facts.ignoring(done, {**self.choice.heard(self.known), **others}, self.today)
        found, failed = judge(told, self.choice.last)
        return self.weigh(found, places), failed

    def accept(self, findings: Iterable[Finding], places: Places) -> tuple[Finding, ...]:
        """All findings of a run in order, those suppressed that the baseline holds.

        It counts them by place, and one place may be that of findings in several accounts.
        """
        every = in_order(findings)
        return every if self.baseline is None else tuple(self.baseline.accept(every, places))


def bench(
    config: Config,
    resolve: Resolve,
    *,
    own: Path | None,
    packs: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    today: date,
    accepting: bool,
) -> Bench:
    """The bench of a run; raises the errors of a configuration that is none."""
    broken: list[RuleError] = []
    known = catalogue(own, broken)
    choice = choose(known, config, own=own, packs=packs, select=select, ignore=ignore)
    required = requirements(config, choice.packs, resolve)
    kept = load_baseline(file_of(config)) if accepting else None
    return Bench(known, choice, required, today, kept, tuple(broken))
