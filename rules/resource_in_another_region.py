"""
A bucket or an image is in another Region than the job that uses it.

## Why
SageMaker reads data, writes results and pulls images in the Region of the job, and CodePipeline keeps
the artifacts of an action in that of the action. What is elsewhere is refused when the job is made,
whatever the policies say.

## Instead
Copy it, or let S3 or ECR replicate it into the Region of the job; give a pipeline an artifact store for
each Region.

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3DataSource.html
- https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-create-cross-region.html
"""

from collections.abc import Iterator

from xacct_guard.rule import Arn, Evidence, Facts, Finding, Fix, Hop, Kind, Rule, Severity, shown


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each resource and Region that it is wanted in."""
    found: dict[tuple[str, str], list[Hop]] = {}
    for hop in facts.hops:
        if hop.decision.refused_by == "other_region":
            whole = hop.step.resource.partition("/")[0] if _is_object(hop) else hop.step.resource
            found.setdefault((whole, hop.step.region), []).append(hop)
    for (resource, region), hops in found.items():
        yield _finding(resource, region, hops, facts)


def _is_object(hop: Hop) -> bool:
    arn = Arn.parse(hop.step.resource)
    return arn is not None and arn.service == "s3"


def _finding(resource: str, region: str, hops: list[Hop], facts: Facts) -> Finding:
    held, places = facts.graph.resource(resource), dict.fromkeys(hop.step.span for hop in hops)
    first, *others = places
    there = (Evidence(held.span, f"is in {shown(held.region)}"),) if held else ()
    return RULE.finding(
        f"`{shown(resource)}` is used in {shown(region)}, and is in another Region",
        at=first,
        says=f"runs in {shown(region)}",
        evidence=(*there, *(Evidence(span, "so does this") for span in others)),
        account=hops[0].step.account,
        fix=Fix(f"use one in {shown(region)}"),
        explains=hops,
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
