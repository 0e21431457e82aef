"""`check --since git:REV`: what a change brought, with everything linked. Each repository is a real one."""

import json
import shutil
from pathlib import Path

import pytest

from tests.git import git, needs_git
from xacct_guard.cli import main
from xacct_guard.errors import ConfigError
from xacct_guard.revision import revision

pytestmark = needs_git

CORRECTED = Path(__file__).parents[1] / "fixtures/systems/three-account-codepipeline/corrected"
ROLE = """\
Resources:
  Open:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
      - PolicyName: passing
        PolicyDocument:
          Statement:
"""
PASSED = "          - {Effect: Allow, Action: iam:PassRole, Resource: 'arn:aws:iam::111111111111:role/%s'}\n"


class Repository:
    """A repository with one commit at first, called `before`."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.git("init", "--quiet")

    def git(self, *words: str, given: bytes = b"") -> str:
        return git(self.top, *words, given=given)

    def write(self, name: str, text: str) -> Path:
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def commit(self) -> None:
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--message", "as it was")
        self.git("tag", "--force", "before")


@pytest.fixture
def repository(tmp_path):
    top = tmp_path / "estate"
    top.mkdir()
    return Repository(top)


@pytest.fixture
def estate(repository):
    """The corrected system, committed."""
    shutil.copytree(CORRECTED, repository.top, dirs_exist_ok=True)
    repository.commit()
    return repository


def report(capsys, *arguments):
    """The exit code and the report of a check."""
    code = main(["check", *map(str, arguments), "--format", "json"])
    told = capsys.readouterr()
    return code, json.loads(told.out), told.err


def rules(told):
    return sorted(finding["rule"] for finding in told["findings"])


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_nothing_changed_is_exit_code_0_and_one_line(estate, capsys):
    code, told, err = report(capsys, estate.top, "--since", "git:before", "--fail-on", "info")
    assert code == 0
    assert told["findings"] == told["pipelines"] == []
    assert err == "xacct-guard: nothing changed since git:before\n"


def test_what_was_there_is_left_out_and_what_is_new_is_told(repository, capsys):
    template = repository.write("a.yaml", ROLE + PASSED % "b")
    repository.commit()
    _, before, _ = report(capsys, repository.top)
    assert rules(before)
    repository.write("a.yaml", "# moved down\n\n" + template.read_text())
    code, told, _ = report(capsys, repository.top, "--since", "git:before", "--fail-on", "info")
    assert (code, rules(told)) == (0, [])
    repository.write("b.yaml", ROLE.replace("Open", "Other") + PASSED % "other")
    code, told, _ = report(capsys, repository.top, "--since", "git:before", "--fail-on", "info")
    assert code == 1
    assert {each["locations"][0]["file"] for each in told["findings"]} == {
        str(repository.top / "b.yaml")
    }


def test_another_of_the_same_kind_at_the_same_place_is_new(repository, capsys):
    repository.write("a.yaml", ROLE + PASSED % "b")
    repository.commit()
    repository.write("a.yaml", ROLE + PASSED % "b" + PASSED % "c")
    _, whole, _ = report(capsys, repository.top)
    _, told, _ = report(capsys, repository.top, "--since", "git:before")
    assert 0 < len(told["findings"]) < len(whole["findings"])


def test_a_stage_that_a_change_breaks_is_denied(estate, capsys):
    edit(estate.top / "shared.yaml", "codecommit:GetBranch", "codecommit:GetFolder")
    code, told, _ = report(capsys, estate.top, "--since", "git:before", "--fail-on", "never")
    stages = {s["name"]: s for p in told["pipelines"] for s in p["stages"]}
    assert stages["Source"]["verdict"] == "deny"
    assert not stages["Source"]["accepted"]
    assert code == 1


def test_a_stage_that_was_denied_before_is_accepted(estate, capsys):
    edit(estate.top / "shared.yaml", "codecommit:GetBranch", "codecommit:GetFolder")
    estate.commit()
    edit(estate.top / "training.yaml", "Resources:", "# a remark\nResources:")
    for more in ((), ("--select", "role-path-mismatch"), ("--no-ignores",)):
        code, told, _ = report(capsys, estate.top, "--since", "git:before", *more)
        [source] = [s for p in told["pipelines"] for s in p["stages"] if s["name"] == "Source"]
        assert (source["verdict"], source["accepted"]) == ("deny", True)
        assert (code, rules(told)) == (0, [])


def test_a_stage_that_is_denied_for_one_thing_more_is_not_accepted(estate, capsys):
    edit(estate.top / "shared.yaml", "codecommit:GetBranch", "codecommit:GetFolder")
    estate.commit()
    edit(estate.top / "shared.yaml", "codecommit:UploadArchive", "codecommit:GetTree")
    code, told, _ = report(capsys, estate.top, "--since", "git:before")
    [source] = [s for p in told["pipelines"] for s in p["stages"] if s["name"] == "Source"]
    assert not source["accepted"]
    assert rules(told)
    assert code == 1


def test_an_ignore_that_is_taken_away_brings_the_finding_back(repository, capsys):
    remark = "          # xacct-guard: ignore[%s] a public dataset\n"
    repository.write("a.yaml", ROLE + PASSED % "b")
    _, whole, _ = report(capsys, repository.top)
    rule = rules(whole)[0]
    repository.write("a.yaml", ROLE + remark % rule + PASSED % "b")
    repository.commit()
    repository.write("a.yaml", ROLE + PASSED % "b")
    _, told, _ = report(capsys, repository.top, "--since", "git:before")
    assert rule in rules(told)


def test_a_file_that_was_broken_is_no_failure_now(repository, capsys):
    repository.write("a.yaml", "Resources: [\n")
    repository.commit()
    repository.write("a.yaml", ROLE + PASSED % "b")
    code, told, _ = report(capsys, repository.top, "--since", "git:before", "--fail-on", "info")
    assert code == 1
    assert told["failures"] == []
    assert any("git:before" in each["about"] for each in told["assumptions"])


def test_a_configuration_that_is_new_is_used(estate, capsys):
    config = (estate.top / "xacct-guard.yaml").read_text()
    (estate.top / "xacct-guard.yaml").unlink()
    estate.commit()
    estate.write("xacct-guard.yaml", config)
    code, told, _ = report(capsys, estate.top, "--since", "git:before")
    assert code in (0, 1)
    assert told["failures"] == []
    assert told["pipelines"]


def test_only_the_folder_in_question_counts(repository, capsys):
    repository.write("a/a.yaml", ROLE + PASSED % "b")
    repository.write("b/b.yaml", ROLE + PASSED % "b")
    repository.commit()
    repository.write("b/c.yaml", ROLE + PASSED % "c")
    _, told, err = report(capsys, repository.top / "a", "--since", "git:before")
    assert "nothing changed" in err
    assert told["findings"] == []


def test_a_file_that_the_configuration_names_elsewhere_counts(repository, capsys):
    repository.write(
        "team/xacct-guard.yaml",
        "accounts: {x: {id: '111111111111', regions: [us-east-1]}}\n"
        "stacks: [{name: s, template: ../shared/a.yaml, account: x, region: us-east-1}]\n",
    )
    repository.write("shared/a.yaml", ROLE + PASSED % "b")
    repository.commit()
    team = repository.top / "team"
    assert "nothing changed" in report(capsys, team, "--since", "git:before")[2]
    repository.write("shared/a.yaml", ROLE + PASSED % "b" + PASSED % "c")
    _, whole, _ = report(capsys, team)
    _, told, _ = report(capsys, team, "--since", "git:before")
    assert 0 < len(told["findings"]) < len(whole["findings"])


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("git:nowhere", "the repository has no revision `nowhere`"),
        ("main", "`main` is no revision"),
        ("git:", "`git:` is no revision"),
        ("git:--output=x", "`git:--output=x` is no revision"),
    ],
)
def test_a_bad_revision_is_one_clear_error(said, words, estate, capsys):
    code, told, _ = report(capsys, estate.top, "--since", said)
    assert code == 2
    [failure] = told["failures"]
    assert failure["message"] == words


def test_where_there_is_no_repository_is_one_clear_error(tmp_path, capsys):
    (tmp_path / "a.yaml").write_text(ROLE)
    code, told, _ = report(capsys, tmp_path, "--since", "git:main")
    assert code == 2
    [failure] = told["failures"]
    assert failure["message"].endswith("is not in a git repository")


def test_a_path_outside_of_the_repository_is_one_clear_error(estate, tmp_path, capsys):
    other = tmp_path / "other.yaml"
    other.write_text(ROLE)
    code, told, _ = report(capsys, estate.top, other, "--since", "git:before")
    assert code == 2
    assert "is not in the repository" in told["failures"][0]["message"]


def test_without_git_the_error_says_so(estate, capsys, monkeypatch):
    monkeypatch.setenv("PATH", "")
    code, told, _ = report(capsys, estate.top, "--since", "git:before")
    assert code == 2
    assert told["failures"][0]["message"] == "cannot run `git`"


def test_nothing_that_a_repository_configures_is_run(estate, tmp_path, capsys):
    ran = tmp_path / "ran"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {ran}\ncat\n")
    script.chmod(0o755)
    estate.write(".gitattributes", "*.yaml filter=f diff=d\n")
    for setting in (
        *("core.fsmonitor", "filter.f.clean", "filter.f.smudge", "filter.f.process"),
        *("diff.d.textconv", "diff.external", "core.pager", "core.sshCommand"),
    ):
        estate.git("config", setting, str(script))
    (estate.top / ".git/hooks").mkdir(exist_ok=True)
    for hook in ("post-index-change", "post-checkout", "reference-transaction"):
        shutil.copy(script, estate.top / ".git/hooks" / hook)
    edit(estate.top / "training.yaml", "Resources:", "# a remark\nResources:")
    code, told, _ = report(capsys, estate.top, "--since", "git:before")
    assert (code, told["failures"]) == (0, [])
    assert not ran.exists()


def test_a_hook_that_says_where_git_is_does_not_lead_astray(estate, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "nowhere/index"))
    assert report(capsys, estate.top, "--since", "git:before")[0] == 0


def written(repository, into):
    into.mkdir()
    revision("git:before", repository.top).write((repository.top,), into)
    return {path.relative_to(into).as_posix() for path in into.rglob("*") if not path.is_dir()}


def test_the_files_are_those_of_the_revision(repository, tmp_path):
    repository.write("a b/ü\n.yaml", "x")
    repository.write("link-target", "y")
    (repository.top / "link").symlink_to("link-target")
    repository.commit()
    repository.write("later", "z")
    into = tmp_path / "into"
    assert written(repository, into) == {"a b/ü\n.yaml", "link-target", "link"}
    assert (into / "link").read_text() == "y"


def test_no_link_leads_out(repository, tmp_path):
    (repository.top / "absolute").symlink_to("/etc/passwd")
    (repository.top / "up").symlink_to("../../outside")
    (repository.top / "folder").symlink_to(".")
    (repository.top / "by-way").symlink_to("folder/../../outside")
    (repository.top / "circle").symlink_to("circle")
    repository.commit()
    (tmp_path / "outside").write_text("secret")
    assert written(repository, tmp_path / "into") == set() or not {
        "absolute",
        "up",
        "by-way",
        "circle",
    } & {each.name for each in (tmp_path / "into").iterdir()}


def test_a_submodule_is_not_entered(repository, tmp_path):
    inner = Repository.__new__(Repository)
    inner.top = repository.top / "inner"
    inner.top.mkdir()
    Repository.__init__(inner, inner.top)
    inner.write("a.yaml", "x")
    inner.commit()
    repository.write("b.yaml", "y")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message", "with a module")
    repository.git("tag", "before")
    assert written(repository, tmp_path / "into") == {"b.yaml"}


def _tree(repository, entry: bytes, id: str) -> str:
    """A tree of one entry, as it is: git's own ways of making one refuse its name."""
    words = ("hash-object", "-t", "tree", "-w", "--stdin", "--literally")
    return repository.git(*words, given=entry + bytes.fromhex(id))


@pytest.mark.parametrize("name", ["..", ".git"])
def test_a_path_that_git_would_not_check_out_is_left_out(name, repository, tmp_path):
    """A tree made by hand: git's own checks of names are made when it is checked out."""
    blob = repository.write("x", "evil").name
    id = repository.git("hash-object", "-w", blob)
    inner = _tree(repository, b"100644 x\0", id)
    outer = _tree(repository, b"40000 " + name.encode() + b"\0", inner)
    commit = repository.git("commit-tree", outer, "-m", "x")
    repository.git("tag", "before", commit)
    assert written(repository, tmp_path / "into") == set()
    assert not (tmp_path / "x").exists()


def test_a_revision_that_is_not_there_whole_is_one_clear_error(repository, tmp_path):
    repository.write("a.yaml", "x")
    repository.commit()
    id = repository.git("rev-parse", "before:a.yaml")
    (repository.top / ".git/objects" / id[:2] / id[2:]).unlink()
    with pytest.raises(ConfigError, match=r"git has no content of `a\.yaml`"):
        written(repository, tmp_path / "into")
