"""
A policy names an action that AWS does not have.

## Why
Such an entry matches nothing: an Allow of it gives no permission, a Deny of it protects nothing, and AWS
accepts the policy all the same. It is mostly a misspelling (`kms:ReEncrypt` for `kms:ReEncryptFrom` and
`kms:ReEncryptTo`) or the name of an API operation that is authorized under another name. Where requests of a
stage are denied that it was meant to allow, it is their cause.

## Instead
Write the action's name as the service authorization reference has it, or remove the entry.

## Sources
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Iterator
from dataclasses import replace

from xacct_guard.rule import (
    Confidence,
    Evidence,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    LayerOutcome,
    Rule,
    Safety,
    Severity,
    Statement,
    Written,
    applying,
    broken_hops,
    closest_action,
    has_symbol,
    is_known_action,
    is_known_service,
    left_out,
    meant_action,
    reference_is_old,
    respelled,
    sentences,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each entry that no action of its service matches; of no service, one a statement."""
    for _, statement in sentences(facts).whose_actions(_have_a_strange_one):
        yield from _in(statement, facts)


def _have_a_strange_one(actions: tuple[str, ...]) -> bool:
    return any(map(_is_strange, actions))


def _is_strange(action: str) -> bool:
    return not has_symbol(action) and not is_known_action(action)


def _in(statement: Statement, facts: Facts) -> Iterator[Finding]:
    strange: dict[str, list[Written]] = {}
    for written in (*statement.actions, *statement.not_actions):
        if _is_strange(written.text):
            service = written.text.partition(":")[0]
            if is_known_service(service):
                yield _finding(written, statement, facts)
            else:
                strange.setdefault(service.lower(), []).append(written)
    for those in strange.values():
        yield _of_no_service(those, statement)


def _finding(written: Written, statement: Statement, facts: Facts) -> Finding:
    close = closest_action(written.text)
    stopped = tuple(_stopped(close, statement, facts)) if close else ()
    found = _told(
        f"there is no action `{written.text}`",
        written,
        f"did you mean `{close}`?" if close else "matches nothing",
        _fix(written, statement, close),
    )
    if not stopped:
        return found
    asked = dict.fromkeys(hop.asked for hop in stopped)
    return replace(
        found,
        message=f"{found.message}, and {_several(len(asked))} for want of `{close}`",
        kind=Kind.BLOCKS,
        severity=Severity.HIGH,
        explains=tuple(asked),
    )


def _fix(written: Written, statement: Statement, close: str | None) -> Fix:
    """The action that is surely meant; none at all, where it is like no other."""
    if close is None:
        return Fix("remove it", Safety.SAFE, left_out(statement, (written,)))
    meant = meant_action(written.text)
    safety = applying(statement, more=written in statement.actions)
    edits = respelled(written, meant) if meant else ()
    return Fix(f"write `{close}`, or remove it", safety, edits)


def _several(count: int) -> str:
    return "a request is denied" if count == 1 else f"{count} requests are denied"


def _stopped(meant: str, statement: Statement, facts: Facts) -> Iterator[Hop]:
    """The denied hops that the statement would have allowed, had it the action that is meant."""
    for hops in broken_hops(facts).values():
        for hop in hops:
            is_meant = hop.step.action.lower() == meant.lower()
            if is_meant and any(_is_closest(o, statement) for o in hop.decision.outcomes):
                yield hop


def _is_closest(outcome: LayerOutcome, statement: Statement) -> bool:
    nearest = outcome.nearest
    return (
        nearest is not None
        and nearest.element == "Action"
        and nearest.statement.span == statement.span
    )


def _of_no_service(those: list[Written], statement: Statement) -> Finding:
    first, *others = those
    more = f" and {len(others)} more" if others else ""
    return _told(
        f"there is no service `{first.text.partition(':')[0]}`, so no action `{first.text}`{more}",
        first,
        "matches nothing",
        Fix("remove them" if others else "remove it", Safety.SAFE, left_out(statement, those)),
        tuple(Evidence(each.span, "matches nothing") for each in others),
    )


def _told(
    message: str, at: Written, says: str, fix: Fix, others: tuple[Evidence, ...] = ()
) -> Finding:
    old = reference_is_old()
    return RULE.finding(
        message,
        at=at.span,
        says=says,
        evidence=others,
        severity=Severity.LOW if old else None,
        confidence=Confidence.LOW if old else None,
        fix=fix,
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.HYGIENE)
