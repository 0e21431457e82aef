"""Question: one principal, and actions of which the statements speak alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from ..context import Missing, look_up
from ..policy import Written
from ..request import Principal, Request
from ..semantics import semantics_of
from ..symbol import has_symbol
from ..variables import resolve
from .asking import Chosen, half_known
from .clock import Clock
from .family import Family
from .formula import FALSE, Formula, negation
from .hearing import Line, Side
from .held import Held, widest
from .keys import OF_PRINCIPAL, Keys
from .law import Law
from .loose import head
from .outcome import CannotTell
from .places import Places
from .search import Search, Values
from .tested import Test
from .truths import Truths
from .witnesses import Find, Witnesses

_BARE_LACK = ("aws:principaltag/", "aws:principalorgpaths", "aws:userid")
_WAYS = 64


@dataclass(frozen=True, slots=True)
class Matter:
    """What all questions of one comparison share; `tests` are those that became atoms."""

    family: Family
    clock: Clock
    truths: Truths
    law: Law
    old: Side
    new: Side
    witnesses: Witnesses
    tests: dict[Formula, Test] = field(default_factory=dict)


class Question:
    """May the principal do one of the actions that the new lines allow and the old ones do not?

    `alone`: the principal stands for nobody else.
    """

    __slots__ = (
        "_actions",
        "_alone",
        "_keys",
        "_matter",
        "_new",
        "_old",
        "_principal",
        "_statements",
    )

    def __init__(
        self,
        matter: Matter,
        principal: tuple[Principal, bool],
        actions: tuple[str, ...],
        new: Sequence[Line],
        old: Sequence[Line],
    ) -> None:
        self._matter = matter
        self._principal, self._alone = principal
        self._actions = actions
        self._new, self._old = new, old
        lines = (*new, *old)
        self._statements = [line.spoken.statement for line in lines]
        self._keys = Keys(
            self._request("*", {}),
            self._statements,
            [test for line in lines for test in line.spoken.tests],
            matter.clock,
            alone=self._alone,
        )

    def answered(self) -> bool:
        """Is there a witness? What cannot be told is noted."""
        search = self._attempt({}, {}, loosely=not self._alone)
        if search is None:
            return True
        unsure = self._unsure(search)
        if unsure is None:
            return False
        keys = self._keys.of_variables()
        if not keys or not self._by_values(keys):
            self._matter.witnesses.doubt(unsure)
        return self._matter.witnesses.is_usual

    def _unsure(self, search: Search) -> CannotTell | None:
        if search.doubts:
            atoms = self._matter.truths.formulas.atoms(search.doubts[0])
            words, at = self._matter.truths.doubts[min(atoms)]
            return CannotTell(words, at.span if at else None)
        if search.gaps:
            test = search.gaps[0]
            return CannotTell(f"`{test}` beside tests of another kind", test.condition.span)
        return None

    def _by_values(self, keys: Sequence[str]) -> bool:
        """Settle it by trying the values of keys that stand in variables. True: settled."""
        domains = [self._keys.values(key) for key in keys]
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

    def _attempt(
        self, chosen: Chosen, pinned: Mapping[str, Held], *, loosely: bool
    ) -> Search | None:
        """Look for a witness among all resources; None: there is one."""
        matter, place = self._matter, ""
        places = self._places(self._request("*", chosen), loosely=loosely)

        def found(values: Values, sure: bool) -> bool:
            held = {**self._keys.usual(), **chosen, **values}
            find = Find(self._principal, self._actions, place, held, places)
            return matter.witnesses.confirm(find, sure)

        search = Search(matter.truths, matter.tests, matter.clock, found, pinned)
        for place, sure in places.told_apart(matter.clock):
            matter.clock.check(f"the resources of `{self._actions[0]}`")
            formula, reading = self._formula(place, chosen, loosely)
            if search.run(formula, reading, sure):
                return None
        return search

    def _places(self, request: Request, *, loosely: bool) -> Places:
        family = self._matter.family
        account = self._principal.account if family.resource_account is None else None
        reading = _loosened(request) if loosely else request
        self._matter.truths.loose = tuple(sorted(self._loose_entries()))
        return Places(
            self._statements,
            self._actions[0],
            family.resources,
            account,
            lambda text: _spelled(text, reading),
        )

    def _request(self, place: str, chosen: Chosen) -> Request:
        return half_known(self._matter.family, self._principal, self._actions[0], place, chosen)

    def _loose_entries(self) -> set[str]:
        entries = (one for two in self._statements for one in (*two.resources, *two.not_resources))
        return {one.text for one in entries if head(one.text)}

    def _formula(self, place: str, chosen: Chosen, loosely: bool) -> tuple[Formula, Request]:
        """The new side allows, and the old one does not."""
        matter, request = self._matter, self._request(place, chosen)
        reading = _loosened(request) if loosely else request

        def holds(test: Test) -> Formula:
            return self._holds(test, request, reading)

        semantics = matter.family.semantics or semantics_of(self._actions[0], place)
        new = matter.law.allowed(
            request, matter.new.heard(reading, self._new, holds, request), semantics
        )
        if new == FALSE:
            return FALSE, reading
        old = matter.law.allowed(
            request, matter.old.heard(reading, self._old, holds, request), semantics
        )
        return matter.truths.formulas.every((new, negation(old))), reading

    def _holds(self, test: Test, request: Request, reading: Request) -> Formula:
        if has_symbol(test.key):
            return self._matter.truths.doubt(("key", test), f"`{test}`", _first(test))
        told = look_up(request, test.key)
        if told is Missing.UNKNOWN and self._lacks(test.key):
            told = Missing.ABSENT
        if told is not Missing.UNKNOWN:
            known = reading if test.reads_variables else request
            return self._matter.truths.test(test, known, told)
        test = test.spelled_out(reading)
        atom = self._matter.truths.formulas.atom(("test", test))
        self._matter.tests.setdefault(atom, test)
        return atom

    def _lacks(self, key: str) -> bool:
        """Is it a key that whoever has no credentials of an account never brings?"""
        return self._principal.account is None and key.startswith(_BARE_LACK)


def _loosened(request: Request) -> Request:
    """The request, with nothing told of its principal: it stands for others, too."""
    context = request.context
    return replace(request, context=replace(context, unknown=context.unknown | set(OF_PRINCIPAL)))


def _spelled(text: str, request: Request) -> str:
    """The pattern with what the request has for its variables, and a star for what is open."""
    resolved = resolve(text, request)
    known = resolved.text if resolved.text is not None and not resolved.unsure else text
    return widest(known)


def _first(test: Test) -> Written | None:
    return next(iter(test.condition.values), None)
