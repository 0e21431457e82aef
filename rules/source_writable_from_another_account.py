"""
A role that may push to a pipeline's source is open to a whole foreign account.

## Why
Whoever can push to the branch that a pipeline builds decides what all its stages run, with the
roles of every account they run in. CodeCommit takes no policy of its own, so other accounts work
on a repository through a role: if that role trusts an account as a whole, the accounts the
pipeline deploys to can rewrite what deploys them.

Roles that a service has as well are the matter of `service-role-trusts-foreign-account`.

## Instead
Trust the one role that people commit with, or allow `codecommit:GitPull` only. A pipeline that
builds from another account needs neither.

## Sources
- https://docs.aws.amazon.com/codecommit/latest/userguide/cross-account.html
- https://docs.aws.amazon.com/codecommit/latest/userguide/auth-and-access-control-permissions-reference.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Effect,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Resource,
    Role,
    Rule,
    Severity,
    Statement,
    Verdict,
    accounts_named,
    is_by,
    outsider,
    services_of,
)

_PUSH = "codecommit:GitPush"
_SOURCE = "codecommit:GetBranch"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each role, with the repositories that it may push to."""
    sources = tuple(_sources(facts))
    doors = ((role, tuple(_opened(role, facts))) for role in facts.graph.roles.values() if sources)
    for role, opened in doors:
        is_door = opened and _is_given(role, facts)
        written = [each for each in sources if is_door and _may_push(role, each, facts)]
        if written:
            yield _finding(role, opened, written, facts)


def _sources(facts: Facts) -> Iterator[Resource]:
    """The repositories that pipelines take their source from."""
    asked = dict.fromkeys(hop.step.resource for hop in facts.hops if hop.step.action == _SOURCE)
    for arn in asked:
        held = facts.graph.resource(arn)
        if held is not None and held.type == "codecommit:repository":
            yield held


def _opened(role: Role, facts: Facts) -> Iterator[tuple[str, Statement]]:
    """The other accounts that the trust policy lets in as a whole."""
    if services_of(role):
        return
    for statement in facts.statements_of(role.trust):
        if statement.effect is not Effect.ALLOW or not facts.covers(statement, "sts:AssumeRole"):
            continue
        for account in accounts_named(statement, facts):
            if account != role.account and is_by(
                statement, outsider(account, "sts:AssumeRole", role.arn, facts)
            ):
                yield account, statement


def _is_given(role: Role, facts: Facts) -> bool:
    """Does some policy of the role speak of pushing at all?"""
    statements = (statement for policy in role.identity for statement in policy.statements)
    return any(facts.covers(statement, _PUSH) for statement in statements)


def _may_push(role: Role, repository: Resource, facts: Facts) -> bool:
    if role.account != repository.account:
        return False
    return facts.ask(role.arn, _PUSH, repository.arn, role.span).verdict is Verdict.ALLOW


def _finding(
    role: Role, opened: tuple[tuple[str, Statement], ...], written: list[Resource], facts: Facts
) -> Finding:
    accounts = dict.fromkeys(account for account, _ in opened)
    repositories = ", ".join(f"`{each.place or each.name}`" for each in written)
    return RULE.finding(
        f"every principal of {', '.join(map(facts.account_name, accounts))} may push to"
        f" {repositories}, a pipeline's source, as `{facts.name_of(role.arn)}`",
        at=opened[0][1].span,
        says="lets them be the role",
        evidence=(Evidence(each.span, "what pipelines build") for each in written),
        account=role.account,
        fix=Fix("trust the role that people commit with, or let it pull only"),
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.EXPOSES)
