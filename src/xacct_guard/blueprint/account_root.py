"""A role named by its account and `aws:PrincipalArn`, where it does not exist when the policy is written.

AWS looks for a role that a policy names as principal, and not for what a condition says. The key has the
ARN of the role, whatever the session (IAM user guide, reference_policies_condition-keys.html, principalarn).
Who names an account leaves the rest to the policies of that account: a role at home needs a policy of its
own then (reference_policies_evaluation-logic_policy-eval-basics-single-account.html).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..grants.document import Json, Line
from ..grants.generate import Generated
from ..iam.arn import Arn
from ..iam.policy import PolicyKind

_KEY = "aws:PrincipalArn"


def named_by_account(policy: Generated, roles: frozenset[str]) -> Generated:
    """The policy, in which these roles are no principals any more, and may all the same."""
    lines = (each for line in policy.lines for each in _lines(line, roles))
    return replace(policy, lines=tuple(lines))


def at_home(policy: Generated, roles: frozenset[str]) -> Iterator[tuple[str, Line]]:
    """What each of these roles of the same account needs in its own policy, now that it is not named."""
    if policy.kind is PolicyKind.ENDPOINT:
        return
    for line in policy.lines:
        if line.written["Effect"] != "Allow":
            continue
        for role in sorted(roles.intersection(principals_of(line))):
            if (arn := Arn.parse(role)) is not None and arn.account == policy.account:
                yield role, replace(line, written=_own(line.written, policy.attached_to))


def principals_of(line: Line) -> tuple[str, ...]:
    """The ARNs and accounts that a statement names as principals of AWS."""
    principal = line.written.get("Principal")
    if not isinstance(principal, dict):
        return ()
    return _listed(principal.get("AWS", ()))


def _own(written: Json, attached_to: str) -> Json:
    """The statement as an identity policy says it."""
    own = {name: value for name, value in written.items() if name != "Principal"}
    resource = own.pop("Resource", "*")
    condition = own.pop("Condition", None)
    own["Resource"] = attached_to if resource == "*" else resource
    return own | ({"Condition": condition} if condition is not None else {})


def _lines(line: Line, roles: frozenset[str]) -> Iterator[Line]:
    """The line without these roles, and one for them in each of their accounts."""
    moved = tuple(each for each in principals_of(line) if each in roles)
    if not moved:
        yield line
        return
    if (left := _without(line.written, moved)) is not None:
        yield replace(line, written=left)
    by_account: dict[str, list[str]] = {}
    for role in moved:
        if (arn := Arn.parse(role)) is not None:
            root = f"arn:{arn.partition}:iam::{arn.account}:root"
            by_account.setdefault(root, []).append(role)
    for number, (root, those) in enumerate(by_account.items(), 1):
        yield replace(line, written=_by(line.written, root, those, number))


def _without(written: Json, moved: tuple[str, ...]) -> Json | None:
    """The statement for whoever else it names; None where that is nobody."""
    principal = written["Principal"]
    assert isinstance(principal, dict)
    others = [each for each in _listed(principal["AWS"]) if each not in moved]
    left = {of: who for of, who in principal.items() if of != "AWS"}
    if others:
        left = {"AWS": _one(others), **left}
    return {**written, "Principal": left} if left else None


def _by(written: Json, root: str, roles: list[str], number: int) -> Json:
    told = written.get("Condition")
    condition = dict(told) if isinstance(told, dict) else {}
    condition["ArnEquals"] = {**condition.get("ArnEquals", {}), _KEY: _one(roles)}
    sid = f"{written['Sid']}ByAccount{number if number > 1 else ''}"
    return {**written, "Sid": sid, "Principal": {"AWS": root}, "Condition": condition}


def _listed(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(map(str, value)) if isinstance(value, Iterable) else ()


def _one(texts: list[str]) -> str | list[str]:
    return texts[0] if len(texts) == 1 else texts
