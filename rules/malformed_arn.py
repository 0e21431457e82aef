"""
An ARN of a policy fits nothing that AWS has.

## Why
`arn:aws:s3:eu-west-1:111122223333:bucket` names no bucket, since those stand in no Region and no account;
`arn:aws:Lambda:…` names no function. AWS takes such a statement, and it matches nothing: what it should
allow is denied, what it should deny is not.

A wildcard in place of a service, and an ARN of fewer than six parts, are taken in ways that only some pages
describe.

## Instead
Write the ARN as the service authorization reference prints it for the type of resource.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

Peers: `INVALID_ARN_ACCOUNT`, `_REGION`, `_RESOURCE`, `_SERVICE_CASE`, `INVALID_PARTITION`,
`MISSING_ARN_FIELD`, `_REGION`, `_ACCOUNT`, `ARN_ACCOUNT_NOT_ALLOWED`, `ARN_REGION_NOT_ALLOWED`,
`WILDCARD_IN_SERVICE_NAME` (Access Analyzer), `INVALID_ARN` (parliament), resource_validation (boogy), E3511
(cfn-lint).
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    ArnFault,
    Confidence,
    Edit,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Severity,
    Statement,
    Written,
    arn_fault,
    key_type,
    reference_is_old,
    respelled,
    sentences,
    shown,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each ARN."""
    told = {each.span for each in facts.graph.misread}
    for _, statement in sentences(facts):
        for written, fault in _faulty(statement):
            if written.span not in told:
                yield _finding(written, fault)


def _faulty(statement: Statement) -> Iterator[tuple[Written, ArnFault]]:
    entries = (*statement.resources, *statement.not_resources)
    for written in entries:
        fault = arn_fault(written.text, of_resource=True)
        # Many list a thing with and without what is in it, though it may be the one or the other.
        if fault is not None and f"{written.text}/*" not in {each.text for each in entries}:
            yield written, fault
    for written in _compared(statement) if statement.conditions else ():
        fault = arn_fault(written.text, of_resource=False)
        if fault is not None:
            yield written, fault


def _compared(statement: Statement) -> Iterator[Written]:
    """The ARNs that conditions compare with."""
    for condition in statement.conditions:
        if condition.operator.startswith("Arn") or key_type(condition.key) == "ARN":
            yield from condition.values


def _finding(written: Written, fault: ArnFault) -> Finding:
    is_doubtful = fault.doubtful and reference_is_old()
    return RULE.finding(
        f"`{shown(written.text)}` fits no resource: {fault.why}",
        at=written.span,
        says="matches nothing" if not fault.harmless else "may not match what it should",
        severity=Severity.LOW if fault.harmless or is_doubtful else None,
        confidence=Confidence.MEDIUM if fault.doubtful else None,
        fix=Fix(fault.hint, edits=_edits(written, fault)),
    )


def _edits(written: Written, fault: ArnFault) -> tuple[Edit, ...]:
    """The part that is surely meant, in the place of the one that AWS does not have."""
    if fault.meant is None:
        return ()
    old, new = fault.meant
    return respelled(written, written.text.replace(f":{old}:", f":{new}:", 1))


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
