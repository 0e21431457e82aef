"""What somebody accepts: where it is written, what it covers, and what becomes of the exit code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from xacct_guard.cli import main
from xacct_guard.rule.ignores.comments import in_comments
from xacct_guard.rule.ignores.ignore import Lines
from xacct_guard.run import Options, check
from xacct_guard.span import Source
from xacct_guard.verdicts import Report

SYSTEM = Path(__file__).parents[2] / "fixtures" / "systems" / "three-account-codepipeline"
MENDED = "role-path-mended.yaml"

TEXTS = [
    ("a: 1 # xacct-guard: ignore[x-y] so it is\nb: 2\n", ("x-y",), "so it is", (1, 1)),
    ("# xacct-guard: ignore[x-y] so it is\na: 1\nb: 2\n", ("x-y",), "so it is", (2, 2)),
    (
        "# xacct-guard: ignore[x-y] so\n\n# more\na:\n  b: 2\n\n  c: 3\nd: 4\n",
        ("x-y",),
        "so",
        (4, 7),
    ),
    ("a: # xacct-guard: ignore[x-y] so\n- 1\n- 2\nb: 3\n", ("x-y",), "so", (1, 3)),
    ("a:\n- b: 1 # xacct-guard: ignore[x-y] so\n  c: 2\n- d\n", ("x-y",), "so", (2, 3)),
    (
        "  // xacct-guard: ignore[x-y, z-w] so\nx {\n  y = 1\n}\nz = 2\n",
        ("x-y", "z-w"),
        "so",
        (2, 4),
    ),
    ("# xacct-guard: ignore[x-y] so # and no more\na: 1\n", ("x-y",), "so", (2, 2)),
    ("a: 1\n# xacct-guard: ignore[x-y] so", ("x-y",), "so", (2, 2)),
    (
        "#xacct-guard:ignore[x-y] owner=ml until=2027-01-31 ticket #12\na: 1\n",
        ("x-y",),
        "ticket #12",
        (2, 2),
    ),
]


@pytest.mark.parametrize(("text", "rules", "reason", "lines"), TEXTS)
def test_a_comment_speaks_of_its_line_or_the_next_and_of_what_is_indented_beneath(
    text, rules, reason, lines
):
    (ignore,) = in_comments(Source("a.yaml", text))
    assert (ignore.rules, ignore.reason, ignore.fault) == (rules, reason, None)
    assert ignore.covers == Lines("a.yaml", *lines)


def test_the_last_day_still_counts():
    (ignore,) = in_comments(Source("a", "# xacct-guard: ignore[x-y] until=2027-01-31 so\na: 1\n"))
    assert ignore.holds_on(date(2027, 1, 31))
    assert not ignore.holds_on(date(2027, 2, 1))
    assert ignore.in_words == "so, until 2027-01-31"


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """The published system, in a folder that may be written to."""
    for file in (SYSTEM / "as-published").iterdir():
        if file.is_file() and file.name != "expectations.yaml":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


def report_of(system: Path, **options: object) -> Report:
    return check((system,), Options(config=system / MENDED, **options)).report


def told_of(report: Report) -> str:
    (denied,) = {e.message for e in report.findings if "`sagemaker:CreateModel`" in e.message}
    return denied


def ignoring(system: Path, entries: str) -> None:
    file = system / MENDED
    file.write_text(f"{file.read_text()}\nrules:\n  ignore:\n{entries}")


def test_an_ignore_of_the_configuration_goes_by_name_of_place(system):
    before = report_of(system)
    assert any(each.rule == "key-use-granted-to-account-root" for each in before.open_findings)
    for at in ("shared/*Key", "shared.yaml", "shared.yaml#Resources.*", "arn:aws:kms:*"):
        ignoring(
            system,
            f"  - {{rule: key-use-granted-to-account-root, at: '{at}', reason: two phases}}\n",
        )
        after = report_of(system)
        mine = [e for e in after.findings if e.rule == "key-use-granted-to-account-root"]
        assert [e.suppressed for e in mine] == ["two phases"] * len(mine), at
        assert not any(e.suppressed_in_source for e in mine)
        (system / MENDED).write_bytes((SYSTEM / "as-published" / MENDED).read_bytes())


def test_a_stage_of_which_all_causes_are_accepted_is_accepted_and_still_denied(system):
    ignoring(system, "  - {rule: stage-denied, reason: the function is written next week}\n")
    report = report_of(system)
    denied = [stage for stage in report.stages if stage.verdict == "deny"]
    assert denied
    assert all(stage.accepted for stage in denied)
    again = report_of(system, no_ignores=True)
    assert not any(stage.accepted or e.suppressed for stage in again.stages for e in again.findings)


def test_a_stage_of_which_one_cause_is_not_accepted_is_not_accepted(system):
    ignoring(system, "  - {rule: stage-denied, at: nowhere, reason: elsewhere}\n")
    assert not any(stage.accepted for stage in report_of(system).stages)


def test_what_is_accepted_counts_for_no_exit_code(system, capsys, monkeypatch):
    monkeypatch.chdir(system)
    assert main(["check", ".", "--config", MENDED]) == 1
    assert main(["baseline", "create", ".", "--config", MENDED]) == 0
    assert main(["check", ".", "--config", MENDED]) == 0
    assert main(["check", ".", "--config", MENDED, "--no-ignores"]) == 1
    capsys.readouterr()


def test_a_baseline_stays_true_when_lines_move_and_hears_what_is_new(system, capsys, monkeypatch):
    monkeypatch.chdir(system)
    assert main(["baseline", "create", ".", "--config", MENDED]) == 0
    shared = system / "shared.yaml"
    shared.write_text("# one line more\n\n" + shared.read_text())
    assert main(["check", ".", "--config", MENDED, "--fail-on", "info"]) == 0
    shared.write_text(shared.read_text().replace("Action: s3:PutObject", "Action: s3:PutObjekt", 1))
    capsys.readouterr()
    main(["check", ".", "--config", MENDED, "--format", "concise", "--fail-on", "info"])
    assert "s3:PutObjekt" in capsys.readouterr().out


def test_a_baseline_is_the_same_wherever_the_tool_is_run(system, capsys, monkeypatch):
    monkeypatch.chdir(system)
    main(["baseline", "create", ".", "--config", MENDED])
    file = system / "xacct-guard.baseline.json"
    here = file.read_text()
    file.unlink()
    monkeypatch.chdir(system.parent)
    main(["baseline", "create", str(system), "--config", str(system / MENDED)])
    assert file.read_text() == here
    assert main(["baseline", "create", str(system), "--config", str(system / MENDED)]) == 2
    assert main(["baseline", "update", str(system), "--config", str(system / MENDED)]) == 0
    assert "0 new, 0 gone" in capsys.readouterr().out


def test_no_baseline_is_made_of_what_could_not_be_read(system, capsys, monkeypatch):
    monkeypatch.chdir(system)
    (system / "shared.yaml").write_text("Resources: [")
    assert main(["baseline", "create", ".", "--config", MENDED]) == 2
    assert not (system / "xacct-guard.baseline.json").exists()
    assert "no baseline was written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "Resources:\n",
            "Resources: # xacct-guard: ignore[passrole-without-service-condition] x\n",
        ),
        (
            "Resources:\n",
            "Metadata: {xacct-guard: {ignore: [{rule: passrole-without-service-condition, reason: x}]}}\n"
            "Resources:\n",
        ),
    ],
    ids=["comment", "metadata"],
)
def test_what_is_said_beside_a_statement_is_suppressed_in_source(old, new, system):
    file = system / "training.yaml"
    file.write_text(file.read_text().replace(old, new, 1))
    found = [
        each
        for each in report_of(system).findings
        if each.rule == "passrole-without-service-condition" and each.at.source.name == str(file)
    ]
    assert found
    assert all(each.suppressed and each.suppressed_in_source for each in found)
