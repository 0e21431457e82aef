"""Witnesses: what a search finds, put to the engine, and the best of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..decide import decide
from ..decision import Verdict
from ..layers import Layers
from ..request import Principal
from ..semantics import semantics_of
from ..symbol import has_symbol
from .asking import Chosen, whole
from .automaton import Automaton
from .clock import Clock
from .family import Family
from .outcome import CannotTell, Witness
from .places import Places
from .tokens import Tokens
from .usual import nicer, spread, takes_any, types_of

_SAMPLE, _UNUSUAL = 48, 8


@dataclass(frozen=True, slots=True)
class Find:
    """A request that a search has found: one of several actions, on a resource as one of `places`."""

    principal: Principal
    actions: tuple[str, ...]
    place: str
    values: Chosen
    places: Places


class Witnesses:
    """Those that the engine confirms, and `unsure`, the first thing that could not be told."""

    __slots__ = ("_clock", "_family", "_new", "_old", "_unusual", "_usual", "unsure")

    def __init__(self, old: Layers, new: Layers, family: Family, clock: Clock) -> None:
        self._old, self._new = old, new
        self._family, self._clock = family, clock
        self._usual: Witness | None = None
        self._unusual: list[Witness] = []
        self.unsure: CannotTell | None = None

    @property
    def best(self) -> Witness | None:
        """The best witness so far."""
        return self._usual or next(iter(self._unusual), None)

    @property
    def is_usual(self) -> bool:
        """Is it one with an action and a resource that go together?"""
        return self._usual is not None

    def doubt(self, what: CannotTell) -> None:
        """Take note of something that cannot be told."""
        self.unsure = self.unsure or what

    def confirm(self, find: Find, sure: bool) -> bool:
        """Take it if the engine says so, too. True: there is no need to go on.

        `sure`: the search knows of nothing that could be otherwise.
        """
        found = self._decided(find, find.actions[0], find.place)
        if found is None:
            if sure:
                self.doubt(CannotTell("the engine decides it otherwise"))
            return False
        self._unusual.append(found)
        self._usual = self._fitting(find)
        return self._usual is not None or len(self._unusual) >= _UNUSUAL

    def _fitting(self, find: Find) -> Witness | None:
        """The witness with an action and a resource that go together, as far as anybody knows."""
        actions = tuple(spread(find.actions, _SAMPLE))
        if find.place == "*":
            alone = next(filter(takes_any, actions), None)
            return self._decided(find, alone, find.place, usual=True) if alone else None
        types = {action: found for action in actions if (found := types_of(action)) is not None}
        unheard = next((one for one in actions if one not in types and not takes_any(one)), None)
        if unheard is not None:
            return self._named(find, unheard, find.place)
        every = tuple(dict.fromkeys(t for each in types.values() for t in each))
        place = self._place(find, every)
        if place is None:
            return None
        action = next((one for one in types if Automaton(types[one]).reads(place)), actions[0])
        return self._named(find, action, place)

    def _place(self, find: Find, types: Sequence[Tokens]) -> str | None:
        """A resource that the statements take like this one, and that is of one of the types."""
        if has_symbol(find.place) or Automaton(types).reads(find.place):
            return find.place
        return find.places.alike(find.place, types, self._clock) if types else None

    def _named(self, find: Find, action: str, place: str) -> Witness | None:
        each = nicer(place, find.principal.account)
        said = (self._decided(find, action, one, usual=True) for one in each)
        return next(filter(None, said), None)

    def _decided(
        self, find: Find, action: str, place: str, *, usual: bool = False
    ) -> Witness | None:
        request = whole(self._family, find.principal, action, place, find.values)
        semantics = self._family.semantics or semantics_of(action, place)
        new = decide(request, self._new, semantics)
        if new.verdict is not Verdict.ALLOW:
            return None
        old = decide(request, self._old, semantics)
        return Witness(request, old, new, usual) if old.verdict.denied else None
