"""Whose silence denies, where nothing denies outright."""

from __future__ import annotations

from .callers import cannot_call
from .home import is_at_home
from .policy import PolicyKind
from .principal import By
from .request import Request
from .resource_side import ResourceSide
from .semantics import AccountTrust, Semantics
from .voices import Voices


def missing(
    request: Request, voices: Voices, resource: ResourceSide, semantics: Semantics
) -> PolicyKind:
    """The layer whose silence denies: first the gates, then the side that does not give."""
    gate = next((gate.kind for gate in voices.gates if gate.allows.is_no), None)
    if gate:
        return gate
    at_home = is_at_home(request)
    if semantics.same_account_only and at_home.is_no:
        return PolicyKind.IDENTITY
    delegated = semantics.account_trust is AccountTrust.IF_POLICY_SAYS
    if (delegated or at_home.is_no) and resource.gives.is_no:
        return resource.kind
    role_given = at_home.is_yes and resource.by(By.ROLE, By.FEDERATING_USER).is_yes
    if voices.identity.allows.is_no and not role_given and not voices.lone_federation:
        return PolicyKind.IDENTITY
    limit = next((voice.kind for voice in voices.limiting if voice.allows.is_no), None)
    return limit or PolicyKind.IDENTITY


def peculiarity(
    request: Request,
    voices: Voices,
    resource: ResourceSide,
    semantics: Semantics,
    by: PolicyKind,
) -> str | None:
    """What denies where it is not the want of a statement in the layer that is named."""
    barred = cannot_call(request.principal.kind, request.action.lower())
    if by is PolicyKind.IDENTITY and barred:
        return barred
    away = is_at_home(request).is_no
    if by is PolicyKind.IDENTITY and semantics.same_account_only and away:
        return "a role can be passed within its own account only"
    takes_none = semantics.account_trust is AccountTrust.NO_RESOURCE_POLICY
    if by is resource.kind and takes_none and away:
        return "such a resource takes no policy, which could let another account in"
    if by is resource.kind and resource.closed.is_yes and not voices.resource.allows.is_no:
        return "the bucket policy is public, and Block Public Access voids it for other accounts"
    if by is PolicyKind.SESSION and voices.lone_federation:
        return "a federated session has no permissions without a session policy"
    return None
