"""
A target of an EventBridge rule names a role, though its own policy lets EventBridge in.

## Why
A function, a queue or a topic of the rule's own account is reached by its own policy, and a log
group by the policy for logs. The user guide asks for no `RoleArn` on such a target: with one,
delivery may fail, to encrypted queues and topics above all. Earlier versions of the page do not say
so, hence the low severity. Whether the policy lets EventBridge in is judged all the same.

A function, a queue or a topic in another account is another matter: there EventBridge needs the role.

## Instead
Leave out `RoleArn`, and let `events.amazonaws.com` in by the target's own policy.

## Sources
- https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
- https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-cross-account.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Arn,
    Confidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Node,
    Resource,
    Rule,
    Safety,
    Severity,
    shown,
    taken_out,
)

_KINDS = {
    "lambda": "a Lambda function",
    "logs": "a log group",
    "sns": "an SNS topic",
    "sqs": "an SQS queue",
}


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each target that names a role it has no use for."""
    for rule in facts.graph.of_type("events:rule"):
        targets = rule.facts.get("targets")
        for target in targets.items if targets else ():
            role, kind = target.get("RoleArn"), _kind_at_home(target, rule)
            if role is not None and kind is not None:
                yield RULE.finding(
                    f"target `{shown(target.text_at('Id') or '')}` of rule `{shown(rule.name)}` is {kind} of"
                    " its own account, and names a role",
                    at=role.span,
                    says="a role that EventBridge has no use for",
                    account=rule.account,
                    fix=Fix(
                        "leave out `RoleArn`; the policy of the target lets EventBridge in",
                        Safety.SAFE,
                        taken_out(role.span),
                    ),
                )


def _kind_at_home(target: Node, rule: Resource) -> str | None:
    """What kind of target this is, if it is of the rule's own account and takes no role."""
    arn = Arn.parse(target.text_at("Arn") or "")
    if arn is None or arn.account != rule.account:
        return None
    return _KINDS.get(arn.service)


RULE = Rule(check, severity=Severity.LOW, kind=Kind.BLOCKS, confidence=Confidence.MEDIUM)
