"""A redacted report tells the same and names nobody: over whole systems, in every format."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.page.pages import CONFIGURATIONS, SYSTEMS
from tests.spread.drawn.organization import Organization
from tools.own_words import LIST
from tools.own_words import own_words as words_of_the_tool
from xacct_guard.cli import main
from xacct_guard.errors import InputError
from xacct_guard.finding import (
    Addition,
    Confidence,
    Evidence,
    Finding,
    Fix,
    Kind,
    Severity,
    fingerprints,
)
from xacct_guard.picture import Arrow, Box, Picture
from xacct_guard.redaction import redacted
from xacct_guard.redaction.known import (
    is_grammar,
    is_known,
    is_ordinary,
    is_region,
    is_said,
    is_service,
    is_type,
)
from xacct_guard.report import Options as Sheet
from xacct_guard.report import names, render_named
from xacct_guard.run import Options, check
from xacct_guard.span import Source, Span
from xacct_guard.verdicts import (
    ActionVerdict,
    Assumption,
    HopVerdict,
    PipelineVerdict,
    Report,
    StageVerdict,
    summarize,
)

WORD = re.compile(r"\w+(?:-\w+)*")
ACTION = re.compile(r"\b([a-z0-9-]+):([A-Z]\w+)\*?")
RUNTIME = re.compile(r"python\d|v\d|t\d")
STAND_IN = re.compile(r"[a-zA-Z-]+-\d+$")
URL = re.compile(r"https?://[^\s\"'<>)]*")
SYSTEM = pytest.mark.parametrize("system", CONFIGURATIONS)
SHEET = Sheet(width=100, verbose=True, root=Path.cwd())


@cache
def checked(system):
    folder = SYSTEMS / system / "as-published"
    return check((folder,), Options(config=folder / CONFIGURATIONS[system], drawn=True))


@cache
def shared(system):
    run = checked(system)
    return redacted(run.report, run.picture)


def written(format, report, picture):
    options = Sheet(width=100, verbose=True, root=Path.cwd(), estate=picture)
    return render_named(format).render(report, options)


@cache
def own_words(format):
    """What a format says whatever the report is, and the names of the rules."""
    report, picture = report_with([f"zq{number}" for number in range(12)], "123456789012")
    shown = tuple(replace(finding, suppressed=None) for finding in report.findings)
    said = written(format, replace(report, findings=shown), picture)
    rules = {each.stem.replace("_", "-") for each in Path("rules").glob("*.py")}
    return words(said) | rules


def words(text):
    return set(WORD.findall(URL.sub(" ", text)))


@cache
def operations(system):
    """What stands behind the prefix of a service: actions and condition keys, also where a page splits them."""
    text = "".join(written(format, *shared(system)) for format in ("json", "html"))
    return {name for prefix, name in ACTION.findall(text) if prefix == "aws" or is_service(prefix)}


def is_a_name(word):
    """Could somebody have made this up? What the tool writes in its own sentences could as well be its own."""
    if word.isdigit():
        return len(word) == 12
    return not is_said(word) and not is_of_aws(word)


def is_of_aws(word):
    """Does AWS or the tool call something so?"""
    tests = (is_known, is_grammar, is_service, is_region, is_type, RUNTIME.fullmatch)
    return any(test(word) for test in tests)


@cache
def told(system):
    """Everything in the files of a system that looks like a name, and every name that the run knows."""
    folder = SYSTEMS / system / "as-published"
    texts = [each.read_text() for each in folder.rglob("*") if each.is_file()]
    run = checked(system)
    given = {box.name for box in run.picture.boxes if box.kind != "service"}
    given |= {name for pipeline in run.report.pipelines for name in names_of(pipeline)}
    accounts = set(run.report.accounts) | set(run.report.accounts.values())
    found = {word for text in texts for word in words(text) if is_a_name(word)}
    made_up = {name for name in given if not is_of_aws(name) and not is_ordinary(name)}
    return found | accounts | {word for word in made_up if WORD.fullmatch(word)}


def names_of(pipeline):
    yield pipeline.name
    for stage in pipeline.stages:
        yield stage.name
        yield from (each.name for each in stage.actions)


@SYSTEM
@pytest.mark.parametrize("format", names())
def test_no_name_of_the_input_is_left_in_any_format(system, format):
    text = written(format, *shared(system))
    left = words(text) & told(system) - own_words(format) - operations(system)
    assert left == set()
    assert str(Path.cwd()) not in text


@SYSTEM
def test_names_are_found_before_they_are_missed(system):
    # the test above would find nothing either if nothing of the files were in a report
    run = checked(system)
    assert len(words(written("json", run.report, run.picture)) & told(system)) > 20


@SYSTEM
def test_verdicts_and_counts_are_the_same(system):
    before, (after, drawn) = checked(system), shared(system)
    assert summarize(after) == summarize(before.report)
    assert verdicts(after) == verdicts(before.report)
    assert [f.rule for f in after.findings] == [f.rule for f in before.report.findings]
    assert len(set(fingerprints(after.findings))) == len(after.findings)
    assert len(drawn.boxes) == len({box.arn for box in drawn.boxes})
    assert kinds(drawn) == kinds(before.picture)


def verdicts(report):
    return [
        (stage.verdict, stage.accepted, each.verdict, hop.verdict, hop.confidence, hop.outcome)
        for pipeline in report.pipelines
        for stage in pipeline.stages
        for each in stage.actions
        for hop in each.hops
    ]


def kinds(picture):
    return Counter((arrow.source, arrow.target, arrow.verdict) for arrow in picture.arrows)


@SYSTEM
def test_denied_hops_keep_their_cause(system):
    report, _ = shared(system)
    asked = {
        (hop.principal, hop.action, hop.resource)
        for pipeline in report.pipelines
        for stage in pipeline.stages
        for each in stage.actions
        for hop in each.hops
        if hop.outcome == "deny"
    }
    explained = {each for finding in report.findings for each in finding.explains}
    assert asked & explained or not asked


@SYSTEM
@pytest.mark.parametrize("format", ["json", "html"])
def test_two_runs_give_the_same_bytes(system, format):
    run = checked(system)
    again = redacted(run.report, run.picture)
    assert written(format, *shared(system)) == written(format, *again)


@pytest.mark.parametrize("seed", [1, 4])
def test_nobody_of_a_snapshot_is_named(seed, tmp_path):
    path = Organization(seed).write(tmp_path / "live.sqlite")
    run = check((path,), Options(packs=("audit",), drawn=True))
    before = written("json", run.report, run.picture)
    after = written("json", *redacted(run.report, run.picture))
    own = own_words("json") | {name for _, name in ACTION.findall(after)} | refusals(run.report)
    own |= {"explicit_deny", "implicit_deny"}
    told_before = {word for word in words(before) if is_a_name(word) and not STAND_IN.match(word)}
    assert len(told_before) > 50
    assert words(after) & told_before - own == set()


def refusals(report):
    """What the tool calls a refusal that no policy decides."""
    return {
        hop.refused_by
        for pipeline in report.pipelines
        for stage in pipeline.stages
        for each in stage.actions
        for hop in (*each.hops, *each.optional)
    }


def test_accounts_look_like_accounts_and_stay_told_apart():
    report, _ = shared("three-account-codepipeline")
    assert sorted(report.accounts) == ["900000000001", "900000000002", "900000000003"]
    assert sorted(report.accounts.values()) == ["account-1", "account-2", "account-3"]


@pytest.mark.parametrize("command", ["check", "simulate"])
def test_a_command_prints_and_writes_stand_ins(command, tmp_path, capsys):
    folder = SYSTEMS / "three-account-codepipeline" / "as-published"
    file = tmp_path / "report.json"
    config = ["--config", str(folder / "role-path-mended.yaml")]
    asked = [command, str(folder), *config, "--redact", "-o", f"json={file}"]
    assert main(asked) == 1
    for text in (capsys.readouterr().out, file.read_text()):
        assert "900000000003" in text
        assert "333333333333" not in text
        assert "CrossAccountRoleC" not in text


SECRET = st.from_regex(r"[a-z]{0,3}Zq[A-Za-z0-9]{5,9}(-[a-z0-9]{2,5})?", fullmatch=True)
ID = st.integers(10**11, 10**12 - 1).map(str)


@given(st.lists(SECRET, min_size=12, max_size=12, unique=True), ID)
@settings(max_examples=25)
def test_no_name_survives_wherever_it_stands(secrets, id):
    report, picture = report_with(secrets, id)
    shared = redacted(report, picture)
    for format in ("json", "markdown", "html"):
        text = written(format, *shared)
        assert [name for name in (*secrets, id) if name in text] == []


def report_with(secrets, id):
    """A report with these names at all the places where names can stand."""
    role, bucket, pipe, stage, act, stack, file, key, sid, reason, org, account = secrets
    arn = f"arn:aws:iam::{id}:role/{stack}/{role}"
    objects = f"arn:aws:s3:::{bucket}/{key}/model.tar.gz"
    span = Span(Source(f"/home/{org}/{file}.yaml", f"{sid}\n"), ("Resources", sid), 1, 1, 1, 5)
    said = f"policy {sid} of {stack}/{role} lets {account} ({id}) read `{bucket}` in {org}"
    evidence = (Evidence(span, said),)
    fix = Fix(said, statement=f'{{"Sid": "{sid}", "Resource": "{objects}"}}', at=span)
    fix = Fix(said, statement=fix.statement, at=span, additions=(Addition(said, sid, span),))
    hop = HopVerdict(
        step=f"read `{key}` of {stack}",
        principal=arn,
        action="s3:GetObject",
        resource=objects,
        account=id,
        region="us-east-1",
        via=f"vpce-{key}",
        verdict="implicit_deny",
        denied_by="identity",
        because=said,
        depends_on=(f"aws:PrincipalTag/{sid}", f"identity policies of {arn}"),
        evidence=evidence,
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference.html",
        confidence="documented",
        key=f"arn:aws:kms:us-east-1:{id}:key/{key}",
        owner=id,
        vpc=f"vpc-{key}",
    )
    actions = (ActionVerdict(act, "S3", "deny", (hop,), (hop,)),)
    finding = Finding(
        "stage-denied", Kind.BLOCKS, Severity.HIGH, Confidence.HIGH, said, evidence, id, fix,
        suppressed=f"{reason} said so", explains=((arn, "s3:GetObject", objects),),
    )  # fmt: skip
    box = Box("n1", role, "role", id, arn)
    other = Box("n2", bucket, "s3:bucket", id, f"arn:aws:s3:::{bucket}")
    report = Report(
        findings=(finding,),
        pipelines=(
            PipelineVerdict(pipe, id, "us-east-1", "deny", (StageVerdict(stage, "deny", actions),)),
        ),
        assumptions=(Assumption(f"identity policies of {arn}", f"those of {stack}", said),),
        failures=(InputError(f"cannot read `{file}.yaml`", at=span, help=f"look at {org}"),),
        accounts={id: account},
    )
    arrow = Arrow("n1", "n2", "reads", "deny", ("s3:GetObject",))
    return report, Picture({id: f"{account} ({id})"}, (box, other), (arrow,))


PLAIN = """
Parameters: {takeover: {Type: String}}
Resources:
  initech:
    Type: AWS::IAM::Role
    Properties:
      RoleName: merger
      AssumeRolePolicyDocument:
        Statement:
        - Sid: secretly
          Effect: Allow
          Principal: {AWS: "arn:aws:iam::111122223333:role/soylent"}
          Action: sts:AssumeRole
        - Effect: Allow
          Principal: {AWS: "arn:aws:iam::111122223333:role/billing"}
          Action: sts:AssumeRole
      Policies:
      - PolicyName: acquisition
        PolicyDocument:
          Statement:
          - {Sid: layoffs, Effect: Allow, Action: [iam:PassRole, "s3:GetObject", "s3:GetObject"], Resource: "*"}
  hooli:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: umbrella
      PolicyDocument:
        Statement:
        - Effect: Allow
          Principal: {AWS: !Sub "arn:aws:iam::${takeover}:root"}
          Action: "s3:*"
          Resource: ["arn:aws:s3:::umbrella", "arn:aws:s3:::umbrella/globex/*"]
"""
MADE_UP = {
    *("takeover", "initech", "merger", "secretly", "soylent", "acquisition", "layoffs"),
    *("billing", "hooli", "umbrella", "globex", "vandelay"),
}


@pytest.mark.parametrize("format", names())
def test_names_in_small_letters_that_stand_in_a_sentence_are_no_words(format, tmp_path):
    # `policy acquisition does not say to which service`: no backtick tells that this is a name
    (tmp_path / "vandelay.yaml").write_text(PLAIN)
    run = check((tmp_path,), Options(drawn=True, packs=("audit",)))
    before = written(format, run.report, run.picture)
    assert len(words(before) & MADE_UP) > (
        3 if format in ("html", "json", "markdown", "full") else 0
    )
    assert words(written(format, *redacted(run.report, run.picture))) & MADE_UP == set()


@pytest.mark.nightly  # every file of the package is parsed
def test_the_list_of_our_own_words_is_about_as_old_as_the_texts():
    held = set(LIST.read_text().split())
    assert len(words_of_the_tool() ^ held) < 40, "python tools/own_words.py writes it anew"
