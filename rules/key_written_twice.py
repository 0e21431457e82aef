"""
A key stands twice in a template.

## Why
CloudFormation keeps the later of the two and says nothing: what is written in the first, a property, a
statement's condition or a whole resource, is not deployed. It mostly comes of copying, and shows when
somebody changes the first one and nothing happens. In a policy of its own AWS refuses it; so does this tool.

## Instead
Keep one of the two.

## Sources
- https://yaml.org/spec/1.2.2/#3213-node-comparison
- https://datatracker.ietf.org/doc/html/rfc8259#section-4
- Peers: cfn-lint E0000
"""

from collections.abc import Iterator

from xacct_guard.rule import Evidence, Facts, Finding, Fix, Kind, Rule, Severity


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each key, at the one that is deployed."""
    for key in facts.graph.twice:
        yield RULE.finding(
            f"the key `{key.key}` is written twice, and the first one is not deployed",
            at=key.span,
            says="this one is deployed",
            evidence=(Evidence(key.first, "and this one is not"),),
            fix=Fix("keep one of the two"),
        )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
