"""Shorter: the same grants in fewer characters, where AWS takes no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..iam.arn import Arn
from ..iam.symbol import has_symbol
from .grant import Grant

_WHO = "aws:PrincipalArn"


def by_account(grants: Iterable[Grant], home: str) -> Iterator[Grant]:
    """Roles that are called alike in several other accounts are named by their accounts and that name.

    The same principals are let in: an account stands for all of its own, and `aws:PrincipalArn` leaves those
    of one name. Roles of the account at home stay named, since they need no policy of their own then.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    for grant in grants:
        groups = _groups(grant, home)
        gone = {("AWS", who) for those in groups.values() for who in those.values()}
        left = tuple(one for one in grant.principals if one not in gone)
        if left or not groups:
            yield replace(grant, principals=left)
        for accounts, names in groups:
            condition = ("ArnLike", _WHO, names)
            yield replace(
                grant,
                principals=tuple(("AWS", account) for account in accounts),
                conditions=tuple(sorted((*grant.conditions, condition))),
            )


def by_condition(grants: Iterable[Grant]) -> Iterator[Grant]:
    """Who is named is named in a condition on everybody: no principals are left to be counted.

    `aws:PrincipalArn` is in every request that is signed (reference_policies_condition-keys.html).
    """
    for grant in grants:
        named = tuple(
            sorted(who for of, who in grant.principals if of == "AWS" and ":root" not in who)
        )
        left = tuple(one for one in grant.principals if one[1] not in named)
        if len(named) < 2 or _has(grant, _WHO):
            yield grant
            continue
        if left:
            yield replace(grant, principals=left)
        condition = ("ArnEquals", _WHO, named)
        yield replace(
            grant,
            principals=(("AWS", "*"),),
            conditions=tuple(sorted((*grant.conditions, condition))),
        )


_Names = tuple[tuple[str, ...], tuple[str, ...]]


def _groups(grant: Grant, home: str) -> dict[_Names, dict[tuple[str, str], str]]:
    """The accounts and names that say who is meant, with the ARNs they stand for."""
    if _has(grant, _WHO):
        return {}
    named: dict[str, dict[str, str]] = {}
    for of, who in grant.principals:
        arn = Arn.parse(who)
        if of == "AWS" and arn and arn.service == "iam" and _is_elsewhere(arn, home):
            pattern = f"arn:{arn.partition}:iam::*:{arn.resource}"
            named.setdefault(pattern, {})[arn.account] = who
    alike: dict[tuple[str, ...], list[str]] = {}
    for pattern, accounts in named.items():
        if len(accounts) > 1:
            alike.setdefault(tuple(sorted(accounts)), []).append(pattern)
    return {
        (accounts, tuple(sorted(patterns))): {
            (pattern, account): named[pattern][account]
            for pattern in patterns
            for account in accounts
        }
        for accounts, patterns in alike.items()
    }


def _is_elsewhere(arn: Arn, home: str) -> bool:
    named = arn.resource.startswith(("role/", "user/"))
    return named and arn.account != home and not has_symbol(str(arn))


def _has(grant: Grant, key: str) -> bool:
    return any(one[1] == key for one in grant.conditions)
