"""
A Deny of everything that comes past a VPC endpoint also keeps out what AWS does for a pipeline.

## Why
CodePipeline, CloudFormation and SageMaker call from a network of AWS, with the role that they were
given: no endpoint of anybody's VPC is on the way, and `aws:SourceVpce` is absent, which is not equal to
anything. They come neither as a service (`aws:PrincipalIsAWSService`) nor on behalf of somebody
(`aws:ViaAWSService`), so these two keys do not let them through.

## Instead
Exempt the roles: add `ArnNotEquals: {aws:PrincipalArn: [...]}` with those that are named, beside the
condition on the endpoint.

## Sources
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
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
    PolicyKind,
    Rule,
    Severity,
    Statement,
    Truth,
    Verdict,
    conditioned,
    referred,
    shown,
)

_OF_THE_WAY = ("aws:sourcevpc", "aws:vpcsourceip")
_OF_POLICIES = (PolicyKind.RESOURCE, PolicyKind.RCP)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, with every role that it keeps out."""
    found: dict[Statement, list[Hop]] = {}
    for hop in facts.hops:
        is_of_aws = hop.step.stand is None and not hop.step.optional
        if is_of_aws and hop.decision.verdict is Verdict.EXPLICIT_DENY:
            denying = tuple(_denying(hop))
            if denying and all(map(_is_about_the_way, denying)):
                found.setdefault(denying[0], []).append(hop)
    for statement, hops in found.items():
        yield _finding(statement, hops, facts)


def _denying(hop: Hop) -> Iterator[Statement]:
    for outcome in hop.decision.outcomes:
        if outcome.denies is Truth.YES:
            is_theirs = outcome.kind in _OF_POLICIES
            yield from (outcome.deciding if is_theirs else ())


def _is_about_the_way(statement: Statement) -> bool:
    return any(each.key.lower().startswith(_OF_THE_WAY) for each in statement.conditions)


def _finding(statement: Statement, hops: list[Hop], facts: Facts) -> Finding:
    roles = tuple(dict.fromkeys(hop.step.principal for hop in hops))
    names = ", ".join(f"`{facts.full_name_of(role)}`" for role in roles)
    resource = shown(hops[0].step.resource.partition("/")[0])
    places = dict.fromkeys(hop.step.span for hop in hops)
    return RULE.finding(
        f"what AWS asks of `{resource}` as {names} comes through no endpoint, and is refused",
        at=statement.span,
        says="refuses whatever comes another way",
        evidence=tuple(Evidence(span, "asks from a network of AWS") for span in places),
        account=hops[0].step.account,
        fix=Fix(
            f"exempt {names} by `aws:PrincipalArn`",
            edits=_edits(statement, roles, hops[0], facts),
        ),
        explains=hops,
    )


def _edits(
    statement: Statement, roles: tuple[str, ...], hop: Hop, facts: Facts
) -> tuple[Edit, ...]:
    """The roles, among those that are exempt already or in a condition of its own."""
    owner = facts.graph.resource(hop.step.resource)
    held = owner.arn if owner else hop.step.principal
    written = referred(roles, held, statement.span, facts.graph)
    if any(each.key.lower() == "aws:principalarn" for each in statement.conditions):
        return ()
    return conditioned(statement, "ArnNotEquals", "aws:PrincipalArn", written)


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
