"""Bench: the rules that are heard in a run, and what becomes of what they find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..config import Config, Resolve
from ..errors import RuleError
from ..finding import Finding
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
        """The findings, those suppressed that somebody accepts, and the ignores with what they did."""
        if self.baseline is None:
            return tuple(heard), written
        settled, done = settle(heard, written, places, self.today)
        return tuple(self.baseline.accept(settled, places)), done

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
        return tuple(self.baseline.accept(self.weigh(found, places), places)), failed


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
