"""Node -> Policy: what AWS would reject is an error here, with its place.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import PolicyError
from ..read import Raw
from ..span import Node
from .plain_statement import plain_statements
from .policy import Policy, PolicyKind, Statement
from .policy_node import UnresolvedError, ensure_resolved, members_of, text_of
from .statement_grammar import parse_statement
from .symbol import only_symbol

LATEST, OLDEST = "2012-10-17", "2008-10-17"
_DOCUMENT = ("Version", "Id", "Statement")
_UNIQUE_SIDS = (PolicyKind.IDENTITY, PolicyKind.BOUNDARY, PolicyKind.SESSION, PolicyKind.TRUST)


def parse_policy(node: Node, kind: PolicyKind, name: str) -> Policy:
    """The policy a document says. Raises PolicyError for what AWS would not take.

    A document, or a part of one, that is wholly an unresolved value is not an error: what can
    be read is kept and `unresolved` names the rest.
    """
    try:
        return _document(node, kind, name)
    except UnresolvedError as error:
        return Policy(kind, name, (), node.span, unresolved=error.name)


def _document(node: Node, kind: PolicyKind, name: str) -> Policy:
    members = members_of(node, "a policy document", _DOCUMENT)
    version = _version(members.get("Version"))
    if kind is PolicyKind.RCP and version != LATEST:
        at = members["Version"].span if "Version" in members else node.span
        raise PolicyError(
            "a resource control policy has another `Version` than `2012-10-17`",
            at=at,
            help='write `"Version": "2012-10-17"`',
        )
    if "Id" in members:
        text_of(members["Id"], "`Id`")
    if kind is PolicyKind.IDENTITY and isinstance(members, Raw):
        plain = plain_statements(members, name, variables=version == LATEST)
        if plain is not None:
            return Policy(kind, name, plain, node.span, version, None, node)
    written = members.get("Statement")
    if written is None or written.value is None:
        raise PolicyError(
            "a policy document has no `Statement`", at=node.span, help="add the list `Statement`"
        )
    statements, unresolved = _statements(written, kind, name, version)
    return Policy(kind, name, statements, node.span, version, unresolved, node)


def _version(node: Node | None) -> str:
    if node is None:
        return OLDEST
    version = text_of(node, "`Version`")
    if symbol := only_symbol(version):
        raise UnresolvedError(symbol.name)
    if version not in (LATEST, OLDEST):
        raise PolicyError(
            f"there is no policy language version `{version}`",
            at=node.span,
            help="one of `2012-10-17`, `2008-10-17`",
        )
    return version


def _statements(
    node: Node, kind: PolicyKind, name: str, version: str
) -> tuple[tuple[Statement, ...], str | None]:
    ensure_resolved(node)
    if not isinstance(node.value, (tuple, Mapping)) or not node.items:
        raise PolicyError(
            "`Statement` is neither a statement nor a list of statements",
            at=node.span,
            help="write one object, or a list with at least one",
        )
    statements: list[Statement] = []
    unresolved: str | None = None
    for index, item in enumerate(node.items):
        try:
            statements.append(parse_statement(item, kind, name, index, variables=version == LATEST))
        except UnresolvedError as error:
            unresolved = unresolved or error.name
    if kind in _UNIQUE_SIDS:
        _check_sids(statements)
    return tuple(statements), unresolved


def _check_sids(statements: Iterable[Statement]) -> None:
    seen: dict[str, Statement] = {}
    for statement in statements:
        if statement.sid and statement.sid in seen:
            raise PolicyError(
                f"two statements have the `Sid` `{statement.sid}`",
                at=statement.span,
                help="IAM wants each `Sid` of a policy to be unique; leave it out or rename it",
            )
        if statement.sid:
            seen[statement.sid] = statement
