"""
A policy lets in a service that AWS does not have.

## Why
`sagmaker.amazonaws.com` is a principal as good as any other where AWS does not look it up, and nobody is
behind it: the service that was meant is refused when it first takes on the role or uses the key. Elsewhere
AWS refuses the policy as having an invalid principal, and the deployment fails.

## Instead
Write the principal as the service's guide has it, in small letters.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html

Peers: `INVALID_SERVICE_PRINCIPAL_FORMAT` (Access Analyzer), `UNKNOWN_PRINCIPAL` (parliament).
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from xacct_guard.rule import (
    Confidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Severity,
    Statement,
    Written,
    applying,
    has_symbol,
    is_known_service,
    only_near,
    respelled,
    sentences,
)

_OF_AWS = re.compile(
    r"(?P<name>[a-z0-9-]+)(\.(?P<region>[a-z0-9-]+))?\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal)"
)
_COMMON = (
    *(
        "apigateway",
        "application-autoscaling",
        "athena",
        "autoscaling",
        "backup",
        "batch",
        "bedrock",
    ),
    *(
        "cloudformation",
        "cloudfront",
        "cloudtrail",
        "cloudwatch",
        "codebuild",
        "codecommit",
        "codedeploy",
    ),
    *(
        "codepipeline",
        "config",
        "delivery.logs",
        "dynamodb",
        "ec2",
        "ecr",
        "ecs",
        "ecs-tasks",
        "eks",
    ),
    *(
        "elasticloadbalancing",
        "elasticmapreduce",
        "events",
        "firehose",
        "glue",
        "guardduty",
        "imagebuilder",
    ),
    *(
        "inspector",
        "kinesis",
        "kms",
        "lakeformation",
        "lambda",
        "logdelivery.elasticloadbalancing",
        "logs",
    ),
    *(
        "macie",
        "pipes",
        "pods.eks",
        "rds",
        "redshift",
        "rolesanywhere",
        "s3",
        "sagemaker",
        "scheduler",
    ),
    *(
        "secretsmanager",
        "securityhub",
        "servicecatalog",
        "sns",
        "spotfleet",
        "sqs",
        "ssm",
        "states",
    ),
    *("storagegateway", "sts", "transfer", "vpc-flow-logs", "vpce"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each principal."""
    for _, statement in sentences(facts).naming_principals:
        for written in _services(statement):
            yield from _judge(written, statement)


def _services(statement: Statement) -> Iterator[Written]:
    for named in (statement.principals, statement.not_principals):
        yield from (each for each in (named.service if named else ()) if not has_symbol(each.text))


def _judge(written: Written, statement: Statement) -> Iterator[Finding]:
    found = _OF_AWS.fullmatch(written.text)
    if found is None and "*" not in written.text and "$" not in written.text:
        close = get_close_matches(written.text.partition(".")[0], _COMMON, n=1)
        name = close[0] if close else "service"
        meant = f"{name}.amazonaws.com"
        fix = _fix(meant, written, statement) if close else Fix(f"write `{meant}`")
        yield _finding(written, fix, Confidence.HIGH)
    elif found is not None and not _is_service(found["name"]):
        close = get_close_matches(found["name"], _COMMON, n=1, cutoff=0.8)
        if close:
            meant = written.text.replace(found["name"], close[0], 1)
            fix = _fix(meant, written, statement)
            yield _finding(written, fix, Confidence.MEDIUM)


def _is_service(name: str) -> bool:
    return name in _COMMON or is_known_service(name)


def _fix(meant: str, written: Written, statement: Statement) -> Fix:
    """The service that is surely meant, where no other has a name like that."""
    named = statement.principals
    safety = applying(statement, more=named is not None and written in named.service)
    name = written.text.partition(".")[0]
    is_sure = only_near(name, _COMMON) == meant.partition(".")[0]
    return Fix(f"write `{meant}`", safety, respelled(written, meant) if is_sure else ())


def _finding(written: Written, fix: Fix, confidence: Confidence) -> Finding:
    return RULE.finding(
        f"there is no service principal `{written.text}`",
        at=written.span,
        says="nobody is behind it",
        confidence=confidence,
        fix=fix,
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
