"""Formulas: truths that hang on what a request holds and on what nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

Formula = int
"""A formula by its number: an even number and the one after it are each other's negation."""

FALSE: Formula = 0
TRUE: Formula = 1


class Formulas:
    """Formulas made of atoms by "and" and "not"; equal ones are one and the same number."""

    __slots__ = ("_atoms", "_known", "_parts")

    def __init__(self) -> None:
        self._parts: list[frozenset[Formula] | None] = [None]
        self._atoms: list[frozenset[Formula]] = [frozenset()]
        self._known: dict[Hashable, Formula] = {}

    def atom(self, what: Hashable) -> Formula:
        """The atom of that name."""
        found = self._known.get(what)
        if found is None:
            found = self._known[what] = 2 * len(self._parts)
            self._parts.append(None)
            self._atoms.append(frozenset((found,)))
        return found

    def every(self, formulas: Iterable[Formula]) -> Formula:
        """All of them hold."""
        parts: set[Formula] = set()
        for one in formulas:
            if one == FALSE:
                return FALSE
            inner = self._parts[one >> 1] if not one & 1 else None
            if inner is None:
                parts.add(one)
            else:
                parts |= inner
        parts.discard(TRUE)
        if len(parts) < 2:
            return parts.pop() if parts else TRUE
        if any(part ^ 1 in parts for part in parts):
            return FALSE
        return self._joined(frozenset(parts))

    def some(self, formulas: Iterable[Formula]) -> Formula:
        """At least one of them holds."""
        return self.every(one ^ 1 for one in formulas) ^ 1

    def _joined(self, parts: frozenset[Formula]) -> Formula:
        found = self._known.get(parts)
        if found is None:
            found = self._known[parts] = 2 * len(self._parts)
            self._parts.append(parts)
            self._atoms.append(frozenset().union(*(self._atoms[part >> 1] for part in parts)))
        return found

    def atoms(self, formula: Formula) -> frozenset[Formula]:
        """The atoms a formula hangs on."""
        return self._atoms[formula >> 1]

    def given(self, formula: Formula, told: Callable[[Formula], Formula | None]) -> Formula:
        """The formula with some atoms replaced; `told` gives None for those that stay."""
        done: dict[int, Formula] = {}

        def replaced(one: Formula) -> Formula:
            base = one & ~1
            found = done.get(base)
            if found is None:
                parts = self._parts[base >> 1]
                if parts is not None:
                    found = self.every(map(replaced, parts))
                else:
                    said = told(base) if base else None
                    found = base if said is None else said
                done[base] = found
            return found ^ (one & 1)

        return replaced(formula)

    def may_hold(self, formula: Formula) -> bool:
        """Is there a choice of its atoms under which it holds?"""
        formula = self._forced(formula)
        if formula <= TRUE:
            return formula == TRUE
        atom = min(self.atoms(formula))
        both = (self.given(formula, {atom: choice}.get) for choice in (TRUE, FALSE))
        return any(map(self.may_hold, both))

    def _forced(self, formula: Formula) -> Formula:
        """The formula with the atoms chosen that are asked for by themselves."""
        while True:
            parts = self._parts[formula >> 1] if not formula & 1 else None
            alone = [part for part in parts or () if self._parts[part >> 1] is None]
            if not alone:
                return formula
            told = {part & ~1: FALSE if part & 1 else TRUE for part in alone}
            formula = self.given(formula, told.get)


def negation(formula: Formula) -> Formula:
    """It does not hold."""
    return formula ^ 1
