"""
The rule that starts a pipeline waits for commits to another branch than the pipeline builds.

## Why
A pipeline fetches the branch that its source action names, and an EventBridge rule starts it for the
branch that its pattern names (`detail.referenceName`). Nothing ties the two: with different names a
commit to the pipeline's branch starts nothing, and a commit to the other one builds what has not changed.

Where the names are equal, but the pipeline takes its own from a parameter and the rule has it written
out, the first deployment with another value brings that about: low.

## Instead
Write the branch once, and refer to it from both places: `referenceName: [!Ref BranchName]`.

## Sources
- https://docs.aws.amazon.com/codepipeline/latest/userguide/triggering.html
- https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    CommitRule,
    Edit,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Node,
    Put,
    Rule,
    Safety,
    Severity,
    commit_rules,
    has_symbol,
    is_written_out,
    plain,
    shown,
    standing,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each rule and source of the pipeline that it starts."""
    for rule in commit_rules(facts):
        branch = rule.source.configuration.get("BranchName")
        if branch is None or branch.text is None or not _are_known((branch, *rule.branches)):
            continue
        names = {each.text for each in rule.branches}
        if names and branch.text not in names:
            yield _another(rule, branch)
        elif any(map(is_written_out, rule.branches)) and not is_written_out(branch):
            yield _as_long_as_it_lasts(rule, branch)


def _are_known(names: tuple[Node, ...]) -> bool:
    """Are they all plain names, and not patterns or values that nobody knows?"""
    return all(each.text is not None and not has_symbol(each.text) for each in names)


def _another(rule: CommitRule, branch: Node) -> Finding:
    waits = ", ".join(f"`{each.text}`" for each in rule.branches)
    pipeline = shown(rule.pipeline.name)
    return RULE.finding(
        f"`{pipeline}` builds `{branch.text}`, and is started by commits to {waits}",
        at=rule.branches[0].span,
        says="the branch that the rule waits for",
        evidence=(Evidence(branch.span, "the branch that the pipeline builds"),),
        account=rule.rule.account,
        fix=Fix(
            f"let the rule wait for `{branch.text}`", edits=_as_the_pipeline_does(rule, branch)
        ),
    )


def _as_long_as_it_lasts(rule: CommitRule, branch: Node) -> Finding:
    pipeline = shown(rule.pipeline.name)
    return RULE.finding(
        f"`{branch.text}` is written out in the rule that starts `{pipeline}`, which takes its"
        " branch from elsewhere",
        at=rule.branches[0].span,
        says="stays as it is when the pipeline is given another branch",
        evidence=(Evidence(branch.span, "the branch that the pipeline builds"),),
        severity=Severity.LOW,
        account=rule.rule.account,
        fix=Fix(
            "refer to the branch as the pipeline does",
            Safety.SAFE,
            _as_the_pipeline_does(rule, branch),
        ),
    )


def _as_the_pipeline_does(rule: CommitRule, branch: Node) -> tuple[Edit, ...]:
    """The branch as it is written in the pipeline, where the rule waits for a single one."""
    found, (waits, *others) = standing(branch.span), rule.branches
    if found is None or others or waits.span.source != branch.span.source:
        return ()
    return (Put(waits.span, plain(found.node)),)


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
