"""The law as naively as it can be written: a second opinion on `iam.decide`.

Nothing is shared with the engine but the parsed data. No caches, no shortcuts, no explanations:
every layer is asked everything, and the answers are joined by the formulas of the AWS pages.
"""

from __future__ import annotations

import ipaddress
import re

from reference_language import (
    ABSENT,
    ACCOUNT,
    ANYONE,
    DIRECT,
    ISSUER,
    OPEN,
    ROLE,
    SIGNED,
    forms,
    is_same,
    look_up,
    owner_of,
    speaks,
    way_of,
)

from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.layers import KmsGrant, Layer, Layers
from xacct_guard.iam.policy import Condition, PolicyKind, SetOperator, Statement
from xacct_guard.iam.request import PrincipalKind, Request
from xacct_guard.iam.semantics import AccountTrust, Semantics
from xacct_guard.iam.symbol import has_symbol
from xacct_guard.iam.truth import Truth, all_of, any_of

F, U, T = Truth.NO, Truth.UNKNOWN, Truth.YES
K, P = PolicyKind, PrincipalKind


def evaluate(  # noqa: PLR0912 - the whole chart in one place, as it is drawn
    request: Request, layers: Layers, how: Semantics
) -> tuple[Verdict, K | None]:
    """The verdict, and which layer a denial is put down to."""
    carried = K.TRUST if how.is_trust_policy else K.RESOURCE
    kind, trust = request.principal.kind, how.account_trust
    bare = kind in (P.SERVICE, P.PROVIDER, P.ANONYMOUS)
    identity = Layer() if bare else layers.identity
    boundary, session = (None if bare else there(one) for one in (layers.boundary, layers.session))
    bounded = F if boundary is None else T if boundary.held else U
    endpoint = there(layers.endpoint)
    no_scp, no_rcp = exempt_from_scps(request), exempt_from_rcps(request)

    def says(layer: Layer | None, effect: str, gateway: bool = False) -> Truth:
        if layer is None:
            return T if effect == "Allow" else F
        return any_of(
            [
                *(speaks(one, request, bounded, gateway) for one in lines(layer, effect)),
                hidden(layer),
            ]
        )

    denials = [
        *((K.SCP, all_of((~no_scp, says(level, "Deny")))) for level in layers.scps),
        *((K.RCP, all_of((~no_rcp, says(level, "Deny")))) for level in layers.rcps),
        (K.ENDPOINT, says(endpoint, "Deny", layers.endpoint_is_gateway)),
        (carried, says(layers.resource, "Deny")),
        (K.IDENTITY, says(identity, "Deny")),
        (K.BOUNDARY, says(boundary, "Deny")),
        (K.SESSION, says(session, "Deny")),
    ]
    for layer, truth in denials:
        if truth is T:
            return Verdict.EXPLICIT_DENY, layer

    scp = all_of(any_of((no_scp, says(level, "Allow"))) for level in layers.scps)
    through = says(endpoint, "Allow", layers.endpoint_is_gateway)
    lone = kind is P.FEDERATED_USER and session is None
    inner = all_of((says(boundary, "Allow"), F if lone else says(session, "Allow")))
    own = T if kind is P.ROOT else all_of((says(identity, "Allow"), inner))
    home = F if bare else same_account(request)
    blocked = all_of((~home, public(request, layers)))

    def given(*ways: str) -> Truth:
        if trust is AccountTrust.NO_RESOURCE_POLICY:
            return F
        found = (
            way_of(one, request, way) for one in lines(layers.resource, "Allow") for way in ways
        )
        return all_of((any_of((*found, hidden(layers.resource))), ~blocked))

    everyone = given(DIRECT, ROLE, ISSUER, ACCOUNT, ANYONE)
    on_key = () if trust is AccountTrust.NO_RESOURCE_POLICY else layers.kms_grants
    grant = any_of(grants(one, request, False) for one in on_key)
    to_account = any_of(grants(one, request, True) for one in on_key)
    doubtful = min(max(grant, to_account), U)
    if kind is P.ROOT and request.action.lower() == "sts:assumerole":
        core = F
    elif kind is P.ANONYMOUS:
        core = given(ANYONE)
    elif bare:
        core = max(given(DIRECT), min(given(ANYONE), U), grant)
    else:
        at_home = max(
            min(given(ACCOUNT) if trust is AccountTrust.IF_POLICY_SAYS else T, own),
            given(DIRECT, ANYONE),
            min(given(ROLE, ISSUER), inner),
            grant if inner is T else min(grant, U),
            to_account if own is T else min(to_account, U),
        )
        away = max(min(everyone, own), max(grant, to_account) if own is T else doubtful)
        core = max(min(home, at_home), min(~home, away), min(at_home, away))
    allowed, denied = min(scp, through, core), any_of(truth for _, truth in denials)
    if allowed is not F:
        sure = denied is F and allowed is T
        return (Verdict.ALLOW if sure else Verdict.UNKNOWN), None
    if scp is F:
        return Verdict.IMPLICIT_DENY, K.SCP
    if through is F:
        return Verdict.IMPLICIT_DENY, K.ENDPOINT
    if how.same_account_only and home is F:
        return Verdict.IMPLICIT_DENY, K.IDENTITY
    nothing = max(everyone, grant, to_account) is F
    if nothing and (home is F or trust is AccountTrust.IF_POLICY_SAYS):
        return Verdict.IMPLICIT_DENY, carried
    role_only = given(ROLE, ISSUER) is T and home is T
    if says(identity, "Allow") is F and not role_only and not lone:
        return Verdict.IMPLICIT_DENY, K.IDENTITY
    if says(boundary, "Allow") is F:
        return Verdict.IMPLICIT_DENY, K.BOUNDARY
    if lone or says(session, "Allow") is F:
        return Verdict.IMPLICIT_DENY, K.SESSION
    return Verdict.IMPLICIT_DENY, K.IDENTITY


