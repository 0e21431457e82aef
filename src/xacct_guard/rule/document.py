"""Document: a policy that somebody wrote, and what it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..graph.access_graph import AccessGraph
from ..graph.link import of_aws
from ..graph.model import Attached, Role
from ..iam.arn import Arn
from ..iam.policy import Condition, Policy, Statement
from ..span import Node, Span
from .facts import Facts, fact
from .statements import Statements


@dataclass(frozen=True, slots=True)
class Document:
    """A written policy. `of` is the type of what it stands on (`s3:bucket`), empty where unknown.

    `statements` are those written in this document: a policy may be the sum of several.
    """

    policy: Policy
    written: Node
    statements: tuple[Statement, ...]
    of: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A condition, with the statement and the document that it stands in."""

    condition: Condition
    statement: Statement
    document: Document


@fact
def documents(facts: Facts) -> tuple[Document, ...]:
    """Every policy document that somebody of the estate wrote, each once: control policies as well."""
    found: dict[Span, Document] = {}
    seen: set[int] = set()
    for policy, of in _policies(facts.graph):
        if policy.document is None or id(policy) in seen:
            continue
        seen.add(id(policy))  # the same for all the roles that it is attached to
        if policy.span not in found and not of_aws(policy) and not _is_generated(policy):
            own = tuple([each for each in policy.statements if each.policy == policy.name])
            found[policy.span] = Document(policy, policy.document, own, of)
    return tuple(found.values())


@fact
def sentences(facts: Facts) -> Statements[tuple[Document, Statement]]:
    """Every statement of every document."""
    found = ((document, each) for document in documents(facts) for each in document.statements)
    return Statements(found, lambda sentence: sentence[1])


@fact
def conditions(facts: Facts) -> tuple[Placed, ...]:
    """Every condition of every document."""
    return tuple(
        Placed(condition, statement, document)
        for document, statement in sentences(facts).conditioned
        for condition in statement.conditions
    )


def _is_generated(policy: Policy) -> bool:
    """Has a transform written it? Then nothing in it has a place of its own."""
    has_entry = False
    for statement in policy.statements:
        for entry in (*statement.actions, *statement.not_actions):
            if entry.span != statement.span:
                return False
            has_entry = True
    return has_entry


def _policies(graph: AccessGraph) -> Iterator[tuple[Policy, str]]:
    """The policies, the kinds of things they stand on said by whoever knows best first."""
    for each in graph.attached:
        yield each.policy, _type_of(each)
    for resource in graph.resources.values():
        if resource.policy:
            yield resource.policy, resource.type
    for role in graph.roles.values():
        yield from ((policy, _kind_of(role)) for policy in _of_role(role))
    for account in graph.accounts.values():
        for level in (*(account.scps or ()), *(account.rcps or ())):
            yield from ((policy, "organizations:account") for policy in level)
    yield from ((policy, "") for policy in graph.loose)


def _type_of(attached: Attached) -> str:
    arn = Arn.parse(attached.to)
    return attached.of or (f"{arn.service}:{arn.type}" if arn else "")


def _of_role(role: Role) -> Iterator[Policy]:
    yield from filter(None, (role.trust, *role.identity, role.boundary))


def _kind_of(role: Role) -> str:
    return "iam:role" if role.trust is not None else "iam:user"
