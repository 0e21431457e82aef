"""Policy documents inside a template: resolved, then parsed, or unresolved where they are open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...errors import PolicyError, XacctGuardError
from ...iam.grammar import parse_policy
from ...iam.policy import Policy, PolicyKind
from ...iam.symbol import has_symbol, symbols_in
from ...iam.truth import Truth
from ...read import read_embedded
from ...span import Node, Span
from .template import Declaration

if TYPE_CHECKING:
    from .stack import Stack

_WHOLE = ("Effect", "Principal", "NotPrincipal", "Condition")


def policy_of(
    stack: Stack, document: Node | None, kind: PolicyKind, name: str, at: Span
) -> Policy | None:
    """The policy that a resolved document is; None, and a failure, when it is malformed.

    Statements that an open value may add or change are left out, and the policy is unresolved.
    """
    try:
        return _parsed(document, kind, name, at)
    except XacctGuardError as error:
        stack.failures.append(error)
        return None


def doubt(stack: Stack, declaration: Declaration) -> str | None:
    """The condition that must be known to say whether a resource is made."""
    if stack.exists(declaration) is not Truth.UNKNOWN or declaration.condition is None:
        return None
    return f"condition {declaration.condition.text} of stack {stack.label}"


def doubted(policy: Policy, reason: str | None) -> Policy:
    """The policy when nobody knows whether it is made: none of its statements count."""
    return policy if reason is None else replace(policy, statements=(), unresolved=reason)


def unreadable(kind: PolicyKind, name: str, at: Span) -> Policy:
    """What stands for a policy that is there but malformed."""
    return Policy(kind, name, (), at, unresolved=f"policy {name}, which could not be read")


def open_value(node: Node | None) -> str | None:
    """What a node depends on, when it is not a value but stands for one nobody knows."""
    text = node.text if node is not None else None
    return symbols_in(text)[0].name if text is not None and has_symbol(text) else None


def _parsed(document: Node | None, kind: PolicyKind, name: str, at: Span) -> Policy:
    if document is None:
        raise PolicyError(f"policy `{name}` has no document", at=at, help="it needs statements")
    if document.text is not None and document.text.lstrip().startswith("{"):
        document = read_embedded(document)
    if (reason := open_value(document)) is not None:
        return Policy(kind, name, (), document.span, unresolved=reason)
    known, reason = _without_open(document)
    if reason is not None and not known.mapping["Statement"].items:
        return Policy(kind, name, (), document.span, unresolved=reason)
    return replace(parse_policy(known, kind, name), unresolved=reason)


def _without_open(document: Node) -> tuple[Node, str | None]:
    """The document without the statements that depend on what nobody knows, and what that is."""
    statement = document.mapping.get("Statement")
    if statement is None:
        return document, None
    judged = [(item, _open_statement(item)) for item in statement.items]
    version = open_value(document.mapping.get("Version"))
    reasons = [version, *(reason for _, reason in judged)]
    reason = next(filter(None, reasons), None)
    if reason is None:
        return document, None
    known = tuple(item for item, doubtful in judged if not doubtful and not version)
    members = {**document.mapping, "Statement": replace(statement, value=known)}
    return replace(document, value=members), reason


def _open_statement(statement: Node) -> str | None:
    """What must be known to read a statement at all."""
    elements = [statement, *(statement.mapping.get(name) for name in _WHOLE)]
    if (condition := statement.mapping.get("Condition")) is not None:
        elements += condition.mapping.values()
    return next(filter(None, map(open_value, elements)), None)
