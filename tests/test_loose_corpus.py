"""Published documents: each loads, or there is one clear error about it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from xacct_guard.definitions.codepipeline import is_pipeline
from xacct_guard.formats.document import is_policy, kind_of
from xacct_guard.load.state_machines import is_state_machine
from xacct_guard.read import read, read_text
from xacct_guard.run import Options, check

CORPUS = Path(__file__).parents[2] / "shared/corpus"

if not CORPUS.is_dir():
    pytest.skip(f"the published documents are not at {CORPUS}", allow_module_level=True)


def documents():
    for path in sorted(CORPUS.rglob("*.json")):
        text = path.read_text("utf-8", errors="replace")
        if "AWSTemplateFormatVersion" not in text and '"Resources"' not in text:
            yield pytest.param(path, id=str(path.relative_to(CORPUS)))


@pytest.mark.parametrize("path", tuple(documents()))
def test_a_document_loads_or_there_is_one_clear_error(path):
    run = check((path,), Options())
    failures = run.report.failures
    assert len(failures) <= 1
    for failure in failures:
        assert failure.help
        assert failure.at is not None
        assert failure.at.source.name == str(path)


def kinds(folder: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for path in folder.rglob("*.json"):
        node = read(read_text(path))
        if is_policy(node):
            found[kind_of(node).value] += 1
    return found


def test_the_kind_of_every_published_perimeter_policy_is_that_of_its_folder():
    folder = CORPUS / "aws-samples__data-perimeter-policy-examples"
    by_folder = {
        "service_control_policies": {"scp"},
        "vpc_endpoint_policies": {"vpc_endpoint"},
    }
    for name, expected in by_folder.items():
        assert set(kinds(folder / name)) == expected
    rcps = kinds(folder / "resource_control_policies")
    assert rcps["rcp"] >= 4
    assert set(rcps) <= {"rcp", "resource"}


def test_definitions_are_told_apart():
    seed = CORPUS / "aws-samples__cross-account-ml-codepipeline"
    assert is_pipeline(read(read_text(seed / "codepipeline_definition.json")))
    assert is_state_machine(read(read_text(seed / "train_SF.json")))


def test_policies_that_are_templates_of_terraform_load():
    folder = CORPUS / "aws-samples__sagemaker-custom-project-templates/sm-project-tf-gitlab"
    for path in folder.rglob("command-runner-exec-role.json"):
        assert check((path,), Options()).report.failures == ()
