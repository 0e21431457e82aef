"""What other linters of policy documents find is found here as well: docs/reference/peers.toml, row by row."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from xacct_guard.cli import main
from xacct_guard.errors import InputError
from xacct_guard.finding import Finding
from xacct_guard.rule.catalogue import catalogue
from xacct_guard.rule_fixtures import Fixture, report_on
from xacct_guard.run import Options, check

ROOT = Path(__file__).parents[1]
RULES = ROOT / "fixtures" / "rules"
DOORS = ROOT / "fixtures" / "doors"
FACTS = ROOT.parent / "shared" / "facts" / "peers-linters.md"
KINDS = {"rule": {"rule", "fires", "at", "says"}, "door": {"door"}, "why": {"why"}}
TABLE: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(
    (ROOT / "docs" / "reference" / "peers.toml").read_text()
)
KNOWN = {rule.id for rule in catalogue()}


def rows(kind: str) -> Iterator[object]:
    for peer, codes in TABLE.items():
        for code, row in codes.items():
            if kind in row:
                yield pytest.param(row, id=f"{peer}/{code}")


@cache
def report_of(path: str) -> tuple[Finding, ...]:
    return report_on(Fixture(RULES / path, Path(path).parts[0])).findings


def text_at(finding: Finding) -> str:
    """The lines on which a finding is shown."""
    at = finding.locations[0].span
    lines = at.source.text.splitlines()
    return "\n".join(lines[(at.line or 1) - 1 : at.end_line or at.line])


def words_of(finding: Finding) -> str:
    return f"{finding.message} {finding.locations[0].says}"


def test_a_row_names_a_rule_or_a_door_or_says_why_there_is_neither():
    for codes in TABLE.values():
        for code, row in codes.items():
            (kind,) = KINDS.keys() & row.keys()
            assert row.keys() <= KINDS[kind], code
            assert kind != "rule" or "fires" in row, code


@pytest.mark.parametrize("row", rows("rule"))
def test_the_fault_that_a_peer_knows_is_found_by_the_rule_named(row):
    assert row["rule"] in KNOWN
    found = [each for each in report_of(row["fires"]) if each.rule == row["rule"]]
    assert any(
        row.get("at", "") in text_at(each) and row.get("says", "") in words_of(each)
        for each in found
    ), [(text_at(each), words_of(each)) for each in found]


@pytest.mark.parametrize("row", rows("door"))
def test_what_aws_would_not_take_is_an_error_with_its_place_and_what_to_do(row, capsys):
    door = DOORS / row["door"]
    assert door.exists()
    failures = {each.message: each for each in check((door,), Options()).report.failures}
    assert len(failures) == 1
    for failure in failures.values():
        assert isinstance(failure, InputError)
        assert failure.at is not None
        assert failure.help
    assert main(["check", str(door)]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_every_door_stands_in_the_table():
    named = {row["door"] for codes in TABLE.values() for row in codes.values() if "door" in row}
    assert named == {door.name for door in DOORS.iterdir()}


def blocks(text: str) -> str:
    return "\n".join(re.findall(r"```\n(.*?)```", text, re.DOTALL))


def test_every_code_of_the_peers_has_its_row():
    if not FACTS.exists():
        pytest.skip(f"{FACTS} is not here: there is nothing to compare the codes with")
    text = FACTS.read_text()
    begin, end = text.index("## Appendix A"), text.index("## Appendix B")
    listed = re.findall(r"^([A-Z0-9_]+)\*?$", blocks(text[begin:end]), re.MULTILINE)
    assert len(listed) == len(set(listed)) == 153
    assert set(TABLE["access-analyzer"]) == set(listed)
    table = text[end : text.index("## Appendix C")]
    names = re.findall(r"\b(?:[A-Z]+_)+[A-Z]+\b|\bEXCEPTION\b|\bMALFORMED\b", table)
    assert set(TABLE["parliament"]) == set(names)
