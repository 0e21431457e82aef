"""
A parameter is by default an ARN of another account or Region than the stack's.

## Why
Such a default is left over from the account in which the template was written. Whoever deploys it elsewhere and
gives no value asks for the author's state machine, topic or key: without a policy there that lets them in, the
request is denied, and with one they work on what belongs to somebody else.

ARNs of AWS itself, layers of Lambda, and certificates, which CloudFront wants in us-east-1, are left alone.

## Instead
Leave the default out, or take the ARN from where the resource is made: `!Ref`, an import, an SSM parameter.

## Sources
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/best-practices.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    AccessPath,
    Arn,
    Defaulted,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    Rule,
    Severity,
    has_symbol,
    is_registry,
    shown,
)

_ANYWHERE = frozenset({"acm", "cloudfront", "iam", "route53", "wafv2"})


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each parameter and stack; what is denied for it has this one cause."""
    paths: dict[str, list[AccessPath]] = {}
    for path in facts.paths:
        paths.setdefault(path.pipeline.place.rpartition("/")[0], []).append(path)
    for default in facts.graph.defaults:
        arn = Arn.parse(default.text)
        where = _elsewhere(arn, default) if arn is not None else ""
        if arn is None or not where:
            continue
        broken = tuple(_broken(arn, paths.get(default.stack, [])))
        yield RULE.finding(
            f"parameter `{default.parameter}` of stack `{default.stack}` is by default `{shown(default.text)}`,"
            f" in {where}",
            at=default.span,
            says=f"the stack is in {facts.account_name(default.account)}, {shown(default.region)}",
            account=default.account,
            severity=Severity.HIGH if broken else None,
            fix=Fix("give the parameter a value, and leave the default out"),
            explains=broken,
        )


def _elsewhere(arn: Arn, default: Defaulted) -> str:
    """The account or Region of the ARN, where it surely is not the stack's."""
    if has_symbol(default.account) or has_symbol(default.region) or _is_of_aws(arn):
        return ""
    if arn.account.isdecimal() and arn.account != default.account:
        return f"account {arn.account}"
    is_regional = arn.region not in ("", "*") and arn.service not in _ANYWHERE
    return arn.region if is_regional and arn.region != default.region else ""


def _is_of_aws(arn: Arn) -> bool:
    is_layer = arn.service == "lambda" and arn.resource.startswith("layer:")
    return is_layer or is_registry(arn.account) or "*" in arn.account


def _broken(arn: Arn, paths: list[AccessPath]) -> Iterator[Hop]:
    """The denied hops of the stack's pipelines that ask for what the default names."""
    home = f":{arn.service}:{arn.region}:{arn.account}:"
    for hop in (hop for path in paths for hop in path.hops):
        is_it = home in hop.step.resource and arn.name in hop.step.resource
        if is_it and hop.decision.verdict.denied:
            yield hop


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
