"""Whom service control and resource control policies do not bind.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
"""

from __future__ import annotations

from .answer import NO, YES, Answer, some, unknown
from .arn import Arn
from .context import Missing, look_up, role_arn, role_under_some_path
from .request import Principal, PrincipalKind, Request
from .symbol import symbols_in

RCP_SERVICES = frozenset(
    {
        *("appconfig", "appstream", "aoss", "autoscaling", "autoscaling-plans", "budgets"),
        *("clouddirectory", "cloudfront", "cloudsearch", "cloudtrail-data", "codeartifact"),
        *("codebuild", "codecommit", "codepipeline", "cognito-identity", "cognito-idp"),
        *("comprehend", "comprehendmedical", "compute-optimizer", "cost-optimization-hub"),
        *("dax", "dsql", "dynamodb", "ecr", "ecr-public", "events", "firehose", "fis", "fms"),
        *("gamelift", "health", "inspector-scan", "kendra", "kinesisvideo", "kms", "logs"),
        *("memorydb", "networkmonitor", "notifications", "opensearch", "pca-connector-ad"),
        *("personalize", "polly", "pricing", "resource-groups", "rolesanywhere", "s3"),
        *("secretsmanager", "servicediscovery", "signin", "sqs", "sts", "support", "swf"),
        *("textract", "timestream-influxdb", "transcribe", "transfer", "translate", "wafv2"),
        *("workspaces", "xray"),
    }
)
"""Action prefixes that resource control policies reach, as read on 2026-09-26."""

_LINKED = "role/aws-service-role/"
MADE_BY_SERVICES = "AWSServiceRoleFor"
"""How most names of service-linked roles begin; what makes one is its path.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
"""


def free_of_scps(request: Request) -> Answer:
    """Do service control policies leave this principal alone?"""
    organization = request.organization
    kind = request.principal.kind
    outside = kind in (PrincipalKind.SERVICE, PrincipalKind.ANONYMOUS, PrincipalKind.PROVIDER)
    if outside or organization.principal_account_is_management or not organization.principal_in_org:
        return YES
    return _is_service_linked(request)


def free_of_rcps(request: Request) -> Answer:
    """Do resource control policies leave this request alone?"""
    if request.service not in RCP_SERVICES or request.action.lower() == "kms:retiregrant":
        return YES
    if request.organization.resource_account_is_management:
        return YES
    resource = Arn.parse(request.resource)
    if resource and resource.service == "iam" and resource.resource.startswith(_LINKED):
        return YES
    return some((_is_service_linked(request), _is_managed_key(request)))


def surely_linked(principal: Principal) -> bool:
    """Is it a service-linked role for certain, which no control policy binds?"""
    role = Arn.parse(principal.role or "")
    is_session = principal.kind is PrincipalKind.SESSION
    return is_session and role is not None and role.resource.startswith(_LINKED)


def _is_service_linked(request: Request) -> Answer:
    if request.principal.kind is not PrincipalKind.SESSION:
        return NO
    role = role_arn(request)
    if role is None:
        return unknown("aws:PrincipalArn")
    arn = Arn.parse(role)
    if arn is None or arn.resource.startswith(_LINKED):
        return YES if arn else NO
    elsewhere = arn.name.startswith(MADE_BY_SERVICES) and role_under_some_path(request)
    return unknown(*(one.name for one in symbols_in(elsewhere))) if elsewhere else NO


def _is_managed_key(request: Request) -> Answer:
    """A key that AWS manages has an alias under `alias/aws/`."""
    arn = Arn.parse(request.resource)
    if request.service != "kms" or arn is None:
        return NO
    if arn.resource.startswith("alias/aws/"):
        return YES
    held = look_up(request, "kms:ResourceAliases")
    if held is Missing.UNKNOWN and "kms:resourcealiases" in request.context.unknown:
        return unknown("kms:ResourceAliases")
    aliases = (held,) if isinstance(held, str) else () if isinstance(held, Missing) else held
    return YES if any(alias.startswith("alias/aws/") for alias in aliases) else NO
