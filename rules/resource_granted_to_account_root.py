"""
A bucket, repository, registry or the like is open to a whole foreign account.

## Why
A principal that ends in `:root` stands for the account: every role and user over there gets in as
soon as its own account lets it, without the owner of the resource being asked again. A bucket of
models or a registry that is meant for one pipeline's role can then be read, and overwritten, by
every notebook of that account. Keys have a rule of their own, and so has what is open to everybody.

## Instead
List the ARNs of the roles that need it (deploy the roles first), or keep the account and add a
condition on `aws:PrincipalArn`.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Confidence,
    Edit,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Opening,
    Resource,
    Rule,
    Severity,
    Statement,
    Tier,
    has_symbol,
    if_sure,
    openings,
    public,
    roles_using,
    wholly_named,
)

# Looking, and telling somebody something, is what sharing is for.
_SLIGHT = frozenset(
    {
        *("s3:GetObject", "s3:ListBucket", "ecr:BatchGetImage", "events:PutEvents"),
        *("sagemaker:CreateModel", "sagemaker:DescribeModelPackage"),
        *("sagemaker:DescribeModelPackageGroup", "sns:Publish", "sns:Subscribe", "sqs:SendMessage"),
    }
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each resource, at the statement that gives most, with the others as evidence."""
    found_already = {opening.statement for _, opening in public(facts)}
    for resource, every in openings(facts):
        opened = [opening for opening in every if opening.statement not in found_already]
        if opened:
            yield _finding(resource, sorted(opened, key=_is_slight), facts)


def _finding(resource: Resource, opened: list[Opening], facts: Facts) -> Finding:
    accounts = tuple(dict.fromkeys(each.account for each in opened))
    given = dict.fromkeys(action for each in opened for action in each.actions)
    actions = [action for action in given if action not in _SLIGHT] or [*given]
    spans = tuple(dict.fromkeys(each.statement.span for each in opened))
    sure = not any(map(has_symbol, (resource.account, *accounts)))
    return RULE.finding(
        f"every principal of {', '.join(map(facts.account_name, accounts))} may"
        f" `{'`, `'.join(actions)}` on `{resource.place or resource.name}`",
        at=spans[0],
        says="a whole account, not a role",
        evidence=(Evidence(span, "and here") for span in spans[1:]),
        severity=Severity.LOW if all(map(_is_slight, opened)) or not sure else None,
        confidence=None if sure else Confidence.LOW,
        account=resource.account,
        fix=Fix("name the roles that need it", if_sure(sure=sure), _edits(opened, facts)),
    )


def _edits(opened: list[Opening], facts: Facts) -> tuple[Edit, ...]:
    """The roles that use what each of the statements gives; none where nobody of an account does."""
    accounts: dict[Statement, list[str]] = {}
    for each in opened:
        accounts.setdefault(each.statement, []).append(each.account)
    every = [wholly_named(s, roles_using(s, those, facts)) for s, those in accounts.items()]
    return tuple(edit for edits in every for edit in edits) if all(every) else ()


def _is_slight(opening: Opening) -> bool:
    return _SLIGHT.issuperset(opening.actions)


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES, tier=Tier.STRICT)
