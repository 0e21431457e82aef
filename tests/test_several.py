"""Paths below different configurations: each is checked with its own, in one report."""

import json
from pathlib import Path

import pytest

from tests.templates import LOOSE
from xacct_guard.cli import main

SYSTEMS = Path(__file__).parents[1] / "fixtures/systems"


def report(capsys, *arguments):
    code = main(["check", *map(str, arguments), "--format", "json"])
    told = capsys.readouterr()
    return code, json.loads(told.out), told.err


def estate(folder, name, account):
    folder.mkdir()
    (folder / "xacct-guard.yaml").write_text(
        f"accounts: {{{name}: {{id: '{account}', regions: [us-east-1]}}}}\n"
        f"stacks: [{{name: {name}, template: role.yaml, account: {name}, region: us-east-1}}]\n"
    )
    (folder / "role.yaml").write_text(LOOSE)
    return folder


@pytest.fixture
def two(tmp_path):
    return estate(tmp_path / "one", "one", "1" * 12), estate(tmp_path / "two", "two", "2" * 12)


def told_of(told):
    return {
        (finding["rule"], finding["account"], finding["locations"][0]["file"])
        for finding in told["findings"]
    }


def test_each_file_is_checked_with_its_nearest_configuration(two, capsys):
    files = [folder / "role.yaml" for folder in two]
    _, both, _ = report(capsys, *files)
    apart = [told_of(report(capsys, file)[1]) for file in files]
    assert all(apart)
    assert told_of(both) == apart[0] | apart[1]
    told = " ".join(each["about"] for each in both["assumptions"])
    assert "policies of one" in told
    assert "policies of two" in told


def test_what_two_runs_say_alike_is_said_once(two, capsys):
    folder = two[0]
    (folder / "broken.yaml").write_text("Resources: [\n")
    code, told, _ = report(capsys, folder / "broken.yaml", folder / "broken.yaml", two[1])
    assert code == 2
    assert len(told["failures"]) == 1


def test_with_one_configuration_everything_is_linked_under_it(two, tmp_path, capsys):
    loose = tmp_path / "loose.yaml"
    loose.write_text(LOOSE)
    _, told, _ = report(capsys, loose, two[0] / "role.yaml")
    assert {file for *_, file in told_of(told)} == {str(loose), str(two[0] / "role.yaml")}
    _, told, _ = report(capsys, two[0] / "role.yaml", loose)
    assert {file for *_, file in told_of(told)} == {str(loose), str(two[0] / "role.yaml")}


def test_a_configuration_that_is_given_holds_for_all(two, capsys):
    files = [folder / "role.yaml" for folder in two]
    _, told, _ = report(capsys, *files, "--config", two[0] / "xacct-guard.yaml")
    assert "policies of one" in " ".join(each["about"] for each in told["assumptions"])
    assert "policies of two" not in " ".join(each["about"] for each in told["assumptions"])


def test_a_configuration_among_the_files_is_no_template(two, capsys):
    code, told, _ = report(capsys, *(folder / "xacct-guard.yaml" for folder in two))
    assert (code, told["failures"]) == (0, [])
    assert len({file for *_, file in told_of(told)}) == 2


def test_the_whole_estate_is_checked_when_one_of_its_files_changed(capsys):
    system = SYSTEMS / "three-account-codepipeline/as-published"
    _, whole, _ = report(capsys, system)
    for file in ("train_SF.json", "training.yaml", "xacct-guard.yaml", "expectations.yaml"):
        code, told, _ = report(capsys, "--whole", system / file)
        assert told == whole
        assert code == 1


def test_a_file_of_no_estate_is_passed_over_by_a_hook(tmp_path, monkeypatch, capsys):
    (tmp_path / "values.yaml").write_text("replicas: 1\n")
    monkeypatch.chdir(tmp_path)
    code, told, _ = report(capsys, "--whole", "values.yaml")
    assert (code, told["failures"]) == (0, [])
    assert report(capsys, "values.yaml")[0] == 2


def test_without_a_configuration_a_hook_checks_all_that_is_here(tmp_path, monkeypatch, capsys):
    (tmp_path / "values.yaml").write_text("replicas: 1\n")
    (tmp_path / "role.yaml").write_text(LOOSE)
    monkeypatch.chdir(tmp_path)
    _, told, _ = report(capsys, "--whole", "values.yaml")
    assert {file for *_, file in told_of(told)} == {"role.yaml"}


def test_a_file_of_no_estate_is_passed_over_where_estates_are_configured(
    two, tmp_path, monkeypatch, capsys
):
    (tmp_path / "values.yaml").write_text("replicas: 1\n")
    monkeypatch.chdir(tmp_path)
    code, told, _ = report(capsys, "--whole", "values.yaml")
    assert (code, told["findings"]) == (0, [])
    _, told, _ = report(capsys, "--whole", "values.yaml", two[0] / "role.yaml")
    assert {file for *_, file in told_of(told)} == {"one/role.yaml"}
