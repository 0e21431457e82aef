"""Library: the policies of an estate, each read once for all the roles that have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...graph.model import Role
from ...iam.policy import Policy, Statement
from .speech import Speech, may_speak, speech_of, spoken


class Library:
    """What each policy speaks of. The policies of the graph live as long as it does: each is itself."""

    def __init__(self) -> None:
        self._spoken: dict[int, Mapping[str, tuple[Statement, ...]]] = {}
        self._cut: dict[tuple[int, str], Policy] = {}

    def speech(self, role: Role) -> Speech:
        """What the identity policies of a role or user speak of."""
        return speech_of(self._of(policy) for policy in role.identity)

    def _of(self, policy: Policy) -> Mapping[str, tuple[Statement, ...]]:
        if id(policy) not in self._spoken:
            self._spoken[id(policy)] = spoken(policy)
        return self._spoken[id(policy)]

    def about(self, action: str, role: Role) -> tuple[Policy, ...]:
        """The identity policies of a role, cut down to what may speak of an action."""
        return tuple(self._cut_down(policy, action) for policy in role.identity)

    def _cut_down(self, policy: Policy, action: str) -> Policy:
        key = id(policy), action
        if key not in self._cut:
            those = tuple(each for each in policy.statements if may_speak(each, action))
            self._cut[key] = replace(policy, statements=those)
        return self._cut[key]
