"""What a request says of a context key: its value, that it is absent, or that nobody knows.

Given values win over keys given as unknown, those over keys given as absent, those over what
follows from the request and the organization; the rest is as the context says.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import lru_cache

from .arn import Arn
from .home import account_of_resource
from .request import ContextValue, Otherwise, PrincipalKind, Request
from .symbol import Symbol, has_symbol, shown


class Missing(Enum):
    """Why a key has no value."""

    ABSENT = "absent"
    UNKNOWN = "unknown"


Held = ContextValue | Missing

_SIGNED = (
    PrincipalKind.USER,
    PrincipalKind.SESSION,
    PrincipalKind.FEDERATED_USER,
    PrincipalKind.ROOT,
)


def look_up(request: Request, key: str) -> Held:
    """The value of a context key (in any case), or why there is none."""
    name = key.lower()
    context = request.context
    if name in context.values:
        return context.values[name]
    return Missing.UNKNOWN if has_symbol(name) else without_value(name)(request)


def without_value(name: str) -> Callable[[Request], Held]:
    """What requests hold for a key, in lower case and known, that their context gives no value."""
    derive = _DERIVED.get(name)
    family, tag, _ = name.partition("/")
    whole = f"{family}/*" if tag else name

    def find(request: Request) -> Held:
        context = request.context
        if name in context.unknown:
            return Missing.UNKNOWN
        if name in context.absent or whole in context.absent:
            return Missing.ABSENT
        held = derive(request) if derive else None
        if held is not None:
            return held
        return Missing.UNKNOWN if context.otherwise is Otherwise.UNKNOWN else Missing.ABSENT

    return find


def role_arn(request: Request) -> str | None:
    """The role behind a session, with its path where the request tells it; None: nobody knows.

    Only for sessions. Without `aws:PrincipalArn` the session's own ARN gives the role's name
    and no path.
    """
    given = look_up(request, "aws:PrincipalArn")
    return given if isinstance(given, str) else None


def role_under_some_path(request: Request) -> str | None:
    """The role behind a session if it were under a path; None where it is known whether it is.

    The ARN of a session leaves the path out.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    """
    if request.principal.knows_path or PRINCIPAL_ARN in request.context.values:
        return None
    role = role_arn(request)
    return role and _under_some_path(role)


PRINCIPAL_ARN = "aws:principalarn"


@lru_cache(maxsize=1 << 12)
def _under_some_path(role: str) -> str:
    head, slash, name = role.rpartition("/")
    return head + slash + str(Symbol(f"the path of the role `{shown(name)}`", "*/")) + name


def _principal_arn(request: Request) -> Held | None:
    principal = request.principal
    if principal.kind not in _SIGNED:
        return Missing.ABSENT
    if principal.kind is not PrincipalKind.SESSION:
        return principal.arn
    return principal.role or role_of_session(principal.arn)


def role_of_session(arn: str) -> str:
    """The ARN of the role of `arn:aws:sts::A:assumed-role/Name/session`, without a path."""
    parsed = Arn.parse(arn)
    if parsed is None or not parsed.resource.startswith("assumed-role/"):
        return arn
    name = parsed.resource.split("/")[1]
    return f"arn:{parsed.partition}:iam::{parsed.account}:role/{name}"


def _principal_account(request: Request) -> Held | None:
    if request.principal.kind not in _SIGNED:
        return Missing.ABSENT
    return request.principal.account


def _organization(request: Request) -> Held | None:
    """`aws:PrincipalOrgID`: there only for members of an organization."""
    if request.principal.kind not in _SIGNED:
        return Missing.ABSENT
    organization = request.organization
    if organization.principal_in_org:
        return organization.id or Missing.UNKNOWN
    return None


def _is_service(request: Request) -> Held:
    if request.principal.kind is PrincipalKind.ANONYMOUS:
        return Missing.ABSENT
    return "true" if request.principal.kind is PrincipalKind.SERVICE else "false"


def _service_name(request: Request) -> Held:
    is_service = request.principal.kind is PrincipalKind.SERVICE
    return request.principal.arn if is_service else Missing.ABSENT


def _service_names(request: Request) -> Held:
    is_service = request.principal.kind is PrincipalKind.SERVICE
    return Missing.UNKNOWN if is_service else Missing.ABSENT


def _type(request: Request) -> Held:
    kind = request.principal.kind
    if kind in (PrincipalKind.SERVICE, PrincipalKind.PROVIDER):
        return Missing.UNKNOWN
    return kind.value


def _username(request: Request) -> Held:
    if request.principal.kind is not PrincipalKind.USER:
        return Missing.ABSENT
    return request.principal.arn.rpartition("/")[2]


_DERIVED: Mapping[str, Callable[[Request], Held | None]] = {
    "aws:principalarn": _principal_arn,
    "aws:principalaccount": _principal_account,
    "aws:principalorgid": _organization,
    "aws:principalisawsservice": _is_service,
    "aws:principalservicename": _service_name,
    "aws:principalservicenameslist": _service_names,
    "aws:principaltype": _type,
    "aws:username": _username,
    "aws:requestedregion": lambda request: request.region or Missing.UNKNOWN,
    "aws:resourceaccount": lambda request: account_of_resource(request) or Missing.UNKNOWN,
    "aws:securetransport": lambda _: "true",
    "aws:viaawsservice": lambda _: "false",
    "aws:currenttime": lambda _: Missing.UNKNOWN,
    "aws:epochtime": lambda _: Missing.UNKNOWN,
    "aws:useragent": lambda _: Missing.UNKNOWN,
}


@lru_cache(maxsize=1 << 12)
def spelled(key: str) -> str:
    """The key as AWS writes it, for the keys whose writing is known; else as it is given.

    What a key leaves to its user (`TEAM` of `aws:PrincipalTag/TEAM`) stays as it is given.
    """
    name, slash, tag = key.partition("/")
    if known := _SPELLING.get(name.lower()):
        return known + slash + tag
    from . import reference

    service = reference.service(key.partition(":")[0])
    for printed in service.condition_keys if service else ():
        fixed = _FREE.split(printed, maxsplit=1)[0]
        rest = key[len(fixed) :]
        if key.lower().startswith(fixed.lower()) and bool(rest) == (fixed != printed):
            return fixed + rest
    return key


_FREE = re.compile(r"\$\{|<|(?<=/)$")
"""Where the part begins that a printed key leaves to its user: `${TagKey}`, `<key>`, or nothing."""


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """What an answer depends on, sorted, each condition key once however it is written."""
    found: dict[str, str] = {}
    for name in sorted(names):
        found.setdefault(name.lower() if _KEY.fullmatch(name) else name, name)
    return tuple(found.values())


_KEY = re.compile(r"[\w.-]+:[^\s`]+")


_SPELLING = {
    key.lower(): key
    for key in (
        *("aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:CurrentTime"),
        *("aws:Ec2InstanceSourcePrivateIPv4", "aws:Ec2InstanceSourceVpc", "aws:EpochTime"),
        *("aws:FederatedProvider", "aws:MultiFactorAuthAge", "aws:MultiFactorAuthPresent"),
        *("aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalIsAWSService"),
        *("aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalServiceName"),
        *("aws:PrincipalServiceNamesList", "aws:PrincipalTag", "aws:PrincipalType"),
        *("aws:RequestTag", "aws:RequestedRegion", "aws:ResourceAccount", "aws:ResourceOrgID"),
        *("aws:ResourceOrgPaths", "aws:ResourceTag", "aws:SecureTransport", "aws:SourceAccount"),
        *("aws:SourceArn", "aws:SourceIdentity", "aws:SourceIp", "aws:SourceOrgID"),
        *("aws:SourceOrgPaths", "aws:SourceVpc", "aws:SourceVpcArn", "aws:SourceVpce"),
        *("aws:TagKeys", "aws:TokenIssueTime", "aws:UserAgent", "aws:ViaAWSService"),
        *("aws:VpcSourceIp", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"),
        *("aws:referer", "aws:userid", "aws:username", "iam:PassedToService", "kms:ViaService"),
        *("kms:CallerAccount", "sts:ExternalId", "sts:RoleSessionName"),
    )
}
