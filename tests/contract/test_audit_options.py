"""`audit`, option for option, against a server that hears them and refuses all but the way in."""

from __future__ import annotations

import json
import os
import stat

import pytest

from tests.contract.promises import COMMANDS
from tests.contract.steps import SHOWN, STEPS
from tests.contract.stingy import CLOSED, OTHER, OWN, REGION, served
from xacct_guard.cli import main

HERE = {
    *("--profile", "--role-name", "--external-id", "--accounts", "--regions", "--save"),
    *("--collect-only", "--max-in-flight", "--strict-collect"),
}


@pytest.fixture
def heard(monkeypatch, tmp_path):
    """What the server hears; credentials are those of a profile alone."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    config = tmp_path / "config"
    config.write_text(
        f"[profile own]\nregion = {REGION}\naws_access_key_id = {OWN}\naws_secret_access_key = x\n"
    )
    with served() as (address, found):
        for name, value in {
            "AWS_ENDPOINT_URL": address,
            "AWS_CONFIG_FILE": str(config),
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        yield found


def audited(line: str, capsys) -> tuple[int, dict]:
    code = main(["audit", *line.split(), "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_every_promised_option_of_audit_is_shown_here_or_elsewhere():
    promised = set(COMMANDS["audit"].options)
    walked = {word for step in STEPS if step.command == "audit" for word in step.words}
    shown = {option for command, option in SHOWN if command == "audit"}
    assert promised - walked == (HERE | shown) - walked


def test_whom_it_asks_as_whom_and_how_is_what_is_said(heard, capsys, tmp_path):
    code, told = audited(
        "--profile own --role-name path/reader --external-id secret --accounts organization"
        " --regions enabled --save live.snapshot --max-in-flight 2 --collect-only",
        capsys,
    )
    assert code == 2  # one account could not be entered at all
    assert CLOSED in json.dumps(told)
    assert stat.S_IMODE((tmp_path / "live.snapshot").stat().st_mode) == 0o600
    assert heard.keys == {OWN, OTHER}
    assert REGION in heard.regions
    roles = {each["RoleArn"] for each in heard.assumed}
    assert roles == {f"arn:aws:iam::{id}:role/path/reader" for id in (OTHER, CLOSED)}
    assert {each["ExternalId"] for each in heard.assumed} == {"secret"}
    assert max(heard.most.values()) <= 2


def test_nobody_else_than_oneself_is_asked_by_default_and_the_environment_says_who_that_is(
    heard, capsys, monkeypatch
):
    monkeypatch.setenv("AWS_PROFILE", "own")
    code, _ = audited(f"--regions {REGION} --collect-only --strict-collect", capsys)
    assert code == 2  # what is refused is an error where somebody asks for that
    assert heard.assumed == []
    assert heard.keys == {OWN}
