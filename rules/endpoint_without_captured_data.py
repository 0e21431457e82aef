"""
What an endpoint is asked, and what it answers, is kept nowhere.

## Why
Model Monitor compares what an endpoint captures with a baseline. Without capture nobody can say later
which data a model saw when it went wrong, or whether they had drifted from what it was trained on.

## Instead
Add a `DataCaptureConfig` with a sampling percentage, a bucket and a key; and a monitoring schedule.

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture.html
"""

from collections.abc import Iterator

from xacct_guard.rule import Facts, Finding, Fix, Kind, Rule, Severity, Tier, shown


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each endpoint configuration."""
    for config in facts.graph.of_type("sagemaker:endpoint-config"):
        capture = config.facts.get("capture")
        said = capture.text_at("EnableCapture") if capture else "false"
        if said == "false":
            yield RULE.finding(
                f"endpoints of `{shown(config.name)}` capture nothing",
                at=capture.span if capture else config.span,
                says="captures nothing",
                account=config.account,
                fix=Fix("add a `DataCaptureConfig`"),
            )


RULE = Rule(check, severity=Severity.INFO, kind=Kind.HYGIENE, tier=Tier.AUDIT)
