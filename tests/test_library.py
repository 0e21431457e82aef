"""The library: what is public stays as it is, its examples hold, and it says what the commands say."""

from __future__ import annotations

import doctest
import importlib
import inspect
import json
import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import xacct_guard
from tools.pages.library import PAGE, signature
from xacct_guard import (
    Report,
    Scenario,
    Severity,
    XacctGuardError,
    check,
    evaluate,
    generate,
    prove,
    render,
    simulate,
)
from xacct_guard.cli import main
from xacct_guard.iam.case import read_scenario

ROOT = Path(__file__).parents[1]
SYSTEM = ROOT / "fixtures/systems/three-account-codepipeline"
BUCKET = "Resources: {B: {Type: AWS::S3::Bucket}}\n"

# A line that changes or goes breaks somebody's program: it takes a new version (tools/pages/library.py).
PUBLIC = {
    "check": "*paths config=None packs=() select=() ignore=() no_ignores=False rules=None since=None"
    " with_cfn_lint=False max_file_size=5 jobs=1 today=None -> Report",
    "simulate": "*paths config=None pipeline=None stage=None action=None max_file_size=5"
    " -> tuple[PipelineVerdict, ...]",
    "evaluate": "scenario -> Decision | tuple[Decision, ...]",
    "generate": "*paths config=None required_only=False max_file_size=5 -> Written",
    "prove": "*paths config=None generated=False necessary=False max_file_size=5 -> Proof",
    "render": "report format='full' width=100 verbose=False -> str",
    "Report": "findings pipelines assumptions failures accounts",
    "Finding": "rule kind severity confidence message locations account fix suppressed explains"
    " suppressed_in_source",
    "Severity": "CRITICAL HIGH MEDIUM LOW INFO",
    "PipelineVerdict": "name account region verdict stages",
    "StageVerdict": "name verdict actions accepted",
    "ActionVerdict": "name provider verdict hops optional",
    "HopVerdict": "step principal action resource account region via verdict denied_by because depends_on"
    " evidence source confidence key owner refused_by vpc",
    "Assumption": "about assumed because",
    "Scenario": "id request layers",
    "Decision": "request verdict denied_by depends_on reason outcomes refused_by page",
    "Verdict": "ALLOW IMPLICIT_DENY EXPLICIT_DENY UNKNOWN",
    "Written": "generation deployment beside",
    "Proof": "hops required lacking open spare excess universe containments broad looser beside",
    "XacctGuardError": "message at=None help=None",
    "__version__": "",
}


def shape(name: str) -> str:
    """How a public name is called or what it has, in one line."""
    thing = getattr(xacct_guard, name)
    if isinstance(thing, str):
        return ""
    if members := getattr(thing, "__members__", getattr(thing, "__dataclass_fields__", None)):
        return " ".join(members)
    said = inspect.signature(thing)
    parameters = (
        f"{'*' if each.kind is each.VAR_POSITIONAL else ''}{each.name}"
        f"{'' if each.default is each.empty else f'={each.default!r}'}"
        for each in said.parameters.values()
    )
    gives = "" if isinstance(thing, type) else f" -> {said.return_annotation}"
    return " ".join(parameters) + gives


@pytest.mark.parametrize("name", xacct_guard.__all__)
def test_what_is_public_is_what_was_promised(name):
    assert shape(name) == PUBLIC[name]


def test_all_that_was_promised_is_public():
    assert set(xacct_guard.__all__) == PUBLIC.keys()
    assert set(xacct_guard.__all__) <= set(dir(xacct_guard))
    assert xacct_guard.__version__.count(".") == 2


def test_a_name_that_is_not_public_is_not_there():
    with pytest.raises(AttributeError, match="no `chekc`"):
        xacct_guard.chekc  # noqa: B018


def test_no_module_bears_the_name_of_something_public():
    """Importing such a module would put it in the place of the function."""
    modules = {each.name for each in pkgutil.iter_modules(xacct_guard.__path__)}
    assert modules & set(xacct_guard.__all__) == set()


def test_importing_the_package_imports_no_other_module_of_it():
    script = "import sys, xacct_guard; print(*(m for m in sys.modules if m.startswith('xacct_')))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["xacct_guard"]


@pytest.mark.parametrize("module", ["judging", "simulating", "deciding", "least_privilege"])
def test_the_examples_say_what_they_say(module, monkeypatch):
    monkeypatch.chdir(SYSTEM)
    found = doctest.testmod(importlib.import_module(f"xacct_guard.library.{module}"))
    assert found.attempted > 3
    assert found.failed == 0


@pytest.mark.parametrize("name", ["check", "simulate", "evaluate", "generate", "prove", "render"])
def test_a_docstring_tells_what_goes_in_and_comes_out(name):
    told = inspect.getdoc(getattr(xacct_guard, name))
    for section in ("Args:", "Returns:", "Raises:", "Source:", ">>> "):
        assert section in told
    for parameter in inspect.signature(getattr(xacct_guard, name)).parameters:
        assert f"    {parameter}: " in told


