"""Guests: whom the side of a resource may let in from accounts that are not its own.

Only these have to be asked about there, however many accounts there are: a resource's policy and the grants
on a key name principals, accounts, or everybody, and from another account both sides must allow.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from ..graph.model import Role
from ..graph.part import Rest
from ..iam.arn import Arn
from ..iam.layers import Layers
from ..iam.match import speaks_about
from ..iam.no_permission import needs_no_permission
from ..iam.policy import Effect, Statement
from ..iam.request import Principal, PrincipalKind, Request
from ..iam.symbol import Symbol, has_symbol

_SESSION = "assumed-role/"
Asked = Callable[[Principal], Request]


class Guests:
    """The principals of an estate that may be let in, read account by account."""

    def __init__(self, owner: str | None, layers: Layers, asked: Asked, partition: str) -> None:
        """`owner` is the resource's account; `asked` makes the request of somebody."""
        self._owner = owner
        self._asked = asked
        self._partition = partition
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_account: dict[str, list[Statement | None]] = defaultdict(list)
        self._of_all: list[Statement | None] = []
        side = layers.resource
        if not owner or has_symbol(owner) or not side.held:
            self._of_all.append(None)
        for policy in side.policies:
            self._of_all += [None] if policy.unresolved else []
            for statement in policy.statements:
                if statement.effect is Effect.ALLOW:
                    self._take(statement)
        for grant in layers.kms_grants:
            self._name(grant.grantee, None)

    def _take(self, statement: Statement) -> None:
        named = statement.principals
        if named is None or named.canonical_user:
            self._of_all.append(statement)
        for entry in named.aws if named else ():
            self._name(entry.text, statement)

    def _name(self, text: str, statement: Statement | None) -> None:
        """Put down whom an entry names; without a statement there is nothing more to look at."""
        arn = Arn.parse(text)
        if text == "*" or has_symbol(text):
            self._of_all.append(statement)
        elif arn is None or arn.resource == "root":
            self._by_account[arn.account if arn else text].append(statement)
        else:
            self._by_name[arn.account].add(_name_in(arn.resource))

    def read(self, rest: Rest) -> Iterator[Role]:
        """Each of them, and every principal of the resource's own account."""
        for account in self._accounts(rest.accounts):
            if account == self._owner or self._may_let_in(account):
                yield from rest.roles_in(account)
            else:
                names = sorted(self._by_name.get(account, ()))
                found = (rest.role(arn) for name in names for arn in rest.called(account, name))
                yield from (role for role in found if role is not None)

    def _accounts(self, every: Iterable[str]) -> Iterable[str]:
        if self._of_all or needs_no_permission(self._asked(self._somebody("")[0])):
            return every
        named = {self._owner, *self._by_account, *self._by_name}
        return (account for account in every if account in named)

    def _may_let_in(self, account: str) -> bool:
        """May anybody of an account be let in as one of it?"""
        statements = (*self._of_all, *self._by_account.get(account, ()))
        if None in statements:
            return True
        requests = tuple(map(self._asked, self._somebody(account)))
        return any(map(needs_no_permission, requests)) or any(
            not speaks_about(statement, request).is_no
            for statement in statements
            if statement is not None
            for request in requests
        )

    def _somebody(self, account: str) -> tuple[Principal, Principal]:
        """A user and a role of an account, nobody knows which."""
        at = f"arn:{self._partition}:iam::{account}:"
        user, role = f"{at}{Symbol('any user')}", f"{at}role/{Symbol('any role')}"
        return (
            Principal(PrincipalKind.USER, user, account),
            Principal(PrincipalKind.SESSION, role, account, role=role),
        )


def _name_in(resource: str) -> str:
    """The name of a user or role, or of the role or user of a session."""
    if resource.startswith(_SESSION):
        return resource.removeprefix(_SESSION).partition("/")[0]
    return resource.rpartition("/")[2]
