"""What is written is what was generated: read back by our own readers, judged by cfn-lint and terraform."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml
from reading import expected, read_back, written

from xacct_guard.blueprint import Blueprint
from xacct_guard.blueprint.deployment import Deployment
from xacct_guard.grants.generate import generate_over
from xacct_guard.iam.symbol import shown
from xacct_guard.run import Options, model_of

SYSTEMS = Path(__file__).parents[2] / "fixtures" / "systems"
NAMES = sorted(folder.name for folder in SYSTEMS.iterdir() if folder.is_dir())
BY_DAY = ("three-account-codepipeline",)
SYSTEM = pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.xdist_group(f"blueprint {name}")) for name in NAMES],
)
FEW_SYSTEMS = pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in BY_DAY else pytest.mark.nightly) for name in NAMES],
)
FORMAT = pytest.mark.parametrize("format", ["cloudformation", "terraform", "json"])


@cache
def deployment(name: str) -> Deployment:
    folder = SYSTEMS / name / "corrected"
    model = model_of((folder,), Options(config=folder / "xacct-guard.yaml"))
    generation = generate_over((world.paths, world.graph) for world in model.worlds)
    return Deployment.of(generation, model.graph, model.estate.parts)


@cache
def blueprint(name: str, format: str) -> Blueprint:
    return written(deployment(name), format)


@SYSTEM
@pytest.mark.parametrize("format", ["cloudformation", "terraform"])
def test_the_files_say_what_was_generated_and_nothing_else(name, format):
    found, wanted = read_back(blueprint(name, format), deployment(name)), expected(deployment(name))
    assert len(wanted) > 15
    assert set(found) == set(wanted)
    for key, statements in wanted.items():
        assert found[key] == statements, key


@SYSTEM
@FORMAT
def test_every_policy_is_in_one_file(name, format):
    documents = blueprint(name, format).documents
    sets = [(one.attached_to, one.kind, one.part) for each in documents for one in each.sets]
    policies = [(one.attached_to, one.kind, one.part) for one in deployment(name).policies]
    assert sorted(sets) == sorted(policies)
    assert len({document.file for document in documents}) == len(documents)
    assert blueprint(name, format).warnings == ()


@SYSTEM
def test_a_value_is_known_before_it_is_taken(name):
    """What one step gives as an output, no earlier step takes."""
    documents = blueprint(name, "cloudformation").documents
    given_by = {name: at for at, document in enumerate(documents) for name in document.gives}
    for at, document in enumerate(documents):
        assert all(given_by.get(name, -1) < at for name in document.takes), document.file


@FEW_SYSTEMS
def test_cfn_lint_has_nothing_to_say(name, tmp_path):
    from cfnlint.api import lint_file

    for document in blueprint(name, "cloudformation").documents:
        if document.file.endswith(".yaml"):
            (tmp_path / document.file).write_text(document.text)
            assert [str(found) for found in lint_file(tmp_path / document.file)] == []


@SYSTEM
def test_terraform_would_format_it_the_same(name, tmp_path):
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not installed")
    for document in blueprint(name, "terraform").documents:
        (tmp_path / document.file).parent.mkdir()
        (tmp_path / document.file).write_text(document.text)
    command = ["terraform", "fmt", "-check", "-diff", "-recursive", str(tmp_path)]
    assert subprocess.run(command, capture_output=True, text=True, check=False).stdout == ""


@SYSTEM
@FORMAT
def test_the_same_estate_gives_the_same_files(name, format):
    folder = SYSTEMS / name / "corrected"
    model = model_of((folder,), Options(config=folder / "xacct-guard.yaml"))
    generation = generate_over((world.paths, world.graph) for world in model.worlds)
    again = Deployment.of(generation, model.graph, reversed(model.estate.parts))
    assert written(again, format) == blueprint(name, format)


@SYSTEM
def test_each_statement_says_which_stage_needs_it(name):
    for document in blueprint(name, "cloudformation").documents:
        reasons = {each for one in document.sets for line in one.lines for each in line.because[:6]}
        assert document.file.endswith(".json") or all(
            shown(each) in document.text for each in reasons
        )


def test_json_documents_are_policies_as_iam_takes_them():
    documents = blueprint("three-account-codepipeline", "json").documents
    assert all(json.loads(each.text)["Version"] == "2012-10-17" for each in documents)


def test_yaml_of_others_reads_the_templates_as_well():
    class Loader(yaml.SafeLoader):
        pass

    Loader.add_multi_constructor("!", lambda _loader, tag, node: f"!{tag} {node.value}")
    (first, *_) = blueprint("three-account-codepipeline", "cloudformation").documents
    found = yaml.load(first.text, Loader)
    assert list(found) == ["AWSTemplateFormatVersion", "Description", "Parameters", "Resources"]
