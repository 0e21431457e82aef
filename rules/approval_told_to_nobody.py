"""
Nobody is told when a version of a shared model package group is approved.

## Why
SageMaker sends the event "SageMaker Model Package State Change" to the default bus of the account that has the
group, and nowhere else. Without a rule there that hands it on, a deployment account to which the group is open
never learns of an approval, and models are deployed by hand or late.

Said of groups whose policy lets another account in, where no rule of the account takes events of SageMaker.

## Instead
Make a rule in the group's account with `source: [aws.sagemaker]` and `detail-type: [SageMaker Model Package
State Change]`, with the bus of the deployment account as target, and let that bus take it.

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
- https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Arn,
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    Node,
    Resource,
    Rule,
    Severity,
    Supposition,
    Tier,
)

_EVENT = "SageMaker Model Package State Change"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each shared group of an account without such a rule."""
    told = {
        (rule.account, rule.region)
        for rule in facts.graph.of_type("events:rule")
        if _may_take(rule.facts.get("pattern"))
    }
    for group in facts.graph.of_type("sagemaker:model-package-group"):
        if _is_shared(group, facts) and (group.account, group.region) not in told:
            yield RULE.finding(
                f"no rule of {facts.account_name(group.account)} tells anybody of an approval in"
                f" `{group.name}`",
                at=group.span,
                says="shared with other accounts",
                account=group.account,
                fix=Fix(f"make an EventBridge rule for `{_EVENT}` in the account of the group"),
            )


def _is_shared(group: Resource, facts: Facts) -> bool:
    for statement in facts.statements_of(group.policy):
        for written in facts.principals(statement):
            arn = Arn.parse(written.text)
            account = arn.account if arn is not None else written.text
            if statement.effect is Effect.ALLOW and account != group.account:
                return True
    return False


def _may_take(pattern: Node | None) -> bool:
    """May an event of a version pass this pattern? One that is not understood may let it pass."""
    if pattern is None:
        return False
    source, kind = pattern.get("source"), pattern.get("detail-type")
    return _has(source, "aws.sagemaker") and _has(kind, _EVENT)


def _has(wanted: Node | None, text: str) -> bool:
    return wanted is None or any(each.text in (text, None) for each in wanted.items)


RULE = Rule(
    check,
    severity=Severity.INFO,
    kind=Kind.HYGIENE,
    tier=Tier.AUDIT,
    supposes=(Supposition(frozenset({"events:rule"}), is_said=False),),
)
