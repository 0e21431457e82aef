"""Every benchmark yields figures, each goal is judged by its figure, and what is kept is as its schema says.

How long anything takes is not asserted here: `make bench` tells it.
"""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from benchmarks import published
from benchmarks.__main__ import LONG, benchmarks, main, measured
from benchmarks.figure import Figure, Floor, Scale, at_least, at_most
from benchmarks.organization.pace import Pace, _of_size
from benchmarks.record import SCHEMA, Record, as_json, read_records, write_records
from benchmarks.table import notes, number, table
from tools import performance

TINY = Scale(0.0001, may_install=False)
SHORT = sorted(benchmarks().keys() - LONG)


def record(*figures: Figure, name: str = "one") -> Record:
    return Record(name, "about", "2026-11-22T10:00:00+00:00", "a machine", 1.0, figures, 0.5)


@pytest.fixture(autouse=True)
def nothing_beside(monkeypatch, tmp_path):
    """Neither published templates nor peers nor a browser, so that it takes no time."""
    monkeypatch.setattr(published, "CORPUS", tmp_path / "nowhere")
    for name in ("peers._HOME", "evaluate._PEER"):
        monkeypatch.setattr(f"benchmarks.{name}", tmp_path / "nowhere")
    monkeypatch.setattr("benchmarks.pages.lacking", lambda: "a browser")
    monkeypatch.setattr("benchmarks.wildcards.ROUNDS", 1)
    monkeypatch.setattr("benchmarks.decisions.ROUNDS", 1)


@pytest.mark.parametrize("name", SHORT)
def test_a_benchmark_yields_figures_with_a_goal(name):
    found = measured(name, benchmarks()[name], TINY)
    assert any(each.goal for each in found.figures)
    names = [each.name for each in found.figures]
    assert len(set(names)) == len(names)
    assert all(each.value is not None or each.note for each in found.figures)
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(as_json([found]))


def test_what_takes_minutes_is_known_by_name():
    assert benchmarks().keys() >= LONG


def test_an_organization_is_measured_against_the_goals():
    found = Pace(119.0, 200.0, 3000.0, 3, {"planted": 400, "missing": 1, "extra": 0, "digest": "x"})
    figures = {each.name: each for each in _of_size(1000, found, 4.0, 1.2)}
    name = "1,000 accounts x 100 roles"
    assert {each.removeprefix(name): one.met for each, one in figures.items()} == {
        "": True,
        ", all processes": False,
        ", an account, of the smallest": False,
        ", planted: missing": False,
        ", planted: extra": True,
    }


@pytest.mark.parametrize(
    ("value", "goal", "met"),
    [
        (1.0, at_most(1), True),
        (1.1, at_most(1), False),
        (10.0, at_least(10), True),
        (9.9, at_least(10), False),
        (None, at_most(1), None),
        (1.0, None, None),
    ],
)
def test_a_goal_is_judged_by_its_figure(value, goal, met):
    assert Figure("x", value, "s", goal).met is met


def test_a_time_is_a_multiple_of_its_floor_and_a_pace_a_fraction():
    assert Figure("x", 6.0, "s", floor=Floor("y", 2.0)).times_floor == 3.0
    assert Figure("x", 50.0, "/s", floor=Floor("y", 200.0)).times_floor == 4.0
    assert Figure("x", None, "s", floor=Floor("y", 2.0)).times_floor is None


FULL = (
    Figure(
        "a", 1234.5, "/s", at_least(1000), Floor("least", 5000.0), {"other": 10.0, "gone": None}
    ),
    Figure("b", None, "s", at_most(2), note="a thing is missing"),
    Figure("c", 2.5, "s", at_most(2), as_of="2026-01-01"),
)


def test_what_is_kept_is_read_again(tmp_path):
    file = tmp_path / "bench.json"
    write_records([record(*FULL)], file)
    assert read_records(file) == {"one": record(*FULL)}
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(json.loads(file.read_text()))
    assert read_records(tmp_path / "none.json") == {}


def test_the_table_has_a_line_for_each_figure():
    head, _, *lines = table([record(*FULL)]).splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    names = ["benchmark", "what", "figure", "goal", "met", "floor", "peers", "measured"]
    assert [cell.strip() for cell in head.split("|")[1:-1]] == names
    floor, peers = "5,000/s: least (4.05 times)", "other 10/s, gone not installed"
    assert cells == [
        ["one", "a", "1,234/s", "≥ 1,000/s", "yes", floor, peers, "2026-11-22"],
        ["one", "b", "not measured", "≤ 2 s", "", "", "", "2026-11-22"],
        ["one", "c", "2.5 s", "≤ 2 s", "NO", "", "", "2026-01-01"],
    ]
    assert list(notes([record(*FULL)])) == ["one, b: a thing is missing"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0123, "0.0123"),
        (1.234, "1.23"),
        (12.34, "12.3"),
        (123.4, "123"),
        (12345.6, "12,346"),
        (3, "3"),
    ],
)
def test_a_number_has_three_digits_that_mean_something(value, said):
    assert number(value) == said


def test_what_was_left_out_keeps_its_figures_and_its_day(tmp_path, capsys):
    file = tmp_path / "bench.json"
    write_records([record(FULL[0], name="organization")], file)
    assert main(["kept", "--json", str(file)]) == 0
    told = capsys.readouterr().out
    assert "| organization | a" in told
    assert "organization was left out: the figures are of 2026-11-22" in told
    assert "hook was left out: never measured here" in told
    assert set(read_records(file)) == {"kept", "organization"}
    write_records([record(FULL[2], name="hook")], file)
    assert main(["kept", "--json", str(file)]) == 0  # a machine may be slow: that is no error
    assert "goals are met; not: hook, c" in capsys.readouterr().out


def test_a_name_that_is_none_is_told(tmp_path):
    with pytest.raises(SystemExit, match="no such benchmark: nonsense"):
        main(["nonsense", "--json", str(tmp_path / "bench.json")])


def test_the_page_is_made_of_what_was_kept():
    told = performance.page([record(*FULL)])
    assert "- a machine\n- at work already when a benchmark began: 0.5 to 0.5 processes\n" in told
    assert table([record(*FULL)]) in told
    assert "- one, b: a thing is missing" in told