def test_the_page_has_every_public_name_and_how_it_is_called():
    page = PAGE.write()
    for name in set(PUBLIC) - {"__version__"}:
        assert f"# {name}\n" in page
    for name in ("check", "simulate", "evaluate", "generate", "prove", "render"):
        assert signature(name, getattr(xacct_guard, name)) in page


def test_check_says_what_the_command_says(capsys, monkeypatch):
    monkeypatch.chdir(SYSTEM)
    assert main(["check", "as-published", "--format", "json"]) == 1
    report = check("as-published")
    assert json.loads(render(report, "json")) == json.loads(capsys.readouterr().out)
    assert report.fails()
    assert report.fails(None)  # a stage is denied


def test_what_is_given_may_be_text_or_path_one_name_or_many(tmp_path):
    (tmp_path / "x.yaml").write_text(BUCKET)
    rule = "role-path-mismatch"
    as_text = check(str(tmp_path / "x.yaml"), packs="audit", ignore=rule)
    as_path = check(tmp_path / "x.yaml", packs=["audit"], ignore=(rule,))
    assert as_text == as_path
    assert isinstance(as_text, Report)


def test_check_reports_what_cannot_be_read_and_goes_on(tmp_path):
    (tmp_path / "good.yaml").write_text(BUCKET)
    (tmp_path / "bad.yaml").write_text("Resources: [\n")
    report = check(tmp_path, packs="audit")
    assert len(report.failures) == 1
    assert report.findings


@pytest.mark.parametrize("verb", [simulate, generate, prove])
def test_the_others_raise_what_cannot_be_read(verb, tmp_path):
    (tmp_path / "bad.yaml").write_text("Resources: [\n")
    (tmp_path / "worse.yaml").write_text("Resources: ]\n")
    with pytest.raises(XacctGuardError) as caught:
        verb(tmp_path)
    assert caught.value.at.source.name.endswith("bad.yaml")
    assert caught.value.__notes__ == ["and 1 more; `check` gives all of them in `failures`"]


@pytest.mark.parametrize("verb", [check, simulate, generate, prove])
def test_what_no_answer_could_be_given_to_is_raised(verb, tmp_path):
    (tmp_path / "xacct-guard.yaml").write_text("acounts: {}\n")
    with pytest.raises(XacctGuardError, match="acounts"):
        verb(tmp_path)
    with pytest.raises(XacctGuardError):
        verb(tmp_path, config=tmp_path / "nowhere.yaml")


def test_a_folder_that_is_not_there_is_a_failure(tmp_path):
    assert check(tmp_path / "nowhere").failures
    with pytest.raises(XacctGuardError, match="nowhere"):
        simulate(tmp_path / "nowhere")


def test_a_format_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(XacctGuardError, match="`sarif`"):
        render(Report(), "docx")


def test_a_word_that_is_no_severity_is_refused():
    with pytest.raises(ValueError, match="severe"):
        check(SYSTEM / "corrected").fails("severe")


def scenario(**request: object) -> dict[str, object]:
    whole = {
        "principal": "arn:aws:iam::111111111111:role/r",
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::b/k",
        "resource_account": "111111111111",
    }
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    identity = [{"name": "p", "document": {"Version": "2012-10-17", "Statement": [statement]}}]
    return {"request": whole | request, "policies": {"identity": identity}}


def test_one_scenario_is_decided_alike_as_an_object_as_it_was_read_and_among_others():
    one = scenario()
    read = read_scenario(one)
    assert isinstance(read, Scenario)
    alone, typed = evaluate(one), evaluate(read)
    assert alone.verdict is typed.verdict is xacct_guard.Verdict.ALLOW
    many = evaluate(each for each in (one, read, scenario(action="sqs:SendMessage")))
    assert [each.verdict.value for each in many] == ["allow", "allow", "implicit_deny"]


def test_a_scenario_that_is_none_says_where_and_which():
    with pytest.raises(XacctGuardError, match="is not an action") as caught:
        evaluate([scenario(), scenario(action="s3")])
    assert caught.value.where == "request"
    assert caught.value.__notes__ == ["scenario 2"]
    with pytest.raises(XacctGuardError, match="not JSON"):
        evaluate({"request": object()})
    with pytest.raises(XacctGuardError, match="not JSON"):
        evaluate({"request": float("nan")})


def test_generated_policies_are_written_as_the_command_writes_them(tmp_path, monkeypatch):
    shutil.copytree(SYSTEM / "corrected", tmp_path / "estate")
    monkeypatch.chdir(tmp_path)
    written = generate("estate")
    written.save(tmp_path / "ours")
    assert main(["generate", "estate", "--into", "theirs", "--quiet", "-o", "json=x.json"]) == 0
    ours, theirs = (
        {each.relative_to(folder): each.read_text() for each in folder.rglob("*.*")}
        for folder in (tmp_path / "ours", tmp_path / "theirs")
    )
    assert ours == theirs
    assert set(written.files()) < {str(name) for name in ours}
    assert list(written.policies) == json.loads((tmp_path / "x.json").read_text())["policies"]
    with pytest.raises(XacctGuardError, match="no format `docx`"):
        written.files("docx")


def test_a_severity_is_ordered_from_the_worst():
    assert [each.rank for each in Severity] == [0, 1, 2, 3, 4]