def there(layer: Layer | None) -> Layer | None:
    return layer if layer and (layer.policies or not layer.held) else None


def lines(layer: Layer, effect: str) -> list[Statement]:
    return [one for policy in layer.policies for one in policy.statements if one.effect == effect]


def hidden(layer: Layer) -> Truth:
    return U if not layer.held or any(policy.unresolved for policy in layer.policies) else F


def same_account(request: Request) -> Truth:
    other = owner_of(request)
    if not other or has_symbol(other + (request.principal.account or "")):
        return T if other and other == request.principal.account else U
    return T if other == request.principal.account else F


RCP = """appstream dsql clouddirectory cloudfront cloudsearch logs networkmonitor cognito-identity
cognito-idp comprehend comprehendmedical firehose dynamodb dax autoscaling ecr ecr-public gamelift
inspector-scan kendra kinesisvideo memorydb aoss personalize polly s3 swf sqs textract
timestream-influxdb transcribe translate workspaces appconfig autoscaling-plans budgets
servicediscovery cloudtrail-data codeartifact codebuild codecommit codepipeline compute-optimizer
cost-optimization-hub events fms fis health rolesanywhere kms opensearch pricing pca-connector-ad
resource-groups secretsmanager sts signin support transfer notifications wafv2 xray""".split()  # noqa: SIM905


def service_linked(request: Request) -> Truth:
    if request.principal.kind is not P.SESSION:
        return F
    role = look_up(request, "aws:PrincipalArn")
    return U if role == OPEN else T if ":role/aws-service-role/" in role else F


def exempt_from_scps(request: Request) -> Truth:
    organization = request.organization
    if request.principal.kind not in SIGNED or organization.principal_account_is_management:
        return T
    return service_linked(request) if organization.principal_in_org else T


def exempt_from_rcps(request: Request) -> Truth:
    service, _, name = request.action.lower().partition(":")
    if service not in RCP or (service, name) == ("kms", "retiregrant"):
        return T
    managed = look_up(request, "kms:ResourceAliases") if service == "kms" else ABSENT
    aliases = (managed,) if isinstance(managed, str) else managed
    if (
        request.organization.resource_account_is_management
        or "/aws-service-role/" in request.resource
    ):
        return T
    if any(alias.startswith("alias/aws/") for alias in aliases):
        return T
    return max(
        service_linked(request),
        U if "kms:resourcealiases" in request.context.unknown and managed == OPEN else F,
    )


