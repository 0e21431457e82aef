import json
import os
import subprocess
import sys
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import click
import pytest
from jsonschema import Draft202012Validator

from xacct_guard.cli import main
from xacct_guard.cli.commands import Commands
from xacct_guard.cli.exits import Exit, of_report
from xacct_guard.errors import InputError
from xacct_guard.finding import Confidence, Finding, Kind, Severity
from xacct_guard.report import json as json_report
from xacct_guard.report import names
from xacct_guard.verdicts import PipelineVerdict, Report, StageVerdict

HEAVY = {"boto3", "botocore", "cfnlint", "policyuniverse", "pydantic", "rich", "networkx", "yaml"}
COMMANDS = Commands().list_commands(click.Context(click.Command("x")))


def python(*arguments, **more):
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, **more
    )


def program(*arguments, **more):
    return python("-m", "xacct_guard", *arguments, **more)


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=str)
def test_help_imports_nothing_heavy(command):
    script = (
        "import sys; from xacct_guard.cli import main; code = main(sys.argv[1:]);"
        "print(*sys.modules); sys.exit(code)"
    )
    answer = python("-c", script, *command, "--help")
    assert answer.returncode == 0
    assert answer.stdout.startswith("Usage: xacct-guard")
    loaded = {name.partition(".")[0] for name in answer.stdout.splitlines()[-1].split()}
    assert "click" in loaded
    assert not HEAVY & loaded


def test_help_lists_every_command(capsys):
    assert main(["--help"]) == 0
    listed = capsys.readouterr().out.partition("Commands:")[2]
    assert all(f"  {name} " in listed for name in COMMANDS)
    assert {"check", "explain", "rules", "schema", "simulate"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_the_common_options(command, capsys):
    assert main([command, "--help"]) == 0
    told = capsys.readouterr().out
    common = ("--config", "--format", "-o FORMAT=FILE", "--quiet", "--verbose", "--debug")
    assert all(option in told for option in (*common, "--no-color"))


def test_the_formats_of_check_are_the_catalogue(capsys):
    main(["check", "--help"])
    told = capsys.readouterr().out.split("--format [")[1].split("]")[0]
    assert set("".join(told.split()).split("|")) == set(names())
    assert told.startswith("full|")


def test_the_version_is_told_with_the_dates_of_the_data(capsys):
    assert main(["--version"]) == 0
    first, *dates = capsys.readouterr().out.splitlines()
    assert first == f"xacct-guard {metadata.version('xacct-guard')}"
    assert any("service authorization reference: 20" in line for line in dates)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chek"], "no such command `chek`, did you mean `check`?"),
        (["frobnicate"], "no such command `frobnicate`"),
        (["--frob"], "no such option `--frob`"),
        (["check", "--formt", "json"], "no such option `--formt`, did you mean `--format`?"),
        (["check", "--format", "jsn"], "invalid value for `--format`: `jsn` is not one of"),
        (["check", "--fail-on", "bad"], "`bad` is not one of `critical`"),
        (["check", "nowhere-at-all"], "path `nowhere-at-all` does not exist"),
        (["check", "-o", "json"], "`json` is not FORMAT=FILE"),
        (["check", "-o", "jsn=x"], "`jsn` is not one of"),
        (["check", "--config", "gone.yaml"], "file `gone.yaml` does not exist"),
        (["check", "--pack"], "`--pack` requires an argument (see `xacct-guard check --help`)"),
        (["check", "--jobs", "many"], "`--jobs`: `many` is no number"),
        (["check", "--baseline", "x"], "`--baseline`, did you mean one of `--select`, `--since`?"),
        (["check", "--rules", "gone"], "`gone` does not exist"),
        (["explain"], "missing argument `RULE`"),
        (["schema", "snapshots"], "`snapshots` is not one of"),
    ],
    ids=" ".join,
)
def test_bad_usage_is_one_clear_line_and_exit_code_2(arguments, words, capsys):
    assert main(arguments) == Exit.INCOMPLETE
    told = capsys.readouterr()
    assert told.out == ""
    [line] = told.err.splitlines()
    assert line.startswith("xacct-guard: ")
    assert words in line
    assert line.endswith("--help`)")


def test_without_a_command_the_help_is_told_on_stderr(capsys):
    assert main([]) == Exit.INCOMPLETE
    told = capsys.readouterr()
    assert told.out == ""
    assert "Commands:" in told.err


def test_the_schema_of_the_report_is_printed(capsys):
    assert main(["schema", "report"]) == 0
    assert json.loads(capsys.readouterr().out) == json_report.schema()


def test_the_schema_of_the_configuration_is_a_schema(capsys):
    assert main(["schema", "config"]) == 0
    Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))


