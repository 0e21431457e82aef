"""DECIDE: a request and the policies in force -> the verdict, and why.

The law reads like the chart in the AWS guide; each exception to it is a function of its own.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from .answer import NO, YES, Answer, doubted, every, some
from .decision import Decision, Verdict
from .explain import outcomes, reason
from .home import is_at_home
from .kms_grants import granted
from .layers import Layers
from .policy import PolicyKind
from .principal import By, Named
from .public_access import restricted
from .request import PrincipalKind, Request
from .semantics import AccountTrust, Semantics
from .voices import Voices, hear_all


def decide(request: Request, layers: Layers, semantics: Semantics) -> Decision:
    """An explicit deny wins; then every gate must allow; then the grants must suffice."""
    voices = hear_all(request, layers, semantics)
    denied = some(voice.denies for voice in voices.all)
    if denied.is_yes:
        return _decision(request, voices, Verdict.EXPLICIT_DENY, by=_denier(voices))
    allowed = every((gates_open(voices), grants_suffice(request, layers, voices, semantics)))
    if allowed.is_no:
        by = _missing(request, layers, voices, semantics)
        return _decision(request, voices, Verdict.IMPLICIT_DENY, by=by)
    if denied.is_no and allowed.is_yes:
        return _decision(request, voices, Verdict.ALLOW)
    return _decision(request, voices, Verdict.UNKNOWN, depends=denied.depends | allowed.depends)


def gates_open(voices: Voices) -> Answer:
    """Every level of service control policies and the endpoint must allow.

    Resource control policies only ever deny: `RCPFullAWSAccess` stands at every level.
    """
    gates = (*voices.scps, *((voices.endpoint,) if voices.endpoint else ()))
    return every(gate.allows for gate in gates)


def grants_suffice(
    request: Request, layers: Layers, voices: Voices, semantics: Semantics
) -> Answer:
    """At home one side may suffice; from another account both must allow."""
    if is_root_assuming(request):
        return NO
    resource = _Resource(request, layers, voices)
    match request.principal.kind:
        case PrincipalKind.SERVICE | PrincipalKind.PROVIDER:
            return _without_account(resource)
        case PrincipalKind.ANONYMOUS:
            return resource.by(By.STAR)
    home, away = (
        own_account(voices, resource, semantics),
        other_account(voices, resource, semantics),
    )
    at_home = is_at_home(request)
    return some((every((at_home, home)), every((~at_home, away)), every((home, away))))


def is_root_assuming(request: Request) -> bool:
    """Root users cannot assume roles, whatever the policies say.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    """
    is_root = request.principal.kind is PrincipalKind.ROOT
    return is_root and request.action.lower() == "sts:assumerole"


def own_account(voices: Voices, resource: _Resource, semantics: Semantics) -> Answer:
    """The principal and the resource belong to one account.

    A named session, user, or everyone suffices whatever else is silent; a named role still
    stays within boundary and session policy; a named account hands over to identity policies.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
    """
    identity = voices.own_side
    if semantics.account_trust is AccountTrust.NO_RESOURCE_POLICY:
        return identity
    handed_over = YES if semantics.account_trust is AccountTrust.ALWAYS else resource.by(By.ACCOUNT)
    return some(
        (
            every((handed_over, identity)),
            resource.by(By.DIRECT, By.STAR),
            every((resource.by(By.ROLE, By.FEDERATING_USER), voices.limits)),
            _granted_at_home(voices, resource),
        )
    )


def other_account(voices: Voices, resource: _Resource, semantics: Semantics) -> Answer:
    """The resource belongs to another account: its policy and the principal's own must allow.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
    """
    if semantics.account_trust is AccountTrust.NO_RESOURCE_POLICY:
        return NO
    by_policy = every((resource.by(*By), voices.own_side))
    by_grant = some(resource.grants.values())
    if not voices.own_side.is_yes:
        by_grant = doubted(by_grant, "what a grant to another account is worth by itself")
    return some((by_policy, by_grant))


class _Resource:
    """The resource's side: its policy by the way it names the principal, and its grants."""

    def __init__(self, request: Request, layers: Layers, voices: Voices) -> None:
        self._voice = voices.resource
        self._open = ~restricted(request, layers)
        self.grants: Named = granted(layers.kms_grants, request)

    def by(self, *how: By) -> Answer:
        """Does the policy allow, naming the principal in one of these ways?"""
        return every((self._voice.named(*how), self._open))

    @property
    def gives(self) -> Answer:
        """Does it allow in any way at all?"""
        return some((self.by(*By), *self.grants.values()))


def _without_account(resource: _Resource) -> Answer:
    """A service or an identity provider: the resource's policy alone decides.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    everyone = doubted(resource.by(By.STAR), "whether an Allow to `*` reaches services")
    return some((resource.by(By.DIRECT), everyone, *resource.grants.values()))


def _granted_at_home(voices: Voices, resource: _Resource) -> Answer:
    """A KMS grant: like being named in the key policy. No page sets it against boundaries."""
    direct = some(said for by, said in resource.grants.items() if by is not By.ACCOUNT)
    if not voices.limits.is_yes:
        direct = doubted(direct, "whether a boundary or session policy limits a grant")
    account = resource.grants.get(By.ACCOUNT, NO)
    if not voices.own_side.is_yes:
        account = doubted(account, "what a grant to an account is worth by itself")
    return some((direct, account))


def _denier(voices: Voices) -> PolicyKind:
    """The first layer that denies."""
    return next(voice.kind for voice in voices.all if voice.denies.is_yes)


def _missing(request: Request, layers: Layers, voices: Voices, semantics: Semantics) -> PolicyKind:
    """The layer whose silence denies: first the gates, then the side that does not give."""
    gate = next((gate.kind for gate in voices.gates if gate.allows.is_no), None)
    if gate:
        return gate
    if semantics.same_account_only:
        return PolicyKind.IDENTITY
    resource = _Resource(request, layers, voices)
    by_delegation = semantics.account_trust is AccountTrust.IF_POLICY_SAYS
    needs_resource = by_delegation or is_at_home(request).is_no
    nothing_given = semantics.account_trust is AccountTrust.NO_RESOURCE_POLICY
    if needs_resource and (nothing_given or resource.gives.is_no):
        return voices.resource.kind
    role_given = resource.by(By.ROLE, By.FEDERATING_USER).is_yes and is_at_home(request).is_yes
    if voices.identity.allows.is_no and not role_given and not voices.lone_federation:
        return PolicyKind.IDENTITY
    limit = next((voice.kind for voice in voices.limiting if voice.allows.is_no), None)
    return limit or PolicyKind.IDENTITY


def _decision(
    request: Request,
    voices: Voices,
    verdict: Verdict,
    *,
    by: PolicyKind | None = None,
    depends: frozenset[str] = frozenset(),
) -> Decision:
    names = tuple(sorted(depends))
    return Decision(
        request,
        verdict,
        by,
        names,
        reason(voices, verdict, by, names),
        outcomes(request, voices, verdict),
    )
