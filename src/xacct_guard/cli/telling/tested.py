"""The fixtures of a folder of rules, run and told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...rule.catalogue import catalogue
from ...rule_fixtures import faults_of, fixtures_in, report_on
from .. import complaint
from ..exits import Exit
from ..output import Sheet
from ..settings import Settings


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A fixture, and what is not as it says."""

    rule: str
    fixture: Path
    faults: tuple[str, ...]


def tested(settings: Settings, folder: Path) -> Exit:
    """Run the fixtures of the rules in a folder, tell what is wrong, and say so by the exit code."""
    here = folder.resolve()
    own = tuple(rule.id for rule in catalogue(folder) if rule.file.resolve().parent == here)
    fixtures = fixtures_in(folder / "fixtures")
    outcomes = tuple(
        _Outcome(each.rule, each.path, tuple(faults_of(each, report_on(each, folder))))
        for each in fixtures
    )
    bare = tuple(f"`{id}` has no fixture {kind}.*" for id, kind in _bare(own, outcomes))
    settings.deliver(lambda format, sheet: _told(own, outcomes, bare, format, sheet))
    if not own:
        complaint.line(f"nothing to test: there is no rule in `{folder}`")
        return Exit.NOTHING
    return Exit.FOUND if bare or any(each.faults for each in outcomes) else Exit.CLEAN


def _bare(own: tuple[str, ...], outcomes: tuple[_Outcome, ...]) -> Iterator[tuple[str, str]]:
    """The rules that lack a fixture of some kind: a test that cannot fail proves nothing."""
    there = {(each.rule, each.fixture.name.partition(".")[0]) for each in outcomes}
    return ((id, kind) for id in own for kind in ("fires", "silent") if (id, kind) not in there)


def _told(
    own: tuple[str, ...],
    outcomes: tuple[_Outcome, ...],
    bare: tuple[str, ...],
    format: str,
    sheet: Sheet,
) -> str:
    if format == "json":
        rows = [
            {"rule": each.rule, "fixture": str(each.fixture), "faults": list(each.faults)}
            for each in outcomes
        ]
        members = {"version": 1, "rules": list(own), "fixtures": rows, "bare": list(bare)}
        return json.dumps(members, indent=2, ensure_ascii=False) + "\n"
    return "".join(f"{line}\n" for line in _lines(own, outcomes, bare, sheet))


def _lines(
    own: tuple[str, ...], outcomes: tuple[_Outcome, ...], bare: tuple[str, ...], sheet: Sheet
) -> Iterator[str]:
    paint, _ = sheet
    for each in outcomes:
        mark = paint.mark("deny" if each.faults else "allow")
        yield f"{mark} {each.rule}/{each.fixture.name}"
        yield from (f"    {paint.prose(fault)}" for fault in each.faults)
    yield from bare
    failing = sum(bool(each.faults) for each in outcomes)
    rules, fixtures = _several(len(own), "rule"), _several(len(outcomes), "fixture")
    yield paint("strong", f"{rules}, {fixtures}, {failing} not as they say")


def _several(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
