"""Figures that other targets measure and pages keep: quoted with their day, not measured again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from .decisions import ROOT
from .figure import WHOLE, Figure, Scale, at_least, at_most

PAGES = ROOT / "docs"
_DEFECTS = 93


def figures(_: Scale = WHOLE) -> Iterator[Figure]:
    """Of mutation testing, of the corpus, of the published systems, of another engine."""
    yield from _mutants()
    yield from _corpus()
    yield _defects()
    yield from _second_opinion()


def _page(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


def _mutants() -> Iterator[Figure]:
    """The rows of the table in docs/explanation/mutants.md."""
    row = re.compile(
        r"^\| (.+?) \| [\d,]+ \| ([\d,]+) \| ([\d,]+) \(.*\| (\d+) % \| (\S+) \|$", re.M
    )
    for what, tried, noticed, goal, day in row.findall(_page("explanation/mutants.md")):
        share = 100 * _number(noticed) / _number(tried)
        told = f"make mutants: {noticed} of {tried}"
        name = f"mutants noticed: {what.replace('`', '')}"
        yield Figure(name, share, "%", at_least(int(goal)), note=told, as_of=day)


def _corpus() -> Iterator[Figure]:
    """What a person thought of each finding of high or critical, from docs/corpus-review.md."""
    text = _page("corpus-review.md")
    day = re.search(r"^\| date \| (.+?) \|", text, re.M)
    last = re.search(
        r"^\| after the rules were mended \| (\d+), of which (\d+) are right", text, re.M
    )
    goal = re.search(r"^\| goal \| (\d+) % right", text, re.M)
    assert day and last and goal
    share = 100 * int(last[2]) / int(last[1])
    told = f"judged by hand: {last[2]} of {last[1]}"
    when = datetime.strptime(day[1], "%d %B %Y").date().isoformat()
    yield Figure(
        "findings of high or critical in the corpus that are right",
        share,
        "%",
        at_least(int(goal[1])),
        note=told,
        as_of=when,
    )


def _defects() -> Figure:
    """Defects of the published systems that a rule finds; tests/test_systems.py holds each to its line."""
    found, known = set(), set()
    for file in (ROOT / "fixtures" / "systems").glob("*/as-published/expectations.yaml"):
        for defect, ways in _told_of(file):
            known.add(defect)
            if "rule" in ways:
                found.add(defect)
    told = f"of {len(known)} known by their ids; tests/test_systems.py"
    return Figure(
        "defects of the published systems found by a rule",
        len(found),
        "",
        at_least(_DEFECTS),
        note=told,
    )


def _told_of(file: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """Each defect that expectations name, with what they say of it."""
    for expected in yaml.safe_load(file.read_text(encoding="utf-8"))["configurations"].values():
        for kind in ("findings", "failures", "later", "cannot"):
            for each in _flat(expected.get(kind, [])):
                yield each["defect"], frozenset(each)


def _flat(entries: list[Any]) -> Iterator[dict[str, Any]]:
    for each in entries:
        if isinstance(each, list):
            yield from _flat(each)
        else:
            yield each


def _second_opinion() -> Iterator[Figure]:
    """Differences from another engine that nothing explains, from docs/explanation/second-opinion.md."""
    text = " ".join(_page("explanation/second-opinion.md").split())
    found = re.search(
        r"([\d,]+) simulations, seed \d+, on (\S+), iam-simulate (\S+?)\. (.+?all are explained)",
        text,
    )
    assert found
    told = f"{found[1]} simulations, iam-simulate {found[3]}: {found[4]}"
    name = "differences from iam-simulate that nothing explains"
    yield Figure(name, 0, "", at_most(0), note=told, as_of=found[2])


def _number(text: str) -> int:
    return int(text.replace(",", ""))


BENCHMARK = figures
