"""The generated policies in the place of those that are there: pipelines run, and no rule finds fault."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from xacct_guard.finding import Severity
from xacct_guard.grants.alone import alone
from xacct_guard.grants.generate import generate
from xacct_guard.run import Model, Options, judged, model_of, run_of
from xacct_guard.trace import trace
from xacct_guard.verdicts import Report
from xacct_guard.worlds import World

SYSTEMS = Path(__file__).parents[2] / "fixtures" / "systems"
NAMES = sorted(folder.name for folder in SYSTEMS.iterdir() if folder.is_dir())
SYSTEM = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.xdist_group(f"grants {name}")) for name in NAMES]
)


def expected(name: str) -> Any:
    said = yaml.safe_load((SYSTEMS / name / "corrected/expectations.yaml").read_text())
    return said["configurations"]["xacct-guard.yaml"]["pipelines"]


@cache
def report(name: str) -> Report:
    """What is said of the corrected system with the generated policies alone."""
    folder = SYSTEMS / name / "corrected"
    options = Options(config=folder / "xacct-guard.yaml", packs=("audit",), no_ignores=True)
    found: Model = model_of((folder,), options)
    graph = alone(found.graph, generate(found.paths, found.graph).policies)
    paths = trace(graph)
    world = World({}, found.estate, graph, paths)
    instead = replace(found, graph=graph, paths=paths, worlds=(world,))
    return run_of(instead, options, judged(instead, options)).report


@SYSTEM
def test_every_stage_passes_as_it_does_with_the_corrected_policies(name):
    found = {
        pipeline.name: {
            stage.name: {action.name: str(action.verdict) for action in stage.actions}
            for stage in pipeline.stages
        }
        for pipeline in report(name).pipelines
    }
    for pipeline, stages in expected(name).items():
        for stage, actions in stages.items():
            for action, verdict in actions.items():
                assert found[pipeline][stage][action] == verdict


@SYSTEM
def test_no_rule_finds_anything_of_medium_severity_or_more(name):
    assert report(name).failures == ()
    grave = [
        (one.rule, one.message)
        for one in report(name).findings
        if one.severity.rank <= Severity.MEDIUM.rank
    ]
    assert grave == []
