"""How much smaller generated policies are than published ones: triples of principal, action, resource class."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xacct_guard.grants.alone import alone
from xacct_guard.grants.generate import generate
from xacct_guard.grants.narrowing import beside, smaller_by
from xacct_guard.grants.triples import classes_of, triples_of
from xacct_guard.run import Model, Options, model_of

from .decisions import ROOT
from .figure import WHOLE, Figure, Scale, at_least

PUBLISHED = ROOT / "fixtures" / "systems"
NAMED = "three-account-codepipeline"
"""The system for which a share was promised."""


def figures(scale: Scale = WHOLE) -> Iterator[Figure]:
    """For each system, the one with a goal first."""
    names = sorted((each.parent.name for each in PUBLISHED.glob("*/corrected")), key=_named_first)
    for name in names[: scale.of(len(names))]:
        in_force, generated = _triples(name)
        share = smaller_by(in_force, generated)
        goal = at_least(90) if name == NAMED else None
        told = f"{in_force:,} published, {generated:,} generated"
        yield Figure(f"{name}, triples", share, "% fewer", goal, note=told)


def _named_first(name: str) -> tuple[bool, str]:
    return name != NAMED, name


def _triples(name: str) -> tuple[int, int]:
    """As published, and as generated for the corrected system."""
    published, mended = (
        _loaded(PUBLISHED / name / state) for state in ("as-published", "corrected")
    )
    classes = tuple(
        dict.fromkeys(
            each for one in (published, mended) for each in classes_of(one.graph, one.paths)
        )
    )
    policies = generate(mended.paths, mended.graph).policies
    rows = beside(
        triples_of(published.graph, classes), triples_of(alone(mended.graph, policies), classes)
    )
    return sum(row.in_force for row in rows), sum(row.generated for row in rows)


def _loaded(folder: Path) -> Model:
    return model_of((folder,), Options(config=folder / "xacct-guard.yaml"))


BENCHMARK = figures
