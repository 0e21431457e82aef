"""
A policy is written in the policy language of 2008.

## Why
A document without `Version` is read as one of `2008-10-17`. In that language there are no policy variables:
`${aws:username}` is just these characters, and a statement with it matches nothing. Nobody notices until
somebody adds the first variable.

## Instead
Write `"Version": "2012-10-17"` as the first element. It changes nothing in a policy without `${`.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html

Peers: `MISSING_VERSION` (Access Analyzer), `NO_VERSION` and `OLD_VERSION` (parliament), W2511 (cfn-lint).
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Add,
    Document,
    Edit,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Safety,
    Severity,
    Tier,
    Written,
    documents,
    if_sure,
    respelled,
)

_LATEST = "2012-10-17"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each document."""
    for document in documents(facts):
        if document.policy.version != _LATEST:
            yield _finding(document)


def _finding(document: Document) -> Finding:
    written = document.written.mapping.get("Version")
    what = f"version `{document.policy.version}`" if written else "no `Version`"
    return RULE.finding(
        f"policy {document.policy.name} has {what} of the policy language",
        at=written.span if written else document.policy.span,
        says="policy variables are not read here",
        fix=Fix(f'write `"Version": "{_LATEST}"`', _safety(document), _edits(document)),
    )


def _safety(document: Document) -> Safety:
    """Policy variables are read from then on, if there are any."""
    texts = (node.text or "" for node in document.written.walk())
    return if_sure(sure=not any("${" in text for text in texts))


def _edits(document: Document) -> tuple[Edit, ...]:
    written = document.written.mapping.get("Version")
    if written is not None:
        return respelled(Written(document.policy.version, written.span), _LATEST)
    return (Add(document.written.span, _LATEST, "Version"),)


RULE = Rule(check, severity=Severity.INFO, kind=Kind.HYGIENE, tier=Tier.STRICT)
