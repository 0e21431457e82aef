"""Asked: a request made ready for the tests."""

from __future__ import annotations

from collections.abc import Mapping

from ..callers import may_be_owner_of_policy
from ..context import PRINCIPAL_ARN, role_of_session
from ..no_permission import needs_no_permission
from ..request import ContextValue, PrincipalKind, Request
from ..symbol import START

_BEFORE_RESOURCE = 4


class Asked:
    """A request of which who asks, and for which resource, is known to the letter.

    `role` is the role behind a session; `values` are the given context keys.
    """

    __slots__ = ("_account_forms", "arn", "kind", "request", "resource", "role", "values")

    def __init__(
        self,
        request: Request,
        kind: PrincipalKind,
        arn: str,
        role: str | None,
        values: Mapping[str, ContextValue],
    ) -> None:
        self.request = request
        self.kind = kind
        self.arn = arn
        self.role = role
        self.resource = request.resource
        self.values = values
        self._account_forms: tuple[str, str] | None = None

    @property
    def knows_path(self) -> bool:
        """Is the path of the role behind a session told?"""
        return self.request.principal.knows_path or PRINCIPAL_ARN in self.values

    @property
    def is_some_session(self) -> bool:
        """Is it the ARN of a role, which stands for some session of it?"""
        head, found, _ = self.arn.partition(":role/")
        return bool(found) and self.role is not None and head.count(":") == _BEFORE_RESOURCE

    @property
    def account_forms(self) -> tuple[str, str]:
        """The two ways to write the account of whoever asks: the root user's ARN, and the id."""
        if self._account_forms is None:
            parts = self.arn.split(":", 5)
            is_arn = len(parts) > 5 and parts[0] == "arn"
            account = self.request.principal.account or (parts[4] if is_arn else "")
            partition = parts[1] if is_arn else "aws"
            self._account_forms = (f"arn:{partition}:iam::{account}:root", account)
        return self._account_forms


def ask(request: Request) -> Asked | None:
    """The request made ready; None where part of who or what is known only after deployment.

    Nor is one made ready that needs no permission, or that an owner may make in spite of a deny:
    what the layers say of it is not heard out.
    """
    principal, context = request.principal, request.context
    is_root = principal.kind is PrincipalKind.ROOT
    if needs_no_permission(request) or (is_root and may_be_owner_of_policy(request)):
        return None
    values = context.values
    role = None
    if principal.kind is PrincipalKind.SESSION:
        given = values.get(PRINCIPAL_ARN)
        if given is None:
            if PRINCIPAL_ARN in context.unknown or PRINCIPAL_ARN in context.absent:
                return None
            given = principal.role or role_of_session(principal.arn)
        if not isinstance(given, str) or START in given:
            return None
        role = given
    arn, account = principal.arn, principal.account
    if START in request.action or START in request.resource or START in arn:
        return None
    if account is not None and START in account:
        return None
    return Asked(request, principal.kind, arn, role, values)
