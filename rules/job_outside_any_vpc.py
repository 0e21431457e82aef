"""
Jobs and models run in no VPC.

## Why
Without a `VpcConfig` what SageMaker runs reaches the internet from a network of AWS: code of a
dependency can send the data anywhere, and no endpoint policy, flow log or bucket policy with
`aws:SourceVpce` can see or stop it. For data that must not leave, health data among them, that is what an
auditor asks about first.

Whether it matters nobody can see from here: the severity is info.

## Instead
Give jobs and models a `VpcConfig` with private subnets and endpoints for what they call; or
`EnableNetworkIsolation`, where the code calls nothing.

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/dg/infrastructure-give-access.html
- https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html
- Peers: checkov CKV_AWS_307, cdk-nag AwsSolutions-SM1 (of notebooks)
"""

from collections.abc import Iterator

from xacct_guard.rule import Evidence, Facts, Finding, Fix, Hop, Kind, Rule, Severity, Tier, file_of

_MAKES = frozenset(
    {
        *("sagemaker:CreateTrainingJob", "sagemaker:CreateProcessingJob", "sagemaker:CreateModel"),
        *("sagemaker:CreateHyperParameterTuningJob", "sagemaker:CreateAutoMLJob"),
        "sagemaker:CreateAutoMLJobV2",
    }
)
_SUBNETS, _ISOLATED = "sagemaker:vpcsubnets", "sagemaker:networkisolation"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each file, with every job and model in it."""
    found: dict[str, list[Hop]] = {}
    for hop in facts.hops:
        if hop.step.action in _MAKES and _SUBNETS in hop.step.absent and not _is_isolated(hop):
            found.setdefault(file_of(hop.step.span), []).append(hop)
    for hops in found.values():
        first, *others = dict.fromkeys(hop.step.span for hop in hops)
        what = sorted({hop.step.action.removeprefix("sagemaker:Create") for hop in hops})
        yield RULE.finding(
            f"what runs here stands in no VPC: {', '.join(what)}",
            at=first,
            says="has no `VpcConfig`",
            evidence=tuple(Evidence(span, "nor has this") for span in others),
            account=hops[0].step.account,
            fix=Fix("give it a `VpcConfig` with private subnets"),
        )


def _is_isolated(hop: Hop) -> bool:
    return hop.step.context.get(_ISOLATED) == "true"


RULE = Rule(check, severity=Severity.INFO, kind=Kind.EXPOSES, tier=Tier.AUDIT)
