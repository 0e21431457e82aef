"""Whatever the organization, its accounts have the findings by themselves that they have in the whole.

`unneeded-statement` is left out: it is silent where nothing is traced, and so it is in an account near which
nothing is.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.spread.drawn.organization import Organization
from tests.spread.drawn.words import STRANGER
from xacct_guard.cli.exits import of_report
from xacct_guard.graph.access_graph import names_in
from xacct_guard.load.snapshots.trust import trusted
from xacct_guard.rule.baseline import NAME, baseline_of
from xacct_guard.rule.places import Places
from xacct_guard.run import Model, Options, Run, judged, judged_model, model_of, run_of
from xacct_guard.snapshot.read import Snapshot
from xacct_guard.verdicts import Report

SEEDS = (*range(1, 4), *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(4, 60)))
AUDIT = Options(packs=("audit",), ignore=("unneeded-statement",))


@pytest.mark.parametrize("seed", SEEDS)
def test_account_by_account_and_as_a_whole_the_report_is_the_same(seed, tmp_path):
    path = Organization(seed).write(tmp_path / "live.sqlite")
    model, whole = _of_whole(path, AUDIT)
    _same(path, AUDIT, whole)
    _accept_some(model, whole.report, tmp_path)
    config = Options(config=tmp_path / "xacct-guard.yaml", ignore=AUDIT.ignore)
    _same(path, config, _of_whole(path, config)[1])


@pytest.mark.parametrize("seed", SEEDS)
def test_who_is_told_to_be_trusted_is_whom_the_parsed_policies_let_in(seed, tmp_path):
    drawn = Organization(seed)
    path = drawn.write(tmp_path / "live.sqlite")
    found: dict[str, set[str]] = {}
    for arn, role in model_of((path,), Options()).graph.roles.items():
        for name in names_in(role.trust):
            found.setdefault(name, set()).add(arn)
    with Snapshot(path) as snapshot:
        told = trusted(snapshot, drawn.accounts)
    assert {name: set(arns) for name, arns in told.items()} == found


def test_the_report_does_not_depend_on_the_order_of_sets(tmp_path):
    path = Organization(2).write(tmp_path / "live.sqlite")
    command = [sys.executable, "-m", "xacct_guard", "check", str(path), "--format", "json"]
    first, second = (
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=False
        ).stdout
        for seed in ("1", "2")
    )
    assert json.loads(first)["findings"]
    assert first == second


def _of_whole(path: Path, options: Options) -> tuple[Model, Run]:
    model = model_of((path,), options)
    return model, run_of(model, options, judged(model, options))


def _same(path: Path, options: Options, whole: Run) -> None:
    model, judgement = judged_model((path,), options)
    apart = run_of(model, options, judgement)
    _same_report(apart.report, whole.report)
    assert apart.nothing == whole.nothing
    for level in ("high", "never"):
        assert of_report(apart.report, fail_on=level) == of_report(whole.report, fail_on=level)


def _same_report(apart: Report, whole: Report) -> None:
    assert set(apart.findings) ^ set(whole.findings) == set()
    assert apart.findings == whole.findings
    assert apart.pipelines == whole.pipelines
    assert (apart.assumptions, apart.accounts) == (whole.assumptions, whole.accounts)
    assert sorted(map(str, apart.failures)) == sorted(map(str, whole.failures))


def _accept_some(model: Model, report: Report, folder: Path) -> None:
    """Some findings by the names that a place has, some by a baseline; and one that there is not."""
    places = Places(model.graph, folder)
    names = [places.of(each.at) for each in report.findings[::7] if each.at]
    rules = [each.rule for each in report.findings[::7] if each.at]
    entries = [
        {"rule": rule, "at": each[number % len(each[1:]) + 1], "reason": "meant"}
        for number, (rule, each) in enumerate(zip(rules, names, strict=True))
    ]
    entries.append({"rule": "public-access", "at": "nowhere", "reason": "left over"})
    accounts = {"stranger": {"id": STRANGER}}
    config = {"accounts": accounts, "rules": {"packs": ["audit"], "ignore": entries}}
    (folder / "xacct-guard.yaml").write_text(json.dumps(config))
    (folder / NAME).write_text(baseline_of(report.findings[1::5], places).text)
