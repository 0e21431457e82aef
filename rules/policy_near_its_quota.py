"""
A policy has little room left to grow.

## Why
A list of accounts, buckets or roles grows with every project. At nine tenths of the quota the next one or
two make the deployment fail, on the day when somebody waits for it.

## Instead
Name a pattern, a tag or an organization in place of many entries, or spread statements over several
policies.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
- https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
"""

from collections.abc import Iterator

from xacct_guard.rule import Facts, Finding, Fix, Kind, Rule, Severity, Tier, fillings

_NEAR = 0.9


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each policy, or for the sum of the policies of one role."""
    for filling in fillings(facts):
        if _NEAR <= filling.share <= 1:
            quota = filling.raised or filling.limit
            yield RULE.finding(
                f"{filling.what} may have {quota:,} characters, and {filling.used:,} are used",
                at=filling.at,
                says=f"only {quota - filling.used:,} are left",
                fix=Fix("use patterns in place of lists, or spread it over several policies"),
            )


RULE = Rule(check, severity=Severity.INFO, kind=Kind.BLOCKS, tier=Tier.STRICT)
