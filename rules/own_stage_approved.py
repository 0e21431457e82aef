"""
A role that a pipeline works as may approve the pipeline's own stages.

## Why
An approval is there so that a person looks before production changes. Builds, functions and jobs
of the pipeline run what the repository says: if the role they have may call
`codepipeline:PutApprovalResult`, a commit approves itself, and the log shows an approval.

Where only the pipeline itself takes the role on, no code has it, and the severity is medium.
Administrators may do so, too, and are found by rules of their own.

## Instead
Allow `codepipeline:PutApprovalResult` to a role of people alone, on the ARN of the approval action.

## Sources
- https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-iam-permissions.html
- https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html
"""

from collections.abc import Iterator, Mapping

from xacct_guard.rule import (
    Action,
    Decision,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Pipeline,
    Role,
    Rule,
    Severity,
    Span,
    Verdict,
    among,
    granting,
    is_administrator,
    runs_code,
    shown,
)

_APPROVES = "codepipeline:PutApprovalResult"
Right = tuple[Role, Decision, Pipeline, Action]


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, with the roles that have it."""
    found: dict[Span, list[Right]] = {}
    for role, decision, pipeline, action in _rights(facts):
        at = granting(role, (decision,))[0].span
        found.setdefault(at, []).append((role, decision, pipeline, action))
    for rights in found.values():
        yield _finding(rights, facts)


def _rights(facts: Facts) -> Iterator[Right]:
    workers = _workers(facts)
    for pipeline in facts.graph.pipelines:
        for stage in pipeline.stages:
            for action in stage.actions:
                if action.category == "Approval":
                    arn = f"{pipeline.arn}/{stage.name}/{action.name}"
                    for role in workers.get(pipeline.arn, ()):
                        decision = facts.ask(role.arn, _APPROVES, arn, role.span)
                        if decision.verdict is Verdict.ALLOW and not is_administrator(role, facts):
                            yield role, decision, pipeline, action


def _workers(facts: Facts) -> Mapping[str, tuple[Role, ...]]:
    """The roles that each pipeline with something to approve works as, by its ARN."""
    found: dict[str, dict[str, Role]] = {}
    for path in facts.paths:
        if not _has_approval(path.pipeline):
            continue
        own = found.setdefault(path.pipeline.arn, {})
        for hop in (*path.hops, *path.optional, *path.beyond):
            role = facts.graph.roles.get(hop.step.principal)
            if role is not None:
                own[role.arn] = role
    return {arn: tuple(roles.values()) for arn, roles in found.items()}


def _has_approval(pipeline: Pipeline) -> bool:
    actions = (action for stage in pipeline.stages for action in stage.actions)
    return any(action.category == "Approval" for action in actions)


def _finding(rights: list[Right], facts: Facts) -> Finding:
    role, decision, pipeline, action = rights[0]
    place, *others = granting(role, (decision,))
    names = tuple(dict.fromkeys(facts.name_of(each.arn) for each, *_ in rights))
    return RULE.finding(
        f"{among(names)}, as which `{shown(pipeline.name)}` works, may approve its action"
        f" `{shown(action.name)}`",
        at=place.span,
        says=f"lets it `{_APPROVES}`",
        evidence=dict.fromkeys((*others, Evidence(action.span, "is to be approved by a person"))),
        severity=None if any(runs_code(each) for each, *_ in rights) else Severity.MEDIUM,
        account=role.account,
        fix=Fix(f"allow `{_APPROVES}` to a role of people alone"),
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.EXPOSES)
