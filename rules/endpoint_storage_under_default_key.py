"""
The volumes of an endpoint are encrypted under a key that SageMaker chooses.

## Why
Without a `KmsKeyId` in the endpoint configuration the volumes with the model are encrypted under a key
that nobody of the account can take away, limit or see in use. Where models are what is worth stealing, the
key is the one switch that works after a leak.

Instances with storage of their own encrypt it in hardware and refuse a `KmsKeyId`; they, and serverless
variants, are left alone.

## Instead
Name a customer managed key, and let whoever makes the endpoint create grants on it
(`kms:GrantIsForAWSResource`).

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-store-volumes.html
- Peers: checkov CKV_AWS_98, cdk-nag AwsSolutions-SM2
"""

import re
from collections.abc import Iterator

from xacct_guard.rule import Facts, Finding, Fix, Kind, Node, Rule, Severity, Tier, shown

# `d` after the generation says that there is a local disk; of some families every size has one.
_HAS_ITS_OWN = re.compile(r"ml\.([a-z]+\d+[a-z]*d[a-z]*|g[56]\w*|p[45]\w*|trn\w+)\.")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each endpoint configuration."""
    for config in facts.graph.of_type("sagemaker:endpoint-config"):
        variants = config.facts.get("variants")
        if "key" not in config.facts and variants and any(map(_takes_a_key, variants.items)):
            yield RULE.finding(
                f"`{shown(config.name)}` names no key for the volumes of its endpoints",
                at=config.span,
                says="has no `KmsKeyId`",
                account=config.account,
                fix=Fix("name a customer managed key as `KmsKeyId`"),
            )


def _takes_a_key(variant: Node) -> bool:
    """Does the variant run on instances whose volumes a key can be named for?"""
    type = variant.text_at("InstanceType") or ""
    return type.startswith("ml.") and not _HAS_ITS_OWN.match(type)


RULE = Rule(check, severity=Severity.LOW, kind=Kind.EXPOSES, tier=Tier.AUDIT)
