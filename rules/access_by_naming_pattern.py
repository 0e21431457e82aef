"""
A resource may be used because a certain word is in its name.

## Why
Policies of AWS let a role at every bucket, function or repository whose name has `sagemaker` in
it, whoever made it. Access comes and goes with the name: rename the bucket and a stage fails, call
another one so and every such role reads it.

## Instead
Allow the resource by its own name, in a policy of your own. Nothing is wrong as long as the
name stays.

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/dg/security-iam-awsmanpol.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Arn,
    Facts,
    Finding,
    Hop,
    Kind,
    Resource,
    Rule,
    Severity,
    Statement,
    Tier,
    Truth,
    Verdict,
    is_of_aws,
    letting_pass,
    listed,
    match,
    narrowed,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each resource, with all the roles that come to it that way."""
    found: dict[str, tuple[Resource, dict[str, Statement], list[Hop]]] = {}
    for hop in facts.hops:
        resource = facts.graph.resource(hop.step.resource)
        words = _words(hop) if resource is not None else {}
        if resource is not None and words:
            _, told, hops = found.setdefault(resource.arn, (resource, {}, []))
            told.update(words)
            hops.append(hop)
    for resource, told, hops in found.values():
        yield _finding(resource, told, hops, facts)


def _words(hop: Hop) -> dict[str, Statement]:
    """The patterns of policies of AWS by which alone the hop passes, where a word in a name decides."""
    if hop.decision.verdict is not Verdict.ALLOW:
        return {}
    found: dict[str, Statement] = {}
    for statement in letting_pass(hop):
        patterns = [
            entry.text
            for entry in statement.resources
            if _is_of_a_word(entry.text) and match(entry.text, hop.step.resource) is Truth.YES
        ]
        if not patterns or not is_of_aws(statement):
            return {}
        found.update(dict.fromkeys(patterns, statement))
    return found


def _is_of_a_word(pattern: str) -> bool:
    """Does an entry stand for names that have a word somewhere: `*sagemaker*`?"""
    arn = Arn.parse(pattern)
    name = arn.resource.rpartition("/")[2].rpartition(":")[2] if arn is not None else ""
    return name.startswith("*") and bool(name.strip("*/"))


def _finding(
    resource: Resource, told: dict[str, Statement], hops: list[Hop], facts: Facts
) -> Finding:
    who = listed(facts.full_name_of(hop.step.principal) for hop in hops)
    patterns = listed(told)
    return RULE.finding(
        f"{who} may use `{resource.place}` because its name is like {patterns}",
        at=resource.span,
        says="its name decides",
        account=resource.account,
        fix=narrowed(
            "allow it by its name", hops, next(iter(told.values())), facts.graph, at=resource.span
        ),
    )


RULE = Rule(check, severity=Severity.INFO, kind=Kind.HYGIENE, tier=Tier.AUDIT)
