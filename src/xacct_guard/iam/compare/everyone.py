"""Everyone: the principals that policies can tell apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..arn import Arn
from ..policy import Principals, Statement
from ..request import Principal, PrincipalKind
from ..symbol import has_symbol
from ..wildcard import quoted
from .automaton import Automaton
from .clock import Clock
from .family import Family, SomePrincipal, Who
from .held import widest
from .tokens import Tokens, Wild, arn_tokens, glob_tokens

SESSION = "compare"
"""The name of sessions that no policy names."""
_ACCOUNT_KEYS = ("aws:principalaccount", "kms:calleraccount")
_DIGITS = "".join(chr(code) for code in range(0x20, 0x7F) if not chr(code).isdigit())
_TWELVE = 12
_ANOTHER = "another"
"""The name of one more user and role, where variables make it matter how they are called."""
_PARTITION = re.compile(r"^arn:(aws[a-z-]*):", re.MULTILINE)


class Everyone:
    """The principals of a family, each as one that stands for all whom the statements take alike."""

    __slots__ = (
        *("_accounts", "_arns", "_clock", "_entries", "_family", "_names", "_partitions"),
        "_statements",
    )

    def __init__(self, family: Family, statements: Sequence[Statement], clock: Clock) -> None:
        self._family, self._clock = family, clock
        self._statements = statements
        self._entries = tuple(_named(statements))
        self._arns = frozenset(_arn_patterns(statements, self._entries))
        if any(_speaks_of_principal(one) for one in statements):
            self._arns |= {glob_tokens(f"arn:*:{word}/{_ANOTHER}") for word in ("user", "role")}
        self._names = frozenset(_of_key(statements, "aws:username"))
        written = (*(text for _, text in self._entries), *self._arn_texts())
        self._partitions = sorted({"aws", *_PARTITION.findall("\n".join(written))})
        self._accounts: tuple[str, ...] | None = None

    def principals(self) -> Iterator[tuple[Principal, bool]]:
        """One for each way of telling principals apart, and whether it stands for itself alone."""
        seen: set[Principal] = set()
        given = self._family.who
        named = {text for _, text in self._entries}
        for one in self._anyone() if given is None else given:
            for found in self._of(one):
                if found not in seen:
                    seen.add(found)
                    alone = isinstance(one, Principal) and given is not None
                    yield found, alone or (found.role or found.arn) in named

    def _anyone(self) -> Iterator[Who]:
        yield SomePrincipal(PrincipalKind.SESSION)
        yield SomePrincipal(PrincipalKind.USER)
        yield SomePrincipal(PrincipalKind.ROOT)
        yield SomePrincipal(PrincipalKind.FEDERATED_USER)
        yield from self._written()
        yield Principal(PrincipalKind.ANONYMOUS, "*")
        for name in (*_of_key(self._statements, "aws:principalservicename"), "x.amazonaws.com"):
            if "*" not in name and "?" not in name and "${" not in name:
                yield Principal(PrincipalKind.SERVICE, name)

    def _written(self) -> Iterator[Principal]:
        """Sessions, federated users, services and providers: whom an element names to the letter."""
        for kind, text in self._entries:
            if has_symbol(text) and kind == "aws":
                continue
            if kind == "service":
                yield Principal(PrincipalKind.SERVICE, text)
            elif kind == "federated":
                yield Principal(PrincipalKind.PROVIDER, text)
            elif (arn := Arn.parse(text)) is not None:
                if arn.resource.startswith("federated-user/"):
                    yield Principal(PrincipalKind.FEDERATED_USER, text, arn.account)
                if arn.resource.startswith("assumed-role/"):
                    yield from self._sessions_named(text, arn)
                if arn.resource.startswith("user/"):
                    if not arn.account.isdigit():  # an origin access identity is in `cloudfront`
                        yield Principal(PrincipalKind.USER, text, arn.account)
                    federated = f"arn:{arn.partition}:sts::{arn.account}:federated-user/{arn.name}"
                    yield Principal(PrincipalKind.FEDERATED_USER, federated, arn.account)

    def _sessions_named(self, text: str, arn: Arn) -> Iterator[Principal]:
        _, role, _ = arn.resource.split("/", 2)
        base = f"arn:{arn.partition}:iam::{arn.account}:role/"
        known = [one for _, one in self._entries if one.startswith(base)]
        known = [one for one in known if one.rpartition("/")[2] == role]
        if known:  # the name of a role is unique in its account, whatever its path
            yield from (Principal(PrincipalKind.SESSION, text, arn.account, one) for one in known)
            return
        for found in self._cells(arn_tokens(f"{base}{role}"), arn_tokens(f"{base}*/{role}")):
            yield Principal(PrincipalKind.SESSION, text, arn.account, found)

    def _of(self, who: Who) -> Iterator[Principal]:
        if isinstance(who, Principal):
            yield who
            return
        for account in (who.account,) if who.account else self.accounts():
            yield from self._in(who.kind, account)

    def accounts(self) -> tuple[str, ...]:
        """Every account that is named, and one for each way of telling the others apart."""
        if self._accounts is None:
            twelve = (Wild(False, _DIGITS),) * _TWELVE
            found = _texts_within(frozenset(self._account_patterns()), (twelve,), self._clock)
            self._accounts = tuple(found)
        return self._accounts

    def _account_patterns(self) -> Iterator[Tokens]:
        for key in _ACCOUNT_KEYS:
            yield from map(glob_tokens, _of_key(self._statements, key))
        for text in (*(text for _, text in self._entries), *self._arn_texts()):
            parts = text.split(":")
            if text.isdigit():
                yield glob_tokens(text)
            elif len(parts) > 4:
                yield glob_tokens(parts[4])
        if self._family.resource_account:
            yield glob_tokens(quoted(self._family.resource_account))

    def _arn_texts(self) -> Iterator[str]:
        return _of_key(self._statements, "aws:principalarn")

    def _in(self, kind: PrincipalKind, account: str) -> Iterator[Principal]:
        for partition in self._partitions:
            base = f"arn:{partition}:iam::{account}"
            if kind is PrincipalKind.ROOT:
                yield Principal(kind, f"{base}:root", account)
            elif kind is PrincipalKind.USER:
                for found in self._cells(arn_tokens(f"{base}:user/?*")):
                    yield Principal(kind, found, account)
            elif kind is PrincipalKind.FEDERATED_USER:
                session = f"arn:{partition}:sts::{account}:federated-user/?*"
                for found in self._cells(arn_tokens(session)):
                    yield Principal(kind, found, account)
            else:
                for found in self._cells(arn_tokens(f"{base}:role/?*")):
                    name = found.rpartition("/")[2]
                    session = f"arn:{partition}:sts::{account}:assumed-role/{name}/{SESSION}"
                    yield Principal(kind, session, account, found)

    def _cells(self, *within: Tokens) -> Iterator[str]:
        """ARNs, one for each way in which the statements tell some apart."""
        users = {
            (*glob_tokens(head), *glob_tokens(name, "/"))
            for name in self._names
            for head in ("arn:*:user/", "arn:*:user/*/")
        }
        linked = {arn_tokens("arn:*:iam::*:role/aws-service-role/?*")}
        return _texts_within(self._arns | users | linked, within, self._clock)


def _texts_within(
    patterns: frozenset[Tokens], within: Sequence[Tokens], clock: Clock
) -> Iterator[str]:
    """One text for each way of matching, of those that one of `within` matches."""
    ordered = tuple(patterns)
    automaton = Automaton((*within, *ordered))
    bits = (1 << len(within)) - 1
    seen: set[int] = set()
    for matched, text in automaton.walk(bits, clock, "the principals"):
        if matched & bits and matched not in seen and not text.endswith("/"):
            seen.add(matched)
            yield text


def _named(statements: Iterable[Statement]) -> Iterator[tuple[str, str]]:
    seen: set[tuple[str, str]] = set()
    for statement in statements:
        for element in (statement.principals, statement.not_principals):
            for found in _entries(element) if element else ():
                if found not in seen:
                    seen.add(found)
                    yield found


def _entries(element: Principals) -> Iterator[tuple[str, str]]:
    yield from (("aws", written.text) for written in element.aws)
    yield from (("service", written.text) for written in element.service)
    yield from (("federated", written.text) for written in element.federated)


def _speaks_of_principal(statement: Statement) -> bool:
    values = (one for condition in statement.conditions for one in condition.values)
    written = (*statement.resources, *statement.not_resources, *values)
    return any("${aws:" in one.text for one in written)


def _of_key(statements: Iterable[Statement], key: str) -> Iterator[str]:
    """The values that conditions on a key want, as patterns."""
    for statement in statements:
        for condition in statement.conditions:
            if condition.key.lower() == key:
                exact = condition.operator.startswith("String") and "Like" not in condition.operator
                for written in condition.values:
                    text = written.text
                    yield quoted(text) if exact and "${" not in text else widest(text)


def _arn_patterns(
    statements: Iterable[Statement], entries: Iterable[tuple[str, str]]
) -> Iterator[Tokens]:
    for kind, text in entries:
        if kind == "aws" and re.search(r":(role|user)/", text) and not has_symbol(text):
            yield glob_tokens(quoted(text))
    for statement in statements:
        for condition in statement.conditions:
            if condition.key.lower() != "aws:principalarn":
                continue
            is_arn = condition.operator.startswith("Arn")
            ignore_case = "IgnoreCase" in condition.operator
            for text in _of_key((statement,), "aws:principalarn"):
                yield arn_tokens(text) if is_arn else glob_tokens(text, ignore_case=ignore_case)
