"""A change of access in words: who may do what on what, under which conditions, and by which statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...changes import Change, Changes, Direction, Kind, Thing
from ...iam.arn import Arn
from ...iam.compare import CannotTell, Witness
from ...iam.context import spelled
from ...iam.policy import Effect, Statement
from ...iam.request import Principal, PrincipalKind, Request
from ...iam.symbol import shown
from ...span import Span
from ...version import Version

_POLICIES = {
    Kind.PRINCIPAL: "identity policies",
    Kind.RESOURCE: "resource policy",
    Kind.TRUST: "trust policy",
    Kind.ENDPOINT: "endpoint policy",
    Kind.SCP: "service control policies",
    Kind.RCP: "resource control policies",
    Kind.ORGANIZATION: "organization",
}
_USUAL = (("aws:SecureTransport", "true"), ("aws:ViaAWSService", "false"))
_KINDS = {
    PrincipalKind.SESSION: "role",
    PrincipalKind.USER: "user",
    PrincipalKind.ROOT: "root user",
    PrincipalKind.FEDERATED_USER: "federated user",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The request of a witness: `keys` are what its context holds, `without` what it must not hold.

    `is_itself`: it is what changed that asks.
    """

    who: str
    action: str
    resource: str
    keys: tuple[tuple[str, str], ...] = ()
    without: tuple[str, ...] = ()
    is_itself: bool = False

    @property
    def called(self) -> str:
        """Who asks, said below the name of what changed."""
        return "it" if self.is_itself else self.who

    @property
    def circumstances(self) -> str:
        """What the context holds and does not hold, but for what is usual; empty where it does not matter."""
        held = [f"`{key}` = `{value}`" for key, value in self.keys if (key, value) not in _USUAL]
        lacking = [f"no `{key}`" for key in self.without]
        return ", ".join((*held, *lacking))


@dataclass(frozen=True, slots=True)
class Line:
    """One change of access: `asked` where it is certain, else `unsure` says what is in the way.

    `mark` is `+`, `-` or `?`; `why` says by what, `place` where that is written.
    """

    mark: str
    change: Change
    account: str
    thing: str
    asked: Asked | None
    unsure: str
    why: str
    place: str


