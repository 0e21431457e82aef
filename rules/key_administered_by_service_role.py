"""
A role that a service or a pipeline works as may administer a key.

## Why
Who administers a key may write its policy, and with that let anybody decrypt, or nobody; and may have
it deleted, and everything encrypted under it with it. A pipeline only uses the key. Its role is
taken on without a person, for whatever the repository says: such a role is the last that
should hold this.

Roles of CloudFormation, which make keys, are left alone, and so are roles that a traced request
of this kind needs. What gives all of a service or everything is found by rules of its own.

## Instead
Administer the key by a role of people, or by the account alone. For use, the role needs
`kms:Decrypt` and `kms:GenerateDataKey`.

## Sources
- https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
- https://docs.aws.amazon.com/kms/latest/developerguide/least-privilege.html

Peers: Security Hub KMS.1 and KMS.2 (of identity policies, and of all roles alike).
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    UNINTENDED,
    Decision,
    Edit,
    Effect,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    PolicyKind,
    Resource,
    Role,
    Rule,
    Safety,
    Severity,
    Statement,
    Verdict,
    actions_of,
    is_everything,
    left_out,
    listed,
    needs,
    of_account,
    services_of,
    users_of,
    wide_services,
)

_ADMINISTERING = ("kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey")
_FOR_STACKS = "cloudformation.amazonaws.com"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement that lets such a role do so, with all that it may do to which key."""
    users: dict[str, set[str]] = {}
    for hop in facts.hops:
        users.setdefault(hop.step.resource, set()).add(hop.step.principal)
    for key in facts.graph.of_type("kms:key"):
        for role in _candidates(key, users.get(key.arn, set()), facts):
            for statement, actions in _administering(role, key, facts).items():
                yield _finding(statement, role, key, actions, facts)


def _candidates(key: Resource, users: set[str], facts: Facts) -> Iterator[Role]:
    """The roles for services that the key's policy names, and those that use the key."""
    statements = facts.statements_of(key.policy)
    named = {entry.text for each in statements for entry in facts.principals(each)}
    for arn in sorted(named | users):
        role = facts.graph.roles.get(arn)
        if role is not None and any(each != _FOR_STACKS for each in services_of(role)):
            yield role


def _administering(role: Role, key: Resource, facts: Facts) -> dict[Statement, list[str]]:
    """What the role may do to the key and no traced request asks for, by the statement that lets it."""
    asked = actions_of(needs(facts).by_principal.get(role.arn, ()))
    found: dict[Statement, list[str]] = {}
    policies = (key.policy, *role.identity)
    letting = [s for policy in policies for s in facts.statements_of(policy) if _may_let(s)]
    for action in _ADMINISTERING if letting else ():
        if not any(facts.covers(each, action) for each in letting):
            continue
        decision = facts.ask(role.arn, action, key.arn, key.span)
        statement = _letting(decision) if decision.verdict is Verdict.ALLOW else None
        if statement is not None and action not in asked:
            found.setdefault(statement, []).append(action)
    return found


def _may_let(statement: Statement) -> bool:
    """Is it an Allow statement of which no other rule speaks?"""
    return statement.effect is Effect.ALLOW and not of_account(statement)


def _letting(decision: Decision) -> Statement | None:
    """The statement by which it is allowed, unless other rules speak of that one."""
    for outcome in decision.outcomes:
        if outcome.kind in (PolicyKind.RESOURCE, PolicyKind.IDENTITY):
            for each in outcome.deciding:
                is_wide = is_everything(each) or "kms:*" in wide_services((each,))
                if not of_account(each) and not (outcome.kind is PolicyKind.IDENTITY and is_wide):
                    return each
    return None


def _finding(
    statement: Statement, role: Role, key: Resource, actions: list[str], facts: Facts
) -> Finding:
    services = listed(services_of(role))
    return RULE.finding(
        f"`{facts.full_name_of(role.arn)}`, a role for {services}, may {listed(actions)} on `{key.place}`",
        at=statement.span,
        says="lets it administer the key",
        evidence=(Evidence(role.span, f"taken on by {services}"),),
        account=key.account,
        fix=Fix(
            "leave the role out here, and let it use the key only",
            Safety.SAFE,
            _edits(statement, role, facts),
            at=statement.span,
        ),
    )


def _edits(statement: Statement, role: Role, facts: Facts) -> tuple[Edit, ...]:
    """Without the role, if it takes nothing else of the statement."""
    if role.arn in users_of(facts).get(statement.span, ()):
        return ()
    return left_out(statement, (e for e in facts.principals(statement) if e.text == role.arn))


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.EXPOSES, supposes=UNINTENDED)
