"""Truths: what tests and elements say of a request that is known in part, as formulas."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace

from ..answer import Answer
from ..condition import holds
from ..context import Missing
from ..match import action_matches, resource_matches
from ..pattern import match
from ..policy import Principals, SetOperator, Statement, Written
from ..principal import By, exempt, named_by
from ..request import ContextValue, Request
from ..symbol import has_symbol, shown
from ..truth import Truth
from ..variables import resolve
from .contains import escape
from .formula import FALSE, TRUE, Formula, Formulas, negation
from .held import widest
from .loose import covered, may_reach
from .opaque import OPAQUE, hidden
from .tested import Test
from .tokens import Tokens, arn_tokens, glob_tokens, spared


class Truths:
    """What is said becomes true or false; what nobody can tell, an atom: the same on both sides.

    `doubts` keeps for each such atom what it stands for; `loose` are the Resource entries in play
    of which no page says how far a star reaches. `usually`: what an atom is in a request that says
    nothing of it.
    """

    __slots__ = ("_below", "_letters", "_opaque", "doubts", "formulas", "loose", "usually")

    def __init__(self, formulas: Formulas) -> None:
        self.formulas = formulas
        self.doubts: dict[Formula, tuple[str, Written | None]] = {}
        self._opaque: dict[str, Tokens] = {}
        self._below: dict[str, tuple[str, ...]] = {}
        self._letters: dict[str, str] = {}
        self.usually: dict[Formula, Formula] = {}
        self.loose: tuple[str, ...] = ()

    def said(self, answer: Answer, what: Hashable, at: Written | None = None) -> Formula:
        """An answer of the engine; one that is open is the atom `what`."""
        if answer.is_open:
            names = ", ".join(sorted(answer.depends))
            return self.doubt(what, names or str(what), at)
        return TRUE if answer.is_yes else FALSE

    def doubt(self, what: Hashable, words: str, at: Written | None = None) -> Formula:
        """Something nobody can tell, the same wherever it is `what`."""
        atom = self.formulas.atom(("doubt", what))
        self.doubts.setdefault(atom, (words, at))
        return atom

    def action(self, statement: Statement, request: Request) -> Formula:
        """Does the statement speak about the action?"""
        entries = statement.not_actions or statement.actions
        what = ("action", bool(statement.not_actions), frozenset(one.text for one in entries))
        return self.said(action_matches(statement, request), what, entries[0] if entries else None)

    def named(self, statement: Statement, request: Request) -> Mapping[By, Formula]:
        """For each way of naming, does the Principal element name who asks?"""
        if statement.principals is None:
            return {By.STAR: TRUE}
        found: dict[By, list[Formula]] = {}
        for part in _parts(statement.principals):
            entries = (*part.aws, *part.service, *part.federated)
            texts = frozenset(one.text for one in entries)
            at = next((one for one in entries if has_symbol(one.text)), None)
            for by, said in named_by(part, request).items():
                found.setdefault(by, []).append(self.said(said, ("principal", texts, by), at))
        kept = {by: self.formulas.some(each) for by, each in found.items()}
        return {by: formula for by, formula in kept.items() if formula != FALSE}

    def exempt(self, statement: Statement, request: Request, bounded: Answer) -> Formula:
        """Does the NotPrincipal element exempt who asks?"""
        if statement.not_principals is None:
            return FALSE
        principals = statement.not_principals
        entries = (*principals.aws, *principals.service, *principals.federated)
        texts = frozenset(one.text for one in entries)
        found = exempt(principals, request, bounded)
        return self.said(found, ("exempt", texts), entries[0] if entries else None)

    def resource(self, statement: Statement, request: Request) -> Formula:
        """Does the statement speak about the resource?"""
        negated = statement.not_resources
        entries = negated or statement.resources
        if not any(self._is_open(statement, one.text) for one in entries):
            answer = resource_matches(statement, request)
            reached = any(may_reach(one.text, request.resource) for one in entries)
            if not answer.is_open and (not reached or answer.is_yes is not bool(negated)):
                return TRUE if answer.is_yes else FALSE
        found = self.formulas.some(self._entry(statement, one, request) for one in entries)
        return negation(found) if statement.not_resources else found

    def _is_open(self, statement: Statement, text: str) -> bool:
        return has_symbol(text) or (statement.variables and "${" in text)

    def _entry(self, statement: Statement, written: Written, request: Request) -> Formula:
        found = self._covering(statement, written, request)
        reads = statement.variables and "${" in written.text
        if found == TRUE or not (statement.not_resources and reads):
            return found
        resolved = resolve(written.text, request)
        if resolved.text is not None and not resolved.unsure:
            return found
        words = f"what NotResource makes of `{_plainly(written.text)}` without a value"
        return self.formulas.some((found, self.doubt(("valueless", written.text), words, written)))

    def _covering(self, statement: Statement, written: Written, request: Request) -> Formula:
        """Does an entry cover the resource, whatever may come of its variables?"""
        answer = resource_matches(_only(statement, written), request)
        if not self._is_open(statement, written.text):
            return self._plain_entry(answer, written, request)
        if answer.is_no and not has_symbol(written.text):
            return FALSE
        if has_symbol(request.resource):
            return self.said(answer, ("resource", written.text, request.resource), written)
        if not has_symbol(written.text):
            resolved = resolve(written.text, request)
            if resolved.text is not None and not resolved.unsure:
                return self.said(answer, ("resource", written.text, request.resource), written)
        if match(widest(written.text), request.resource) is Truth.NO:
            return FALSE
        return self.formulas.some(
            self.doubt(("opaque", text), f"what `{_plainly(text)}` stands for", written)
            for text in self._within(written.text)
        )

    def _plain_entry(self, answer: Answer, written: Written, request: Request) -> Formula:
        if answer.is_yes or not may_reach(written.text, request.resource):
            return self.said(answer, ("resource", written.text, request.resource), written)
        words = f"what AWS makes of a star that ends a part of `{written.text}`"
        return self.formulas.some(
            self.doubt(("loose", text), words, written)
            for text in covered(written.text, self.loose)
        )

    def knows(self, texts: Iterable[str]) -> None:
        """Take note of resource patterns of which part is not known, to say which contain which."""
        for text in texts:
            if text not in self._opaque:
                self._opaque[text] = self._tokens(text)
                self._below.clear()

    def _within(self, text: str) -> tuple[str, ...]:
        """The patterns that stand for nothing but what this one stands for, itself among them."""
        self.knows((text,))
        found = self._below.get(text)
        if found is None:
            found = self._below[text] = tuple(
                one for one in self._opaque if one == text or self._is_within(one, text)
            )
        return found

    def _is_within(self, text: str, wide: str) -> bool:
        """Does the one stand for nothing but what the other does, however far their stars reach?"""
        parts = escape((self._opaque[text],), (self._opaque[wide],))
        texts = (hidden(one, self._letters) for one in (text, wide))
        narrow, whole = (spared(glob_tokens(one), OPAQUE) for one in texts)
        return parts is None and escape((narrow,), (whole,)) is None

    def _tokens(self, text: str) -> Tokens:
        """The pattern with one character in place of each symbol and each variable."""
        return arn_tokens(hidden(text, self._letters), OPAQUE)

    def test(self, test: Test, request: Request, value: ContextValue | Missing) -> Formula:
        """Does the condition hold for a request that has this value for its key?

        Where the request does not tell what a variable stands for, it may be anything.
        """
        sets = test.condition.set_operator
        if value is Missing.ABSENT and sets is SetOperator.ANY and test.condition.if_exists:
            words = "what ForAnyValue with IfExists makes of an absent key"
            return self.doubt("absent", words, _first(test))
        if isinstance(value, tuple) and sets is not None and value and not any(value):
            return self._of_nothing(test, request, value)
        if isinstance(value, Missing) or test.operator.on_presence or not self._reads(test):
            answer = holds(test.condition, test.statement, _having(request, test.key, value))
            return self.said(answer, ("test", test, str(value)), _first(test))
        values = (value,) if isinstance(value, str) else value
        if sets is None and not isinstance(value, str):
            return self.doubt(("list", test, values), f"`{test}` of a list", _first(test))
        if sets is not None and values and not any(values):
            return self._of_nothing(test, request, values)
        each = (self._alone(test, request, one) for one in values)
        return self.formulas.some(each) if sets is SetOperator.ANY else self.formulas.every(each)

    def _of_nothing(self, test: Test, request: Request, values: tuple[str, ...]) -> Formula:
        """A list of empty strings, which AWS may take for no list, or for what it is."""
        words = "what a set operator makes of empty strings"
        is_none = self.doubt("nothing", words, _first(test))
        met = self._alone(test, request, values[0])
        if test.condition.set_operator is SetOperator.ANY:
            return self.formulas.every((met, negation(is_none)))
        as_list = self.formulas.every((met, self.doubt("nothing as a list", words, _first(test))))
        return self.formulas.some((is_none, as_list))

    def _reads(self, test: Test) -> bool:
        return test.reads_variables or test.has_symbols

    def _alone(self, test: Test, request: Request, got: str) -> Formula:
        met = self.formulas.some(
            self._meets(test, written, request, got) for written in test.condition.values
        )
        return negation(met) if test.operator.negated else met

    def _meets(self, test: Test, written: Written, request: Request, got: str) -> Formula:
        wanted = written.text
        if test.reads_variables and "${" in wanted:
            resolved = resolve(wanted, request)
            if resolved.text is None:
                return FALSE
            if not resolved.unsure:
                wanted = resolved.text
        is_open = "${" in wanted and test.reads_variables
        truth = _may_meet(test, wanted, got) if is_open else test.operator.compare(wanted, got)
        if truth is Truth.NO and not has_symbol(wanted):
            return FALSE
        if (
            truth is not Truth.UNKNOWN
            and not is_open
            and (has_symbol(got) or not has_symbol(wanted))
        ):
            return TRUE if truth is Truth.YES else FALSE
        if has_symbol(wanted) and not has_symbol(got) and not self._may(test, wanted, got):
            return FALSE
        what = ("value", test.operator.name.replace("Not", ""), test.key, wanted, got)
        return self.doubt(what, f"what `{_plainly(wanted)}` stands for", written)

    def _may(self, test: Test, wanted: str, got: str) -> bool:
        """May what nobody knows of a value turn out so that it is met?"""
        if "Like" in test.operator.name or test.operator.name.startswith(("String", "Arn")):
            ignore_case = "IgnoreCase" in test.operator.name
            return match(widest(wanted), got, ignore_case=ignore_case) is not Truth.NO
        return True


def _may_meet(test: Test, wanted: str, got: str) -> Truth:
    """Is there a value for the variables with which `wanted` is met? What replaces one may be any text."""
    if "Like" in test.operator.name or test.operator.name.startswith("Arn"):
        return test.operator.compare(widest(wanted), got)
    return match(widest(wanted), got, ignore_case="IgnoreCase" in test.operator.name)


def _parts(principals: Principals) -> Iterator[Principals]:
    """The entries of which part is not known each by itself: then it counts who else is named in no element."""
    opaque = {one for one in principals.aws if has_symbol(one.text)}
    if not opaque:
        yield principals
        return
    yield replace(principals, aws=tuple(one for one in principals.aws if one not in opaque))
    yield from (Principals(aws=(one,)) for one in principals.aws if one in opaque)


def _only(statement: Statement, written: Written) -> Statement:
    """The statement with one resource."""
    return replace(statement, resources=(written,), not_resources=())


def _having(request: Request, key: str, value: ContextValue | Missing) -> Request:
    """The request with this value for a key."""
    context = request.context
    values = {name: held for name, held in context.values.items() if name != key}
    absent = context.absent
    if isinstance(value, Missing):
        absent |= {key}
    else:
        values[key] = value
    told = replace(context, values=values, absent=absent, unknown=context.unknown - {key})
    return replace(request, context=told)


def _first(test: Test) -> Written | None:
    return next(iter(test.condition.values), None)


def _plainly(text: str) -> str:
    return shown(text)
