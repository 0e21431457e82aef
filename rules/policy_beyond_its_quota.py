"""
A policy is longer than AWS takes.

## Why
The deployment fails with `LimitExceeded`, mostly when one more account or bucket has been added to a list
that grew for years. White space does not count here, and what is known only after the deployment counts
with the length that is certain, so a policy that is told is too long for certain.

## Instead
Name a pattern or an organization in place of many entries, or spread statements over several policies. For
the trust policy of a role 2,048 characters are the quota, which AWS raises to 4,096 for those who ask.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
- https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
- https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html

Peers: the five `POLICY_SIZE_EXCEEDS_…` (Access Analyzer), policy_size (boogy, which holds every resource
policy to the quota of a managed policy), E3510 (cfn-lint).
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Filling,
    Finding,
    Fix,
    Kind,
    Rule,
    Severity,
    fillings,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each policy, or for the sum of the policies of one role."""
    for filling in fillings(facts):
        if filling.share > 1:
            yield _finding(filling)


def _finding(filling: Filling) -> Finding:
    is_raised = filling.used <= filling.limit
    quota = filling.raised if is_raised and filling.raised else filling.limit
    asked = " unless AWS has raised the quota" if is_raised else ""
    return RULE.finding(
        f"{filling.what} may have {quota:,} characters{asked}, and here are {filling.used:,}",
        at=filling.at,
        says="is too long",
        evidence=(Evidence(span, "counts") for span in filling.parts if span != filling.at),
        severity=Severity.MEDIUM if is_raised else None,
        fix=Fix("use patterns in place of lists, or spread it over several policies"),
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
