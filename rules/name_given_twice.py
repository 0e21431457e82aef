"""
One template or folder makes two resources of one name.

## Why
The name of a bucket, role or topic is its identity: the second of the two is refused because it exists, and
the stack is rolled back. Some services answer the second request with what is there, as SNS does for a
topic: then two entries of Terraform own one thing, each run takes back what the other entry says, and
removing one removes it for both.

## Instead
Keep one of them, or give them names of their own.

## Sources
- https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
- https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
- Peers: cfn-lint E3019
"""

from collections.abc import Iterator

from xacct_guard.rule import Evidence, Facts, Finding, Fix, Kind, Rule, Severity, has_symbol


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each name, at the last resource that has it."""
    for those in facts.graph.namesakes_made:
        *others, last = those
        if not has_symbol(last.arn):
            yield RULE.finding(
                f"`{last.name}` is the name of {len(those)} resources",
                at=last.span,
                says="has the same name",
                evidence=tuple(Evidence(each.span, "has the name as well") for each in others),
                account=last.account,
                fix=Fix("keep one of them, or give it another name"),
            )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
