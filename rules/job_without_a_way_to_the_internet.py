"""
A job in a VPC has an internet gateway for its only way out, and no public address.

## Why
SageMaker, CodeBuild and Lambda put network interfaces into the subnet that never get a public
address, whatever the subnet says of addresses. An internet gateway carries only what has one. So
nothing there reaches the internet: installing a package, fetching data, calling a service of AWS
that has no endpoint in the VPC.

Whether a job needs the internet nobody can see from outside: the severity is low. A subnet without
a default route is taken to be closed on purpose.

## Instead
Put the job into a subnet whose default route leads to a NAT gateway. Or take the route away, bake
what is needed into the image, and reach AWS and CodeArtifact through endpoints.

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html
- https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
- https://docs.aws.amazon.com/codebuild/latest/userguide/vpc-support.html
- https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
- https://github.com/aws/sagemaker-python-sdk/issues/1142
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Resource,
    Rule,
    Severity,
    Stand,
    Step,
    dead_end,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each role that works in such a subnet."""
    found: dict[tuple[str, Stand], Step] = {}
    for hop in facts.hops:
        if hop.step.stand is not None and hop.step.stand.subnets:
            found.setdefault((hop.step.principal, hop.step.stand), hop.step)
    for (_, stand), step in found.items():
        route = dead_end(stand, facts.graph)
        if route is not None:
            yield _finding(step, route, facts)


def _finding(step: Step, route: Resource, facts: Facts) -> Finding:
    return RULE.finding(
        f"what works as `{facts.full_name_of(step.principal)}` in this subnet has no public address, and"
        " no way to the internet but an internet gateway",
        at=step.span,
        says="put into the subnet here",
        evidence=(Evidence(route.span, "the default route leads to an internet gateway"),),
        account=step.account,
        fix=Fix(
            "use a subnet whose default route leads to a NAT gateway, or do without the internet"
        ),
    )


RULE = Rule(check, severity=Severity.LOW, kind=Kind.BLOCKS)
