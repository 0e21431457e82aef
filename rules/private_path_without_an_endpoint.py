"""
A service is called from a VPC that has neither an endpoint for it nor a way out.

## Why
A subnet without a route to a NAT device reaches AWS through VPC endpoints, one for each service. A call
to a service that has none ends in a timeout, after minutes, and no log or policy tells why. Pulling an
image takes three (`ecr.api`, `ecr.dkr` and the gateway of `s3`, where the layers are), and code that
calls STS, KMS or the logs needs theirs.

Where only logs and metrics are lost the job runs, and the severity is low.

## Instead
Add the endpoints that are named, with private DNS, in the job's subnets, and a security group that lets
the jobs in at 443.

## Sources
- https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
- https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
- https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    Lost,
    Rule,
    Severity,
    Span,
    lost_calls,
    shown,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each VPC, with every service that is called from there in vain."""
    found: dict[str, list[Lost]] = {}
    for lost in lost_calls(facts):
        if not lost.others:
            found.setdefault(lost.vpc.arn, []).append(lost)
    for those in found.values():
        yield _finding(those)


def _finding(those: list[Lost]) -> Finding:
    vpc = those[0].vpc
    stopped = [each.hop for each in those if not each.hop.step.optional]
    names = dict.fromkeys(_name(each) for each in those)
    first: dict[str, Hop] = {}
    for each in those:
        first.setdefault(_name(each), each.hop)
    calls: dict[Span, list[str]] = {}
    for name, hop in first.items():
        calls.setdefault(hop.step.span, []).append(name)
    return RULE.finding(
        f"nothing leads from `{shown(vpc.place)}` to {', '.join(f'`{name}`' for name in names)}",
        at=vpc.span,
        says="has no endpoint for it, and no way out",
        evidence=tuple(
            Evidence(span, f"calls {', '.join(services)} from there")
            for span, services in calls.items()
            if span != vpc.span
        ),
        severity=None if stopped else Severity.LOW,
        account=vpc.account,
        fix=Fix(f"add an endpoint for {', '.join(names)}"),
        explains=stopped,
    )


def _name(lost: Lost) -> str:
    is_near = lost.region == lost.vpc.region
    return lost.service if is_near else f"{lost.service} of {shown(lost.region)}"


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
