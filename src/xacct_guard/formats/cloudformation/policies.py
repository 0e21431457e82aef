"""Policy documents inside a template, parsed; or what stands for those that are in doubt."""

from __future__ import annotations

from dataclasses import replace

from ...errors import PolicyError, XacctGuardError
from ...iam.grammar import parse_policy
from ...iam.policy import Policy, PolicyKind
from ...iam.symbol import symbols_in
from ...iam.truth import Truth
from ...read import read_embedded
from ...span import Node, Span
from .stack import Stack
from .template import Declaration


def policy_of(
    stack: Stack, document: Node | None, kind: PolicyKind, name: str, at: Span
) -> Policy | None:
    """The policy that a resolved document is; None, and a failure, when it is malformed."""
    if document is None and stack.template.generated:
        document = stack.open(f"policy {name} ({stack.template.generated})", at)
    try:
        return _parsed(document, kind, name, at)
    except XacctGuardError as error:
        stack.failures.append(error)
        return None


def _parsed(document: Node | None, kind: PolicyKind, name: str, at: Span) -> Policy:
    if document is None:
        message = f"policy `{name}` has no document"
        raise PolicyError(message, at=at, help="a document has at least one statement")
    if document.text is not None and document.text.lstrip().startswith("{"):
        document = read_embedded(document)
    return parse_policy(document, kind, name)


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
    """What a node depends on, when it stands for a value that nobody knows."""
    symbols = symbols_in(node.text or "") if node is not None else ()
    return symbols[0].name if symbols else None
