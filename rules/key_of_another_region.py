"""
A key is of another Region than the service that would use it.

## Why
A service asks the KMS of its own Region, where a key of another one does not exist. An ARN with a
Region written out is right until the template is deployed elsewhere, and then answers `NotFoundException`
or AccessDenied.

## Instead
Make a key in the Region, or a replica of a multi-Region key, and write the Region by reference.

## Sources
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
- https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
"""

from collections.abc import Iterator

from xacct_guard.rule import Evidence, Facts, Finding, Fix, Hop, Kind, Rule, Severity, shown


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each key."""
    found: dict[str, list[Hop]] = {}
    for hop in facts.hops:
        if hop.decision.refused_by == "key_region":
            found.setdefault(hop.step.resource, []).append(hop)
    for key, hops in found.items():
        yield _finding(key, hops, facts)


def _finding(key: str, hops: list[Hop], facts: Facts) -> Finding:
    held, places = facts.graph.resource(key), dict.fromkeys(hop.step.span for hop in hops)
    first, *others = places
    there = (Evidence(held.span, "the key"),) if held else ()
    regions = ", ".join(dict.fromkeys(shown(hop.decision.request.region or "") for hop in hops))
    return RULE.finding(
        f"the key `{shown(key)}` is used in {regions}, where it does not exist",
        at=first,
        says="would use the key",
        evidence=(*there, *(Evidence(span, "so would this") for span in others)),
        account=hops[0].step.account,
        fix=Fix("name a key of the same Region"),
        explains=hops,
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
