"""
A model is registered in another account that may not use the key or the bucket of the model.

## Why
When a version is registered from another account, the account of the registry is to be let in to what the
version names: the artifact, the key it is encrypted under, and the image. AWS's guide asks for all three.
Without them the version may be registered all the same, and whoever is to deploy it by way of the registry's
account finds a model that cannot be read.

A version that is registered by the bare name of a group that another account shares was meant for that account.

## Instead
Let the registry's account read the artifact (`s3:GetObject`), use the key (`kms:Decrypt`,
`kms:GenerateDataKey`) and pull the image, or encrypt models under a key of the registry's account.

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-version.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Arn,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    PolicyKind,
    Rule,
    Severity,
    Tier,
    Truth,
    shown,
    twins_registered_into,
)

_LOOKING = "the registry's account looks at"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each registry and thing that it may not use."""
    seen: set[tuple[str, str]] = set()
    for registry, action, resource, hop in (*_looked_at(facts), *_meant(facts)):
        if (registry, resource) not in seen:
            seen.add((registry, resource))
            yield _finding(registry, action, resource, hop, facts)


def _looked_at(facts: Facts) -> Iterator[tuple[str, str, str, Hop]]:
    """What a registry asks for in vain, as the trace has it."""
    for hop in facts.hops:
        arn = Arn.parse(hop.step.principal)
        is_registry = arn is not None and arn.resource == "root" and _LOOKING in hop.step.says
        if arn is not None and is_registry and hop.decision.verdict.denied:
            held = facts.graph.resource(hop.step.resource)
            if held is not None and held.account != arn.account:
                yield arn.account, hop.step.action, held.arn, hop


def _meant(facts: Facts) -> Iterator[tuple[str, str, str, Hop]]:
    """The keys of models that would be registered elsewhere, were the group named by its ARN."""
    groups = {hop.asked: group for hop, group in twins_registered_into(facts)}
    for path in facts.paths if groups else ():
        meant = {groups[each.asked].account for each in path.hops if each.asked in groups}
        for hop in filter(_writes_a_model, path.hops) if meant else ():
            key = Arn.parse(hop.step.key or "")
            for account in sorted(meant - {key.account}) if key else ():
                if hop.step.key and _is_shut_out(account, hop.step.key, facts):
                    yield account, "kms:Decrypt", hop.step.key, hop


def _writes_a_model(hop: Hop) -> bool:
    return hop.step.action == "s3:PutObject" and hop.step.resource.endswith("/model.tar.gz")


def _is_shut_out(account: str, key: str, facts: Facts) -> bool:
    held = facts.graph.resource(key)
    if held is None or not held.policy_held:
        return False
    who = f"arn:{key.split(':')[1]}:iam::{account}:root"
    decision = facts.ask(who, "kms:Decrypt", key, held.span)
    return any(o.kind is PolicyKind.RESOURCE and o.allows is Truth.NO for o in decision.outcomes)


def _finding(registry: str, action: str, resource: str, hop: Hop, facts: Facts) -> Finding:
    held = facts.graph.resource(resource)
    policy = held.policy if held else None
    at = policy.span if policy else hop.step.span
    told = Evidence(hop.step.span, f"the model: {shown(hop.step.says)}")
    return RULE.finding(
        f"{facts.account_name(registry)} keeps the model's version and may not `{action}` on"
        f" `{shown(resource)}`",
        at=at,
        says="does not let the registry's account in",
        evidence=() if told.span == at else (told,),
        account=held.account if held else None,
        fix=Fix(f"let account {registry} use it as well", at=at),
    )


RULE = Rule(
    check,
    severity=Severity.LOW,
    kind=Kind.BLOCKS,
    confidence=Confidence.MEDIUM,
    tier=Tier.STRICT,
)
