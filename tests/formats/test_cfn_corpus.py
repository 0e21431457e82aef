"""Real templates load; what they refer to outside of them is open, never an exception."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.formats.cfn import given
from xacct_guard.errors import XacctGuardError
from xacct_guard.formats.cloudformation import FORMAT
from xacct_guard.graph.model import Placement
from xacct_guard.iam.symbol import Symbol, shown
from xacct_guard.read import read_all, read_text
from xacct_guard.span import Node

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
FIRST = CORPUS / "aws-samples__cross-account-ml-codepipeline" / "cloudformation"
ENDINGS = (".yml", ".yaml", ".json", ".template")
ACCOUNT = str(Symbol("account of the template", "?" * 12))

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no templates at {CORPUS}")


def documents() -> list[Node]:
    found: list[Node] = []
    for path in sorted(path for path in CORPUS.rglob("*") if path.suffix in ENDINGS):
        try:
            found += read_all(read_text(path))
        except XacctGuardError:
            continue
    return [document for document in found if FORMAT.detect(document)]


def test_every_template_loads_and_nearly_none_is_wrong():
    found = documents()
    assert len(found) > 100
    failures = []
    for document in found:
        placement = Placement(ACCOUNT, "us-east-1", "stack")
        parts = FORMAT.open(document, placement, given({}), lambda path: None).parts()
        failures += parts.failures
        assert all(isinstance(failure, XacctGuardError) for failure in parts.failures)
    # what is wrong: modules in the language of another tool, a queue policy that names nobody
    wrong = {Path(failure.at.source.name).parent.name for failure in failures}
    assert wrong <= {"RainModules", "test_files"}


def test_three_stacks_of_three_accounts_meet():
    accounts = {"shared": "111111111111", "training": "222222222222", "production": "333333333333"}
    stacks = {}
    values = {
        "SharedServicesAccountID": accounts["shared"],
        "TrainingAccountID": accounts["training"],
        "ProductionAccountID": accounts["production"],
        "CodeCommitRepoName": "ml",
        "SharedS3Bucket": lambda: stacks["shared"].reference("outputs.S3Bucket"),
        "SharedKMSKeyARN": lambda: stacks["shared"].reference("outputs.KMSKeyARN"),
        "CodeCommitRepoAccessRole": lambda: stacks["shared"].reference(
            "outputs.CodeCommitRepoAccessRole"
        ),
    }
    for name, file in zip(accounts, ("a", "b", "c"), strict=True):
        (document,) = read_all(read_text(FIRST / f"{file}-cfn-blog.yml"))
        mine = {key: values[key] for key in document.mapping["Parameters"].mapping}
        placement = Placement(accounts[name], "us-east-1", name)
        stacks[name] = FORMAT.open(document, placement, given(mine), lambda path: None)
    parts = {name: stack.parts() for name, stack in reversed(stacks.items())}
    assert [part.failures for part in parts.values()] == [(), (), ()]
    roles = {role.place: role for part in parts.values() for role in part.roles}
    bucket = next(r for r in parts["shared"].resources if r.type == "s3:bucket")
    first = roles["production/CrossAccountRoleC"].identity[0].statements[0]
    assert first.resources[0].text == f"{bucket.arn}/*"
    assert len(roles) == 8
    assert len(roles["training/CrossAccountRoleB"].identity) == 4
    assert [shown(arn.text) for arn in roles["training/CrossAccountRoleB"].managed] == [
        "arn:aws:iam::aws:policy/AWSStepFunctionsFullAccess",
        "arn:aws:iam::aws:policy/AWSCloudFormationFullAccess",
    ]
