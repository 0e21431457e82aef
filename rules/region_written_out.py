"""
An ARN has its Region written out where others take it from where they are deployed.

## Why
Deployed in another Region the policy still names the first one: the key, topic or log group there. Keys are of
one Region, so `kms:Decrypt` on a key of the wrong one gives nothing, and nothing in the template shows why.

Told where the same template uses `${AWS::Region}`, or where the file has placeholders and others of the
configuration have one for the Region.

## Instead
Write `${AWS::Region}`, or the placeholder that the others have.

## Sources
- https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html
- https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
"""

import re
from collections.abc import Iterator

from xacct_guard.rule import (
    Arn,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Severity,
    Span,
    Tier,
    Written,
    holdings,
    is_registry,
    line_of,
    shown,
    sources,
)

_PSEUDO = re.compile(r"AWS::Region\b")
_PLACEHOLDER = re.compile(r"<[A-Za-z][\w-]*>")
_OF_REGIONS = re.compile(r":<[\w-]*region[\w-]*>:", re.IGNORECASE)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each file and Region, at the first entry."""
    texts = {source.name: source.text for source in sources(facts)}
    has_placeholder = any(_OF_REGIONS.search(text) for text in texts.values())
    open_files = {
        name
        for name, text in texts.items()
        if _PSEUDO.search(text) or (has_placeholder and _PLACEHOLDER.search(text))
    }
    seen: set[tuple[str, str]] = set()
    for holding in holdings(facts) if open_files else ():
        for entry in holding.statement.resources:
            file = entry.span.source.name
            region = _written_out(entry) if file in open_files else ""
            if region and (file, region) not in seen:
                seen.add((file, region))
                yield _finding(entry, region, entry.span)


def _written_out(entry: Written) -> str:
    """The Region of the ARN, where it stands in the text itself."""
    arn = Arn.parse(entry.text)
    is_there = arn is not None and f":{arn.service}:{arn.region}:" in line_of(entry.span)
    if arn is None or not is_there or "*" in arn.region or is_registry(arn.account):
        return ""  # where AWS keeps an image, account and Region belong together
    return arn.region


def _finding(entry: Written, region: str, at: Span) -> Finding:
    return RULE.finding(
        f"`{region}` is written out in `{shown(entry.text)}`",
        at=at,
        says="others take the Region from where they are deployed",
        fix=Fix("write `${AWS::Region}`, or the placeholder that others have"),
    )


RULE = Rule(check, severity=Severity.INFO, kind=Kind.HYGIENE, tier=Tier.AUDIT)
