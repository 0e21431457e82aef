"""Need: what the traced requests of a role take of a policy, and a statement that gives no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..edit.standing import is_known, standing
from ..finding import Add, Addition, Edit, Fix, Put
from ..graph.access_graph import AccessGraph
from ..graph.model import Role
from ..iam.policy import Effect, PolicyKind, Statement
from ..iam.symbol import has_symbol
from ..iam.truth import Truth
from ..repair.change import Change, Json
from ..repair.grant import grant
from ..repair.joined import joined
from ..repair.paste import put_in, text_of
from ..span import Span
from ..trace import Hop
from .facts import Facts, fact


@dataclass(frozen=True, slots=True)
class Needs:
    """The hops that identity policies let pass, by who asks and by the statements that do it.

    A hop of which it is not sure that they let it pass is among them.
    """

    by_statement: Mapping[tuple[str, Span], tuple[Hop, ...]]
    by_principal: Mapping[str, tuple[Hop, ...]]

    def of(self, principal: str, statements: Iterable[Statement]) -> tuple[Hop, ...]:
        """The hops of a principal in which some of these statements have a say, each once."""
        found = (
            hop
            for statement in statements
            for hop in self.by_statement.get((principal, statement.span), ())
        )
        return tuple({id(hop): hop for hop in found}.values())


@fact
def needs(facts: Facts) -> Needs:
    """What every traced request takes of the identity policies of whoever makes it."""
    statements: dict[tuple[str, Span], list[Hop]] = {}
    principals: dict[str, list[Hop]] = {}
    for hop in facts.hops:
        principals.setdefault(hop.step.principal, []).append(hop)
        for statement in letting_pass(hop):
            statements.setdefault((hop.step.principal, statement.span), []).append(hop)
    return Needs(
        {key: tuple(hops) for key, hops in statements.items()},
        {key: tuple(hops) for key, hops in principals.items()},
    )


def taken(
    holders: Iterable[Role], statements: Iterable[Statement], facts: Facts
) -> tuple[Hop, ...]:
    """What the traced requests of these roles take of statements."""
    given = tuple(statements)
    return tuple(hop for role in holders for hop in needs(facts).of(role.arn, given))


def letting_pass(hop: Hop) -> Iterator[Statement]:
    """The statements of identity policies by which a hop passes, or may."""
    for outcome in hop.decision.outcomes:
        if outcome.kind is PolicyKind.IDENTITY and outcome.allows is not Truth.NO:
            yield from (each for each in outcome.deciding if each.effect is Effect.ALLOW)


def actions_of(hops: Iterable[Hop]) -> tuple[str, ...]:
    """The actions that hops ask for, each once, sorted."""
    return tuple(sorted({hop.step.action for hop in hops}))


def narrowed(
    summary: str,
    hops: Iterable[Hop],
    statement: Statement,
    graph: AccessGraph,
    at: Span | None = None,
) -> Fix:
    """A fix that gives these hops what they ask for, and no more, in the place of a statement."""
    hops, place = tuple(hops), at or statement.span
    written = tuple(_statements(hops))
    if not written:
        return Fix(summary, at=place)
    to = hops[0].step.principal
    changes = tuple(_change(to, each, statement, place) for each in written)
    first, *others = (text_of(change, graph) for change in changes)
    return Fix(
        summary,
        edits=_edits(changes, statement, graph) if place == statement.span else (),
        statement=first,
        at=place,
        additions=tuple(Addition("and beside it", text, place) for text in others),
    )


def _edits(
    changes: tuple[Change, ...], statement: Statement, graph: AccessGraph
) -> tuple[Edit, ...]:
    """The statements instead of one that has no condition of its own."""
    found = standing(statement.span)
    values = [put_in(change.written, change, graph) for change in changes]
    if found is None or statement.conditions or not all(map(is_known, values)):
        return ()
    first, *others = values
    if not isinstance(first, Mapping):
        return ()
    is_listed = found.around(1) is not None and not found.around(1).mapping  # type: ignore[union-attr]
    if others and not is_listed:
        return ()
    sid = {"Sid": statement.sid} if statement.sid and not has_symbol(statement.sid) else {}
    to = found.place(up=1)
    return (Put(statement.span, {**sid, **first}), *(Add(to, each) for each in others))


def _change(to: str, written: Json, statement: Statement, at: Span) -> Change:
    return Change(PolicyKind.IDENTITY, to, "", "", written, statement, at)


def _statements(hops: tuple[Hop, ...]) -> Iterator[Json]:
    """The smallest statements: actions on the same resources under the same conditions are one."""
    asked: list[tuple[str, str, str]] = []
    conditions: dict[str, object] = {}
    for hop in hops:
        found = grant(PolicyKind.IDENTITY, hop.decision.request) or {}
        condition = found.get("Condition")
        conditions[str(condition)] = condition
        asked.append((hop.step.action, str(found["Resource"]), str(condition)))
    for (names, resources), under in sorted(joined(asked)):
        statement = {"Effect": "Allow", "Action": _one(names), "Resource": _one(resources)}
        yield {**statement, "Condition": conditions[under]} if conditions[under] else statement


def _one(texts: Sequence[str]) -> str | Sequence[str]:
    """A list of one is the text."""
    return texts[0] if len(texts) == 1 else texts
