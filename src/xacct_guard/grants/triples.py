"""Triples: how much policies allow, counted by principal, action and class of resource."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache

from ..graph.access_graph import AccessGraph
from ..graph.container import container_of
from ..iam import reference
from ..iam.pattern import match
from ..iam.policy import Effect, Policy, PolicyKind, Statement, Written
from ..iam.symbol import split_symbols
from ..iam.truth import Truth
from ..trace import AccessPath
from .conditions import pattern_of

OTHERS = "(others)"
_PLACEHOLDER = re.compile(r"\\\$\\\{(\w+)\\\}|\\\*")
_ACCOUNT = re.compile(r"\d{12}")

Pair = tuple[str, str]
"""An action of the reference, and a class of resources."""


def classes_of(graph: AccessGraph, paths: Iterable[AccessPath]) -> tuple[str, ...]:
    """The resources of an estate: what it declares, the objects of its buckets, what its paths ask for."""
    objects = (f"{arn}/*" for arn, each in graph.resources.items() if each.type == "s3:bucket")
    asked = (
        pattern_of(hop.decision.request.resource)
        for path in paths
        for hop in (*path.hops, *path.optional)
    )
    every = dict.fromkeys((*graph.resources, *graph.roles, *objects, *asked))
    return tuple(arn for arn in every if arn != "*")


def triples_of(
    graph: AccessGraph, classes: Iterable[str], carriers: Collection[str] | None = None
) -> Mapping[str, frozenset[Pair]]:
    """What each principal is allowed, by its own policies and by those of resources and roles.

    A pattern of actions counts as each action of the reference that it covers, a pattern of resources as
    each class of a type of the action that it covers, and once more for the others. Conditions and Deny
    statements are left out of account, endpoints and boundaries grant nothing. The root of an account
    is a principal of its own: what its roles make of it stands in their policies. `carriers` are the roles and
    resources whose policies count; all where they are not given.
    """
    estate = _Estate(tuple(classes))
    found: dict[str, set[Pair]] = {}
    for carrier, policy in _giving(graph):
        if carriers is None or carrier in carriers:
            for statement in policy.statements:
                if statement.effect is Effect.ALLOW:
                    pairs = frozenset(estate.pairs(statement, policy.kind, carrier))
                    for who in _principals(statement, policy.kind, carrier):
                        found.setdefault(who, set()).update(pairs)
    return {who: frozenset(pairs) for who, pairs in found.items()}


def _giving(graph: AccessGraph) -> Iterator[tuple[str, Policy]]:
    for role in graph.roles.values():
        yield from ((role.arn, policy) for policy in role.identity)
        if role.trust is not None:
            yield role.arn, role.trust
    for resource in graph.resources.values():
        if resource.policy is not None and resource.policy.kind is PolicyKind.RESOURCE:
            yield resource.arn, resource.policy


def _principals(statement: Statement, kind: PolicyKind, carrier: str) -> Iterator[str]:
    if kind is PolicyKind.IDENTITY:
        yield carrier
        return
    named = statement.principals
    if named is None:  # NotPrincipal: all but some
        yield "*"
        return
    for who in (*named.aws, *named.service, *named.federated, *named.canonical_user):
        bare = _ACCOUNT.fullmatch(who.text) is not None
        yield f"arn:aws:iam::{who.text}:root" if bare else who.text


class _Estate:
    """The classes of resources, and which of them an action works on."""

    def __init__(self, classes: tuple[str, ...]) -> None:
        self._classes = tuple((arn, _plain(arn)) for arn in classes)
        self._known: dict[str, tuple[str, ...]] = {}

    def pairs(self, statement: Statement, kind: PolicyKind, carrier: str) -> Iterator[Pair]:
        """The actions of a statement, each with what it may be done to."""
        for name in _actions(statement):
            if kind is PolicyKind.IDENTITY:
                on = self._by_identity(statement, name)
            else:
                on = self._on(statement, name, carrier)
            yield from ((name, each) for each in on)

    def _by_identity(self, statement: Statement, name: str) -> Iterator[str]:
        fits = _types_of(name)
        if fits is None:
            everything = any(one.text == "*" for one in statement.resources)
            yield from ("*",) if everything or statement.not_resources else ()
            return
        yield from _covered(statement, self._of(name, fits), fits)

    def _on(self, statement: Statement, name: str, carrier: str) -> Iterator[str]:
        """Of what carries the policy, and what is part of it."""
        parts = tuple(arn for arn, _ in self._classes if container_of(arn) == carrier)
        if not parts or not (statement.resources or statement.not_resources):
            yield carrier
            return
        fits = _types_of(name) or (lambda _: True)
        yield from _covered(
            statement, (arn for arn in (carrier, *parts) if fits(_plain(arn))), fits
        )

    def _of(self, name: str, fits: Callable[[str], bool]) -> tuple[str, ...]:
        if name not in self._known:
            self._known[name] = tuple(arn for arn, plain in self._classes if fits(plain))
        return self._known[name]


def _covered(
    statement: Statement, classes: Iterable[str], fits: Callable[[str], bool]
) -> Iterator[str]:
    """The classes that the statement speaks of, exact names that are none of them, and the others."""
    if statement.not_resources:
        yield from (one for one in classes if not _covers(statement.not_resources, one))
        yield OTHERS
        return
    patterns = [one.text for one in statement.resources]
    yield from (one for one in classes if _covers(statement.resources, one))
    if any(map(_is_pattern, patterns)):
        yield OTHERS
    yield from (one for one in patterns if not _is_pattern(one) and fits(_plain(one)))


def _covers(entries: Iterable[Written], arn: str) -> bool:
    return any(one.text == arn or match(one.text, arn) is Truth.YES for one in entries)


def _is_pattern(text: str) -> bool:
    return "*" in text or "?" in text or "${" in text


def _actions(statement: Statement) -> Iterator[str]:
    if statement.not_actions:
        spared = {name for one in statement.not_actions for name in _named(one.text)}
        yield from (name for name in _named("*") if name not in spared)
        return
    yield from dict.fromkeys(name for one in statement.actions for name in _named(one.text))


def _named(pattern: str) -> tuple[str, ...]:
    """The actions of the reference; a name that it does not have stands for itself."""
    known = reference.actions_matching(pattern)
    return known or (() if "*" in pattern or "?" in pattern else (pattern,))


@lru_cache(maxsize=1 << 15)
def _types_of(name: str) -> Callable[[str], bool] | None:
    """Is an ARN of a type that the action works on? None where it has no resource type."""
    known = reference.action(name)
    if known is None:
        return lambda _: True
    service = reference.service(name.partition(":")[0])
    if not known.resource_types or service is None:
        return None
    types = (service.resource_types.get(one.name) for one in known.resource_types)
    arns = [_pattern(arn) for one in types if one for arn in one.arns]
    if not arns:
        return lambda _: True
    return lambda arn: any(pattern.fullmatch(arn) for pattern in arns)


@lru_cache(maxsize=1 << 12)
def _pattern(arn: str) -> re.Pattern[str]:
    """The ARNs of a type, whose names have no colon; those of buckets no slash."""
    return re.compile(_PLACEHOLDER.sub(_names, re.escape(arn)))


def _names(placeholder: re.Match[str]) -> str:
    return "[^/:]*" if placeholder.group(1) == "BucketName" else "[^:]*"


@lru_cache(maxsize=1 << 14)
def _plain(arn: str) -> str:
    """The ARN, in which what only a deployment names is a letter."""
    return "".join(part if isinstance(part, str) else "x" for part in split_symbols(arn))
