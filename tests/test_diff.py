"""`diff OLD NEW`: folders and revisions, in every format. Each repository is a real one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.git import committed, git, needs_git
from xacct_guard.cli import main

SYSTEMS = Path(__file__).parents[1] / "fixtures/systems"
ESTATE = """\
Resources:
  Train:
    Type: AWS::IAM::Role
    Properties:
      RoleName: Train
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
      - PolicyName: reads
        PolicyDocument:
          Statement:
          - {Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::ml/*'}
"""
WRITES = (
    "          - {Sid: Write, Effect: Allow, Action: s3:PutObject, Resource: 'arn:aws:s3:::ml/*'}\n"
)
CONFIG = """\
accounts: {ml: {id: "111111111111", regions: [us-east-1]}}
stacks: [{name: train, template: roles.yaml, account: ml, region: us-east-1}]
"""


def written(folder: Path, more: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "roles.yaml").write_text(ESTATE + more)
    (folder / "xacct-guard.yaml").write_text(CONFIG)
    return folder


@pytest.fixture
def sides(tmp_path, monkeypatch):
    """A folder and what became of it."""
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "old")
    written(tmp_path / "new", WRITES)


def said(capsys, *arguments):
    code = main(["diff", *map(str, arguments)])
    return code, capsys.readouterr().out


def test_who_may_now_do_what_and_why(sides, capsys):
    code, text = said(capsys, "old", "new")
    assert code == 0
    assert text.splitlines() == [
        "ml (111111111111)",
        "  role Train: identity policies",
        "    + it may `s3:PutObject` on `arn:aws:s3:::ml/example`",
        "      allowed by `Write`, new/roles.yaml:13",
        "",
        "1 added, 0 removed (1 policy differs)",
    ]


def test_what_is_taken_away_names_the_statement_that_is_gone(sides, capsys):
    _, text = said(capsys, "new", "old")
    assert "    - it may no longer `s3:PutObject` on `arn:aws:s3:::ml/example`\n" in text
    assert "      no longer allowed by `Write`, new/roles.yaml:13\n" in text


@pytest.mark.parametrize(
    ("old", "new", "expected"), [("old", "new", 1), ("new", "old", 0), ("old", "old", 0)]
)
def test_new_access_can_fail_a_run(old, new, expected, sides, capsys):
    assert said(capsys, old, new, "--no-new-access")[0] == expected


def test_a_statement_written_otherwise_is_no_access(sides, capsys):
    Path("new/roles.yaml").write_text(
        "# moved down\n"
        + ESTATE
        + "          - {Effect: Allow, Action: 's3:GetObjec?', Resource: 'arn:aws:s3:::ml/models/*'}\n"
    )
    code, text = said(capsys, "old", "new", "--no-new-access")
    assert code == 0
    assert text.startswith("no access is added or removed (1 policy differs")


def test_layout_alone_is_no_difference(sides, capsys):
    Path("new/roles.yaml").write_text("# moved down\n\n" + ESTATE)
    assert said(capsys, "old", "new") == (0, "no policy differs\n")


def test_json_has_the_request_and_why_each_side_decides_so(sides, capsys):
    _, text = said(capsys, "old", "new", "--format", "json")
    told = json.loads(text)
    assert told["failures"] == []
    (change,) = told["changes"]
    assert change["direction"] == "added"
    assert change["request"] == {
        "who": "role Train",
        "principal": "arn:aws:iam::111111111111:role/Train",
        "action": "s3:PutObject",
        "resource": "arn:aws:s3:::ml/example",
        "context": {},
        "without": [],
        "allowed_because": change["request"]["allowed_because"],
        "denied_because": "nothing in the identity policies allows it",
        "fits_the_action": True,
    }
    assert change["location"] == "new/roles.yaml:13"


def test_markdown_says_first_what_is_added_and_folds_the_rest(sides, capsys):
    _, text = said(capsys, "new", "old", "--format", "markdown")
    assert text.startswith("### ✅ Access: 0 added, 1 removed")
    assert "<details><summary>Removed: 1</summary>" in text
    _, text = said(capsys, "old", "new", "--format", "markdown")
    assert text.startswith("### ⚠️ Access: 1 added, 0 removed")
    assert "<details>" not in text


@needs_git
class TestRevisions:
    """Sides that are revisions of a repository."""

    @pytest.fixture
    def repository(self, tmp_path, monkeypatch):
        top = written(tmp_path / "estate")
        git(committed(top), "tag", "before")
        written(top, WRITES)
        monkeypatch.chdir(top)
        return top

    def test_a_revision_against_the_work_tree(self, repository, capsys):
        code, text = said(capsys, "git:before", ".", "--no-new-access")
        assert code == 1
        assert "      allowed by `Write`, roles.yaml:13\n" in text

    def test_places_in_a_revision_are_as_git_names_them(self, repository, capsys):
        _, text = said(capsys, ".", "git:before")
        assert "      no longer allowed by `Write`, roles.yaml:13\n" in text
        git(repository, "commit", "--quiet", "--all", "--message", "writes")
        (repository / "roles.yaml").write_text(ESTATE)
        _, text = said(capsys, "git:HEAD", ".")
        assert "      no longer allowed by `Write`, git:HEAD:roles.yaml:13\n" in text

    def test_two_revisions(self, repository, capsys):
        git(repository, "commit", "--quiet", "--all", "--message", "writes")
        _, text = said(capsys, "git:before", "git:HEAD")
        assert text.endswith("1 added, 0 removed (1 policy differs)\n")
        assert said(capsys, "git:HEAD", "git:HEAD")[1] == "no policy differs\n"

    def test_a_revision_is_read_with_its_own_configuration(self, repository, capsys):
        config = CONFIG.replace("111111111111", "222222222222")
        (repository / "xacct-guard.yaml").write_text(config)
        _, text = said(capsys, "git:before", ".")
        assert "role Train (gone)" in text
        assert "role Train (new)" in text

    def test_nothing_is_left_of_a_revision_that_had_no_such_folder(self, repository, capsys):
        written(repository / "later")
        code, text = said(capsys, "git:before", "later", "--no-new-access")
        assert code == 1
        assert "role Train (new): identity policies" in text

    def test_what_cannot_be_read_in_a_revision_is_named_as_git_does(self, repository, capsys):
        (repository / "roles.yaml").write_text("Resources: [\n")
        git(repository, "commit", "--quiet", "--all", "--message", "broken")
        (repository / "roles.yaml").write_text(ESTATE)
        code, text = said(capsys, "git:HEAD", ".")
        assert code == 2
        assert "git:HEAD:roles.yaml" in text


@pytest.mark.parametrize("system", sorted(each.name for each in SYSTEMS.iterdir()))
def test_what_was_mended_in_the_systems_is_told(system, capsys):
    """Every line is certain but for readings that AWS leaves open."""
    folder = SYSTEMS / system
    _, text = said(capsys, folder / "as-published", folder / "corrected", "--format", "json")
    told = json.loads(text)["changes"]
    unsure = [each["cannot_tell"] for each in told if not each["certain"]]
    assert all("what AWS makes of a star" in each for each in unsure)
    assert {each["direction"] for each in told} == {"added", "removed"}
    assert len(told) > 20
