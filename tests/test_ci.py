"""The action, the GitLab job and the hook: read as their programs read them, run as they run them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.git import git
from tests.templates import LOOSE
from xacct_guard.report import names

ROOT = Path(__file__).parents[1]
ESTATES = ROOT / "fixtures/systems/three-account-codepipeline"
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
GITLAB = yaml.safe_load((ROOT / "ci/gitlab.yml").read_text("utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
PROGRAM = f'#!/bin/sh\nexec "{sys.executable}" -m xacct_guard "$@"\n'


@pytest.fixture
def program(tmp_path):
    """A folder with a program `xacct-guard`, which is this one."""
    folder = tmp_path / "runner" / "xacct-guard" / "bin"
    folder.mkdir(parents=True)
    (folder / "xacct-guard").write_text(PROGRAM)
    (folder / "xacct-guard").chmod(0o755)
    return folder


@pytest.fixture
def work(tmp_path):
    """A checkout with the corrected system."""
    folder = tmp_path / "work"
    shutil.copytree(ESTATES / "corrected", folder)
    return folder


def environment(**more):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    return {**kept, "PYTHONPATH": paths, **{name: str(value) for name, value in more.items()}}


def break_the_source_stage(folder):
    path = folder / "shared.yaml"
    path.write_text(path.read_text().replace("codecommit:GetBranch", "codecommit:GetFolder"))


class TestAction:
    """`action.yml`"""

    def step(self, name):
        [step] = [step for step in ACTION["runs"]["steps"] if step["name"] == name]
        return step

    def run(self, program, work, **inputs):
        """Run the step `check` as a runner does, and give what it leaves behind."""
        given = {name: spec["default"] for name, spec in ACTION["inputs"].items()} | inputs
        step, temp = self.step("check"), program.parents[1]
        files = {name: temp / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        env = {
            name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: given[found[1]], text)
            for name, text in step["env"].items()
        }
        script = temp / "step.sh"
        script.write_text(step["run"])
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=work,
            env=environment(**env, **files, RUNNER_TEMP=temp),
            capture_output=True,
            text=True,
            check=False,
        )
        return done, {
            name: file.read_text() if file.exists() else "" for name, file in files.items()
        }

    def test_it_is_a_composite_action_whose_inputs_are_told(self):
        assert ACTION["runs"]["using"] == "composite"
        assert all(spec["description"] and "default" in spec for spec in ACTION["inputs"].values())
        assert all("shell" in step for step in ACTION["runs"]["steps"] if "run" in step)

    def test_no_input_is_pasted_into_a_script(self):
        """An input with a command in it would run: inputs go by way of the environment."""
        assert not any("${{" in step.get("run", "") for step in ACTION["runs"]["steps"])

    def test_every_input_that_is_used_is_declared(self):
        used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(ACTION)))
        assert used == ACTION["inputs"].keys()

    def test_a_clean_repository_passes(self, program, work):
        done, left = self.run(program, work)
        assert done.returncode == 0, done.stderr
        assert left["GITHUB_OUTPUT"] == "exit-code=0\n"
        assert "✅ xacct-guard" in left["GITHUB_STEP_SUMMARY"]
        assert json.loads((work / "xacct-guard.sarif").read_text())["version"] == "2.1.0"

    def test_a_denied_stage_fails_with_annotations_summary_and_sarif(self, program, work):
        break_the_source_stage(work)
        done, left = self.run(program, work)
        assert done.returncode == 1
        assert left["GITHUB_OUTPUT"] == "exit-code=1\n"
        assert re.search(r"^::error file=\w+\.\w+,line=", done.stdout, re.MULTILINE)
        assert "❌ deny" in left["GITHUB_STEP_SUMMARY"]
        [run] = json.loads((work / "xacct-guard.sarif").read_text())["runs"]
        [first, *_] = run["results"]
        location = first["locations"][0]["physicalLocation"]["artifactLocation"]
        assert location["uri"] in {each.name for each in work.iterdir()}

    def test_its_inputs_reach_the_command(self, program, work):
        (work / "a loose.yaml").write_text(LOOSE)
        config = work / "xacct-guard.yaml"
        moved = config.rename(work / "a b.yaml")
        done, _ = self.run(
            program,
            work,
            paths="shared.yaml\na loose.yaml\n",
            config=str(moved),
            **{"fail-on": "medium", "sarif-file": "a b.sarif"},
        )
        assert (work / "a b.sarif").exists()
        assert done.returncode == 1
        done, _ = self.run(program, work, since="git:main")
        assert done.returncode == 2
        assert "is not in a git repository" in done.stdout

    def test_an_input_is_no_command(self, program, work):
        self.run(program, work, paths="$(touch ran); touch ran", config='"; touch ran; "')
        assert not (work / "ran").exists()


class TestGitLab:
    """`ci/gitlab.yml`"""

    [JOB] = GITLAB.values()

    def run(self, program, work, **variables):
        env = environment(**(self.JOB["variables"] | variables))
        env["PATH"] = f"{program}{os.pathsep}{env['PATH']}"
        [script] = self.JOB["script"]
        return subprocess.run(
            ["bash", "-eo", "pipefail", "-c", script],
            cwd=work,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )

    @pytest.mark.parametrize("is_broken", [False, True])
    def test_its_reports_are_there_whatever_is_found(self, is_broken, program, work):
        if is_broken:
            break_the_source_stage(work)
        (work / "loose.yaml").write_text(LOOSE)
        done = self.run(program, work)
        assert done.returncode == int(is_broken), done.stderr
        reports = self.JOB["artifacts"]["reports"]
        issues = json.loads((work / reports["codequality"]).read_text())
        assert any(issue["location"]["path"] == "loose.yaml" for issue in issues)
        assert "<testsuites>" in (work / reports["junit"]).read_text()

    def test_what_is_reported_is_kept_even_when_the_job_fails(self):
        artifacts = self.JOB["artifacts"]
        assert artifacts["when"] == "always"
        assert set(artifacts["reports"].values()) == set(artifacts["paths"])

    def test_its_variables_reach_the_command(self, program, work):
        (work / "loose.yaml").write_text(LOOSE)
        for paths, code in (("shared.yaml", 0), ("shared.yaml loose.yaml", 1)):
            given = {"XACCT_GUARD_PATHS": paths, "XACCT_GUARD_FAIL_ON": "medium"}
            assert self.run(program, work, **given).returncode == code


class TestHook:
    """`.pre-commit-hooks.yaml`, run by pre-commit. Its own environment needs a network; `nightly` makes one."""

    @pytest.fixture
    def repository(self, program, work, tmp_path, monkeypatch):
        """A repository whose hook is that of the manifest, run with the program that is here."""
        for name in [name for name in os.environ if name.startswith("GIT_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("PATH", f"{program}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(ROOT / "src"), str(ROOT))))
        [hook] = HOOKS
        config = {"repos": [{"repo": "local", "hooks": [{**hook, "language": "system"}]}]}
        (work / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
        (work / "README.md").write_text("# estate\n")
        git(work, "init", "--quiet")
        git(work, "add", "--all")
        return work

    def hook(self, folder, *arguments):
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--color=never", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def test_the_manifest_is_valid(self):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pre_commit",
                "validate-manifest",
                ROOT / ".pre-commit-hooks.yaml",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (0, "")

    def test_a_good_change_passes(self, repository):
        done = self.hook(repository)
        assert (done.returncode, "Passed" in done.stdout) == (0, True), done.stdout

    def test_a_change_of_one_file_is_checked_with_the_whole_estate(self, repository):
        git(repository, "commit", "--quiet", "--no-verify", "--message", "as it was")
        break_the_source_stage(repository)
        git(repository, "add", "--all")
        done = self.hook(repository)
        assert done.returncode == 1
        assert "- exit code: 1" in done.stdout
        assert "stage ml-train-deploy/Source: deny" in done.stdout

    def test_a_change_of_nothing_that_is_ours_is_passed_over(self, repository):
        git(repository, "commit", "--quiet", "--no-verify", "--message", "as it was")
        break_the_source_stage(repository)
        (repository / "README.md").write_text("# another\n")
        git(repository, "add", "README.md")
        done = self.hook(repository)
        assert done.returncode == 0
        assert "no files to check" in done.stdout

    def test_a_file_of_another_tool_does_not_stop_a_commit(self, repository):
        for file in repository.glob("[!.]*.*"):
            file.unlink()
        (repository / "values.yaml").write_text("replicas: 1\n")
        (repository / "pyproject.toml").write_text("[tool]\n")
        git(repository, "add", "--all")
        done = self.hook(repository)
        assert (done.returncode, "Passed" in done.stdout) == (0, True), done.stdout

    def test_two_estates_in_one_commit_are_each_checked_with_their_own_configuration(
        self, repository
    ):
        for file in repository.glob("[!.]*.*"):
            file.unlink()
        for name in ("corrected", "as-published"):
            shutil.copytree(ESTATES / name, repository / name)
        git(repository, "add", "--all")
        done = self.hook(repository)
        assert done.returncode == 1
        assert "as-published/shared.yaml" in done.stdout
        assert "8 stages (4 allow, 4 deny)" in done.stdout

    @pytest.mark.nightly
    def test_pre_commit_makes_the_environment_from_a_clone(self, repository, tmp_path):
        clone = tmp_path / "clone"
        git(ROOT, "clone", "--quiet", str(ROOT), str(clone))
        head = git(clone, "rev-parse", "HEAD")
        config = {"repos": [{"repo": str(clone), "rev": head, "hooks": [{"id": "xacct-guard"}]}]}
        (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
        os.environ.pop("PYTHONPATH", None)
        done = self.hook(repository, "--all-files")
        if "connection broken by" in done.stdout:
            pytest.skip(f"no network to make an environment from: {done.stdout[-300:]}")
        assert (done.returncode, "Passed" in done.stdout) == (0, True), done.stdout


def test_every_format_that_is_asked_for_is_there():
    asked = re.findall(
        r"-o \"?(\w+)=|--format (\w+)", json.dumps([ACTION, GITLAB, HOOKS]).replace("\\", "")
    )
    assert {one or other for one, other in asked} <= {*names()}
