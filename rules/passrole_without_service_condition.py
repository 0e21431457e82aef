"""
An identity policy lets roles be passed without saying to which service.

## Why
`iam:PassRole` decides who may give a role to a service. Without `iam:PassedToService`, and with
a wildcard in the resource, the holder can hand any matching role, also one made for something
else, to any service that trusts it, and act with its permissions.

A role named in full is less of a danger, and none where its trust policy names a single service.
A Deny or a boundary that asks for the service does as well. What allows everything is found by
`full-administration-granted`.

## Instead
Name the role's ARN and add a condition: `StringEquals: {iam:PassedToService:
sagemaker.amazonaws.com}`.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
- https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Arn,
    Condition,
    Edit,
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    Policy,
    Role,
    Rule,
    Safety,
    Severity,
    Statement,
    Truth,
    conditioned,
    has_symbol,
    is_everything,
    match,
    taken,
)

_KEY = "iam:passedtoservice"
_ANY_SERVICE = "any-service.amazonaws.com"
_NAMING = frozenset({"StringEquals", "StringEqualsIgnoreCase", "StringLike"})


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, however many roles have it."""
    for policy, statement in facts.statements.speaking_of("iam:PassRole"):
        if not _passes(statement, facts) or is_everything(statement):
            continue
        if any(_is_in_force(statement, holder, facts) for holder in _holders(policy, facts)):
            is_exact = bool(statement.resources) and not any(map(_has_wildcard, _roles(statement)))
            yield RULE.finding(
                "`iam:PassRole` is allowed for any service",
                at=statement.span,
                says=f"policy {policy.name} does not say to which service",
                severity=Severity.LOW if is_exact else None,
                fix=Fix(
                    "name the role, and the service in a condition on `iam:PassedToService`",
                    Safety.SAFE,
                    _edits(policy, statement, facts),
                ),
            )


def _edits(policy: Policy, statement: Statement, facts: Facts) -> tuple[Edit, ...]:
    """The condition, where the roles are passed to known services and nothing else is allowed."""
    hops = taken(_holders(policy, facts), (statement,), facts)
    passed = [hop.decision.request.context.values.get(_KEY) for hop in hops]
    services = sorted({each for each in passed if isinstance(each, str) and not has_symbol(each)})
    is_passing = {each.text.lower() for each in statement.actions} == {"iam:passrole"}
    if not is_passing or not services or len(passed) != len([each for each in passed if each]):
        return ()
    value = services[0] if len(services) == 1 else services
    return conditioned(statement, "StringEquals", "iam:PassedToService", value)


def _passes(statement: Statement, facts: Facts) -> bool:
    """Does the statement itself let some role be passed to any service?"""
    if statement.effect is not Effect.ALLOW or not facts.covers(statement, "iam:PassRole"):
        return False
    if any(map(_names_services, statement.conditions)):
        return False
    open_to_several = (role for role in _roles(statement) if not _is_of_one_service(role, facts))
    return bool(statement.not_resources) or any(open_to_several)


def _names_services(condition: Condition) -> bool:
    """Does the condition say which services may get the role, and not all of them?"""
    if condition.key.lower() != _KEY or condition.operator not in _NAMING:
        return False
    return all(match(value.text, _ANY_SERVICE) is not Truth.YES for value in condition.values)


def _roles(statement: Statement) -> tuple[str, ...]:
    """The entries of Resource that may stand for roles."""
    return tuple(entry.text for entry in statement.resources if _may_be_role(entry.text))


def _may_be_role(text: str) -> bool:
    arn = Arn.parse(text)
    if arn is None:
        return True
    known = arn.resource.partition("*")[0].partition("?")[0]
    is_role = known.startswith("role/") or "role/".startswith(known)
    return is_role and match(arn.service, "iam") is not Truth.NO


def _is_of_one_service(text: str, facts: Facts) -> bool:
    """Is this a role that one service alone can take on?"""
    role = facts.graph.roles.get(text)
    trust = facts.statements_of(role.trust if role else None)
    named = [s.principals for s in trust if s.effect is Effect.ALLOW and s.principals]
    return len({service.text for principals in named for service in principals.service}) == 1


def _has_wildcard(text: str) -> bool:
    return "*" in text or "?" in text


def _holders(policy: Policy, facts: Facts) -> Iterator[Role]:
    return (role for role in facts.holders.get(policy.span, ()) if policy in role.identity)


def _is_in_force(statement: Statement, holder: Role, facts: Facts) -> bool:
    """May this role pass some of the roles, whatever the service? A Deny or a boundary may ask for it."""
    has_own = any(condition.key.lower() == _KEY for condition in statement.conditions)
    for text in _roles(statement) or ("*",):
        decision = facts.ask(holder.arn, "iam:PassRole", _some_role(text, holder), statement.span)
        if not decision.verdict.denied and (has_own or not facts.turns_on(decision, _KEY)):
            return True
    return False


def _some_role(text: str, holder: Role) -> str:
    """The ARN of one of the roles that an entry stands for: of the holder's account, unless it says another."""
    arn = Arn.parse(text)
    name = arn.resource if arn is not None and arn.resource.startswith("role/") else "role/*"
    account = arn.account if arn is not None and not _has_wildcard(arn.account) else holder.account
    in_iam = ":".join(holder.arn.split(":")[:4])
    return f"{in_iam}:{account}:{name.replace('*', 'any-role').replace('?', 'x')}"


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES)
