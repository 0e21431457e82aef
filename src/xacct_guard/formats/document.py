"""Policy documents that stand alone in a file; what kind of policy one is shows in what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from ..errors import XacctGuardError
from ..graph.model import Parts, Placement
from ..iam.grammar import parse_policy
from ..iam.policy import PolicyKind
from ..iam.symbol import Symbol
from ..span import Node
from . import Format, Lookup, Parameters

_TEMPLATE_VARIABLE = re.compile(r"\$\{([A-Za-z_][\w.-]*)\}")
_MEMBERS = frozenset({"Version", "Id", "Statement"})
_NAMED = (
    (PolicyKind.SCP, ("scp", "service_control", "service-control")),
    (PolicyKind.RCP, ("rcp", "resource_control", "resource-control")),
    (PolicyKind.ENDPOINT, ("endpoint", "vpce")),
)
_ON_A_ROLE = ("sts:assumerole", "sts:tagsession", "sts:setsourceidentity", "sts:setcontext")
_OWNERS = {
    "s3": "a bucket",
    "kms": "a key",
    "ecr": "a repository",
    "sagemaker": "a model package group",
    "lambda": "a function",
    "sns": "a topic",
    "sqs": "a queue",
    "secretsmanager": "a secret",
}


@dataclass(frozen=True, slots=True)
class LoadedPolicy:
    """A policy document that nobody has attached to anything."""

    document: Node

    def parts(self) -> Parts:
        """The policy, or why AWS would not take it."""
        name = PurePath(self.document.span.source.name).name
        document = with_open_variables(self.document)
        try:
            policy = parse_policy(document, kind_of(document), name)
        except XacctGuardError as error:
            return Parts(failures=(error,))
        return Parts(loose=(policy,))

    def reference(self, path: str) -> str | None:  # noqa: ARG002
        """A policy has no values that others refer to."""
        return None


def is_policy(document: Node) -> bool:
    """Is this a policy document: statements that have an effect, and nothing else?"""
    statement = document.mapping.get("Statement")
    if statement is None or not document.mapping.keys() <= _MEMBERS:
        return False
    return any("Effect" in item.mapping for item in statement.items)


def with_open_variables(document: Node) -> Node:
    """The document with a symbol for each `${name}` that a template engine would fill.

    A policy variable has a colon in it or is one of `*`, `?` and `$` (reference_policies_variables.html).
    """
    if isinstance(document.value, tuple):
        return replace(document, value=tuple(map(with_open_variables, document.value)))
    if isinstance(document.value, Mapping):
        members = {key: with_open_variables(each) for key, each in document.value.items()}
        return replace(document, value=members)
    if not isinstance(document.value, str) or "${" not in document.value:
        return document
    text = _TEMPLATE_VARIABLE.sub(lambda found: str(Symbol(f"variable {found[1]}")), document.value)
    return replace(document, value=text)


def kind_of(document: Node) -> PolicyKind:
    """The kind of a policy: by whom it names, what it allows, and the name of its file."""
    said = _kind_in_name(document)
    if not _names_principals(document):
        return PolicyKind.SCP if said is PolicyKind.SCP else PolicyKind.IDENTITY
    if said in (PolicyKind.RCP, PolicyKind.ENDPOINT):
        return said
    actions = tuple(_actions(document))
    on_a_role = actions and all(action.startswith(_ON_A_ROLE) for action in actions)
    return PolicyKind.TRUST if on_a_role else PolicyKind.RESOURCE


def owner_of(document: Node) -> str:
    """What a resource policy is the policy of, in words, as far as its actions tell."""
    services = {action.partition(":")[0] for action in _actions(document)}
    return _OWNERS.get(services.pop(), "a resource") if len(services) == 1 else "a resource"


def _kind_in_name(document: Node) -> PolicyKind | None:
    path = PurePath(document.span.source.name.lower())
    words = (path.stem, path.parent.name)
    return next(
        (kind for kind, marks in _NAMED if any(m in word for m in marks for word in words)), None
    )


def _names_principals(document: Node) -> bool:
    statements = document.mapping["Statement"].items
    return any(each.mapping.keys() & {"Principal", "NotPrincipal"} for each in statements)


def _actions(document: Node) -> Iterator[str]:
    for statement in document.mapping["Statement"].items:
        for name in ("Action", "NotAction"):
            for action in (statement.get(name) or Node(None, statement.span)).items:
                yield (action.text or "").lower()


def open_policy(
    document: Node, _placement: Placement, _parameters: Parameters, _lookup: Lookup
) -> LoadedPolicy:
    """The policy, attached to nothing."""
    return LoadedPolicy(document)


FORMAT = Format("document", is_policy, open_policy)
