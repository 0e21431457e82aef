"""A draft of the configuration: it loads as it is, invents nothing, and comes close to what a person writes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from xacct_guard.cli import main
from xacct_guard.draft import draft
from xacct_guard.run import Options, check, model_of

FIXTURES = Path(__file__).parents[2] / "fixtures/systems/three-account-codepipeline"
CORPUS = Path(__file__).parents[3] / "shared/corpus"
FOLDERS = sorted(each for each in CORPUS.glob("*") if each.is_dir() and each.name != "seeds")


@pytest.fixture
def repository(tmp_path) -> Path:
    """The published system, without anything that we wrote about it."""
    folder = tmp_path / "repository"
    shutil.copytree(FIXTURES / "as-published", folder)
    for ours in ("xacct-guard.yaml", "role-path-mended.yaml", "expectations.yaml"):
        (folder / ours).unlink()
    return folder


def written_by_hand() -> dict[str, object]:
    return yaml.safe_load((FIXTURES / "as-published/xacct-guard.yaml").read_text())


def verdicts(folder: Path, config: Path) -> dict[str, str]:
    report = check((folder,), Options(config=config)).report
    return {stage.name: stage.verdict for stage in report.stages}


def test_the_stacks_and_their_parameters_are_those_that_a_person_wrote(repository):
    drafted = yaml.safe_load(draft(repository))
    wanted = {each["name"]: each for each in written_by_hand()["stacks"]}
    for stack in drafted["stacks"]:
        by_hand = wanted[stack["name"]]
        assert stack["template"] == by_hand["template"]
        assert stack["account"] == by_hand["account"]
        known = {k: v for k, v in by_hand["parameters"].items() if k != "RepositoryName"}
        assert stack["parameters"] == known
    assert len(drafted["stacks"]) == 3


def test_most_placeholders_are_what_a_person_wrote_and_none_is_something_else(repository):
    drafted = yaml.safe_load(draft(repository))["placeholders"]
    by_hand = written_by_hand()["placeholders"]
    assert drafted.items() <= by_hand.items()
    assert len(drafted) >= 9


def test_the_verdicts_are_those_of_the_configuration_written_by_hand(repository):
    config = repository / "xacct-guard.yaml"
    config.write_text(draft(repository))
    by_hand = FIXTURES / "as-published/xacct-guard.yaml"
    assert verdicts(repository, config) == verdicts(FIXTURES / "as-published", by_hand)


def test_an_account_without_an_id_gets_a_stand_in_and_is_said_to_have_one(repository):
    text = draft(repository)
    ids = {each["id"] for each in yaml.safe_load(text)["accounts"].values()}
    assert ids == {"000000000001", "000000000002", "000000000003"}
    assert "stand-ins" in text


def test_the_draft_of_a_draft_is_the_same(repository):
    first = draft(repository)
    (repository / "xacct-guard.yaml").write_text(first)
    assert draft(repository) == first


def test_what_is_there_is_not_written_over(repository, capsys):
    config = repository / "xacct-guard.yaml"
    config.write_text("accounts: {}\n")
    assert main(["init", str(repository)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert config.read_text() == "accounts: {}\n"
    assert main(["init", str(repository), "--force"]) == 0
    assert "stacks:" in config.read_text()


def test_a_role_that_jenkins_takes_on_is_drafted_with_its_external_id(tmp_path):
    role = "arn:aws:iam::222222222222:role/Deploy"
    steps = f"withAWS(role: '{role}', externalId: 'ours')"
    (tmp_path / "Jenkinsfile").write_text(f"pipeline {{ steps {{ {steps} {{ sh 'make' }} }} }}\n")
    flows = draft(tmp_path).partition("# flows:\n")[2].splitlines()
    drafted = yaml.safe_load("\n".join(line.removeprefix("# ") for line in flows))
    assert drafted[0]["steps"] == [
        {"call": "assume-role", "role": role, "context": {"sts:ExternalId": "ours"}}
    ]


def test_a_dash_prints_and_writes_nothing(repository, capsys):
    assert main(["init", str(repository), "--into", "-"]) == 0
    assert capsys.readouterr().out == draft(repository)
    assert not (repository / "xacct-guard.yaml").exists()


def test_a_file_that_cannot_be_written_is_told_as_an_error(repository, tmp_path, capsys):
    target = tmp_path / "no such folder" / "xacct-guard.yaml"
    assert main(["init", str(repository), "--into", str(target)]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert said.startswith(f"error: cannot write `{target}`: no such file or directory")


def test_nothing_to_configure_is_said(tmp_path, capsys):
    assert main(["init", str(tmp_path)]) == 3
    assert "nothing to configure" in capsys.readouterr().err


def test_a_file_name_cannot_write_into_the_draft(tmp_path):
    policy = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
    (tmp_path / "a\naccounts: {x: 1}\n.json").write_text(policy)
    assert yaml.safe_load(draft(tmp_path)) == {"accounts": {}}


def drafts_at(folder: Path, into: Path) -> tuple[object, ...]:
    """What is wrong with the draft itself, once it is used."""
    copy = into / folder.name
    shutil.copytree(folder, copy)
    text = draft(copy)
    if text is None:
        return ()
    config = copy / "xacct-guard.yaml"
    config.write_text(text)
    failures = model_of((copy,), Options(config=config)).estate.failures
    return tuple(each for each in failures if each.at and each.at.source.name == str(config))


@pytest.mark.skipif(not FOLDERS, reason=f"the published repositories are not at {CORPUS}")
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_draft_for_a_published_repository_loads(folder, tmp_path):
    assert drafts_at(folder, tmp_path) == ()
