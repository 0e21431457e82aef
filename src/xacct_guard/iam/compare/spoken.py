"""Spoken: a statement as a comparison reads it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from ..layers import Layer, Layers
from ..policy import Effect, PolicyKind, Statement
from ..symbol import has_symbol
from .tested import Test

Level = tuple[PolicyKind, int]
"""A layer: its kind, and its number among those of its kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """A statement and the layer it belongs to.

    `about` is the same number for statements that differ in actions, resources and principals only.
    """

    statement: Statement
    level: Level
    allows: bool
    tests: frozenset[Test]
    resources: frozenset[str]
    about: int


def _spoken(statement: Statement, level: Level, numbers: dict[Hashable, int]) -> Spoken:
    """The statement, its elements in no order."""
    tests = frozenset(Test(condition, statement) for condition in statement.conditions)
    refused = frozenset(written.text for written in statement.not_resources)
    resources = frozenset(written.text for written in statement.resources)
    is_allow = statement.effect is Effect.ALLOW
    reads = any("${" in text for text in (*resources, *refused))
    completes = statement.completes and any(text.count(":") < 5 for text in (*resources, *refused))
    actions = frozenset(one.text for one in (*statement.actions, *statement.not_actions))
    open_actions = actions if any(map(has_symbol, actions)) else frozenset()
    about = (
        open_actions,
        is_allow,
        tests,
        refused,
        bool(resources),
        reads and statement.variables,
        completes,
    )
    number = numbers.setdefault(about, len(numbers))
    return Spoken(statement, level, is_allow, tests, resources, number)


def levels(layers: Layers) -> Iterator[tuple[Level, Layer]]:
    """The layers in force."""
    yield (PolicyKind.IDENTITY, 0), layers.identity
    yield (PolicyKind.RESOURCE, 0), layers.resource
    yield from (((PolicyKind.SCP, number), one) for number, one in enumerate(layers.scps))
    yield from (((PolicyKind.RCP, number), one) for number, one in enumerate(layers.rcps))
    gates = (
        (PolicyKind.BOUNDARY, layers.boundary),
        (PolicyKind.SESSION, layers.session),
        (PolicyKind.ENDPOINT, layers.endpoint),
    )
    yield from (((kind, 0), layer) for kind, layer in gates if layer is not None)


def spoken_in(layers: Layers, numbers: dict[Hashable, int]) -> Iterator[Spoken]:
    """Every statement of every layer; `numbers` numbers what they say but for their resources."""
    for level, layer in levels(layers):
        for statement in statements_of(layer):
            yield _spoken(statement, level, numbers)


def statements_of(layer: Layer) -> Iterable[Statement]:
    """The statements of all policies of a layer."""
    return (one for policy in layer.policies for one in policy.statements)
