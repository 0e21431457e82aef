"""
Whoever trains or registers a model may approve it as well.

## Why
A version waits as `PendingManualApproval` so that somebody else looks at it before it is deployed.
Where the role that registers it may also call `UpdateModelPackage`, or register with the status
`Approved`, a changed training script approves its own model and the deployment follows by itself.
The policy of a group gives that away easily: the samples list `UpdateModelPackage` for every
account that registers.

A role that registers versions as `Approved` by design is not meant: there nobody waits. In a
group of the account that trains, the severity is medium.

## Instead
Leave `sagemaker:UpdateModelPackage` out of what trains, and allow `sagemaker:CreateModelPackage`
with `StringEquals: {sagemaker:ModelApprovalStatus: PendingManualApproval}` only.

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html
- https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
"""

from collections.abc import Iterator, Mapping

from xacct_guard.rule import (
    Decision,
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
    Severity,
    Span,
    Verdict,
)

_REGISTERS = "sagemaker:CreateModelPackage"
_APPROVES = ("sagemaker:UpdateModelPackage", _REGISTERS)
_TRAINS = frozenset(
    {
        *(_REGISTERS, "sagemaker:CreateTrainingJob", "sagemaker:CreateHyperParameterTuningJob"),
        *("sagemaker:CreateAutoMLJob", "sagemaker:CreateAutoMLJobV2"),
    }
)
_STATUS = "sagemaker:modelapprovalstatus"
_APPROVED = "Approved"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each group, and for each place that gives the right."""
    workers = _workers(facts)
    for group in facts.graph.of_type("sagemaker:model-package-group") if workers else ():
        found: dict[Span, dict[str, set[str]]] = {}
        for role in filter(None, map(facts.graph.roles.get, sorted(workers))):
            if facts.may_let_in(group, role) and _is_meant(role, group, facts):
                for action, decision in _approvals(role.arn, group, facts):
                    at = _given_by(decision, facts) or role.span
                    found.setdefault(at, {}).setdefault(role.arn, set()).add(action)
        for at, rights in found.items():
            yield _finding(group, at, rights, workers, facts)


def _workers(facts: Facts) -> Mapping[str, Span]:
    """The principals that train or register, but those that register what is approved already."""
    seen = [hop for hop in facts.hops if hop.step.action in _TRAINS]
    by_design = {h.step.principal for h in seen if h.step.context.get(_STATUS) == _APPROVED}
    return {h.step.principal: h.step.span for h in seen if h.step.principal not in by_design}


def _is_meant(role: Role, group: Resource, facts: Facts) -> bool:
    """At home, only who registers in this group: others train what goes elsewhere."""
    return role.account != group.account or any(
        hop.step.principal == role.arn
        and hop.step.action == _REGISTERS
        and facts.graph.resource(hop.step.resource) is group
        for hop in facts.hops
    )


def _approvals(role: str, group: Resource, facts: Facts) -> Iterator[tuple[str, Decision]]:
    """The ways in which the role may approve, each with the decision on it."""
    version = group.arn.replace(":model-package-group/", ":model-package/", 1) + "/1"
    for action in _APPROVES:
        decision = facts.ask(role, action, version, group.span, context={_STATUS: _APPROVED})
        if decision.verdict is Verdict.ALLOW:
            yield action, decision


def _given_by(decision: Decision, facts: Facts) -> Span | None:
    """The statement of ours that gives it: that of the group's policy before that of the role's."""
    ours = {statement.span for _, statement in facts.statements}
    sides = sorted(decision.outcomes, key=lambda outcome: outcome.kind is not PolicyKind.RESOURCE)
    given = (
        statement.span
        for outcome in sides
        if outcome.kind in (PolicyKind.RESOURCE, PolicyKind.IDENTITY)
        for statement in outcome.deciding
        if statement.effect is Effect.ALLOW and statement.span in ours
    )
    return next(given, None)


def _finding(
    group: Resource,
    at: Span,
    rights: dict[str, set[str]],
    workers: Mapping[str, Span],
    facts: Facts,
) -> Finding:
    actions = (action for action in _APPROVES if any(action in given for given in rights.values()))
    names = ", ".join(f"`{facts.full_name_of(role)}`" for role in rights)
    is_abroad = any(_account(role, facts) != group.account for role in rights)
    spans = dict.fromkeys(workers[role] for role in rights if workers[role] != at)
    return RULE.finding(
        f"who trains may approve in `{group.place or group.name}`: {names}, by"
        f" `{'`, `'.join(actions)}`",
        at=at,
        says="lets it set the status to `Approved`",
        evidence=(Evidence(span, "trains or registers here") for span in spans),
        severity=None if is_abroad else Severity.MEDIUM,
        account=group.account,
        fix=Fix(
            "leave `sagemaker:UpdateModelPackage` out, and allow `sagemaker:CreateModelPackage` with"
            " `sagemaker:ModelApprovalStatus` `PendingManualApproval` only"
        ),
    )


def _account(role: str, facts: Facts) -> str:
    return facts.graph.roles[role].account


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.EXPOSES)
