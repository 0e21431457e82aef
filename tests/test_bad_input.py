"""Bad input: one clear line with file, line and what to do; the other files are still checked."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SYSTEM = Path(__file__).parents[1] / "fixtures/systems/three-account-codepipeline/corrected"


@pytest.fixture
def system(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SYSTEM, tmp_path / "system"))


def run(*arguments: str, cwd: Path) -> tuple[int, str]:
    command = [sys.executable, "-m", "xacct_guard", *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def swap(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text, f"{old!r} is not in {file.name}"
    file.write_text(text.replace(old, new, 1))


BROKEN = {
    "a YAML error": ("production.yaml", "Resources:", "Resources: [", "production.yaml:"),
    "a duplicate key": (
        "pipeline.json",
        '"pipeline": {',
        '"pipeline": {}, "pipeline": {',
        "pipeline.json:",
    ),
    "a wrong type": (
        "production.yaml",
        "Type: AWS::Lambda::Function\n    Properties:\n",
        "Type: AWS::Lambda::Function\n    Properties: []\n    Was:\n",
        "production.yaml:",
    ),
    "an unknown parameter": (
        "xacct-guard.yaml",
        "      SharedKeyArn:",
        "      SharedKeyAnr:",
        "SharedKeyAnr",
    ),
    "an unknown account": (
        "xacct-guard.yaml",
        "template: production.yaml\n    account: production",
        "template: production.yaml\n    account: productoin",
        "did you mean `production`",
    ),
    "an unknown key": ("xacct-guard.yaml", "stacks:", "stakcs:", "did you mean `stacks`"),
    "a reference that leads nowhere": (
        "xacct-guard.yaml",
        "${stacks.shared.outputs.PipelineRoleArn}",
        "${stacks.shared.outputs.PipelineRole}",
        "leads nowhere",
    ),
    "a reference to nothing that there is": (
        "xacct-guard.yaml",
        "${stacks.shared.outputs.PipelineRoleArn}",
        "${stack.shared.outputs.PipelineRoleArn}",
        "did you mean `${stacks.shared.outputs.PipelineRoleArn}`",
    ),
    "an account id with a digit too few": (
        "xacct-guard.yaml",
        '"111111111111"',
        '"11111111111"',
        "`id` should be the twelve digits of an account, in quotation marks",
    ),
    "a file that is not there": (
        "xacct-guard.yaml",
        "template: training.yaml",
        "template: trainning.yaml",
        "trainning.yaml",
    ),
    "a policy that AWS would reject": (
        "training.yaml",
        "Effect: Allow",
        "Effect: allow",
        "training.yaml:",
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "says"), BROKEN.values(), ids=BROKEN)
def test_it_is_said_in_one_place_with_what_to_do(system, file, old, new, says):
    swap(system / file, old, new)
    code, output = run("check", ".", cwd=system)
    assert code == 2
    assert "Traceback" not in output
    assert "internal error" not in output
    assert says in output


def test_a_file_that_is_not_utf8_is_named_with_its_place(system):
    text = (system / "training.yaml").read_text().encode()
    (system / "training.yaml").write_bytes(text.replace(b"Description", b"Descripti\xf3n", 1))
    code, output = run("check", ".", cwd=system)
    assert code == 2
    assert "training.yaml" in output
    assert "UTF-8" in output
    assert "Traceback" not in output


def test_the_other_files_are_still_checked(system):
    swap(system / "production.yaml", "Resources:", "Resources: [")
    code, output = run("check", ".", "--format", "json", cwd=system)
    assert code == 2
    assert '"Source"' in output
    assert '"verdict": "allow"' in output


def test_a_folder_without_anything_to_check_says_so(tmp_path):
    (tmp_path / "notes.txt").write_text("nothing here")
    code, output = run("check", ".", cwd=tmp_path)
    assert code == 3
    assert "nothing to check" in output


def test_a_path_that_does_not_exist_is_named(tmp_path):
    code, output = run("check", "no-such-folder", cwd=tmp_path)
    assert code == 2
    assert "no-such-folder" in output


def test_a_parameter_nobody_gave_makes_the_verdict_unknown_and_is_named(system):
    swap(
        system / "xacct-guard.yaml",
        '      SharedKeyArn: "${stacks.shared.outputs.SharedKeyArn}"\n      DeployedStackName',
        "      DeployedStackName",
    )
    code, output = run("check", ".", "--format", "json", cwd=system)
    assert "parameter SharedKeyArn of stack training" in output
    assert '"verdict": "unknown"' in output
    assert code == 0