def grants(grant: KmsGrant, request: Request, to_account: bool) -> Truth:
    service, _, name = request.action.lower().partition(":")
    if service != "kms" or name not in [one.lower() for one in grant.operations]:
        return F
    if request.principal.kind in (P.PROVIDER, P.ANONYMOUS):
        return F
    ways = (ACCOUNT,) if to_account else (DIRECT, ROLE, ISSUER)
    fits = [any_of(is_same(grant.grantee, form) for way in ways for form in forms(request, way))]
    prefix = "kms:encryptioncontext:"
    if grant.context_subset is None and grant.context_equals is None:
        return fits[0]
    if name == "creategrant":
        return min(fits[0], U)
    if not name.startswith(("decrypt", "encrypt", "reencrypt", "generatedatakey")):
        return fits[0]
    for key, value in {**(grant.context_subset or {}), **(grant.context_equals or {})}.items():
        held = look_up(request, prefix + key)
        fits.append(U if held == OPEN else T if held == value else F)
    if grant.context_equals is not None:
        wanted = {prefix + key.lower() for key in grant.context_equals}
        keys = look_up(request, "kms:EncryptionContextKeys")
        others = {key for key in request.context.values if key.startswith(prefix)} - wanted
        unsure = {key for key in request.context.unknown if key.startswith(prefix)} - wanted
        if others:
            fits.append(F)
        elif keys not in (OPEN, ABSENT):
            listed = (keys,) if isinstance(keys, str) else keys
            fits.append(T if {prefix + one.lower() for one in listed} <= wanted else F)
        elif keys == OPEN or unsure:
            fits.append(U)
    return all_of(fits)


FIXED = """aws:principalaccount aws:principalarn aws:principalorgid aws:principalorgpaths
aws:principalservicename aws:sourcearn aws:sourcevpc aws:sourcevpce aws:sourceowner
aws:sourceaccount s3:x-amz-server-side-encryption-aws-kms-key-id s3:dataaccesspointaccount
aws:userid s3:dataaccesspointarn aws:sourceip""".split()  # noqa: SIM905


def public(request: Request, layers: Layers) -> Truth:
    """Does Block Public Access void the bucket policy for outsiders?"""
    block = layers.public_access_block
    s3 = request.action.lower().startswith("s3:")
    if not block or not block.restrict_public_buckets or not s3:
        return F
    if request.principal.kind is P.SERVICE:
        return F
    allowing = lines(layers.resource, "Allow")
    return any_of((*map(allows_public, allowing), hidden(layers.resource)))


def allows_public(one: Statement) -> Truth:
    assert one.principals is not None
    entries = [entry.text for entry in one.principals.aws]
    who = T if one.principals.federated or "*" in entries else F
    if any(has_symbol(entry) and not entry.startswith("arn:") for entry in entries):
        who = max(who, U)
    return all_of((who, ~any_of(map(limits, one.conditions))))


def limits(each: Condition) -> Truth:
    key, like = each.key.lower(), each.operator.endswith("Like") or each.operator == "ArnEquals"
    ranged = key == "aws:sourceip"
    exact = each.operator in ("StringEquals", "StringEqualsIgnoreCase")
    right = (
        each.operator == "IpAddress" if ranged else exact or (like and "Not" not in each.operator)
    )
    if has_symbol(key):
        return U
    if key not in FIXED or not right or not each.values or each.if_exists:
        return F
    if each.set_operator is SetOperator.ALL:
        return F
    found = all_of(fixed(key, written.text, exact) for written in each.values)
    session = key == "aws:userid" and any(":" in written.text for written in each.values)
    return min(found, U) if session else found


def fixed(key: str, text: str, exact: bool) -> Truth:
    if has_symbol(text):
        return U
    if "${" in text:
        return F
    if key == "aws:sourceip":
        network = ipaddress.ip_network(text, strict=False)
        return T if network.prefixlen >= (8 if network.version == 4 else 32) else F
    if not ("*" in text or "?" in text):
        return T
    point = key == "s3:dataaccesspointarn" and re.fullmatch(
        r"arn:[a-z-]+:s3:[a-z0-9-]*:\d{12}:accesspoint/.*", text
    )
    return T if point else U if exact else F
