"""Why a layer has no say in a request: there is none, nobody gave it, or it does not bind here."""

from __future__ import annotations

from ..graph.model import Account
from ..iam.policy import PolicyKind
from ..iam.request import PrincipalKind
from ..iam.semantics import AccountTrust
from .asked import Asked

_WITHOUT_ACCOUNT = (PrincipalKind.SERVICE, PrincipalKind.PROVIDER, PrincipalKind.ANONYMOUS)
_FREE_OF_SCPS = (
    "they do not bind the management account, service-linked roles and other organizations"
)


def absence(kind: PolicyKind, asked: Asked) -> tuple[str, str] | None:
    """Why no layer of a kind has a say: what to call it, and the reason; None where one has."""
    match kind:
        case PolicyKind.SCP:
            return _no_scps(asked)
        case PolicyKind.RCP:
            return _no_rcps(asked)
        case PolicyKind.ENDPOINT:
            return _no_endpoint(asked)
        case PolicyKind.RESOURCE | PolicyKind.TRUST:
            return _no_resource_policy(asked)
        case PolicyKind.IDENTITY:
            return _no_identity_policies(asked)
    return _no_limit(kind, asked)


def _no_scps(asked: Asked) -> tuple[str, str] | None:
    principal = asked.request.principal
    if principal.kind in _WITHOUT_ACCOUNT:
        return "none", f"they bind no {principal.kind.value.lower()}"
    if asked.layers.scps:
        return None if asked.voices.scps else ("none", _FREE_OF_SCPS)
    return _not_given(asked.graph.accounts.get(principal.account or ""), "scps")


def _no_rcps(asked: Asked) -> tuple[str, str] | None:
    if asked.layers.rcps:
        free = f"they do not bind this request of `{asked.request.service}`"
        return None if asked.voices.rcps else ("none", free)
    return _not_given(asked.graph.accounts.get(asked.request.resource_account or ""), "rcps")


def _no_endpoint(asked: Asked) -> tuple[str, str] | None:
    if asked.layers.endpoint is not None:
        return None
    if "aws:sourcevpce" not in asked.request.context.values:
        return "none", "no VPC endpoint was named"
    return "not given", "not given: taken to allow everything"


def _no_resource_policy(asked: Asked) -> tuple[str, str] | None:
    service = f"`{asked.request.service}`"
    if asked.request.resource == "*":
        return "none", "no single resource is asked"
    if asked.semantics.same_account_only:
        return "none", "passing a role asks the caller's own policies only"
    if asked.semantics.account_trust is AccountTrust.NO_RESOURCE_POLICY:
        return "none", f"{service} has no resource policy here"
    layer = asked.layers.resource
    return ("none", "it has none") if layer.held and not layer.policies else None


def _no_identity_policies(asked: Asked) -> tuple[str, str] | None:
    kind = asked.request.principal.kind
    if kind in _WITHOUT_ACCOUNT:
        return "none", f"a {kind.value.lower()} principal has none"
    if kind is PrincipalKind.ROOT:
        return "none", "the root user needs none"
    layer = asked.layers.identity
    return ("none", "it has none") if layer.held and not layer.policies else None


def _no_limit(kind: PolicyKind, asked: Asked) -> tuple[str, str] | None:
    principal = asked.request.principal
    if principal.kind in (*_WITHOUT_ACCOUNT, PrincipalKind.ROOT):
        return "none", f"a {principal.kind.value.lower()} principal has none"
    if any(voice.kind is kind for voice in asked.voices.limiting):
        return None
    if kind is PolicyKind.SESSION:
        return "none", "none was given"
    held = (principal.role or principal.arn) in asked.graph.roles
    return ("none", "it has none") if held else ("not held", "the estate does not hold the role")


def _not_given(account: Account | None, name: str) -> tuple[str, str]:
    if account is None:
        return "not given", "the account is not in the configuration: taken to be none"
    given = account.scps if name == "scps" else account.rcps
    if given is None:
        return "not given", "not given: taken to be none"
    return "none", "there are none"