def test_a_result_is_also_written_to_files(tmp_path, capsys):
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    assert main(["schema", "report", "-o", f"json={one}", "-o", f"json={two}"]) == 0
    printed = capsys.readouterr().out
    assert one.read_text("utf-8") == two.read_text("utf-8") == printed


def test_a_file_that_cannot_be_written_is_told(tmp_path, capsys):
    assert main(["schema", "report", "-o", f"json={tmp_path / 'no' / 'x'}"]) == Exit.INCOMPLETE
    told = capsys.readouterr()
    assert json.loads(told.out) == json_report.schema()
    assert "error: cannot write" in told.err
    assert "= help: " in told.err


def plant(monkeypatch, error):
    """Let the command `schema report` meet this exception."""

    def broken():
        raise error

    monkeypatch.setattr(json_report, "schema", broken)


def test_a_bug_is_one_line_and_exit_code_2(monkeypatch, capsys):
    plant(monkeypatch, ZeroDivisionError("by zero"))
    assert main(["schema", "report"]) == Exit.INCOMPLETE
    [line] = capsys.readouterr().err.splitlines()
    assert "internal error: ZeroDivisionError: by zero" in line
    assert "`--debug`" in line


def test_a_bug_keeps_its_traceback_under_debug(monkeypatch, capsys):
    plant(monkeypatch, ZeroDivisionError("by zero"))
    assert main(["schema", "report", "--debug"]) == Exit.INCOMPLETE
    told = capsys.readouterr().err
    assert told.startswith("Traceback")
    assert "in broken" in told
    assert told.endswith("ZeroDivisionError: by zero\n")


def test_an_interrupt_is_exit_code_130(monkeypatch, capsys):
    plant(monkeypatch, KeyboardInterrupt())
    assert main(["schema", "report", "--debug"]) == Exit.INTERRUPTED == 130
    assert capsys.readouterr().err.strip() == "xacct-guard: interrupted"


def test_a_reader_that_has_seen_enough_is_no_error():
    asked = [sys.executable, "-m", "xacct_guard", "schema", "report"]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        assert running.wait() == 0
        assert running.stderr.read() == b""


def test_a_terminal_that_lacks_a_character_gets_a_stand_in(tmp_path):
    (tmp_path / "a.txt").touch()
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    answer = program("check", str(tmp_path / "訓練.yaml"), env=ascii_only)
    assert answer.returncode == Exit.INCOMPLETE
    assert len(answer.stderr.splitlines()) == 1
    assert "does not exist" in answer.stderr


def test_the_module_runs_as_the_program():
    assert program("--help").stdout == python("-c", HELP).stdout


HELP = "from xacct_guard.cli import main; main(['--help'])"


def finding(severity, suppressed=None):
    return Finding(
        "a-rule",
        Kind.BLOCKS,
        severity,
        Confidence.HIGH,
        "message",
        (),
        suppressed=suppressed,
    )


def staged(verdict, accepted=False):
    stage = StageVerdict("Deploy", verdict, (), accepted)
    return Report(pipelines=(PipelineVerdict("p", "1", "r", verdict, (stage,)),))


FAILED = (InputError("broken"),)


@pytest.mark.parametrize(
    ("report", "asked", "code"),
    [
        (Report(), {}, 0),
        (Report(), {"nothing": True}, 3),
        (Report(findings=(finding(Severity.HIGH),)), {"fail_on": "high"}, 1),
        (Report(findings=(finding(Severity.CRITICAL),)), {"fail_on": "high"}, 1),
        (Report(findings=(finding(Severity.MEDIUM),)), {"fail_on": "high"}, 0),
        (Report(findings=(finding(Severity.INFO),)), {"fail_on": "info"}, 1),
        (Report(findings=(finding(Severity.CRITICAL),)), {"fail_on": "never"}, 0),
        (Report(findings=(finding(Severity.HIGH, "a reason"),)), {"fail_on": "info"}, 0),
        (staged("allow"), {"unknown_fails": True}, 0),
        (staged("deny"), {"fail_on": "never"}, 1),
        (staged("deny", accepted=True), {"fail_on": "info"}, 0),
        (staged("unknown"), {"fail_on": "info"}, 0),
        (staged("unknown"), {"unknown_fails": True}, 1),
        (replace(staged("deny"), failures=FAILED), {}, 2),
        (Report(failures=FAILED), {"nothing": True}, 2),
    ],
)
def test_the_exit_code_is_as_promised(report, asked, code):
    assert of_report(report, **asked) == code


def test_a_command_is_a_file():
    folder = Path(main.__code__.co_filename).parent / "commands"
    files = {file.stem.replace("_", "-") for file in folder.glob("[!_]*.py")}
    assert files == set(COMMANDS)


