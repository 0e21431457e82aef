"""Telling: an edge in words and places."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Evidence, Fix
from ...graph.model import Role
from ...iam.decision import Decision
from ...iam.policy import Statement
from ...span import Span
from ..facts import Facts
from .edge import Administrator, Anybody, Edge, is_of_aws
from .method import Takes
from .reach import estate_of


def how(edge: Edge) -> str:
    """What the one who goes it may do, after "it may"."""
    if edge.method is None:
        return "assume it"
    if edge.method.takes is not Takes.PASSED:
        return edge.method.says
    if isinstance(edge.end, Anybody):
        return f"pass one and {edge.method.says}"
    return f"pass it to `{edge.method.service}` and {edge.method.says}"


def whom(edge: Edge, facts: Facts) -> str:
    """What is gained, after "can become"."""
    match edge.end:
        case Role():
            return f"`{facts.name_of(edge.end.arn)}`"
        case Administrator():
            return "an administrator"
        case Anybody(service=service, users=users):
            if service:
                return f"any role that trusts `{service}`"
            return f"any {'user' if users else 'role'} of the account"


def places(edge: Edge) -> tuple[Evidence, ...]:
    """The statements that make it possible, each where somebody here can change it."""
    said = f"lets it {how(edge)}"
    found = {_place(statement, edge.start): said for statement in edge.statements}
    return tuple(Evidence(span, says) for span, says in found.items())


def granting(role: Role, decisions: tuple[Decision, ...]) -> tuple[Evidence, ...]:
    """The statements that let a role do something, each where somebody here can change it."""
    statements = Edge(role, role, decisions).statements
    spans = dict.fromkeys(_place(statement, role) for statement in statements)
    return tuple(Evidence(span, "lets it") for span in spans)


def _place(statement: Statement, role: Role) -> Span:
    """The statement's own; of a policy of AWS, where the role is given it."""
    if not is_of_aws(statement):
        return statement.span
    given = (w.span for w in role.managed if w.text.rpartition("/")[2] == statement.policy)
    return next(given, role.span)


def strongest(edge: Edge, facts: Facts) -> tuple[Evidence, ...]:
    """What makes an administrator of the role at the end."""
    if not isinstance(edge.end, Role):
        return ()
    name = facts.name_of(edge.end.arn)
    found = {
        _place(statement, edge.end): f"makes `{name}` an administrator"
        for statement in estate_of(facts).everything(edge.end)
    }
    return tuple(Evidence(span, says) for span, says in found.items())


def mend(edge: Edge) -> Fix:
    """What to write instead."""
    if edge.by_aws:
        return Fix("give the role a policy of your own, with what it needs")
    takes = edge.method.takes if edge.method else None
    actions = " and ".join(f"`{action}`" for action in edge.actions if action != "iam:PassRole")
    match takes:
        case Takes.PASSED:
            return Fix(
                "name the roles that may be passed, and the service in a condition on"
                f" `iam:PassedToService`; allow {actions} only on what is meant"
            )
        case Takes.KEPT:
            return Fix(f"allow {actions} only on what has a role with less than this")
        case Takes.NEW | Takes.ROLE | Takes.USER if edge.method and _gives(edge.actions):
            return Fix("ask for a boundary in a condition on `iam:PermissionsBoundary`")
        case _:
            return Fix(f"take {actions} away, or allow it on the principals that are meant")


def _gives(actions: tuple[str, ...]) -> bool:
    return any(action.endswith("Policy") and "Assume" not in action for action in actions)


def among(names: tuple[str, ...]) -> str:
    """Several names as one subject: the first, and how many others."""
    others = len(names) - 1
    rest = f" and {others} other{'s' if others > 1 else ''}" if others else ""
    return f"`{names[0]}`{rest}"


def onward(edges: tuple[Edge, ...], facts: Facts) -> Iterator[str]:
    """The further edges, each as one goes it."""
    for edge in edges:
        yield f"from there {whom(edge, facts)} (it may {how(edge)})"
