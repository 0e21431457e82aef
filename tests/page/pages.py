"""The reports of the reference systems as pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from xacct_guard.page import page_of
from xacct_guard.run import Options, check

SYSTEMS = Path(__file__).parents[2] / "fixtures" / "systems"
CONFIGURATIONS = {
    "enterprise-ml-platform": "xacct-guard.yaml",
    "promote-with-jenkins-terraform": "xacct-guard.yaml",
    "shared-model-registry": "xacct-guard.yaml",
    "single-account-events": "xacct-guard.yaml",
    "three-account-codepipeline": "role-path-mended.yaml",
}
"""Each system as it is published, with what its own expectations take for its configuration."""
BROKEN = "three-account-codepipeline"


@cache
def run_of(system, configuration=None):
    folder = SYSTEMS / system / "as-published"
    config = folder / (configuration or CONFIGURATIONS[system])
    return check((folder,), Options(config=config, drawn=True))


def report_of(system, configuration=None):
    return run_of(system, configuration).report


def place(span):
    name = Path(span.source.name).name
    return name if span.line is None else f"{name}:{span.line}"


def page_text(report, picture=None):
    return page_of(report, place, version="0", picture=picture)


@cache
def text_of(system):
    run = run_of(system)
    return page_text(run.report, run.picture)
