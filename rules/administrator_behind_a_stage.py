"""
A stage hands its work to an administrator.

## Why
The role is passed by its ARN, and a pipeline is seen to need it: nothing here is broader than it
has to be for this pipeline. Still, what the stage executes, a template or the commands of a build, is
executed with everything allowed, so whoever may change that is an administrator of the account.

## Instead
Allow the role what the templates make. Where that is not known beforehand, give it a permissions
boundary, and protect the source as the account itself is protected.

## Sources
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Edge,
    Facts,
    Finding,
    Fix,
    Kind,
    Role,
    Rule,
    Severity,
    Tier,
    among,
    intended_administrators,
    places,
    strongest,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each administrator, however many roles hand it work."""
    found: dict[str, list[Edge]] = {}
    for edge in intended_administrators(facts):
        if isinstance(edge.end, Role):
            found.setdefault(edge.end.arn, []).append(edge)
    for arn, edges in found.items():
        starts = tuple(dict.fromkeys(facts.name_of(edge.start.arn) for edge in edges))
        shown, *others = strongest(edges[0], facts)
        yield RULE.finding(
            f"{among(starts)} hands work to `{facts.name_of(arn)}`, an administrator",
            at=shown.span,
            says=shown.says,
            evidence=dict.fromkeys((*others, *(e for edge in edges for e in places(edge)))),
            account=edges[0].start.account,
            fix=Fix("allow it what the templates make, or give it a permissions boundary"),
        )


RULE = Rule(check, severity=Severity.LOW, kind=Kind.EXPOSES, tier=Tier.AUDIT)
