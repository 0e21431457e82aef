"""
A role ARN names a path that the role does not have.

## Why
The path is part of a role's ARN: `role/service-role/Deploy` and `role/Deploy` are different
ARNs, and role names are unique in an account whatever their path, so only one of them can
exist. A pipeline whose role ARN has the wrong path cannot be created, or fails with its first
request.

## Instead
Write the ARN with the path the role is created with, or better: take it from the stack's
outputs.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
"""

from collections.abc import Iterator

from xacct_guard.rule import Evidence, Facts, Finding, Fix, Kind, Rule, Severity, shown


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each ARN that cannot exist."""
    seen: set[str] = set()
    for hop in facts.hops:
        for arn, role in facts.mistaken(hop):
            if arn in seen:
                continue
            seen.add(arn)
            yield RULE.finding(
                f"no role has the ARN `{shown(arn)}`: `{shown(role.name)}` is created with the path"
                f" `{role.path}`",
                at=hop.step.span,
                says="named here",
                evidence=(Evidence(role.span, f"created here, as `{shown(role.arn)}`"),),
                account=role.account,
                fix=Fix(f"write `{shown(role.arn)}`", at=hop.step.span),
            )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
