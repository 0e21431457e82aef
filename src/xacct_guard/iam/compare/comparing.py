"""Comparing: the two sides put to one principal and one class of actions after the other."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace

from ..control import surely_linked
from ..layers import Layers
from ..policy import PolicyKind
from ..request import Principal
from ..symbol import has_symbol
from .asking import half_known
from .clock import Clock
from .everyone import Everyone
from .family import Family
from .formula import Formulas
from .hearing import Line, Side
from .law import Law
from .outcome import Comparison, NoNewAccess, Witness
from .question import Matter, Question
from .residue import plainly_allows_no_more, residue_of
from .spoken import spoken_in
from .surroundings import may_allow_unspoken, surroundings
from .truths import Truths
from .universe import ActionSets, kind_of
from .witnesses import Witnesses


class Comparing:
    """Looks for a request that the new layers allow and the old ones do not."""

    __slots__ = ("_actions", "_alike", "_alike_beside_controls", "_matter", "_statements")

    def __init__(self, old: Layers, new: Layers, family: Family, clock: Clock) -> None:
        truths = Truths(Formulas())
        numbers: dict[Hashable, int] = {}
        sides = tuple(Side(one, tuple(spoken_in(one, numbers)), truths) for one in (old, new))
        self._matter = Matter(
            family=family,
            clock=clock,
            truths=truths,
            law=Law(truths),
            old=sides[0],
            new=sides[1],
            witnesses=Witnesses(old, new, family, clock),
        )
        self._statements = tuple(one.statement for side in sides for one in side.spoken)
        self._actions = ActionSets(self._statements)
        self._alike = surroundings(old) == surroundings(new)
        bare = (replace(one, scps=(), rcps=()) for one in (old, new))
        self._alike_beside_controls = len(set(map(surroundings, bare))) == 1

    @property
    def witness(self) -> Witness | None:
        """The best witness so far."""
        return self._matter.witnesses.best

    def run(self) -> Comparison:
        """The answer. Raises OutOfTimeError."""
        family, clock = self._matter.family, self._matter.clock
        beyond = may_allow_unspoken(self._matter.new.layers)
        classes = tuple(self._actions.classes(family.actions, also_unnamed=beyond))
        self._matter.truths.knows(self._opaque())
        for principal, alone in Everyone(family, self._statements, clock).principals():
            if self._of_principal(principal, alone, classes):
                break
        return self.witness or self._matter.witnesses.unsure or NoNewAccess()

    def _opaque(self) -> Iterator[str]:
        for statement in self._statements:
            for written in (*statement.resources, *statement.not_resources):
                if has_symbol(written.text) or (statement.variables and "${" in written.text):
                    yield written.text

    def _of_principal(
        self, principal: Principal, alone: bool, classes: Sequence[tuple[int, tuple[str, ...]]]
    ) -> bool:
        """Is there a witness? What cannot be told is noted."""
        matter = self._matter
        request = half_known(matter.family, principal, "x:x", "*", {})
        sides = matter.new.lines(request), matter.old.lines(request)
        alike = self._alike
        if surely_linked(principal):  # no control policy has a say: what differs there is nothing
            sides = _without_controls(sides[0]), _without_controls(sides[1])
            alike = self._alike_beside_controls
        bits = [(line, self._actions.bit(line.spoken.statement)) for line in (*sides[0], *sides[1])]
        matters = 0
        for _, bit in bits:
            matters |= bit
        lengths = len(sides[0])
        seen: set[Hashable] = set()
        for mask, actions in classes:
            matter.clock.check(f"`{actions[0]}`")
            which = mask & matters, kind_of(actions[0])
            if which in seen:
                continue
            seen.add(which)
            new = [line for line, bit in bits[:lengths] if bit & mask]
            old = [line for line, bit in bits[lengths:] if bit & mask]
            if alike and plainly_allows_no_more(residue_of(new), residue_of(old)):
                continue
            if Question(matter, (principal, alone), actions, new, old).answered():
                return True
        return False


def _without_controls(lines: Iterable[Line]) -> tuple[Line, ...]:
    controls = (PolicyKind.SCP, PolicyKind.RCP)
    return tuple(line for line in lines if line.spoken.level[0] not in controls)
