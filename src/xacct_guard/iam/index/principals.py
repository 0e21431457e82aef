"""The Principal element, compiled: by the way it names whoever asks."""

from __future__ import annotations

from ..answer import Answer
from ..match import principal_matches
from ..policy import Principals, Statement
from ..principal import By, named_by
from ..request import PrincipalKind
from ..symbol import has_symbol
from .asked import Asked
from .truths import NO, YES, Test

Ways = tuple[int, int, int, int, int]
"""By its own ARN, by its role, by the user behind it, by its account, as anyone."""

ORDER = (By.DIRECT, By.ROLE, By.FEDERATING_USER, By.ACCOUNT, By.STAR)
_PLAIN_KINDS = (PrincipalKind.SESSION, PrincipalKind.USER)


class Naming:
    """A Principal element. `principals.named_by` answers for the kinds that are seldom met."""

    __slots__ = (
        *("_aws", "_is_plain", "_names_paths", "_names_sessions", "_principals", "_service"),
        "_star",
    )

    def __init__(self, principals: Principals) -> None:
        self._principals = principals
        self._aws = frozenset(entry.text for entry in principals.aws)
        self._service = frozenset(entry.text for entry in principals.service)
        self._star = YES if "*" in self._aws else NO
        self._names_sessions = any(":assumed-role/" in entry for entry in self._aws)
        self._names_paths = any(":role/" in one and one.count("/") > 1 for one in self._aws)
        named = (*principals.aws, *principals.service)
        self._is_plain = not (
            principals.canonical_user or any(has_symbol(entry.text) for entry in named)
        )

    def ways(self, asked: Asked) -> Ways:
        """For each way of naming, whether the element names whoever asks."""
        kind, aws = asked.kind, self._aws
        if self._is_plain and kind is PrincipalKind.SERVICE:
            return (YES if asked.arn in self._service else NO, NO, NO, NO, self._star)
        if not self._is_plain or kind not in _PLAIN_KINDS:
            return self._exactly(asked)
        if self._names_paths and not asked.knows_path:
            return self._exactly(asked)
        direct = YES if asked.arn in aws else NO
        if ":role/" in asked.arn:
            if self._names_sessions or not asked.is_some_session:
                return self._exactly(asked)
            direct = NO  # some session of a role: only an element that names sessions may mean it
        root, account = asked.account_forms
        return (
            direct,
            YES if asked.role is not None and asked.role in aws else NO,
            NO,
            YES if account in aws or root in aws else NO,
            self._star,
        )

    def _exactly(self, asked: Asked) -> Ways:
        named = named_by(self._principals, asked.request)
        direct, role, user, account, star = (
            said.truth if (said := named.get(by)) else NO for by in ORDER
        )
        return direct, role, user, account, star


def principal_test(statement: Statement, *, bounded: Answer, gateway: bool) -> Test | None:
    """Does the statement name whoever asks, in any way? None: it names everyone."""
    principals = statement.principals
    if principals is None and statement.not_principals is None:
        return None
    if principals is not None and any(entry.text == "*" for entry in principals.aws):
        return None
    if gateway or principals is None:
        return lambda asked: (
            principal_matches(statement, asked.request, bounded=bounded, gateway=gateway).truth
        )
    naming = Naming(principals)
    return lambda asked: max(naming.ways(asked))
