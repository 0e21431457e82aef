"""
An action works on none of the resources that its statement names.

## Why
Each action of AWS works on certain types of resources: `s3:ListBucket` on a bucket, never on `bucket/*`, and
`ecr:GetAuthorizationToken` on nothing but `*`. Asked of anything else it never matches: an Allow of it gives
nothing, a Deny of it protects nothing, and AWS accepts an identity policy all the same. S3 refuses such a
bucket policy, so there it fails when the stack is made.

One resource that fits is enough. What cannot be told, an entry that depends on a parameter, counts as fitting.

## Instead
Name a resource of the type that the action works on, in a statement of its own where the others want another.

## Sources
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html

Peers: parliament RESOURCE_MISMATCH, cfn-lint I3510.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Effect,
    Evidence,
    Facts,
    Finding,
    Fix,
    Holding,
    Hop,
    Kind,
    PolicyKind,
    Resource,
    Role,
    Rule,
    Safety,
    Severity,
    Statement,
    Truth,
    Written,
    broken_hops,
    fits,
    is_alias_of_a_key,
    is_of_versions,
    left_out,
    match,
    misfits,
    shown,
    wanted,
)

_GROUP = "sagemaker:model-package-group"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, with all of its actions that are unfit wherever it is deployed."""
    for those in misfits(facts):
        first = those[0].statement
        unfit = [each for i, each in enumerate(first.actions) if _is_unfit(i, those)]
        if unfit:
            yield _finding(unfit, those, facts)


def _is_unfit(index: int, those: tuple[Holding, ...]) -> bool:
    return all(_fits_none(index, each) for each in those)


def _fits_none(index: int, holding: Holding) -> bool:
    statement = holding.statement
    entries = [entry.text for entry in statement.resources]
    if index >= len(statement.actions) or not entries:
        return False
    action = statement.actions[index].text
    if any(fits(action, entry) for entry in entries) or any(map(is_alias_of_a_key, entries)):
        return False
    in_registry = isinstance(holding.holder, Resource) and holding.holder.type == _GROUP
    # Of those `registry-policy-without-versions` says what is amiss.
    return not (in_registry and is_of_versions(action))


def _finding(unfit: list[Written], those: tuple[Holding, ...], facts: Facts) -> Finding:
    first, *others = unfit
    statement = those[0].statement
    more = f" and {len(unfit) - 3} more" if len(unfit) > 3 else ""
    names = ", ".join(f"`{each.text}`" for each in unfit[:3]) + more
    broken = tuple(_broken(unfit, those, facts))
    blocks = broken or any(map(_is_refused, those))
    verb = "works" if len(unfit) == 1 else "work"
    effect = "allows" if statement.effect is Effect.ALLOW else "denies"
    return RULE.finding(
        f"{names} {verb} on none of the resources of this statement, which {effect} nothing by it",
        at=first.span,
        says=_says(first),
        evidence=(
            *(Evidence(each.span, _says(each)) for each in others),
            Evidence(statement.resources[0].span, f"`{shown(statement.resources[0].text)}`"),
        ),
        severity=Severity.HIGH if blocks else None,
        fix=(facts.repair(broken[0]) if broken else None) or _fix(unfit, statement),
        explains=broken,
    )


def _fix(unfit: list[Written], statement: Statement) -> Fix:
    """Without what allows nothing; what was to be denied is for somebody to say."""
    allows = statement.effect is Effect.ALLOW
    edits = left_out(statement, unfit) if allows else ()
    return Fix(_instead(unfit[0]), Safety.SAFE, edits)


def _says(action: Written) -> str:
    types = wanted(action.text)
    return f"works on `{types[0]}`" if types else "is asked of `*` alone"


def _instead(action: Written) -> str:
    types = wanted(action.text)
    named = " or ".join(f"`{each}`" for each in types[:2]) if types else "`*`"
    return f"give `{action.text}` a resource that is {named}, or remove it"


def _is_refused(holding: Holding) -> bool:
    """S3 refuses a bucket policy with an action that applies to none of its resources."""
    holder = holding.holder
    return isinstance(holder, Resource) and holder.type == "s3:bucket"


def _broken(unfit: list[Written], those: tuple[Holding, ...], facts: Facts) -> Iterator[Hop]:
    """The denied hops that such a statement of the role was written for."""
    if those[0].statement.effect is not Effect.ALLOW:
        return
    for role in dict.fromkeys(each.holder.arn for each in those if isinstance(each.holder, Role)):
        for hop in broken_hops(facts).get(role, ()):
            by_identity = hop.decision.denied_by is PolicyKind.IDENTITY
            if by_identity and _speaks(unfit, hop.step.action):
                yield hop


def _speaks(unfit: list[Written], action: str) -> bool:
    return any(match(each.text, action, ignore_case=True) is Truth.YES for each in unfit)


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.HYGIENE)
