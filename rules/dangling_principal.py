"""
A policy names a role that the account does not have.

## Why
AWS looks up the roles that a bucket policy, key policy or trust policy names, and refuses the policy if there
is none ("Invalid principal in policy"). Where the role was deleted later, the policy keeps its id, and a new
role of the old name is not let in.

Told of accounts all of whose roles are known (authorization details, a snapshot), and elsewhere where the
account has a role whose name differs in capitals, hyphens and underscores alone: ARNs are told apart by these.

## Instead
Write the name as the role has it, or take the ARN from the stack that makes it.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-bucket-user-policy-specifying-principal-intro.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    PRINCIPALS,
    Arn,
    Effect,
    Evidence,
    Facts,
    Finding,
    Fix,
    Holding,
    Kind,
    PolicyKind,
    Role,
    Rule,
    Safety,
    Severity,
    Span,
    Statement,
    Written,
    applying,
    has_symbol,
    holdings,
    left_out,
    respelled,
    shown,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each entry that names nobody."""
    seen: set[Span] = set()
    for holding in holdings(facts).naming_principals:
        if holding.policy.kind not in (PolicyKind.RESOURCE, PolicyKind.TRUST):
            continue
        for entry in facts.principals(holding.statement):
            arn = _unknown(entry, facts)
            meant = _alike(arn, facts) if arn else None
            is_nobody = arn is not None and (meant or _is_known_whole(arn.account, facts))
            if is_nobody and entry.span not in seen:
                seen.add(entry.span)
                yield _finding(entry, meant, holding)


def _unknown(entry: Written, facts: Facts) -> Arn | None:
    """The role that an entry names, where the estate has none of that name."""
    arn = Arn.parse(entry.text)
    if arn is None or arn.type != "role" or has_symbol(entry.text) or "*" in entry.text:
        return None
    if (
        facts.unread(arn.account, PRINCIPALS) is not None
        or entry.text in facts.graph.roles
        or facts.graph.namesakes(entry.text)
    ):
        return None
    return None if arn.resource.startswith("role/aws-") else arn  # AWS makes these when needed


def _alike(arn: Arn, facts: Facts) -> Role | None:
    """A role of that account whose name has the same letters."""
    those = (role for role in facts.graph.roles_in(arn.account) if not has_symbol(role.name))
    same = [role for role in those if _letters(role.name) == _letters(arn.name)]
    return same[-1] if same else None


def _letters(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def _is_known_whole(account: str, facts: Facts) -> bool:
    """Were all roles of the account given, as `get-account-authorization-details` tells them?"""
    return any(map(_is_of_details, facts.graph.roles_in(account)))


def _is_of_details(role: Role) -> bool:
    """Is it told of in such details, be they a file or of a snapshot?"""
    first = str(role.span.route[0]) if role.span.route else ""
    return first == "RoleDetailList" or "/global/iam:role/" in first


def _finding(entry: Written, meant: Role | None, holding: Holding) -> Finding:
    there = f": there is `{shown(meant.arn)}`" if meant else ""
    instead = (
        f"write `{shown(meant.arn)}`" if meant else "remove it, or name the role that is meant"
    )
    return RULE.finding(
        f"there is no role `{shown(entry.text)}`{there}",
        at=entry.span,
        says="names nobody",
        evidence=(Evidence(meant.span, "the role that is made"),) if meant else (),
        account=holding.holder.account,
        fix=_fix(instead, entry, meant, holding.statement),
    )


def _fix(words: str, entry: Written, meant: Role | None, statement: Statement) -> Fix:
    """The role that is meant; without one, nobody, where somebody was to be let in."""
    if meant is not None:
        safety = applying(statement, more=True)
        return Fix(words, safety, respelled(entry, meant.arn), at=entry.span)
    allows = statement.effect is Effect.ALLOW
    edits = left_out(statement, (entry,)) if allows else ()
    return Fix(words, Safety.SAFE, edits, at=entry.span)


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
