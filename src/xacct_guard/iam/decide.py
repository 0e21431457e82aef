"""DECIDE: a request and the policies in force -> the verdict, and why.

The law reads like the chart in the AWS guide; each exception to it is a function of its own.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from typing import NamedTuple

from .answer import NO, YES, Answer, doubted, every, some
from .callers import cannot_call
from .context import in_order
from .decision import Decision, Verdict
from .explain import outcomes, reason
from .giving import allowed_by
from .home import is_at_home
from .layers import Layers
from .no_permission import needs_no_permission, passes_others
from .policy import PolicyKind
from .principal import By
from .request import PrincipalKind, Request
from .resource_side import ResourceSide
from .semantics import AccountTrust, Semantics
from .silence import missing, peculiarity
from .voices import Voices, hear_all


def decide(request: Request, layers: Layers, semantics: Semantics) -> Decision:
    """What the policies in force say of the request, layer by layer, and the verdict on it."""
    voices = hear_all(request, layers, semantics)
    return _decision(request, voices, judge(request, layers, voices, semantics))


class Judgement(NamedTuple):
    """A verdict, the layer a denial is put down to, what is peculiar about it, what it depends on."""

    verdict: Verdict
    by: PolicyKind | None = None
    why: str | None = None
    depends: frozenset[str] = frozenset()


def judge(request: Request, layers: Layers, voices: Voices, semantics: Semantics) -> Judgement:
    """An explicit deny wins; then every gate must allow; then the grants must suffice."""
    if needs_no_permission(request):
        return _without_permission(request, voices)
    denied = some(voice.denies for voice in voices.all)
    if denied.is_yes:
        return Judgement(Verdict.EXPLICIT_DENY, _denier(voices))
    resource = ResourceSide(request, layers, voices.resource, semantics)
    allowed = every((gates_open(voices), grants_suffice(request, voices, resource, semantics)))
    if allowed.is_no:
        by = missing(request, voices, resource, semantics)
        why = peculiarity(request, voices, resource, semantics, by)
        return Judgement(Verdict.IMPLICIT_DENY, by, why)
    if denied.is_no and allowed.is_yes:
        return Judgement(Verdict.ALLOW, why=allowed_by(request, voices, resource, semantics))
    return Judgement(Verdict.UNKNOWN, depends=denied.depends | allowed.depends)


def _without_permission(request: Request, voices: Voices) -> Judgement:
    if passes_others(voices).is_yes:
        return Judgement(Verdict.ALLOW, why="allowed: it needs no permission")
    doubt = f"whether control or endpoint policies stop `{request.action}`"
    return Judgement(Verdict.UNKNOWN, depends=frozenset({doubt}))


def gates_open(voices: Voices) -> Answer:
    """Every level of service control policies and the endpoint must allow.

    Resource control policies only ever deny: `RCPFullAWSAccess` stands at every level.
    """
    return every(gate.allows for gate in voices.gates)


def grants_suffice(
    request: Request, voices: Voices, resource: ResourceSide, semantics: Semantics
) -> Answer:
    """At home one side may suffice; from another account both must allow."""
    if cannot_call(request.principal.kind, request.action.lower()):
        return NO
    match request.principal.kind:
        case PrincipalKind.SERVICE | PrincipalKind.PROVIDER:
            return without_account(resource)
        case PrincipalKind.ANONYMOUS:
            return resource.by(By.STAR)
    at_home = is_at_home(request)
    if at_home.is_yes:
        return own_account(voices, resource, semantics)
    if at_home.is_no:
        return other_account(voices, resource)
    home, away = own_account(voices, resource, semantics), other_account(voices, resource)
    return some((every((at_home, home)), every((~at_home, away)), every((home, away))))


def own_account(voices: Voices, resource: ResourceSide, semantics: Semantics) -> Answer:
    """The principal and the resource belong to one account.

    A named session, user, or everyone suffices whatever else is silent; a named role still
    stays within boundary and session policy; a named account hands over to identity policies.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
    """
    delegated = semantics.account_trust is AccountTrust.IF_POLICY_SAYS
    handed_over = resource.by(By.ACCOUNT) if delegated else YES
    return some(
        (
            every((handed_over, voices.own_side)),
            resource.by(By.DIRECT, By.STAR),
            every((resource.by(By.ROLE, By.FEDERATING_USER), voices.limits)),
            granted_at_home(voices, resource),
        )
    )


def other_account(voices: Voices, resource: ResourceSide) -> Answer:
    """The resource belongs to another account: its policy and the principal's own must allow.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
    """
    by_policy = every((resource.by(*By), voices.own_side))
    by_grant = some(resource.grants.values())
    if not voices.own_side.is_yes:
        by_grant = doubted(by_grant, "what a grant to another account is worth by itself")
    return some((by_policy, by_grant))


def without_account(resource: ResourceSide) -> Answer:
    """A service or an identity provider: the resource's policy alone decides.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    everyone = doubted(resource.by(By.STAR), "whether an Allow to `*` reaches services")
    return some((resource.by(By.DIRECT), everyone, *resource.grants.values()))


def granted_at_home(voices: Voices, resource: ResourceSide) -> Answer:
    """A KMS grant is like being named in the key policy.

    No page sets it against boundaries, or says what it is worth to a whole account.
    https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
    """
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


def _decision(request: Request, voices: Voices, judged: Judgement) -> Decision:
    verdict, by, why, depends = judged
    names = in_order(depends)
    said = why or reason(voices, verdict, by, names)
    return Decision(request, verdict, by, names, said, outcomes(request, voices, verdict))
