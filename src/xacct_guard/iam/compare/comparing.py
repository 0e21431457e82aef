"""Comparing: the two sides put to one principal and one class of actions after the other."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from ..context import Missing, look_up
from ..decide import decide
from ..decision import Verdict
from ..layers import Layers
from ..policy import Written
from ..request import Principal, PrincipalKind, Request
from ..semantics import Semantics, semantics_of
from ..symbol import has_symbol
from ..variables import _key_and_default, _split, resolve
from ..voices import is_bounded, is_in_force
from .asking import Chosen, half_known, whole
from .automaton import Automaton
from .clock import Clock
from .everyone import Everyone
from .family import Family
from .formula import FALSE, Formula, Formulas, negation
from .hearing import Line, Side
from .held import Held, domain_of, widest
from .law import Law
from .loose import head
from .outcome import CannotTell, Comparison, NoNewAccess, Witness
from .places import Places
from .residue import Residue, plainly_allows_no_more, residue_of
from .search import Search, Values
from .spoken import spoken_in
from .tested import Test
from .tokens import Tokens
from .truths import Truths
from .universe import ActionSets, kind_of
from .usual import nicer, spread, takes_any, types_of

_OF_PRINCIPAL = ("aws:username", "aws:principalarn", "aws:principalaccount", "aws:userid")
_BARE_LACK = ("aws:principaltag/", "aws:principalorgpaths", "aws:userid")
_SAMPLE, _WAYS, _UNUSUAL = 48, 64, 8
_NOBODY = Principal(PrincipalKind.ANONYMOUS, "*")
_ANOTHER = "another-value"


class Comparing:
    """Looks for a request that the new layers allow and the old ones do not."""

    def __init__(self, old: Layers, new: Layers, family: Family, clock: Clock) -> None:
        self._family, self._clock = family, clock
        self._truths = Truths(Formulas())
        self._law = Law(self._truths)
        numbers: dict[Hashable, int] = {}
        self._old = Side(old, tuple(spoken_in(old, numbers)), self._truths)
        self._new = Side(new, tuple(spoken_in(new, numbers)), self._truths)
        statements = tuple(one.statement for side in (self._old, self._new) for one in side.spoken)
        self._statements = statements
        self._actions = ActionSets(statements)
        self._tests: dict[Formula, Test] = {}
        self._alike = _frame(old) == _frame(new)
        self._unsure: CannotTell | None = None
        self._unusual: list[Witness] = []
        self._witness: Witness | None = None

    @property
    def witness(self) -> Witness | None:
        """The best witness so far."""
        return self._witness or next(iter(self._unusual), None)

    def run(self) -> Comparison:
        """The answer. Raises OutOfTimeError."""
        classes = tuple(self._actions.classes(self._family.actions))
        everyone = Everyone(self._family, self._statements, self._clock)
        self._truths.knows(self._opaque())
        for principal, alone in everyone.principals():
            if self._of_principal(principal, alone, classes):
                break
        return self.witness or self._unsure or NoNewAccess()

    def _opaque(self) -> Iterator[str]:
        for statement in self._statements:
            for written in (*statement.resources, *statement.not_resources):
                if has_symbol(written.text) or (statement.variables and "${" in written.text):
                    yield written.text

    def _of_principal(
        self, principal: Principal, alone: bool, classes: Sequence[tuple[int, tuple[str, ...]]]
    ) -> bool:
        request = half_known(self._family, principal, "x:x", "*", {})
        sides = self._new.lines(request), self._old.lines(request)
        bits = [(line, self._actions.bit(line.spoken.statement)) for line in (*sides[0], *sides[1])]
        matters = 0
        for _, bit in bits:
            matters |= bit
        lengths = len(sides[0])
        seen: set[Hashable] = set()
        for mask, actions in classes:
            self._clock.check(f"`{actions[0]}`")
            which = mask & matters, kind_of(actions[0])
            if which in seen:
                continue
            seen.add(which)
            new = [line for line, bit in bits[:lengths] if bit & mask]
            old = [line for line, bit in bits[lengths:] if bit & mask]
            if self._alike and plainly_allows_no_more(self._residue(new), self._residue(old)):
                continue
            if _Question(self, (principal, alone), actions, new, old).answered():
                return True
        return False

    def _residue(self, lines: Sequence[Line]) -> Residue:
        return residue_of(lines)


def _frame(layers: Layers) -> Hashable:
    """What of the layers is not in their statements; None (like nothing else) where more matters."""
    if layers.public_access_block is not None:
        return object()
    gates = (layers.boundary, layers.session, layers.endpoint)
    held = (layers.identity, layers.resource, *layers.scps, *layers.rcps, *filter(None, gates))
    return (
        tuple(gate is not None and is_in_force(gate) for gate in gates),
        is_bounded(layers),
        len(layers.scps),
        len(layers.rcps),
        layers.endpoint_is_gateway,
        repr(layers.kms_grants),
        tuple((one.held, one.absent, tuple(two.unresolved for two in one.policies)) for one in held)
        if any(not one.held or any(two.unresolved for two in one.policies) for one in held)
        else (),
    )


class _Question:
    """One principal, and actions of which the statements speak alike."""

    def __init__(
        self,
        comparing: Comparing,
        principal: tuple[Principal, bool],
        actions: tuple[str, ...],
        new: Sequence[Line],
        old: Sequence[Line],
    ) -> None:
        self._all = comparing
        self._principal, self._alone = principal
        self._actions = actions
        self._new, self._old = new, old
        self._family, self._clock = comparing._family, comparing._clock
        self._truths = comparing._truths
        self._places: Places | None = None
        self._usually: Chosen | None = None
        self._statements = [line.spoken.statement for line in (*new, *old)]

    def answered(self) -> bool:
        """Is there a witness? What cannot be told is noted."""
        search = self._attempt({}, {}, loosely=not self._alone)
        if search is None:
            return True
        unsure = self._unsure(search)
        if unsure is None:
            return False
        keys = sorted(self._variable_keys())
        if not keys or not self._by_values(keys):
            self._all._unsure = self._all._unsure or unsure
        return self._all._witness is not None

    def _unsure(self, search: Search) -> CannotTell | None:
        if search.doubts:
            atoms = self._truths.formulas.atoms(search.doubts[0])
            words, at = self._truths.doubts[min(atoms)]
            return CannotTell(words, at.span if at else None)
        if search.gaps:
            test = search.gaps[0]
            return CannotTell(f"`{test}` beside tests of another kind", test.condition.span)
        return None

    def _by_values(self, keys: Sequence[str]) -> bool:
        """Settle it by trying the values of keys that stand in variables. True: settled."""
        domains = [self._values_of(key) for key in keys]
        settled = True
        for number, ways in enumerate(product(*domains)):
            if number >= _WAYS:
                return False
            chosen = {key: held.value for key, held in zip(keys, ways, strict=True)}
            exact = all(not held.stands_for_all for held in ways)
            pinned = dict(zip(keys, ways, strict=True))
            if not exact:
                search = self._attempt({}, pinned, loosely=not self._alone)
                if search is not None and self._unsure(search) is None:
                    continue
            search = self._attempt(chosen, {}, loosely=False)
            if search is None:
                return True
            settled = settled and exact and self._unsure(search) is None
        return settled

    def _values_of(self, key: str) -> tuple[Held, ...]:
        request = half_known(self._family, self._principal, self._actions[0], "*", {})
        told = look_up(request, key)
        if told is not Missing.UNKNOWN:
            return (Held(told, stands_for_all=not self._alone),)
        tests = [one for line in (*self._new, *self._old) for one in line.spoken.tests]
        held = domain_of(key, [one for one in tests if one.key == key], self._clock).held
        single = [one for one in held if one.known and not isinstance(one.value, tuple)]
        return (Held(_ANOTHER), *sorted(single, key=lambda one: one.value == ""))

    def _otherwise(self) -> Chosen:
        """What a request holds for the keys that are asked for, where it makes no difference."""
        if self._usually is None:
            request = half_known(self._family, self._principal, self._actions[0], "*", {})
            tests = {one.key: one for line in (*self._new, *self._old) for one in line.spoken.tests}
            open_keys = (key for key in sorted(tests) if look_up(request, key) is Missing.UNKNOWN)
            self._usually = {
                key: domain_of(key, [tests[key]], self._clock).held[0].value
                for key in open_keys
                if not has_symbol(key)
            }
        return self._usually

    def _variable_keys(self) -> set[str]:
        """The keys of variables that may have more than one value."""
        texts: list[str] = []
        for statement in self._statements:
            if statement.variables:
                written = (*statement.resources, *statement.not_resources)
                texts += (one.text for one in written)
                texts += (one.text for two in statement.conditions for one in two.values)
        found = {
            _key_and_default(part)[0].lower()
            for text in texts
            if "${" in text
            for part in _split(text)[1::2]
            if part not in "*?$"
        }
        request = half_known(self._family, self._principal, self._actions[0], "*", {})
        return {
            key
            for key in found
            if look_up(request, key) is Missing.UNKNOWN
            or (not self._alone and key in _OF_PRINCIPAL)
        }

    def _attempt(
        self, chosen: Chosen, pinned: Mapping[str, Held], *, loosely: bool
    ) -> Search | None:
        """Look for a witness among all resources; None: there is one."""
        place = ""

        def found(values: Values, sure: bool) -> bool:
            return self._confirmed(place, {**self._otherwise(), **chosen, **values}, sure)

        search = Search(self._truths, self._all._tests, self._clock, found, pinned)
        account = self._principal.account if self._family.resource_account is None else None
        request = half_known(self._family, self._principal, self._actions[0], "*", chosen)
        reading = self._loosened(request) if loosely else request
        self._truths.loose = tuple(sorted(self._loose_entries()))
        self._places = Places(
            self._statements,
            self._actions[0],
            self._family.resources,
            account,
            lambda text: _spelled(text, reading),
        )
        for place, sure in self._places.told_apart(self._clock):
            self._clock.check(f"the resources of `{self._actions[0]}`")
            formula, reading = self._formula(place, chosen, loosely)
            if search.run(formula, reading, sure):
                return None
        return search

    def _loose_entries(self) -> set[str]:
        entries = (one for two in self._statements for one in (*two.resources, *two.not_resources))
        return {one.text for one in entries if head(one.text)}

    def _formula(self, place: str, chosen: Chosen, loosely: bool) -> tuple[Formula, Request]:
        """The new side allows, and the old one does not."""
        action = self._actions[0]
        request = half_known(self._family, self._principal, action, place, chosen)
        reading = self._loosened(request) if loosely else request

        def holds(test: Test) -> Formula:
            return self._holds(test, request, reading)

        semantics = self._semantics(action, place)
        new = self._all._law.allowed(
            request, self._all._new.heard(reading, self._new, holds), semantics
        )
        if new == FALSE:
            return FALSE, reading
        old = self._all._law.allowed(
            request, self._all._old.heard(reading, self._old, holds), semantics
        )
        return self._truths.formulas.every((new, negation(old))), reading

    def _loosened(self, request: Request) -> Request:
        """The request, with nothing told of its principal: it stands for others, too."""
        context = request.context
        return replace(
            request, context=replace(context, unknown=context.unknown | set(_OF_PRINCIPAL))
        )

    def _semantics(self, action: str, place: str) -> Semantics:
        return self._family.semantics or semantics_of(action, place)

    def _holds(self, test: Test, request: Request, reading: Request) -> Formula:
        if has_symbol(test.key):
            return self._truths.doubt(("key", test), f"`{test}`", _first(test))
        told = look_up(request, test.key)
        if told is Missing.UNKNOWN and self._lacks(test.key):
            told = Missing.ABSENT
        if told is not Missing.UNKNOWN:
            known = reading if test.reads_variables else request
            return self._truths.test(test, known, told)
        atom = self._truths.formulas.atom(("test", test))
        self._all._tests.setdefault(atom, test)
        return atom

    def _lacks(self, key: str) -> bool:
        """Is it a key that whoever has no credentials of an account never brings?"""
        return self._principal.account is None and key.startswith(_BARE_LACK)

    def _confirmed(self, place: str, values: Values, sure: bool) -> bool:
        """Does the engine say so, too? Prefers a resource of a type that the action takes."""
        found = self._as_engine_says(self._actions[0], place, values)
        if found is None:
            if sure:
                words = "the engine decides it otherwise"
                self._all._unsure = self._all._unsure or CannotTell(words)
            return False
        self._all._unusual.append(found)
        usual = self._usual(place, values)
        if usual is not None:
            self._all._witness = usual
            return True
        return len(self._all._unusual) >= _UNUSUAL

    def _usual(self, place: str, values: Values) -> Witness | None:
        """The witness with an action and a resource that go together, as far as anybody knows."""
        actions = tuple(spread(self._actions, _SAMPLE))
        if place == "*":
            alone = next(filter(takes_any, actions), None)
            return self._as_engine_says(alone, place, values, usual=True) if alone else None
        types = {action: found for action in actions if (found := types_of(action)) is not None}
        unheard = next((one for one in actions if one not in types and not takes_any(one)), None)
        if unheard is not None:
            return self._nice(unheard, place, values)
        fitting = self._fitting(
            place, tuple(dict.fromkeys(t for each in types.values() for t in each))
        )
        if fitting is None:
            return None
        action = next((one for one in types if Automaton(types[one]).reads(fitting)), actions[0])
        return self._nice(action, fitting, values)

    def _fitting(self, place: str, types: Sequence[Tokens]) -> str | None:
        """A resource that the statements take like this one, and that is of one of the types."""
        if has_symbol(place) or Automaton(types).reads(place):
            return place
        return self._places.alike(place, types, self._clock) if self._places and types else None

    def _nice(self, action: str, place: str, values: Values) -> Witness | None:
        each = nicer(place, self._principal.account)
        said = (self._as_engine_says(action, one, values, usual=True) for one in each)
        return next(filter(None, said), None)

    def _as_engine_says(
        self, action: str, place: str, values: Values, *, usual: bool = False
    ) -> Witness | None:
        request = whole(self._family, self._principal, action, place, values)
        semantics = self._semantics(action, place)
        new = decide(request, self._all._new.layers, semantics)
        if new.verdict is not Verdict.ALLOW:
            return None
        old = decide(request, self._all._old.layers, semantics)
        return Witness(request, old, new, usual) if old.verdict.denied else None


def _spelled(text: str, request: Request) -> str:
    """The pattern with what the request has for its variables, and a star for what is open."""
    resolved = resolve(text, request)
    known = resolved.text if resolved.text is not None and not resolved.unsure else text
    return widest(known)


def _first(test: Test) -> Written | None:
    return next(iter(test.condition.values), None)
