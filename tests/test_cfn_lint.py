"""cfn-lint beside us, both ways: its findings among ours, and ours among its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from xacct_guard.cli import main

SYSTEM = Path(__file__).parents[1] / "fixtures/systems/three-account-codepipeline/as-published"
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketNam: typo
  Passing:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]
      Policies:
      - PolicyName: passing
        PolicyDocument:
          Version: "2012-10-17"
          Statement:
          - {Effect: Allow, Action: "iam:PassRole", Resource: "*"}
"""


def report(capsys, *arguments):
    code = main(["check", *map(str, arguments), "--format", "json"])
    told = capsys.readouterr()
    return code, json.loads(told.out)


def of_cfn_lint(told):
    return [finding for finding in told["findings"] if finding["rule"] == "cfn-lint"]


@pytest.fixture
def template(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(TEMPLATE)
    return tmp_path / "a.yaml"


def test_what_cfn_lint_finds_is_told_with_its_own_id_and_place(template, capsys):
    code, told = report(capsys, "a.yaml", "--with-cfn-lint")
    [finding] = of_cfn_lint(told)
    assert finding["message"].startswith("E3002: additional properties are not allowed")
    assert (finding["severity"], finding["kind"]) == ("high", "blocks")
    [place] = finding["locations"]
    assert (place["file"], place["line"], place["column"]) == ("a.yaml", 6, 7)
    assert place["route"] == "Resources.Bucket.Properties.BucketNam"
    assert code == 1


def test_cfn_lint_is_only_asked_when_that_is_wanted(template, capsys):
    assert of_cfn_lint(report(capsys, "a.yaml")[1]) == []
    script = (
        "import sys; from xacct_guard.cli import main; main(['check', 'a.yaml']);"
        "print('cfnlint' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"


def test_a_finding_of_cfn_lint_is_suppressed_as_any_other(template, capsys):
    template.write_text(
        TEMPLATE.replace("typo", "typo  # xacct-guard: ignore[cfn-lint] a resource of tomorrow")
    )
    code, told = report(
        capsys, "a.yaml", "--with-cfn-lint", "--fail-on", "low", "--select", "cfn-lint-none"
    )
    assert code == 2
    code, told = report(capsys, "a.yaml", "--with-cfn-lint")
    [finding] = of_cfn_lint(told)
    assert finding["suppressed"] == "a resource of tomorrow"
    assert code == 0


def test_an_ignore_of_cfn_lint_is_no_misspelt_rule(template, capsys):
    template.write_text(
        TEMPLATE.replace("typo", "typo  # xacct-guard: ignore[cfn-lint] a resource of tomorrow")
    )
    for more in ((), ("--with-cfn-lint",)):
        _, told = report(capsys, "a.yaml", *more, "--pack", "audit")
        assert {f["rule"] for f in told["findings"]} & {
            "malformed-ignore",
            "unused-ignore",
        } == set()


def evil(folder):
    """A module that leaves a trace when it is imported."""
    (folder / "evil.py").write_text(f"open({str(folder / 'ran')!r}, 'w').close()\n")
    return folder / "ran"


@pytest.mark.parametrize("name", [".cfnlintrc", ".cfnlintrc.yaml", ".cfnlintrc.yml"])
def test_a_cfnlintrc_of_the_checked_repository_is_not_read(
    name, template, tmp_path, capsys, monkeypatch
):
    ran = evil(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / name).write_text(f"append_rules: [{tmp_path}]\nignore_checks: [E3002]\n")
    [_] = of_cfn_lint(report(capsys, "a.yaml", "--with-cfn-lint")[1])
    assert not ran.exists()


def test_a_template_cannot_name_rules_to_import(template, tmp_path, capsys):
    ran = evil(tmp_path)
    template.write_text(
        f"{TEMPLATE}Metadata: {{cfn-lint: {{config: {{append_rules: [{tmp_path}], merge_configs: true}}}}}}\n"
    )
    [_] = of_cfn_lint(report(capsys, "a.yaml", "--with-cfn-lint")[1])
    assert not ran.exists()


def test_without_cfn_lint_the_error_says_so(template, capsys, monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "cfnlint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cfnlint", None)
    code, told = report(capsys, "a.yaml", "--with-cfn-lint")
    assert code == 2
    assert [failure["message"] for failure in told["failures"]] == ["cfn-lint is not installed"]


def test_files_with_signs_in_their_names_are_found(template, tmp_path, capsys):
    strange = tmp_path / "a[1]-*.yaml"
    template.rename(strange)
    [finding] = of_cfn_lint(report(capsys, strange, "--with-cfn-lint")[1])
    assert finding["locations"][0]["file"] == str(strange)


def cfn_lint(*arguments, cwd):
    program = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run(
        [program, "--append-rules", "xacct_guard.cfn_lint_rules", "--format", "json", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
    )
    assert done.stderr == ""
    return {
        (match["Rule"]["Id"], match["Location"]["Start"]["LineNumber"], match["Message"])
        for match in json.loads(done.stdout)
        if match["Rule"]["Id"].endswith("9750")
    }


def test_what_we_find_in_a_template_is_told_by_cfn_lint_with_what_is_linked(capsys):
    found = cfn_lint("--include-checks", "I", "--template", "shared.yaml", cwd=SYSTEM)
    _, told = report(capsys, SYSTEM)
    letters = {"critical": "E", "high": "E", "medium": "W", "low": "W", "info": "I"}
    own = {
        (f"{letters[finding['severity']]}9750", place["line"])
        for finding in told["findings"]
        for place in finding["locations"][:1]
        if place["file"].endswith("shared.yaml")
    }
    assert {(id, line) for id, line, _ in found} == own
    assert any(id == "E9750" and "production" in says for id, _, says in found)


def test_a_template_of_cfn_lint_that_is_clean_has_no_match(template):
    template.write_text(
        TEMPLATE[: TEMPLATE.index("  Passing")].replace("BucketNam:", "BucketName:")
    )
    assert cfn_lint("--template", "a.yaml", cwd=template.parent) == set()


def test_a_broken_configuration_is_told_by_cfn_lint(template):
    (template.parent / "xacct-guard.yaml").write_text("acounts: {}\n")
    [(id, _, says)] = cfn_lint("--template", "a.yaml", cwd=template.parent)
    assert id == "E9750"
    assert says == "xacct-guard: unknown key `acounts`"
