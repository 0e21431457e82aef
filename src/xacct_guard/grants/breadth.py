"""Breadth: entries of statements that stand for more than what is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..graph.access_graph import AccessGraph
from ..iam import reference
from ..iam.pattern import match
from ..iam.policy import Effect, Policy, PolicyKind, Statement, Written
from ..iam.request import PrincipalKind, Request
from ..iam.truth import Truth
from .asked import Asked, resource_of, who
from .carrier import carriers_of


@dataclass(frozen=True, slots=True)
class Breadth:
    """An entry that is wider than need be.

    `asked` is what is asked for of all that it stands for. Of actions it is known how many there are
    (`count`) and which are not asked for (`unasked`); of resources and principals it is not.
    """

    policy: Policy
    statement: Statement
    element: str
    entry: Written
    asked: tuple[str, ...]
    unasked: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many actions it stands for."""
        return len(self.asked) + len(self.unasked)


def breadths_of(graph: AccessGraph, asked: Asked) -> Iterator[Breadth]:
    """Every such entry of the policies that give something; a policy that several have, once."""
    heard: dict[int, tuple[Policy, list[Request]]] = {}
    for role in graph.roles.values():
        for policy in role.identity:
            heard.setdefault(id(policy), (policy, []))[1].extend(asked.requests_of(role.arn))
    for carrier in carriers_of(graph):
        heard[id(carrier.policy)] = (carrier.policy, list(asked.requests_on(carrier.arn)))
    for policy, requests in heard.values():
        yield from _of_policy(policy, requests)


def _of_policy(policy: Policy, requests: Iterable[Request]) -> Iterator[Breadth]:
    every = tuple(requests)
    for statement in policy.statements:
        if statement.effect is Effect.ALLOW:
            yield from _actions(policy, statement, every)
            heard = tuple(one for one in every if _speaks_of(statement, one.action))
            yield from _resources(policy, statement, heard)
            yield from _principals(policy, statement, heard)


def _actions(
    policy: Policy, statement: Statement, requests: tuple[Request, ...]
) -> Iterator[Breadth]:
    wanted = {one.action.lower(): one.action for one in requests}
    for entry in filter(_is_wild, statement.actions):
        broad = Breadth(policy, statement, "Action", entry, ())
        yield from _told_apart(broad, _matching(entry), wanted)
    if statement.not_actions:
        exempt = {one for entry in statement.not_actions for one in _matching(entry)}
        every = _matching(Written("*", statement.span))
        broad = Breadth(policy, statement, "NotAction", statement.not_actions[0], ())
        yield from _told_apart(broad, (one for one in every if one not in exempt), wanted)


def _told_apart(
    broad: Breadth, actions: Iterable[str], wanted: Mapping[str, str]
) -> Iterator[Breadth]:
    """With the actions that are asked for and those that are not, where there are such."""
    known = {action.lower(): action for action in actions}
    asked = tuple(sorted(wanted[one] for one in known.keys() & wanted.keys()))
    unasked = tuple(sorted(known[one] for one in known.keys() - wanted.keys()))
    if unasked:
        yield replace(broad, asked=asked, unasked=unasked)


def _matching(entry: Written) -> tuple[str, ...]:
    if entry.text in ("*", "*:*"):
        services = (one for one in reference.services())
        return tuple(
            action for one in services for action in reference.actions_matching(f"{one}:*")
        )
    return reference.actions_matching(entry.text)


def _resources(
    policy: Policy, statement: Statement, requests: tuple[Request, ...]
) -> Iterator[Breadth]:
    if policy.kind is PolicyKind.TRUST:
        return
    wanted = tuple(dict.fromkeys(map(resource_of, requests)))
    for entry in statement.resources:
        if not _is_wild(entry) or any(match(one, entry.text) is Truth.YES for one in wanted):
            continue
        asked = tuple(one for one in wanted if match(entry.text, one) is not Truth.NO)
        if asked and not (entry.text == "*" and _is_the_carrier(asked)):
            yield Breadth(policy, statement, "Resource", entry, tuple(sorted(asked)))


def _is_the_carrier(asked: tuple[str, ...]) -> bool:
    """A key policy says `*` of its own key."""
    return all(one.split(":")[2:3] == ["kms"] for one in asked)


def _principals(
    policy: Policy, statement: Statement, requests: tuple[Request, ...]
) -> Iterator[Breadth]:
    """An account, or everyone, where it is known who asks."""
    for entry in statement.principals.aws if statement.principals else ():
        account = _account_of(entry.text)
        if account is None:
            continue
        asked = {
            who(one)
            for one in requests
            if one.principal.kind is not PrincipalKind.ROOT
            and account in ("*", one.principal.account)
        }
        if asked:
            yield Breadth(policy, statement, "Principal", entry, tuple(sorted(asked)))


def _account_of(text: str) -> str | None:
    """The account that an entry names as a whole; `*` for everyone."""
    if text == "*" or text.isdigit():
        return text
    return text.split(":")[4] if text.endswith(":root") else None


def _speaks_of(statement: Statement, action: str) -> bool:
    texts = tuple(one.text for one in statement.not_actions or statement.actions)
    named = any(match(one, action, ignore_case=True) is not Truth.NO for one in texts)
    return named != bool(statement.not_actions)


def _is_wild(entry: Written) -> bool:
    return "*" in entry.text or "?" in entry.text
