"""
A pipeline may start to upload its source, but not give the upload up.

## Why
A CodeCommit source has the repository upload an archive, and `codecommit:CancelUploadArchive` ends that
when an execution is stopped or superseded. It is one of the five actions that CodePipeline's guide asks
for. Without it nothing fails as long as every execution runs to its end.

## Instead
Allow it where `codecommit:UploadArchive` is allowed.

## Sources
- https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
- https://docs.aws.amazon.com/codepipeline/latest/userguide/troubleshooting.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    PolicyKind,
    Rule,
    Severity,
    Statement,
    Tier,
    Verdict,
    widened,
)

_CANCEL = "codecommit:CancelUploadArchive"
_UPLOAD = "codecommit:UploadArchive"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each role that fetches sources, where it may start an upload."""
    uploads = {hop.step.principal: hop for hop in facts.hops if hop.step.action == _UPLOAD}
    seen: set[str] = set()
    for hop in facts.hops:
        role, is_refused = hop.step.principal, hop.decision.verdict.denied
        if hop.step.action == _CANCEL and is_refused and role not in seen:
            seen.add(role)
            yield _finding(hop, _granting(uploads.get(role)), facts)


def _granting(upload: Hop | None) -> Statement | None:
    """The role's own statement that allows the upload; a control policy allows nothing by itself."""
    outcomes = upload.decision.outcomes if upload else ()
    own = (outcome for outcome in outcomes if outcome.kind is PolicyKind.IDENTITY)
    return next((s for outcome in own for s in outcome.deciding), None)


def _finding(hop: Hop, granting: Statement | None, facts: Facts) -> Finding:
    at = granting.span if granting else hop.step.span
    return RULE.finding(
        f"`{facts.full_name_of(hop.step.principal)}` may not give up an upload of the source",
        at=at,
        says=f"allows the upload, and not `{_CANCEL}`" if granting else "asked for here",
        evidence=(Evidence(hop.step.span, "fetches the source"),) if granting else (),
        account=hop.step.account,
        fix=Fix(
            f"allow `{_CANCEL}` as well",
            edits=widened(granting, "Action", _CANCEL) if _is_silence(hop) and granting else (),
        ),
    )


def _is_silence(hop: Hop) -> bool:
    """Is it refused because nothing allows it, and not denied by a statement?"""
    return hop.decision.verdict is Verdict.IMPLICIT_DENY


RULE = Rule(check, severity=Severity.LOW, kind=Kind.BLOCKS, tier=Tier.AUDIT)
