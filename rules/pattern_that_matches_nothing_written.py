"""
A role may read an object of a name that is written under another path only.

## Why
Whoever writes the object and whoever reads it were described apart: a training job puts its model under
`PREFIX/JOB/output/model.tar.gz`, and the policy of the endpoint says `sagemaker/GROUP/output/model.tar.gz`. The
permission never applies; the model cannot be loaded, or is loaded by way of a permission that is far too wide.

Told where the bucket is seen to be written to, the pattern matches none of the keys that are written or read,
and one of these ends in the same name.

## Instead
Write the pattern after the keys that are written, with `*` for what changes from run to run.

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_OutputDataConfig.html
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-policies-s3.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    UNSEEN,
    Confidence,
    Effect,
    Evidence,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    PolicyKind,
    Rule,
    Severity,
    Span,
    Written,
    holdings,
    may_overlap,
    respelled,
    shown,
)

_HANDLED = frozenset({"s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"})


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each entry that only just misses what is written."""
    objects = _objects(facts)
    seen: set[Span] = set()
    for holding in holdings(facts).speaking_of("s3:GetObject") if objects else ():
        statement = holding.statement
        is_grant = holding.policy.kind is PolicyKind.IDENTITY and statement.effect is Effect.ALLOW
        if not is_grant:
            continue
        for entry in statement.resources:
            missed = _missed(entry, objects)
            if missed is not None and entry.span not in seen:
                seen.add(entry.span)
                yield _finding(entry, missed)


def _objects(facts: Facts) -> dict[str, list[Hop]]:
    """What is read and written, by bucket."""
    found: dict[str, list[Hop]] = {}
    for hop in facts.hops:
        if hop.step.action in _HANDLED:
            found.setdefault(hop.step.resource.partition("/")[0], []).append(hop)
    return found


def _missed(entry: Written, objects: dict[str, list[Hop]]) -> Hop | None:
    """A hop that writes what the entry seems to mean, where it covers no object that is seen."""
    bucket, slash, key = entry.text.partition("/")
    name = key.rpartition("/")[2]
    if not slash or not name or {"*", "?"} & set(name):
        return None
    hops = objects.get(bucket, ())
    if any(may_overlap(entry.text, hop.step.resource) for hop in hops):
        return None
    written = (hop for hop in hops if hop.step.action == "s3:PutObject")
    return next((hop for hop in written if hop.step.resource.endswith(f"/{name}")), None)


def _finding(entry: Written, missed: Hop) -> Finding:
    return RULE.finding(
        f"`{shown(entry.text)}` is no object that is seen to be written:"
        f" `{shown(missed.step.resource)}` is",
        at=entry.span,
        says="covers nothing that is written",
        evidence=(Evidence(missed.step.span, f"written here: {shown(missed.step.says)}"),),
        fix=Fix(
            "write the pattern after the key that is written",
            edits=respelled(entry, missed.step.resource),
            at=entry.span,
        ),
    )


RULE = Rule(
    check, severity=Severity.MEDIUM, kind=Kind.BLOCKS, confidence=Confidence.MEDIUM, supposes=UNSEEN
)
