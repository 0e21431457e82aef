"""
A condition compares a key with a text that the key never holds.

## Why
`aws:SourceVpce` holds the id of an endpoint, never its name; `kms:ViaService` holds a service with its
Region; `aws:SourceArn` an ARN, `aws:PrincipalOrgID` an id that begins with `o-`. Another text is never met:
the Allow gives nothing, the Deny stops nobody, or the negation everybody.

## Instead
Write the value in the form that the key's page shows.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
- https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html

Peers: `INVALID_VPC_FORMAT`, `INVALID_VPCE_FORMAT`, `INVALID_REGION`, `INVALID_KMS_KEY_VALUE`,
`INVALID_SERVICE_PRINCIPAL_FORMAT` (Access Analyzer).
"""

import re
from collections.abc import Callable, Iterator

from xacct_guard.rule import (
    Condition,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Severity,
    Span,
    conditions,
    has_symbol,
    is_region_name,
    key_type,
)

_ACCOUNT = re.compile(r"\d{12}|anonymous")
_ORGANIZATION = re.compile(r"o-[a-z0-9-]+")
_VPC = re.compile(r"vpc-([0-9a-z]{8}|[0-9a-z]{17})")
_ENDPOINT = re.compile(r"vpce-([0-9a-z]{8}|[0-9a-z]{17})")
_SERVICE = re.compile(r"[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal)")
_VIA = re.compile(r"[a-z0-9-]+\.[a-z]{2}[a-z0-9-]*-\d\.amazonaws\.com(\.cn)?")
_KEY = re.compile(r"arn:[^:]+:kms:[^:]+:[^:]+:key/.+")
_FORMS: dict[str, tuple[Callable[[str], object], str]] = {
    **dict.fromkeys(
        ("aws:principalaccount", "aws:resourceaccount", "aws:sourceaccount", "aws:vpceaccount"),
        (_ACCOUNT.fullmatch, "the twelve digits of an account's id"),
    ),
    **dict.fromkeys(
        ("kms:calleraccount", "s3:resourceaccount"),
        (_ACCOUNT.fullmatch, "the twelve digits of an account's id"),
    ),
    **dict.fromkeys(
        ("aws:principalorgid", "aws:resourceorgid", "aws:sourceorgid", "aws:vpceorgid"),
        (_ORGANIZATION.fullmatch, "the id of an organization, which begins with `o-`"),
    ),
    **dict.fromkeys(
        ("aws:sourcevpc", "aws:ec2instancesourcevpc"),
        (_VPC.fullmatch, "`vpc-` and 8 or 17 letters and digits"),
    ),
    "aws:sourcevpce": (_ENDPOINT.fullmatch, "`vpce-` and 8 or 17 letters and digits"),
    "aws:requestedregion": (is_region_name, "the name of a Region, as `eu-west-1`"),
    "kms:viaservice": (
        _VIA.fullmatch,
        "a service with its Region, as `s3.eu-west-1.amazonaws.com`",
    ),
    **dict.fromkeys(
        ("aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "aws:principalservicename"),
        (_SERVICE.fullmatch, "the name of a service, as `sagemaker.amazonaws.com`"),
    ),
    **dict.fromkeys(
        ("iam:passedtoservice", "iam:awsservicename"),
        (_SERVICE.fullmatch, "the name of a service, as `sagemaker.amazonaws.com`"),
    ),
    "s3:x-amz-server-side-encryption-aws-kms-key-id": (
        _KEY.fullmatch,
        "the ARN of a key, not its id or alias",
    ),
}


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each value."""
    told = {each.span for each in facts.graph.misread}
    for placed in conditions(facts):
        if placed.condition.operator != "Null":
            yield from _judge(placed.condition, told)


def _judge(condition: Condition, told: set[Span]) -> Iterator[Finding]:
    holds, expected = _FORMS.get(condition.key.lower()) or _form_of_type(condition)
    for value in condition.values:
        is_known = not has_symbol(value.text) and not set("*?$<") & set(value.text)
        if is_known and value.span not in told and not holds(value.text):
            yield RULE.finding(
                f"`{condition.key}` is never `{value.text}`",
                at=value.span,
                says="never met",
                fix=Fix(f"write {expected}"),
            )


def _form_of_type(condition: Condition) -> tuple[Callable[[str], object], str]:
    is_arn = not has_symbol(condition.key) and key_type(condition.key) == "ARN"
    return (_begins_as_arn if is_arn else _anything), "an ARN"


def _begins_as_arn(text: str) -> bool:
    return text.startswith("arn:")


def _anything(_: str) -> bool:
    return True


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
