"""
Another account may use the objects of a bucket, but not the key they are encrypted under.

## Why
S3 encrypts what is written under the bucket's default key. Whoever reads it must be allowed
`kms:Decrypt`, whoever writes it `kms:GenerateDataKey`, by the key's policy in the key's account and by their
own: the grant of the bucket policy alone ends with AccessDenied, in the other account, at run time.

## Instead
Let the same principals use the key: add them to the key policy, with `kms:ViaService` set to S3 in the
bucket's region.

## Sources
- https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Arn,
    Effect,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    PolicyKind,
    Resource,
    Rule,
    Severity,
    Statement,
    appended,
    default_key,
    has_symbol,
    is_aws_managed,
    referred,
    shown,
)

_NEEDS = {
    "s3:GetObject": "kms:Decrypt",
    "s3:GetObjectVersion": "kms:Decrypt",
    "s3:PutObject": "kms:GenerateDataKey",
}


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement of a bucket policy whose principals the bucket's key keeps out."""
    told = {hop.asked[:2] for hop in facts.hops if hop.decision.verdict.denied}
    for bucket, key in _encrypted(facts):
        for statement in facts.statements_of(bucket.policy):
            kept_out = {
                (who, action)
                for who, action in _granted(statement, bucket, facts)
                if (who, action) not in told and _is_kept_out(who, action, key, facts)
            }
            if kept_out:
                yield _finding(statement, bucket, key, sorted(kept_out), facts)


def _encrypted(facts: Facts) -> Iterator[tuple[Resource, Resource]]:
    """The buckets whose default key is one of these, or an alias, in whichever account they are."""
    graph = facts.graph
    for key in (*graph.of_type("kms:key"), *graph.of_type("kms:alias")):
        if key.policy_held and not is_aws_managed(key.arn):
            yield from (
                (bucket, key) for bucket in graph.made_out("s3:bucket", default_key, key.arn)
            )


def _granted(statement: Statement, bucket: Resource, facts: Facts) -> Iterator[tuple[str, str]]:
    """Who of another account the statement lets use objects, with the action on the key that goes with it."""
    is_on_objects = any(
        written.text.startswith((f"{bucket.arn}/", "*")) for written in statement.resources
    )
    if statement.effect is not Effect.ALLOW or not is_on_objects:
        return
    actions = {needs for asks, needs in _NEEDS.items() if facts.covers(statement, asks)}
    for who in _abroad(statement, bucket, facts):
        yield from ((who, action) for action in actions)


def _abroad(statement: Statement, bucket: Resource, facts: Facts) -> Iterator[str]:
    """The principals of other accounts that the statement names: role ARNs, and accounts as a whole."""
    for written in facts.principals(statement):
        arn, whole = Arn.parse(written.text), facts.accounts((written,))
        account = whole[0] if whole else arn.account if arn else "*"
        if account not in ("*", bucket.account) and not has_symbol(account):
            yield whole[0] if whole else written.text


def _is_kept_out(who: str, action: str, key: Resource, facts: Facts) -> bool:
    decision = facts.question(who, action, key.arn)
    return decision.verdict.denied and decision.denied_by is PolicyKind.RESOURCE


def _allowing(kept_out: list[tuple[str, str]]) -> dict[str, object]:
    return {
        "Effect": "Allow",
        "Principal": {"AWS": sorted({who for who, _ in kept_out})},
        "Action": sorted({action for _, action in kept_out}),
        "Resource": "*",
    }


def _finding(
    statement: Statement,
    bucket: Resource,
    key: Resource,
    kept_out: list[tuple[str, str]],
    facts: Facts,
) -> Finding:
    names = ", ".join(dict.fromkeys(f"`{facts.full_name_of(who)}`" for who, _ in kept_out))
    actions = " and ".join(sorted({f"`{action}`" for _, action in kept_out}))
    policy = key.policy.span if key.policy else key.span
    allowing = referred(_allowing(kept_out), key.arn, policy, facts.graph)
    return RULE.finding(
        f"the policy of the key lets {names} do nothing, but the objects of `{shown(bucket.name)}` that they"
        f" may use are encrypted under it: they need {actions}",
        at=policy,
        says="leaves them out",
        evidence=(Evidence(statement.span, "lets them use the objects"),),
        account=key.account,
        fix=Fix(
            f"allow {names} {actions} in the key policy",
            edits=appended(key.policy, allowing),
            at=policy,
        ),
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
