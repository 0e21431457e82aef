"""
A role ARN names a path that the role does not have.

## Why
The path is part of a role's ARN: `role/service-role/Deploy` and `role/Deploy` are different
ARNs, and role names are unique in an account whatever their path, so only one of them can
exist. A pipeline whose role ARN has the wrong path cannot be created, or fails with its first
request. A resource or trust policy that names such an ARN is refused as having an invalid
principal.

## Instead
Write the ARN with the path the role is created with, or better: take it from the stack's
outputs.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    Role,
    Rule,
    Severity,
    Span,
    Truth,
    Written,
    match,
    respelled,
    shown,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each ARN that cannot exist, and for each policy entry that names one."""
    for arn, role, at in (*_asked_for(facts), *_trusted(facts)):
        if match(role.arn, arn) is Truth.NO:
            yield RULE.finding(
                f"no role has the ARN `{shown(arn)}`: `{shown(role.name)}` is created with the path"
                f" `{shown(role.path)}`",
                at=at,
                says="named here",
                evidence=(Evidence(role.span, f"created here, as `{shown(role.arn)}`"),),
                account=role.account,
                fix=Fix(
                    f"write `{shown(role.arn)}`",
                    edits=respelled(Written(arn, at), role.arn),
                    at=at,
                ),
                explains=_failing_for(arn, facts),
            )


def _asked_for(facts: Facts) -> Iterator[tuple[str, Role, Span]]:
    """The role ARNs of requests, with the role that has the name, each where it is first met."""
    seen: set[str] = set()
    for hop in facts.hops:
        for arn, role in facts.mistaken(hop):
            if arn not in seen:
                seen.add(arn)
                yield arn, role, hop.step.span


def _failing_for(arn: str, facts: Facts) -> Iterator[Hop]:
    """The hops that are denied because the ARN in them is nobody's."""
    for hop in facts.hops:
        if hop.decision.verdict.denied and any(arn == wrong for wrong, _ in facts.mistaken(hop)):
            yield hop


def _trusted(facts: Facts) -> Iterator[tuple[str, Role, Span]]:
    """The role ARNs that policies name as principals."""
    for _, statement in facts.statements.naming_principals:
        for written in facts.principals(statement):
            if ":role/" in written.text and written.text not in facts.graph.roles:
                for role in facts.graph.namesakes(written.text):
                    yield written.text, role, written.span


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
