"""`generate --format … --into …`: what is printed, what lies in the folder, and that it tells the order."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from xacct_guard.blueprint import names
from xacct_guard.cli import main

HOME, AWAY = "111111111111", "222222222222"
WORKER = f"arn:aws:iam::{AWAY}:role/worker"
KEY = f"arn:aws:kms:us-east-1:{HOME}:key/11111111-2222-4333-8444-555555555555"
CONFIG = {
    "accounts": {
        "home": {"id": HOME, "regions": ["us-east-1"]},
        "away": {"id": AWAY, "regions": ["us-east-1"]},
    },
    "flows": [
        {
            "name": "work",
            "account": "home",
            "principal": f"arn:aws:iam::{HOME}:role/starter",
            "steps": [{"call": "assume-role", "role": WORKER}],
        },
        {
            "name": "use",
            "account": "away",
            "principal": WORKER,
            "steps": [{"call": "kms:Decrypt", "resource": KEY}],
        },
    ],
}


@pytest.fixture(autouse=True)
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xacct-guard.yaml").write_text(yaml.safe_dump(CONFIG))
    monkeypatch.chdir(tmp_path)


def test_the_formats_are_those_of_the_contract():
    assert set(names()) == {"json", "cloudformation", "terraform"}


@pytest.mark.parametrize(
    ("format", "files"),
    [
        (
            "cloudformation",
            [
                f"1-{AWAY}.yaml",
                f"2-{HOME}.yaml",
                f"3-{HOME}-resource-11111111-2222-4333-8444-555555555555.json",
            ],
        ),
        ("terraform", [f"1-{AWAY}/main.tf", f"2-{HOME}/main.tf"]),
        (
            "json",
            [
                f"{AWAY}/identity-worker.json",
                f"{AWAY}/trust-worker.json",
                f"{HOME}/identity-starter.json",
                f"{HOME}/resource-11111111-2222-4333-8444-555555555555.json",
            ],
        ),
    ],
)
def test_the_folder_holds_the_files_the_index_and_the_order(format, files, capsys):
    assert main(["generate", "--format", format, "--into", "out"]) == 0
    found = {str(each.relative_to("out")) for each in Path("out").rglob("*") if each.is_file()}
    assert found == {*files, "index.json", "README.md"}
    index = json.loads(Path("out/index.json").read_text())
    order = [step["file"] for step in index["order"]]
    assert sorted(order) == sorted(files)
    assert {policy["file"] for policy in index["policies"]} == set(files)
    page = Path("out/README.md").read_text()
    assert re.findall(r"^\| \d+ \|.*?`([^`]+)` \|", page, re.MULTILINE) == order
    told = re.findall(r"step \d+: \d+ us-east-1: (\S+)", capsys.readouterr().err)
    assert told == order


def test_the_page_has_the_commands_in_order():
    main(["generate", "--format", "cloudformation", "--into", "out"])
    page = Path("out/README.md").read_text()
    commands = re.findall(r"^aws \S+ \S+", page, re.MULTILINE)
    assert commands == ["aws cloudformation deploy"] * 2 + ["aws kms put-key-policy"]
    assert "role/starter`" in page.partition("## What exists already")[2]


def test_printed_templates_are_yaml_documents_with_headings(capsys):
    assert main(["generate", "--format", "cloudformation"]) == 0
    out = capsys.readouterr().out
    first, second, third = out.split("---\n")
    assert first.startswith(f"# step 1 of 3: 1-{AWAY}.yaml\n")
    assert f"# account {HOME}, us-east-1" in second
    assert all(line.startswith("# ") for line in third.splitlines())
    assert "put-key-policy" in third


def test_printed_terraform_has_a_heading_for_each_folder(capsys):
    assert main(["generate", "--format", "terraform"]) == 0
    out = capsys.readouterr().out
    assert re.findall(r"^# step (.*)$", out, re.MULTILINE) == [
        f"1 of 2: 1-{AWAY}/main.tf",
        f"2 of 2: 2-{HOME}/main.tf",
    ]
    assert 'resource "aws_kms_key_policy"' in out


def test_quietly_the_order_is_in_the_files_alone(capsys):
    main(["generate", "--format", "terraform", "--quiet", "--into", "out"])
    assert "step 1" not in capsys.readouterr().err


def test_json_on_its_own_tells_the_order_in_itself(capsys):
    assert main(["generate"]) == 0
    said = capsys.readouterr()
    assert [step["step"] for step in json.loads(said.out)["order"]] == [1, 2, 3, 4]
    assert "step 1" not in said.err


def test_a_format_may_go_to_a_file_beside(capsys):
    assert main(["generate", "-o", "terraform=all.tf"]) == 0
    assert Path("all.tf").read_text().startswith("# step 1 of 2")
    assert json.loads(capsys.readouterr().out)["policies"]


@pytest.mark.parametrize("format", ["json", "cloudformation", "terraform"])
def test_what_is_generated_beside_the_estate_is_read_where_it_is_named_alone(format, capsys):
    before = _checked(capsys)
    main(["generate", "--format", format, "--into", "policies"])
    after = _checked(capsys)
    new = [each["about"] for each in after["assumptions"] if each not in before["assumptions"]]
    assert new == ["folder policies"]
    assert after == before | {"assumptions": after["assumptions"]}
    given = _checked(capsys, "policies")["assumptions"]
    assert "folder policies" not in [each["about"] for each in given]


def _checked(capsys: pytest.CaptureFixture[str], *paths: str) -> dict[str, Any]:
    capsys.readouterr()
    main(["check", *paths, "--format", "json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_what_no_policy_helps_is_told_beside_the_order(tmp_path, capsys):
    root = f"arn:aws:iam::{HOME}:root"
    asks = {"call": "s3:GetObject", "resource": "arn:aws:s3:::bucket/k"}
    flow = {"name": "root", "account": "home", "principal": root, "steps": [asks]}
    (tmp_path / "xacct-guard.yaml").write_text(
        yaml.safe_dump({**CONFIG, "flows": [*CONFIG["flows"], flow]})
    )
    main(["generate", "--format", "terraform", "--into", "policies"])
    words = f"no policy lets `{root}` `s3:GetObject` on `arn:aws:s3:::bucket/k`: it is not made as"
    assert words in capsys.readouterr().err
    assert words in (tmp_path / "policies" / "README.md").read_text()
