"""Who trusts whom in a snapshot, told of all accounts without parsing a policy."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from ...formats.authorization_details import decoded
from ...iam.arn import Arn
from ...snapshot.read import Snapshot
from ...snapshot.rows import Document
from .details import DETAILS, OPERATION

Trusted = Mapping[str, tuple[str, ...]]
"""The ARNs of the roles whose trust policies name something: a principal, its account, or `*`."""
Item = Mapping[str, object]


def trusted(snapshot: Snapshot, accounts: Iterable[str]) -> Trusted:
    """Whom the trust policies of these accounts name."""
    found: dict[str, list[str]] = {}
    for account in accounts:
        for document in snapshot.of_kind(DETAILS, account, among=":role/"):
            for role in items(document):
                for name in _names(role.get("AssumeRolePolicyDocument")):
                    found.setdefault(name, []).append(str(role.get("Arn")))
    return {name: tuple(arns) for name, arns in found.items()}


def items(document: Document) -> Iterator[Item]:
    """What a document tells of: one principal, one policy."""
    answer = document.record.get(OPERATION)
    lists = answer.values() if isinstance(answer, dict) else ()
    yield from (item for each in lists for item in mappings(each))


def mappings(value: object) -> Iterator[Item]:
    """The mappings in a list; none where this is no list."""
    for each in value if isinstance(value, list) else ():
        if isinstance(each, dict):
            yield each


def _names(trust: object) -> set[str]:
    """The principals that statements allow, and their accounts: what `names_in` says of the parsed policy.

    A policy that AWS would not take names nobody; what else is wrong with one is seen when it is read.
    """
    found: set[str] = set()
    for statement in _statements(trust):
        if "NotPrincipal" in statement:
            return set()
        if statement.get("Effect") == "Allow":
            found.update(_principals(statement.get("Principal")))
    return found | {arn.account for arn in map(Arn.parse, found) if arn}


def _statements(trust: object) -> Iterator[Item]:
    try:
        policy = json.loads(decoded(trust)) if isinstance(trust, str) else trust
    except ValueError:
        return
    written = policy.get("Statement") if isinstance(policy, dict) else None
    yield from mappings([written] if isinstance(written, dict) else written)


def _principals(named: object) -> Iterator[str]:
    those = named.get("AWS") if isinstance(named, dict) else named
    yield from (str(each) for each in (those if isinstance(those, list) else (those,)) if each)
