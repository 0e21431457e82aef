"""Files that others published: everything they say is loaded, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests import published
from tests.formats.cfn import given
from tests.published import CORPUS, DOCUMENTS, TERRAFORM, Held
from xacct_guard.errors import RuleError
from xacct_guard.formats.cloudformation import FORMAT
from xacct_guard.graph.model import Placement
from xacct_guard.iam.symbol import shown
from xacct_guard.run import Options, check

TEMPLATES = "aws-cloudformation__aws-cloudformation-templates"
VALIDATOR = "awslabs__aws-cloudformation-iam-policy-validator"
TEST_FILES = f"{VALIDATOR}/cfn_policy_validator/tests/validation_tests/test_files"
REFERENCES = (
    "PacktPublishing__The-Machine-Learning-Solutions-Architect-Handbook",
    "aws-samples__cross-account-ml-codepipeline",
    "aws-samples__service-catalog-framework-with-cross-account-codepipeline",
    "awslabs__aws-refarch-cross-account-pipeline",
)
NOT_LOADED = {
    f"{TEMPLATES}/IoT/amzn2-greengrass-cfn-pkg.yaml": (3, "policy of IoT: no principals of IAM"),
    f"{TEMPLATES}/IoT/amzn2-greengrass-cfn.yaml": (2, "policy of IoT: no principals of IAM"),
    f"{TEMPLATES}/IoT/lambda-iot-topicrule.yaml": (4, "policy of IoT: no principals of IAM"),
    f"{VALIDATOR}/test_files/public_access_test.yml": (
        6,
        "types that are not modelled: multi-region access points, Backup, EFS",
    ),
    f"{VALIDATOR}/test_files/test_file_2.json": (
        6,
        "types that are not modelled: IoT, permission sets; a malformed queue policy",
    ),
    f"{VALIDATOR}/test_files/test_file_2.yml": (6, "the same in YAML"),
    f"{VALIDATOR}/test_files/template_configuration_file.json": (1, "a stack policy"),
    f"{VALIDATOR}/test_files/template_configuration_invalid_parameters.json": (1, "a stack policy"),
    f"{TEST_FILES}/kms.json": (3, "a format of the validator's own"),
    f"{TEST_FILES}/test_input.json": (24, "a format of the validator's own"),
    f"{TEST_FILES}/input_with_max_size_policy.json": (1, "not JSON: `{{ placeholders }}`"),
    f"{TEST_FILES}/input_with_max_size_aws_managed_policy.json": (1, "the same"),
}
"""Files of which some statements are not loaded: how many, and why."""

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no templates at {CORPUS}")


def name_of(path: Path) -> str:
    return path.relative_to(CORPUS).as_posix()


def table(held: dict[Path, Held]) -> str:
    return "\n".join(f"{each.numbers} {name_of(path)}" for path, each in held.items())


def test_what_each_template_holds(snapshot):
    """Roles, policies, statements, pipelines, values of policies that are open; file by file."""
    assert table(published.in_templates()) == snapshot


def test_what_each_other_document_holds(snapshot):
    """The same of policies, definitions and what else is written in YAML and JSON."""
    assert table(published.in_other_documents()) == snapshot


def test_what_each_file_of_terraform_holds(snapshot):
    """The same of each `.tf` and `.tfvars`, its repository loaded as a whole."""
    assert table(published.in_terraform()) == snapshot


def test_what_is_not_read_and_why(snapshot):
    assert {name_of(path): why for path, why in published.refused().items()} == snapshot


def test_every_published_file_is_in_exactly_one_of_these_lists():
    lists = (
        published.in_templates(),
        published.in_other_documents(),
        published.in_terraform(),
        published.refused(),
    )
    counted = Counter(path for each in lists for path in each)
    files = published.published(*DOCUMENTS, *TERRAFORM)
    assert counted == Counter(files)
    assert sum(not name_of(path).startswith("seeds/") for path in files) == 368
    rest = set(CORPUS.rglob("*")) - set(files)
    names = {path.name.partition(".")[0] for path in rest if path.is_file()}
    assert all(name == "README" or name.startswith("LICENSE") for name in names), names


def written(path: Path) -> int:
    """How often the text says `Effect`, inside other text as well."""
    lines = [line for line in path.read_text().splitlines() if not line.lstrip().startswith("#")]
    return sum(len(re.findall(r"(?<!\w)\\?[\"']?Effect\\?[\"']?\s*:", line)) for line in lines)


def test_every_effect_that_a_document_writes_is_a_statement():
    loaded = published.in_templates() | published.in_other_documents()
    counted = {path: held.statements for path, held in loaded.items()}
    missing = {
        name_of(path): written(path) - counted.get(path, 0) for path in published.documents()
    }
    different = {name: number for name, number in missing.items() if number}
    assert different == {name: number for name, (number, _) in NOT_LOADED.items()}


def test_every_repository_is_checked_and_what_is_wrong_in_it_has_a_place(snapshot):
    repositories = sorted(path for path in CORPUS.iterdir() if path.is_dir())
    runs = (check((repository,), Options()).report for repository in repositories)
    failures = [failure for report in runs for failure in report.failures]
    assert not any(isinstance(each, RuleError) for each in failures)
    assert all(each.at is not None and each.message for each in failures)
    assert "\n".join(str(each).replace(f"{CORPUS}/", "") for each in failures) == snapshot


def guess(name: str) -> str:
    """A value that a parameter of this name may have."""
    if "account" in name.lower() and "role" not in name.lower():
        return "222222222222"
    if name.lower().endswith(("arn", "role")):
        kind = "arn:aws:kms:us-east-1:111111111111:key/k" if "key" in name.lower() else None
        return kind or "arn:aws:iam::222222222222:role/r"
    return f"given-{name.lower()}"


@pytest.mark.parametrize("repository", REFERENCES)
def test_a_template_whose_parameters_are_given_leaves_only_other_stacks_open(repository: str):
    mine = {
        p: node for p, node in published.templates().items() if CORPUS / repository in p.parents
    }
    assert mine
    for path, document in mine.items():
        declared = document.get("Parameters")
        values = {
            name: guess(name)
            for name, node in (declared.mapping if declared else {}).items()
            if node.get("Default") is None
        }
        placement = Placement("111111111111", "us-east-1", "stack")
        held = published.held(
            FORMAT.open(document, placement, given(values), lambda _path: None).parts()
        )
        found = {shown(name) for name in held.open if not name.startswith("export ")}
        assert found == set(), path
