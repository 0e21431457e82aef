"""`extends:` takes the rest from another file, and every value keeps the file it is written in."""

from __future__ import annotations

from pathlib import Path

import pytest

from xacct_guard.config import load_config
from xacct_guard.errors import XacctGuardError
from xacct_guard.run import Options, check

BASE = """
accounts:
  data: {id: "111111111111", regions: [us-east-1]}
  train: {id: "222222222222", regions: [us-east-1]}
stacks:
  - {name: data, template: data.yaml, account: data, parameters: {Name: base, Stage: test}}
  - {name: train, template: train.yaml, account: train}
rules: {select: [one, two]}
"""
OWN = """
extends: ../base/base.yaml
accounts:
  train: {id: "333333333333"}
stacks:
  - {name: data, parameters: {Stage: live}}
  - {name: extra, template: extra.yaml, account: data}
rules: {select: [three]}
"""


def written(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".yaml").write_text(text)


@pytest.fixture
def config(tmp_path):
    written(tmp_path, base__base=BASE, live__live=OWN)
    return load_config(tmp_path / "live/live.yaml")


def test_mappings_are_merged_member_by_member(config):
    assert config.node.get("accounts", "train", "id").text == "333333333333"
    assert config.node.get("accounts", "train", "regions", 0).text == "us-east-1"
    assert config.node.get("accounts", "data", "id").text == "111111111111"


def test_named_entries_are_merged_by_name(config):
    stacks = {each.get("name").text: each for each in config.entries("stacks")}
    assert list(stacks) == ["data", "train", "extra"]
    parameters = stacks["data"].get("parameters").mapping
    assert {key: each.text for key, each in parameters.items()} == {"Name": "base", "Stage": "live"}


def test_a_list_of_anything_else_is_replaced(config):
    assert [each.text for each in config.node.get("rules", "select").items] == ["three"]


def test_a_path_is_relative_to_the_file_in_which_it_is_written(config, tmp_path):
    stacks = {each.get("name").text: each for each in config.entries("stacks")}
    paths = {name: config.path(each.mapping["template"]) for name, each in stacks.items()}
    assert paths["data"].resolve() == tmp_path / "base/data.yaml"
    assert paths["extra"].resolve() == tmp_path / "live/extra.yaml"


def test_what_is_wrong_is_said_where_it_is_written(tmp_path):
    written(tmp_path, base="acounts: {}\n", own="extends: base.yaml\n")
    with pytest.raises(XacctGuardError, match="unknown key `acounts`") as raised:
        load_config(tmp_path / "own.yaml")
    assert raised.value.at.source.name == str(tmp_path / "base.yaml")
    assert raised.value.help == "did you mean `accounts`?"


WRONG = {
    "a circle": ({"own": "extends: b.yaml", "b": "extends: own.yaml"}, "extends this file in turn"),
    "itself": ({"own": "extends: own.yaml"}, "extends this file in turn"),
    "nothing": ({"own": "extends: gone.yaml"}, "no file `gone.yaml`"),
    "a list": ({"own": "extends: [a.yaml]"}, "should be the path of a file"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_extended_is_one_clear_error(tmp_path, what):
    files, message = WRONG[what]
    written(tmp_path, **files)
    report = check((tmp_path,), Options(config=tmp_path / "own.yaml")).report
    (failure,) = report.failures
    assert message in failure.message
    assert failure.at.line == 1
    assert failure.help


def test_a_base_may_extend_another(tmp_path):
    chain = {
        "own": "extends: mid.yaml\nplaceholders: {a: '1'}\n",
        "mid": "extends: base.yaml\nplaceholders: {a: '2', b: '2'}\n",
        "base": "placeholders: {a: '3', b: '3', c: '3'}\n",
    }
    written(tmp_path, **chain)
    found = load_config(tmp_path / "own.yaml").members("placeholders")
    assert {key: each.text for key, each in found.items()} == {"a": "1", "b": "2", "c": "3"}
