"""The reference systems, whole: verdicts and findings are those worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from xacct_guard.finding import Finding, Kind
from xacct_guard.run import Options, check
from xacct_guard.verdicts import HopVerdict, Report

SYSTEMS = Path(__file__).parents[1] / "fixtures" / "systems"


def configurations() -> Iterator[Any]:
    for expectations in sorted(SYSTEMS.glob("*/*/expectations.yaml")):
        said = yaml.safe_load(expectations.read_text())
        for name, given in said["configurations"].items():
            folder = expectations.parent
            expected = {member: flat(value) for member, value in given.items()}
            id = f"{folder.parent.name}/{folder.name}/{name}"
            # One process judges a configuration once, for all the tests that ask.
            yield pytest.param(folder, name, expected, id=id, marks=pytest.mark.xdist_group(id))


def flat(value: Any) -> Any:
    """A list with the members of the lists in it: an anchor may stand for several."""
    if not isinstance(value, list):
        return value
    return [each for item in value for each in (item if isinstance(item, list) else [item])]


SYSTEM = pytest.mark.parametrize(("folder", "name", "expected"), tuple(configurations()))


@cache
def report_of(folder: Path, name: str) -> Report:
    return check((folder,), Options(config=folder / name, packs=("audit",))).report


def hops(report: Report) -> Iterator[tuple[str, HopVerdict]]:
    for pipeline in report.pipelines:
        for stage in pipeline.stages:
            for action in stage.actions:
                yield from ((stage.name, hop) for hop in action.hops)


def said_of(expectations: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is said of each defect, in whatever configuration, with its id."""
    said = yaml.safe_load(expectations.read_text())["configurations"]
    for expected in said.values():
        for kind in ("findings", "failures", "later", "cannot"):
            yield from ((each["defect"], each) for each in flat(expected.get(kind, [])))


def lines_with(folder: Path, place: dict[str, str]) -> tuple[str, set[int]]:
    file = folder / place["file"]
    lines = file.read_text().splitlines()
    found = {n for n, line in enumerate(lines, 1) if place["text"] in line}
    assert found, f"{place} stands nowhere"
    return str(file), found


def is_at(finding: Finding, folder: Path, place: dict[str, str]) -> bool:
    file, lines = lines_with(folder, place)
    return any(
        Path(e.span.source.name).resolve() == Path(file).resolve()
        and e.span.line is not None
        and any(e.span.line <= n <= (e.span.end_line or e.span.line) for n in lines)
        for e in finding.locations
    )


def found(report: Report, folder: Path, wanted: dict[str, Any]) -> list[Finding]:
    return [
        finding
        for finding in report.findings
        if wanted.get("rule") in (None, finding.rule)
        and ("at" not in wanted or is_at(finding, folder, wanted["at"]))
        and wanted.get("text", "") in finding.message
    ]


@SYSTEM
def test_every_pipeline_action_has_the_verdict_worked_out_by_hand(folder, name, expected):
    verdicts = {
        pipeline.name: {
            stage.name: {action.name: action.verdict for action in stage.actions}
            for stage in pipeline.stages
        }
        for pipeline in report_of(folder, name).pipelines
    }
    assert verdicts == expected["pipelines"]


@SYSTEM
def test_everything_is_read_but_what_cannot_be(folder, name, expected):
    places = [failed["at"] for failed in expected.get("failures", ())]
    failures = report_of(folder, name).failures
    assert len(failures) == len(places), [str(failure) for failure in failures]
    where = {(Path(each.at.source.name).resolve(), each.at.line) for each in failures if each.at}
    for place in places:
        file, lines = lines_with(folder, place)
        assert {(Path(file).resolve(), line) for line in lines} & where, place


@SYSTEM
def test_every_defect_is_found_where_it_is(folder, name, expected):
    report = report_of(folder, name)
    lost = [wanted for wanted in expected.get("findings", ()) if not found(report, folder, wanted)]
    assert lost == []


@SYSTEM
def test_nothing_else_of_medium_or_worse_is_found(folder, name, expected):
    report = report_of(folder, name)
    known = [*expected.get("findings", ()), *expected.get("may", ())]
    explained = {id(finding) for wanted in known for finding in found(report, folder, wanted)}
    surprises = [
        (finding.rule, finding.message, str(finding.locations[0].span))
        for finding in report.findings
        if finding.severity.rank <= 2 and id(finding) not in explained
    ]
    assert surprises == []


