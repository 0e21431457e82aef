"""
A statement lets in somebody who cannot make any of its requests.

## Why
Each principal has its own way to a role: `sts:AssumeRole` for roles, users and services,
`sts:AssumeRoleWithSAML` for SAML providers, `sts:AssumeRoleWithWebIdentity` for those of OpenID Connect.
IAM Roles Anywhere wants two more actions besides. No provider has a place in the policy of a bucket, a key
or any other resource: its users come as sessions of a role. With the wrong pair the trust is there and lets
nobody in.

## Instead
Give each kind of principal a statement with its own action; in resource policies name the role.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
- https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html

Peers: `MISMATCHED_ACTION_FOR_PRINCIPAL`, `FEDERATED_PRINCIPAL_NOT_SUPPORTED`,
`MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY` (Access Analyzer).
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter

from xacct_guard.rule import (
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    PolicyKind,
    Rule,
    Safety,
    Severity,
    Statement,
    Written,
    has_symbol,
    left_out,
    sentences,
    shown,
    widened,
)

_ANYWHERE = "rolesanywhere.amazonaws.com"
_BESIDES = ("sts:TagSession", "sts:SetSourceIdentity")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each principal of a statement that allows."""
    for document, those in groupby(sentences(facts).naming_principals, key=itemgetter(0)):
        allowing = [one for _, one in those if one.effect is Effect.ALLOW]
        if document.policy.kind is PolicyKind.TRUST:
            yield from _unfit(allowing, facts)
        elif document.policy.kind is PolicyKind.RESOURCE:
            for statement in allowing:
                for written in statement.principals.federated if statement.principals else ():
                    yield _elsewhere(written, statement)


def _unfit(allowing: Sequence[Statement], facts: Facts) -> Iterator[Finding]:
    """What the statements of a trust policy give to those who cannot ask for it."""

    @cache
    def may(action: str) -> frozenset[str]:
        """Who may do this by one of the statements."""
        giving = (one for one in allowing if facts.covers(one, action))
        return frozenset(written.text for one in giving for written, _ in _ways(one))

    for statement in allowing:
        if any(has_symbol(each.text) for each in statement.actions):
            continue
        for written, action in _ways(statement):
            if not has_symbol(written.text) and not facts.covers(statement, action):
                if _is_beside(statement, facts) and written.text in may(action):
                    continue
                what = f"`{shown(written.text)}` comes with `{action}` alone"
                yield _finding(written, what, (action,), statement)
            elif written.text == _ANYWHERE:
                lacking = [each for each in _BESIDES if written.text not in may(each)]
                if lacking:
                    needed = " and ".join(f"`{each}`" for each in lacking)
                    what = f"IAM Roles Anywhere needs {needed} as well"
                    yield _finding(written, f"`{_ANYWHERE}`: {what}", lacking, statement)


def _is_beside(statement: Statement, facts: Facts) -> bool:
    """Is it of what goes with taking on a role, which may stand in a statement of its own?

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
    """
    return any(facts.covers(statement, each) for each in _BESIDES)


def _ways(statement: Statement) -> Iterator[tuple[Written, str]]:
    """Each principal, and the action by which it takes on a role."""
    named = statement.principals
    if named is None:
        return
    for written in (*named.aws, *named.service):
        yield written, "sts:AssumeRole"
    for written in named.federated:
        is_saml = ":saml-provider/" in written.text
        yield written, "sts:AssumeRoleWithSAML" if is_saml else "sts:AssumeRoleWithWebIdentity"


def _elsewhere(written: Written, statement: Statement) -> Finding:
    what = f"`{shown(written.text)}` is an identity provider, and those are let in by roles alone"
    return RULE.finding(
        what,
        at=written.span,
        says="lets nobody in",
        fix=Fix(
            "name the role that its users take on", Safety.SAFE, left_out(statement, (written,))
        ),
    )


def _finding(written: Written, what: str, lacking: Iterable[str], statement: Statement) -> Finding:
    return RULE.finding(
        what,
        at=written.span,
        says="is not let in",
        fix=Fix(
            f"add `{', '.join(lacking)}` in a statement for it",
            edits=widened(statement, "Action", *lacking) if _is_alone(statement) else (),
        ),
    )


def _is_alone(statement: Statement) -> bool:
    """Is nobody else let in, who would be given the action as well?"""
    named = statement.principals
    return named is not None and len((*named.aws, *named.service, *named.federated)) == 1


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
