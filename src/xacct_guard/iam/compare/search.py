"""Search: a value for each context key under which a formula holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..context import Missing
from ..request import ContextValue, Request
from .clock import Clock
from .formula import FALSE, TRUE, Formula
from .held import Domain, Held, domain_of
from .tested import Test
from .truths import Truths

Values = Mapping[str, ContextValue | Missing]
Found = Callable[[Values, bool], bool]
"""Is told the values under which a formula holds, and if for certain; says whether that is enough."""

_domains: dict[tuple[str, frozenset[Test]], Domain] = {}
_MOST = 4096


class Search:
    """Tries one value for each way of telling values of a key apart, key after key.

    A formula that was found not to hold is not looked at again. `doubts` are formulas that hold
    only if something turns out so that nobody can tell; `gaps` name keys that may hold
    what was not tried. `pinned` keys are tried with one value only.
    """

    __slots__ = (
        *("_clock", "_done", "_found", "_pinned", "_reading", "_tests", "_truths"),
        *("doubts", "gaps"),
    )

    def __init__(
        self,
        truths: Truths,
        tests: Mapping[Formula, Test],
        clock: Clock,
        found: Found,
        pinned: Mapping[str, Held],
    ) -> None:
        self._truths, self._tests, self._clock, self._found = truths, tests, clock, found
        self._pinned = pinned
        self._done: set[tuple[Formula, bool]] = set()
        self.doubts: list[Formula] = []
        self.gaps: list[Test] = []

    def run(self, formula: Formula, reading: Request, sure: bool) -> bool:
        """Is there a way that is enough? `reading` tells what variables stand for.

        What is not `sure` can be found, but leaves no doubt where it is not.
        """
        self._reading = reading
        return self._explore(formula, {}, sure) is True

    def _explore(self, formula: Formula, chosen: Values, sure: bool) -> bool | None:
        """True: enough was found. None: something, but not enough. False: nothing."""
        if formula == FALSE or (formula, sure) in self._done:
            return False
        asked = [self._tests[a] for a in self._truths.formulas.atoms(formula) if a in self._tests]
        if not asked:
            return self._settle(formula, chosen, sure)
        key = min(test.key for test in asked)
        tests = sorted((test for test in asked if test.key == key), key=str)
        anything: bool | None = False
        for held in self._held(key, tests):
            self._clock.check(f"conditions on `{tests[0].condition.key}`")
            left = self._given(formula, tests, held)
            found = self._explore(left, {**chosen, key: held.value}, sure and held.known)
            if found:
                return True
            anything = None if found is None else anything
        if anything is False:
            self._done.add((formula, sure))
        return anything

    def _held(self, key: str, tests: Sequence[Test]) -> tuple[Held, ...]:
        pinned = self._pinned.get(key)
        return self._domain(key, tests).held if pinned is None else (pinned,)

    def _given(self, formula: Formula, tests: Sequence[Test], held: Held) -> Formula:
        told = {
            self._truths.formulas.atom(("test", test)): self._truths.test(
                test, self._reading, held.value
            )
            for test in tests
        }
        return self._truths.formulas.given(formula, told.get)

    def _domain(self, key: str, tests: Sequence[Test]) -> Domain:
        which = key, frozenset(tests)
        found = _domains.get(which)
        if found is None:
            if len(_domains) > _MOST:
                _domains.clear()
            found = _domains[which] = domain_of(key, tests, self._clock)
        if not found.is_whole:
            self.gaps.append(tests[0])
        return found

    def _settle(self, formula: Formula, chosen: Values, sure: bool) -> bool | None:
        if self._truths.formulas.given(formula, self._truths.usually.get) == TRUE:
            return True if self._found(chosen, sure) else None
        if sure and self._truths.formulas.may_hold(formula):
            self.doubts.append(formula)
        return False
