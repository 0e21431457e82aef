"""
A role that something works as may not write its log.

## Why
A function, a job or a build writes to CloudWatch Logs as its own role. Where the role may not, it runs
all the same and leaves nothing behind: when it fails, there is no message to look for, and SageMaker
shows a failure without a reason. `AWSLambda_FullAccess` and its like do not give this right; they are for
people who make functions.

## Instead
Allow `logs:CreateLogStream` and `logs:PutLogEvents` on the log group, and `logs:CreateLogGroup` unless the
group is there; for functions `AWSLambdaBasicExecutionRole` has all three.

## Sources
- https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
- https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Edit,
    Evidence,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    Rule,
    Severity,
    Tier,
    shown,
)

_WRITES = frozenset({"logs:CreateLogStream", "logs:PutLogEvents"})


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each role, with everything that runs as it and is not heard of."""
    found: dict[str, list[Hop]] = {}
    for hop in facts.hops:
        is_refused = hop.decision.verdict.denied and hop.decision.refused_by is None
        if hop.step.action in _WRITES and hop.step.optional and is_refused:
            found.setdefault(hop.step.principal, []).append(hop)
    for role, hops in found.items():
        yield _finding(role, hops, facts)


def _finding(role: str, hops: list[Hop], facts: Facts) -> Finding:
    held = facts.graph.roles.get(role)
    groups = dict.fromkeys(shown(_group(hop.step.resource)) for hop in hops)
    at = held.span if held else hops[0].step.span
    places = dict.fromkeys(hop.step.span for hop in hops if hop.step.span != at)
    return RULE.finding(
        f"`{facts.full_name_of(role)}` may not write the log {', '.join(f'`{g}`' for g in groups)}",
        at=at,
        says="may not write its log",
        evidence=tuple(Evidence(span, "works as it") for span in places),
        account=hops[0].step.account,
        fix=Fix(
            "allow `logs:CreateLogStream` and `logs:PutLogEvents` on the log group",
            edits=_edits(hops, facts),
        ),
    )


def _edits(hops: list[Hop], facts: Facts) -> tuple[Edit, ...]:
    """What allows each of the requests."""
    fixes = [facts.repair(hop) for hop in {hop.asked: hop for hop in hops}.values()]
    every = [fix.edits if fix else () for fix in fixes]
    return tuple(edit for edits in every for edit in edits) if all(every) else ()


def _group(stream: str) -> str:
    """The name of the log group in the ARN of a stream."""
    return stream.partition(":log-group:")[2].partition(":")[0] or stream


RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE, tier=Tier.STRICT)