class Teller:
    """Tells changes between two versions in words."""

    __slots__ = ("_new", "_old")

    def __init__(self, old: Version, new: Version) -> None:
        self._old, self._new = old, new

    def lines(self, changes: Changes) -> tuple[Line, ...]:
        """Each change, account by account and thing by thing."""
        return tuple(map(self._line, changes.found))

    def thing(self, thing: Thing) -> str:
        """What differs: a role, a resource or an account, and which of its policies."""
        news = " (new)" if thing.is_new else " (gone)" if thing.is_gone else ""
        if thing.kind in (Kind.SCP, Kind.RCP, Kind.ORGANIZATION):
            return f"{_POLICIES[thing.kind]} of the account"
        return f"{self._named(thing)}{news}: {_POLICIES[thing.kind]}"

    def account(self, thing: Thing) -> str:
        """The account of what differs, by name and id."""
        return self.named(thing.account)

    def named(self, id: str) -> str:
        """An account by name and id."""
        for version in (self._new, self._old):
            if id in version.model.graph.accounts:
                return version.model.graph.account_name(id)
        return shown(id) or "no account"

    def _named(self, thing: Thing) -> str:
        arn = Arn.parse(thing.name)
        if arn is None:
            return shown(thing.name)
        if arn.service == "iam":
            kind, _, _ = arn.resource.partition("/")
            return f"{kind} {shown(arn.name)}"
        return f"{arn.service} {shown(arn.resource)}"

    def _line(self, change: Change) -> Line:
        answer = change.answer
        is_certain = isinstance(answer, Witness)
        mark = {Direction.ADDED: "+", Direction.REMOVED: "-"}[change.direction]
        return Line(
            mark if is_certain else "?",
            change,
            self.account(change.thing),
            self.thing(change.thing),
            self._asked(answer.request, change) if isinstance(answer, Witness) else None,
            "" if isinstance(answer, Witness) else shown(answer.construct),
            *self._why(change),
        )

    def _asked(self, request: Request, change: Change) -> Asked:
        context = request.context
        keys = ((spelled(key), _text(value)) for key, value in sorted(context.values.items()))
        without = (spelled(key) for key in sorted(context.absent) if not key.endswith("*"))
        return Asked(
            self._who(request.principal, change),
            request.action,
            shown(request.resource),
            tuple(keys),
            tuple(without),
            (request.principal.role or request.principal.arn) == change.thing.name,
        )

    def _who(self, principal: Principal, change: Change) -> str:
        """Whom a witness stands for."""
        arn = principal.role or principal.arn
        if principal.kind is PrincipalKind.ANONYMOUS:
            return "anyone, without credentials"
        if principal.account is None:
            return shown(principal.arn)
        parsed = Arn.parse(arn)
        name = shown(parsed.name) if parsed else shown(arn)
        where = self.named(principal.account)
        kind = _KINDS[principal.kind]
        graphs = (self._old.model.graph, self._new.model.graph)
        if principal.kind is PrincipalKind.ROOT:
            return f"the root user of {where}"
        if any(arn in graph.roles for graph in graphs) or _names(change, arn):
            at_home = principal.account == change.thing.account
            return f"{kind} {name}" if at_home else f"{kind} {name} of {where}"
        if any(principal.account in graph.accounts for graph in graphs) or _names(
            change, principal.account
        ):
            return f"any {kind} of {where} whose own policies allow it"
        return "anyone with an AWS account"

    def _why(self, change: Change) -> tuple[str, str]:
        """By what a request is decided otherwise, and where that is written."""
        cause = change.cause
        if isinstance(change.answer, CannotTell):
            span = change.answer.span or (cause.span if cause else change.thing.span)
            return _DOUBT[change.direction], self.place(span)
        if cause is None:
            return _around(change.thing), self.place(change.thing.span)
        return _by(change.direction, cause), self.place(cause.span)

    def place(self, span: Span | None) -> str:
        """A place as somebody standing here would write it; empty where there is none."""
        if span is None:
            return ""
        return _from_here(self._old.place(self._new.place(span)))


_DOUBT = {
    Direction.ADDED: "whether access is added cannot be told",
    Direction.REMOVED: "whether access is removed cannot be told",
}


def _around(thing: Thing) -> str:
    if thing.is_new or thing.is_gone:
        what = "resource" if thing.kind is Kind.RESOURCE else "role"
        return f"the {what} is {'new' if thing.is_new else 'gone'}"
    around = {
        Kind.PRINCIPAL: "its boundary, or what is known of its policies, differs",
        Kind.RESOURCE: "its settings or grants, or what is known of its policy, differ",
        Kind.SCP: "the levels of control policies differ",
        Kind.RCP: "the levels of control policies differ",
    }
    return around.get(thing.kind, "what is known of its policy differs")


def _by(direction: Direction, cause: Statement) -> str:
    called = f"`{cause.sid}`" if cause.sid else f"statement {cause.index + 1}"
    if cause.effect is Effect.ALLOW:
        verb = "allowed by" if direction is Direction.ADDED else "no longer allowed by"
    else:
        verb = "no longer denied by" if direction is Direction.ADDED else "denied by"
    return f"{verb} {called}"


def _names(change: Change, text: str) -> bool:
    """Does the statement that makes the difference name this?"""
    return bool(change.cause) and any(text in each for each in _entries(change.cause))


def _entries(cause: Statement | None) -> Iterator[str]:
    if cause is None:
        return
    for element in (cause.principals, cause.not_principals):
        yield from (one.text for one in (element.aws if element else ()))
    for condition in cause.conditions:
        yield from (one.text for one in condition.values)


def _text(value: str | tuple[str, ...]) -> str:
    return shown(value if isinstance(value, str) else ", ".join(value))


def _from_here(span: Span) -> str:
    """The place as somebody standing here would write it, with the line alone."""
    name, here = Path(span.source.name), Path.cwd()
    file = (
        str(name.relative_to(here))
        if name.is_absolute() and name.is_relative_to(here)
        else str(name)
    )
    if span.line is None:
        return f"{file}: {span.path}" if span.route else file
    return f"{file}:{span.line}"
