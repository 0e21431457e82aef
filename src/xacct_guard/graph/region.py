"""Regions, as far as their names tell: the partition, and where global services are called.

Source: IAM user guide, reference-arns.html.
"""

from __future__ import annotations

_PARTITIONS = (
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("eusc-", "aws-eusc"),
)
_GLOBAL = frozenset({"iam", "organizations", "route53", "cloudfront", "account", "budgets"})
_DOMAINS = {
    "aws-cn": "amazonaws.com.cn",
    "aws-iso": "c2s.ic.gov",
    "aws-iso-b": "sc2s.sgov.gov",
    "aws-iso-e": "cloud.adc-e.uk",
    "aws-iso-f": "csp.hci.ic.gov",
    "aws-eusc": "amazonaws.eu",
}
_HOMES = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}


def partition_of(region: str) -> str:
    """The partition a Region is in; `aws` for one that is not known yet."""
    return next((found for prefix, found in _PARTITIONS if region.startswith(prefix)), "aws")


def domain_of(partition: str) -> str:
    """What the names of the services' hosts end in."""
    return _DOMAINS.get(partition, "amazonaws.com")


def partition_in(arn: str) -> str:
    """The partition that an ARN says; `aws` for what is none."""
    parts = arn.split(":", 2)
    return parts[1] if parts[0] == "arn" and len(parts) > 1 else "aws"


def endpoint_region(action: str, region: str) -> str:
    """The Region in which a call is made: services without endpoints of their own Region have one for all.

    That is what `aws:RequestedRegion` says; handing over a role is checked where the service is that gets it.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    if action.partition(":")[0] not in _GLOBAL or action == "iam:PassRole" or not region:
        return region
    return _HOMES.get(partition_of(region), region)
