"""The few ways in which services differ, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .arn import Arn


class AccountTrust(StrEnum):
    """What an account's own identity policies are worth on a resource of that account."""

    ALWAYS = "always"  # the rule: identity or resource policy suffices at home
    IF_POLICY_SAYS = "if the resource's policy says so"  # KMS keys and roles: only by delegation
    NO_RESOURCE_POLICY = "identity alone"  # there is no resource policy: nobody from outside


@dataclass(frozen=True, slots=True)
class Semantics:
    """How one kind of resource decides."""

    account_trust: AccountTrust = AccountTrust.ALWAYS
    is_trust_policy: bool = False  # a role: verdicts name `trust`
    same_account_only: bool = False  # iam:PassRole


DEFAULT = Semantics()
KMS_KEY = Semantics(AccountTrust.IF_POLICY_SAYS)
ROLE_TRUST = Semantics(AccountTrust.IF_POLICY_SAYS, is_trust_policy=True)
PASS_ROLE = Semantics(AccountTrust.NO_RESOURCE_POLICY, same_account_only=True)
IDENTITY_ONLY = Semantics(AccountTrust.NO_RESOURCE_POLICY)

_CREATING = frozenset({"s3:createbucket"})
"""What is not there yet has no policy: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html."""

# The two tables below were read on 2026-09-26.
_ON_ROLES = frozenset(
    {
        "sts:assumerole",
        "sts:assumerolewithsaml",
        "sts:assumerolewithwebidentity",
        "sts:setsourceidentity",
        "sts:tagsession",
    }
)

_WITHOUT_RESOURCE_POLICY = frozenset(
    {
        *("application-autoscaling", "athena", "batch", "cloudformation", "codecommit"),
        *("codedeploy", "codepipeline", "elasticmapreduce", "iam", "states"),
    }
)
"""Services none of whose resources takes a resource policy (roles decide `sts` by theirs).

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
"""

TYPES_WITH_POLICY = {
    "sagemaker": frozenset(
        {
            *("feature-group", "hub", "hub-content", "lineage-group", "mlflow-app"),
            *("mlflow-tracking-server", "model-card", "model-package", "model-package-group"),
            *("partner-app", "pipeline", "sagemaker-catalog"),
        }
    ),
    "events": frozenset({"event-bus"}),
    "ecr": frozenset({"repository"}),
    "secretsmanager": frozenset({"secret"}),
    "lambda": frozenset({"function", "layer"}),
}
"""The types of a service that take a resource policy or can be shared; its other types take none.

https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy-xaccount.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
"""


def semantics_of(action: str, resource: str) -> Semantics:
    """How a request for `action` on `resource` (an ARN, or `*`) decides."""
    name = action.lower()
    service = name.partition(":")[0]
    arn = Arn.parse(resource)
    if name == "iam:passrole":
        return PASS_ROLE
    if name in _ON_ROLES or (service == "sts" and is_role(resource)):
        return ROLE_TRUST
    if service in _WITHOUT_RESOURCE_POLICY or name in _CREATING:
        return IDENTITY_ONLY
    if service == "kms":
        on_alias = name.endswith("alias") and ":alias/" in resource
        return IDENTITY_ONLY if resource == "*" or on_alias else KMS_KEY
    with_policy = TYPES_WITH_POLICY.get(service)
    if with_policy is not None and arn is not None and arn.type not in with_policy:
        return IDENTITY_ONLY
    return DEFAULT


def is_role(resource: str) -> bool:
    """Is this the ARN of a role?"""
    arn = Arn.parse(resource)
    return arn is not None and arn.service == "iam" and arn.resource.startswith("role/")
