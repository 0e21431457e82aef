"""Family: the requests over which policies are compared."""

from __future__ import annotations

from dataclasses import dataclass

from ..request import Context, Organization, Otherwise, Principal, PrincipalKind
from ..semantics import Semantics

OWN = "the account of whoever asks"
"""In place of an account id: the resource belongs to the account of the principal."""


@dataclass(frozen=True, slots=True)
class SomePrincipal:
    """Any role session, user, federated user or root of an account; None: of any account at all."""

    kind: PrincipalKind
    account: str | None = None


NO_ORGANIZATION = Organization()
ANY_CONTEXT = Context(otherwise=Otherwise.UNKNOWN)
Who = Principal | SomePrincipal


@dataclass(frozen=True, slots=True)
class Family:
    """Whoever is in `who` (None: anyone) asks for any of `actions` on any of `resources`.

    `actions` and `resources` are patterns. `resource_account` owns them (`OWN`: it is that of
    the principal; None: as the ARN says). `organization` is as in a request; with `members`, only
    those accounts belong to it. Context keys that `context` neither gives nor calls absent may
    be absent or hold any value. `semantics` None: as action and resource ask.
    """

    who: tuple[Who, ...] | None = None
    actions: tuple[str, ...] = ("*",)
    resources: tuple[str, ...] = ("*",)
    resource_account: str | None = None
    region: str | None = None
    organization: Organization = NO_ORGANIZATION
    members: frozenset[str] | None = None
    context: Context = ANY_CONTEXT
    semantics: Semantics | None = None
