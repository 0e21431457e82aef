"""Speech: which actions of the table a role's statements speak of, and of which resources.

An index, no judgement: what it leaves out is surely not allowed, what it has the engine decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from ...iam.pattern import match
from ...iam.policy import Condition, Effect, Policy, Statement
from ...iam.truth import Truth
from .methods import all_actions

ANY_RESOURCE = "*"
EVERYTHING = "iam:AnyActionThereIs"
"""No action of IAM: who is allowed it is allowed all of IAM."""
_TO_SERVICE = "iam:passedtoservice"
_NAMING = frozenset({"StringEquals", "StringEqualsIgnoreCase", "StringLike"})
_COLONS = 5


@dataclass(frozen=True, slots=True)
class Speech:
    """By action, the Allow statements that speak of it.

    `of_everything`: does some statement allow whatever there is of IAM?
    """

    statements: Mapping[str, tuple[Statement, ...]]
    of_everything: bool = False

    @property
    def actions(self) -> frozenset[str]:
        """The actions of the table that are spoken of."""
        return frozenset(self.statements)

    def entries(self, action: str, service: str = "") -> tuple[str, ...]:
        """The entries of Resource that speak of an action, and of passing a role to the service."""
        those = (s for s in self.statements.get(action, ()) if not service or _is_for(s, service))
        return tuple(dict.fromkeys(entry for each in those for entry in _entries(each)))


def speech_of(policies: Iterator[Mapping[str, tuple[Statement, ...]]]) -> Speech:
    """What identity policies speak of, each given by `spoken`."""
    found: dict[str, tuple[Statement, ...]] = {}
    for said in policies:
        for action, statements in said.items():
            found[action] = (*found.get(action, ()), *statements)
    of_everything = bool(found.pop(EVERYTHING, ()))
    return Speech(found, of_everything)


def spoken(policy: Policy) -> Mapping[str, tuple[Statement, ...]]:
    """The Allow statements of a policy by the actions of the table that they surely speak of."""
    found: dict[str, tuple[Statement, ...]] = {}
    for statement in policy.statements:
        if statement.effect is Effect.ALLOW:
            for action in _actions(statement):
                found[action] = (*found.get(action, ()), statement)
    return found


def _actions(statement: Statement) -> frozenset[str]:
    entries = statement.not_actions or statement.actions
    texts = tuple([written.text for written in entries])
    return _all_but(texts) if statement.not_actions else _all_of(texts)


@lru_cache(maxsize=1 << 12)
def _all_but(entries: tuple[str, ...]) -> frozenset[str]:
    return _spoken(ANY_RESOURCE).difference(*map(_spoken, entries))


@lru_cache(maxsize=1 << 12)
def _all_of(entries: tuple[str, ...]) -> frozenset[str]:
    return frozenset[str]().union(*map(_spoken, entries))


@lru_cache(maxsize=1 << 14)
def _spoken(pattern: str) -> frozenset[str]:
    """The actions that a pattern matches for sure."""
    near = _of_services().get(_service(pattern), ()) if _service(pattern) else _every()
    return frozenset(action for action in near if _match(pattern, action) is Truth.YES)


@cache
def _every() -> tuple[str, ...]:
    return (*sorted(all_actions()), EVERYTHING)


@cache
def _of_services() -> Mapping[str, tuple[str, ...]]:
    """The actions by the service they belong to."""
    names = sorted({_service(action) for action in _every()})
    return {name: tuple(a for a in _every() if _service(a) == name) for name in names}


def _service(pattern: str) -> str:
    """The service whose actions a pattern is about; empty where it may be about several."""
    prefix, colon, _ = pattern.partition(":")
    return prefix.lower() if colon and prefix.replace("-", "").isalnum() else ""


def may_speak(statement: Statement, action: str) -> bool:
    """Is it possible that the statement speaks of this action?"""
    if statement.not_actions:
        return not any(_match(w.text, action) is Truth.YES for w in statement.not_actions)
    return any(_match(w.text, action) is not Truth.NO for w in statement.actions)


def _match(pattern: str, action: str) -> Truth:
    service = _service(pattern)
    if service and service != _service(action):
        return Truth.NO
    return match(pattern, action, ignore_case=True)


def _is_for(statement: Statement, service: str) -> bool:
    return all(_lets_to(condition, service) for condition in statement.conditions)


def _lets_to(condition: Condition, service: str) -> bool:
    if condition.key.lower() != _TO_SERVICE or condition.operator not in _NAMING:
        return True
    return any(match(value.text, service) is not Truth.NO for value in condition.values)


def _entries(statement: Statement) -> Iterator[str]:
    """What the resources of a statement look like; a variable, or an ARN cut short, like anything."""
    for written in statement.resources:
        is_whole = written.text.count(":") >= _COLONS and "${" not in written.text
        yield written.text if is_whole else ANY_RESOURCE
    if not statement.resources:
        yield ANY_RESOURCE