SYSTEM = Path(__file__).parents[1] / "fixtures/systems/three-account-codepipeline/as-published"
BROKEN = "Resources:\n  A: [1,\n  B: 2\n"


@pytest.fixture
def broken(tmp_path):
    (tmp_path / "broken.yaml").write_text(BROKEN, "utf-8")
    return tmp_path


def test_a_system_with_a_denied_stage_is_exit_code_1(capsys):
    assert main(["check", str(SYSTEM), "--fail-on", "never"]) == Exit.FOUND
    told = capsys.readouterr().out
    assert "pipeline ml-train-deploy" in told
    assert "  ✗ Source" in told


def test_every_format_of_check_tells_the_same_run(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")  # a file is as wide as that; a terminal as it is
    files = {name: tmp_path / name for name in names()}
    asked = [part for name, file in files.items() for part in ("-o", f"{name}={file}")]
    main(["check", str(SYSTEM), *asked])
    assert files["full"].read_text("utf-8") == capsys.readouterr().out
    findings = json.loads(files["json"].read_text("utf-8"))["findings"]
    results = json.loads(files["sarif"].read_text("utf-8"))["runs"][0]["results"]
    assert len(findings) == len(results) > 0
    told = files["concise"].read_text("utf-8")
    assert all(f"[{finding['rule']}]" in told for finding in findings)


def test_the_order_and_bytes_of_a_run_do_not_change():
    one, two = (program("check", str(SYSTEM), "--format", "json") for _ in range(2))
    assert one.stdout == two.stdout
    assert one.returncode == two.returncode == Exit.FOUND


@pytest.mark.parametrize("command", ["check", "simulate"])
def test_nothing_to_check_is_exit_code_3(command, tmp_path, capsys):
    assert main([command, str(tmp_path)]) == Exit.NOTHING
    assert "nothing to" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "simulate"])
def test_a_broken_file_is_shown_and_exit_code_2(command, broken, capsys):
    assert main([command, str(broken)]) == Exit.INCOMPLETE
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.startswith("error: ")
    assert "broken.yaml:2:6" in told.out


def test_a_stage_can_be_simulated_alone(capsys):
    assert main(["simulate", str(SYSTEM), "--stage", "Source", "--format", "json"]) == Exit.FOUND
    [pipeline] = json.loads(capsys.readouterr().out)["pipelines"]
    assert [stage["name"] for stage in pipeline["stages"]] == ["Source"]


def test_a_simulation_tells_every_hop(capsys):
    main(["simulate", str(SYSTEM), "--format", "json"])
    pipelines = json.loads(capsys.readouterr().out)["pipelines"]
    main(["simulate", str(SYSTEM), "--verbose"])
    told = capsys.readouterr().out
    hops = [
        hop
        for pipeline in pipelines
        for stage in pipeline["stages"]
        for action in stage["actions"]
        for hop in action["hops"]
    ]
    assert hops
    assert all(hop["step"] in told and hop["source"] in told for hop in hops)


def test_the_rules_are_listed_with_their_pages(capsys):
    assert main(["rules", "--format", "json"]) == 0
    rules = json.loads(capsys.readouterr().out)["rules"]
    assert main(["rules"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        rule["rule"] for rule in rules
    ]
    assert main(["explain", rules[0]["rule"]]) == 0
    page = capsys.readouterr().out
    assert page.startswith(rules[0]["rule"])
    assert rules[0]["title"] in page


def test_a_misspelt_rule_is_bad_usage(capsys):
    assert main(["explain", "role-path-mismatc"]) == Exit.INCOMPLETE
    assert "did you mean `role-path-mismatch`?" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["why", "who-can"])
def test_a_name_in_the_configuration_cannot_command_the_terminal(command, tmp_path, capsys):
    config = tmp_path / "xacct-guard.yaml"
    config.write_text('accounts: {"a\\x1b[31mb": {id: "111111111111", regions: [us-east-1]}}\n')
    principal = ["arn:aws:iam::111111111111:role/x"] if command == "why" else []
    asked = [*principal, "s3:GetObject", "arn:aws:s3:::b/k", str(tmp_path)]
    main([command, *asked, "--config", str(config), "--verbose"])
    out = capsys.readouterr().out
    assert "assumed: service control policies" in out
    assert "\x1b" not in out


def test_the_help_of_completion_has_a_line_for_each_shell(capsys):
    assert main(["completion", "--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert '  in ~/.bashrc:                 eval "$(xacct-guard completion bash)"' in lines
    assert "      xacct-guard completion fish > xacct-guard.fish" in lines
