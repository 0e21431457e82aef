"""
An account that only reads from a bucket or repository of a pipeline may write to it as well.

## Why
Training data, definitions, artifacts and images are what later stages trust. If the account that
serves models may overwrite them, whoever gets in there can change what the training account runs
next, or what the next deployment takes for the model: a fault downstream becomes one upstream.

Judged are accounts that are seen to read and never to write, as far as what they ask for is told;
code is not read, so the confidence is medium.

## Instead
Leave `s3:PutObject` and its like (`s3:PutObjectAcl`, `ecr:PutImage`) out of what that account is
given; give it `s3:GetObject` on the prefix it reads.

## Sources
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html
- https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html
"""

from collections.abc import Collection, Iterator, Mapping

from xacct_guard.rule import (
    UNINTENDED,
    Arn,
    Confidence,
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    Resource,
    Rule,
    Severity,
    Statement,
    dealings,
    fact,
    has_symbol,
    is_by,
    outsider,
    puzzling,
    things,
)

_WRITES = {
    "s3:bucket": ("s3:PutObject", "s3:DeleteObject", "s3:PutObjectAcl"),
    "ecr:repository": ("ecr:PutImage",),
}
_WRITING = ("Put", "Delete", "Upload", "Initiate", "Complete", "Abort", "Restore", "Replicate")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement that lets a mere reader write."""
    for type, writes in _WRITES.items():
        for resource in facts.graph.of_type(type):
            readers = frozenset(_readers(resource, facts))
            for statement in facts.statements_of(resource.policy) if readers else ():
                if statement.effect is Effect.ALLOW:
                    yield from _found(statement, resource, readers, writes, facts)


def _readers(resource: Resource, facts: Facts) -> Iterator[str]:
    """The other accounts that are seen to use the resource, and not to write to it."""
    for account, seen in _dealers(facts).get(resource.arn, {}).items():
        writes = any(action.partition(":")[2].startswith(_WRITING) for action in seen)
        if seen and not writes and account != resource.account and account not in puzzling(facts):
            yield account


@fact
def _dealers(facts: Facts) -> Mapping[str, Mapping[str, Collection[str]]]:
    """What each account is seen to do, by the ARN of what it does that to."""
    found: dict[str, dict[str, Collection[str]]] = {}
    for (arn, account), seen in dealings(facts).items():
        if account in facts.graph.accounts:
            found.setdefault(arn, {})[account] = seen
    return found


def _found(
    statement: Statement,
    resource: Resource,
    readers: frozenset[str],
    writes: tuple[str, ...],
    facts: Facts,
) -> Iterator[Finding]:
    may: dict[str, tuple[str, ...]] = {}
    for account, principal in _named(statement):
        if account in readers and account not in may:
            given = tuple(a for a in writes if _may(principal, a, statement, resource, facts))
            may |= {account: given} if given else {}
    if may:
        actions = dict.fromkeys(action for given in may.values() for action in given)
        yield RULE.finding(
            f"{', '.join(map(facts.account_name, may))} may `{'`, `'.join(actions)}` on"
            f" `{resource.place or resource.name}`, and is only seen to read there",
            at=statement.span,
            says="lets it write",
            account=resource.account,
            fix=Fix("give that account what it needs to read, and no more"),
        )


def _named(statement: Statement) -> Iterator[tuple[str, str]]:
    """The accounts that a statement names, each with the principal, or the account itself."""
    for entry in statement.principals.aws if statement.principals else ():
        arn = Arn.parse(entry.text)
        account = arn.account if arn else entry.text
        if not has_symbol(account):
            yield account, entry.text if arn and arn.resource != "root" else account


def _may(
    principal: str, action: str, statement: Statement, resource: Resource, facts: Facts
) -> bool:
    """Does the statement let it, as far as the resource's side goes?"""
    if not facts.covers(statement, action):
        return False
    return any(
        is_by(statement, outsider(principal, action, thing, facts))
        for thing in things(action, statement, resource)
    )


RULE = Rule(
    check,
    severity=Severity.HIGH,
    kind=Kind.EXPOSES,
    confidence=Confidence.MEDIUM,
    supposes=UNINTENDED,
)