@SYSTEM
def test_what_only_looks_wrong_is_not_reported(folder, name, expected):
    report = report_of(folder, name)
    fallen = [
        trap["trap"]
        for trap in expected.get("traps", ())
        if ("finding" in trap["never"] and found(report, folder, trap["never"]["finding"]))
        or ("denied" in trap["never"] and any(denied(report, trap["never"]["denied"])))
    ]
    assert fallen == []


@pytest.mark.parametrize(
    "expectations",
    sorted(SYSTEMS.glob("*/*/expectations.yaml")),
    ids=lambda e: e.parent.parent.name,
)
def test_every_defect_is_somewhere_or_it_is_said_why_it_cannot_be(expectations):
    for defect, said in said_of(expectations):
        if "at" in said:
            lines_with(expectations.parent, said["at"])
        else:
            assert said.get("cannot") or said.get("rule") or said.get("text"), defect


@SYSTEM
def test_the_hops_that_break_a_stage_are_those_named(folder, name, expected):
    report = report_of(folder, name)
    lost = [wanted for wanted in expected.get("denied", ()) if not any(denied(report, wanted))]
    assert lost == []
    named = {wanted["action"] for wanted in expected.get("denied", ())}
    if named:
        unsettled = set(expected.get("unsettled", ())) - named
        assert {hop.action for hop in denied(report, {})} - unsettled == named


@SYSTEM
def test_a_defect_that_was_mended_is_not_reported(folder, name, expected):
    report = report_of(folder, name)
    still = [gone for gone in expected.get("never", ()) if found(report, folder, gone)]
    assert still == []


def denied(report: Report, wanted: dict[str, str]) -> Iterator[HopVerdict]:
    for stage, hop in hops(report):
        if (
            hop.verdict.endswith("_deny")
            and wanted.get("stage") in (None, stage)
            and wanted.get("principal", "") in hop.principal
            and fnmatchcase(hop.action, wanted.get("action", "*"))
            and wanted.get("by") in (None, hop.denied_by)
        ):
            yield hop


def test_a_listing_that_lost_its_indentation_is_refused(tmp_path):
    listing = (SYSTEMS / "single-account-events/as-published/deployment.yaml").read_text()
    printed = tmp_path / "printed.yaml"
    printed.write_text("\n".join(line.strip() for line in listing.splitlines()))
    found = check((printed,), Options()).report
    assert found.pipelines == ()
    assert {failure.at.source.name for failure in found.failures if failure.at} == {str(printed)}


# Of the five published documents, 104 defects are known by their ids.
DEFECTS = {
    f"S{system}-{number:02}"
    for system, numbers in {
        0: range(1, 18),
        1: (*range(1, 9), *range(10, 27)),
        2: (*range(1, 6), *range(10, 26)),
        3: (*range(1, 12), *range(20, 30)),
        4: (*range(1, 8), *range(10, 23)),
    }.items()
    for number in numbers
}
FEWEST = 93
"""The rest contradicts itself in the text, or stands in no file."""


def test_most_defects_of_the_published_systems_are_found_by_a_rule():
    known: dict[str, set[str]] = {}
    for expectations in SYSTEMS.glob("*/as-published/expectations.yaml"):
        for defect, said in said_of(expectations):
            known.setdefault(defect, set()).add("rule" if "rule" in said else "told")
    assert len(DEFECTS) == 104
    assert known.keys() == DEFECTS
    assert len([defect for defect, ways in known.items() if "rule" in ways]) >= FEWEST


@pytest.mark.parametrize(
    ("folder", "name", "expected"),
    [each for each in configurations() if str(each.id).startswith("three-account")],
)
def test_one_defect_of_the_three_account_system_blocks_once(folder, name, expected):
    report = report_of(folder, name)
    blocking: dict[str, set[int]] = {}
    for wanted in expected.get("findings", ()):
        those = {id(each) for each in found(report, folder, wanted) if each.kind is Kind.BLOCKS}
        blocking.setdefault(wanted["defect"], set()).update(those)
    assert {defect: len(those) for defect, those in blocking.items() if len(those) > 1} == {}
