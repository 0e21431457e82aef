"""
A role is taken on and no policy gives it anything.

## Why
A trust policy says who may be the role, not what the role may do. A build, function or job that runs as it
starts, and every request that it makes is denied: it cannot even write its log, so that nothing tells why.

Requests that a stage fails for are told by `stage-denied`; this is about a role of which only what stops
nothing by itself is known, as the commands of a build.

## Instead
Give the role a policy for what it does.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html
- https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
"""

from collections.abc import Iterator

from xacct_guard.rule import Evidence, Facts, Finding, Fix, Hop, Kind, Role, Rule, Severity, shown


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each role all of whose requests are denied, none of them fatally."""
    asked: dict[str, list[Hop]] = {}
    for hop in facts.hops:
        asked.setdefault(hop.step.principal, []).append(hop)
    fatal = {
        hop.step.principal
        for path in facts.paths
        for hop in (*path.hops, *path.beyond)
        if _is_denied(hop)
    }
    for role in facts.graph.roles.values():
        hops = asked.get(role.arn, [])
        is_bare = role.held and not role.identity and role.trust is not None
        if is_bare and hops and role.arn not in fatal and all(map(_is_denied, hops)):
            yield _finding(role, hops, facts)


def _is_denied(hop: Hop) -> bool:
    return hop.decision.verdict.denied


def _finding(role: Role, hops: list[Hop], facts: Facts) -> Finding:
    actions = list(dict.fromkeys(f"`{hop.step.action}`" for hop in hops))
    more = ", …" if len(actions) > 3 else ""
    return RULE.finding(
        f"`{facts.name_of(role.arn)}` may do nothing, and asks for {', '.join(actions[:3])}{more}",
        at=role.span,
        says="no policy gives it anything",
        evidence=(Evidence(hops[0].step.span, f"asked here: {shown(hops[0].step.says)}"),),
        account=role.account,
        fix=Fix("give it a policy for what it does"),
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
