"""Whose word allows, where all is allowed."""

from __future__ import annotations

from .answer import every, some
from .home import is_at_home
from .policy import PolicyKind
from .principal import By
from .request import Request
from .resource_side import ResourceSide
from .semantics import AccountTrust, Semantics
from .voices import Voices

_BY_ITSELF = (By.DIRECT, By.ROLE, By.FEDERATING_USER)


def allowed_by(
    request: Request, voices: Voices, resource: ResourceSide, semantics: Semantics
) -> str:
    """What allows, in one sentence: the sides that both must, or each that would do alone."""
    away = not is_at_home(request).is_yes
    own = voices.own_side.is_yes
    policy = _policy_gives(voices, resource)
    delegated = semantics.account_trust is AccountTrust.IF_POLICY_SAYS
    handed_over = not delegated or resource.by(By.ACCOUNT).is_yes
    identity = own and (policy if away else handed_over)
    grant = not policy and not identity
    if grant:
        identity = own and (away or not any(_grants(resource, by) for by in _BY_ITSELF))
    told = {
        "the identity policies": identity and voices.identity.allows.is_yes,
        f"the {_POLICY[resource.kind]}": policy,
        "a grant on the key": grant and any(_grants(resource, by) for by in By),
    }
    names = " and ".join(words for words, gives in told.items() if gives)
    return f"allowed by {names}" if names else "allowed"


_POLICY = {PolicyKind.RESOURCE: "resource policy", PolicyKind.TRUST: "trust policy"}


def _policy_gives(voices: Voices, resource: ResourceSide) -> bool:
    """Does the resource's policy allow? One that names the account does with the principal's own."""
    if voices.own_side.is_yes:
        return resource.by(*By).is_yes
    within = every((resource.by(By.ROLE, By.FEDERATING_USER), voices.limits))
    return some((resource.by(By.DIRECT, By.STAR), within)).is_yes


def _grants(resource: ResourceSide, by: By) -> bool:
    said = resource.grants.get(by)
    return said is not None and said.is_yes
