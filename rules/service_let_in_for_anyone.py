"""
A service is let in whoever it acts for.

## Why
A service principal is the same for all its customers: `s3.amazonaws.com` notifies a queue, invokes
a function, for whoever told it to. Where the policy does not say for which account or resource,
somebody else's bucket, topic or rule can make the service deliver to yours (the confused deputy).
To hand a service a role takes `iam:PassRole` in the role's account besides: there it is the second
lock on the door, and the severity is low.

Judged are only services for which a page of AWS shows `aws:SourceArn` or `aws:SourceAccount` on
this very kind of request. For others (CodePipeline, CloudFormation and Lambda with roles,
EventBridge at topics and for targets in other accounts) a condition may keep the service out.

## Instead
Add `aws:SourceAccount`, and `aws:SourceArn` where the source is known. SageMaker sends the literal
`arn:aws:sagemaker:REGION:ACCOUNT:*` for models and endpoints.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
- https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
- https://docs.aws.amazon.com/AmazonECR/latest/userguide/cross-service-confused-deputy-prevention.html
- https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html
- https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
- https://docs.aws.amazon.com/codebuild/latest/userguide/cross-service-confused-deputy-prevention.html
- https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
- https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html

Peers: Checkov CKV_AWS_364, Prowler `iam_role_cross_service_confused_deputy_prevention`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from xacct_guard.rule import (
    AT_RESOURCES,
    SILENT_ABROAD,
    WITH_ROLES,
    WORKERS,
    Effect,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Resource,
    Role,
    Rule,
    Safety,
    Severity,
    Span,
    Statement,
    Verdict,
    conditioned,
    doubted,
    file_of,
    for_stranger,
    is_by,
    may_let_in_strangers,
    own_account,
    services_of,
)

_TYPES = dict.fromkeys(type for _, type in AT_RESOURCES)
_FIX = Fix("add a condition on `aws:SourceAccount` or `aws:SourceArn`")
_SAYS = "does not say for which account or resource"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement of a resource's policy, and one for all roles of a file."""
    for type in _TYPES:
        for resource in facts.graph.of_type(type):
            for statement in facts.statements_of(resource.policy):
                services = tuple(_services(statement, resource, facts))
                if services:
                    yield _of_resource(services, statement, resource)
    of_files: dict[str, dict[Span, tuple[Role, Statement]]] = {}
    for role, statement in _open_roles(facts):
        found = of_files.setdefault(file_of(statement.span), {})
        found.setdefault(statement.span, (role, statement))
    for roles in of_files.values():
        account = next(iter(roles.values()))[0].account
        yield doubted(_of_roles(roles, facts), facts.unread(account, WORKERS))


def _services(statement: Statement, resource: Resource, facts: Facts) -> Iterator[str]:
    if statement.effect is not Effect.ALLOW or statement.principals is None:
        return
    for entry in statement.principals.service:
        action = AT_RESOURCES.get((entry.text, resource.type))
        if action is not None and facts.covers(statement, action):
            decision = for_stranger(entry.text, action, resource.arn, facts)
            if decision.verdict is Verdict.ALLOW and is_by(statement, decision):
                yield entry.text


def _fix(statements: Iterable[tuple[Statement, Role | Resource, frozenset[str]]]) -> Fix:
    """The account's own requests alone, where each service that is let in says for whom it acts."""
    every = [
        conditioned(
            statement,
            "StringEquals",
            "aws:SourceAccount",
            own_account(statement.span, holder.account),
        )
        if _lets_in_only(sending, statement)
        else ()
        for statement, holder, sending in statements
    ]
    edits = tuple(edit for edits in every for edit in edits) if all(every) else ()
    return replace(_FIX, safety=Safety.SAFE, edits=edits)


def _sending(role: Role, facts: Facts) -> frozenset[str]:
    """The services that surely say for whom they take on this role."""
    is_abroad = role.arn in _going_abroad(facts)
    return WITH_ROLES - {SILENT_ABROAD} if is_abroad else WITH_ROLES


def _lets_in_only(services: frozenset[str], statement: Statement) -> bool:
    named = statement.principals
    return (
        named is not None
        and not (*named.aws, *named.federated, *named.canonical_user)
        and {each.text for each in named.service} <= services
    )


def _of_resource(services: tuple[str, ...], statement: Statement, resource: Resource) -> Finding:
    return RULE.finding(
        f"`{'`, `'.join(services)}` is let in to `{resource.place or resource.name}` for whomever it acts",
        at=statement.span,
        says=_SAYS,
        account=resource.account,
        fix=_fix(((statement, resource, frozenset(services)),)),
    )


def _open_roles(facts: Facts) -> Iterator[tuple[Role, Statement]]:
    """The roles that a service may take on for a stranger, each with a statement that lets it."""
    abroad = _going_abroad(facts)
    for role in facts.graph.roles.values():
        if not may_let_in_strangers(role.trust):
            continue
        for service, statement in services_of(role).items():
            is_judged = service in WITH_ROLES and (
                role.arn not in abroad or service != SILENT_ABROAD
            )
            if is_judged and _is_open(service, statement, role, facts):
                yield role, statement


def _going_abroad(facts: Facts) -> frozenset[str]:
    """The roles that ask for something of another account."""
    return frozenset(
        hop.step.principal
        for hop in facts.hops
        if hop.decision.request.resource_account != hop.step.account
    )


def _is_open(service: str, statement: Statement, role: Role, facts: Facts) -> bool:
    decision = for_stranger(service, "sts:AssumeRole", role.arn, facts)
    return decision.verdict is Verdict.ALLOW and is_by(statement, decision)


def _of_roles(roles: dict[Span, tuple[Role, Statement]], facts: Facts) -> Finding:
    first, *others = roles
    names = dict.fromkeys(f"`{facts.name_of(role.arn)}`" for role, _ in roles.values())
    return RULE.finding(
        f"services may take on {', '.join(names)} for whomever they act",
        at=first,
        says=_SAYS,
        evidence=(Evidence(span, "nor does this") for span in others),
        severity=Severity.LOW,
        account=roles[first][0].account,
        fix=_fix((s, role, _sending(role, facts)) for role, s in roles.values()),
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES)
