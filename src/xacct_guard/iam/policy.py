"""Policy and Statement: the parsed policy language, every element with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ..span import Node, Span


class PolicyKind(StrEnum):
    """The policy kinds, by the names that verdicts use."""

    IDENTITY = "identity"
    RESOURCE = "resource"
    TRUST = "trust"
    BOUNDARY = "boundary"
    SESSION = "session"
    SCP = "scp"
    RCP = "rcp"
    ENDPOINT = "vpc_endpoint"


class Effect(StrEnum):
    """What a statement does when it applies."""

    ALLOW = "Allow"
    DENY = "Deny"


class SetOperator(StrEnum):
    """How a condition treats a key with several values."""

    ALL = "ForAllValues"
    ANY = "ForAnyValue"


@dataclass(frozen=True, slots=True)
class Written:
    """One string of a policy and its place; may hold symbols and policy variables."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Principals:
    """The Principal or NotPrincipal element: who, by kind of principal.

    `"*"` and `{"AWS": "*"}` both stand in `aws` as `*`.
    """

    aws: tuple[Written, ...] = ()
    service: tuple[Written, ...] = ()
    federated: tuple[Written, ...] = ()
    canonical_user: tuple[Written, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """One key under one operator, parsed: `ForAnyValue:StringLikeIfExists` is ANY, StringLike, True.

    `key` is written as in the policy; keys are compared without regard to case.
    """

    operator: str
    key: str
    values: tuple[Written, ...]
    span: Span
    set_operator: SetOperator | None = None
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. Exactly one of each pair is set, as the grammar of its policy kind asks.

    `resources` empty with `not_resources` empty means the resource that carries the policy.
    `policy` and `index` say which statement of which policy this is.
    """

    effect: Effect
    span: Span
    policy: str
    index: int
    sid: str | None = None
    principals: Principals | None = None
    not_principals: Principals | None = None
    actions: tuple[Written, ...] = ()
    not_actions: tuple[Written, ...] = ()
    resources: tuple[Written, ...] = ()
    not_resources: tuple[Written, ...] = ()
    conditions: tuple[Condition, ...] = ()
    variables: bool = True  # policy variables work only with Version 2012-10-17
    completes: bool = False  # ARNs of fewer than six parts are filled up: identity-based only
    hollow: tuple[Span, ...] = field(default=(), compare=False)  # where objects without members are


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy document. `unresolved` names what a document nobody could read depends on.

    `document` is how it is written, None where nobody wrote it.
    """

    kind: PolicyKind
    name: str
    statements: tuple[Statement, ...]
    span: Span
    version: str = "2008-10-17"
    unresolved: str | None = None
    document: Node | None = field(default=None, repr=False, compare=False)
