"""Every rule against every fixture of its own: it finds what the comments say, there and only there.

What a fixture is stands in `xacct_guard.rule_fixtures`. A comment `# grows to 1,048,577 bytes of x` is made so
long that the template has so many bytes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from xacct_guard.errors import RuleError
from xacct_guard.finding import Finding
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.iam.decision import Verdict
from xacct_guard.rule import AccessPath, Facts, Ground, Page, Severity
from xacct_guard.rule.catalogue import catalogue
from xacct_guard.rule.example import example_of
from xacct_guard.rule.judge import judge
from xacct_guard.rule_fixtures import Fixture, faults_of, fixtures_in
from xacct_guard.rule_fixtures import report_on as report_on_fixture
from xacct_guard.run import Options, check, model_of
from xacct_guard.verdicts import Report

FIXTURES = Path(__file__).parents[1] / "fixtures" / "rules"
SYSTEMS = sorted((FIXTURES.parent / "systems").glob("*/corrected/xacct-guard.yaml"))
RULES = catalogue()
CONFIGURATION = """\
accounts:
  home: {{id: "111111111111", regions: [us-east-1]}}
stacks:
  - {{name: fixture, template: "{template}", account: home}}
"""
GROWS = re.compile(r"# grows to ([\d,]+) bytes of (.)$", re.MULTILINE)
UNFIT = {
    "no",
    "not",
    "non",
    "should",
    "must",
    "missing",
    "bad",
    "wrong",
    "check",
    "ensure",
    "avoid",
}


ALL = fixtures_in(FIXTURES)
FIXTURE = pytest.mark.parametrize(
    "fixture",
    [
        # One process judges a fixture once, for all the tests that ask.
        pytest.param(each, id=name, marks=pytest.mark.xdist_group(name))
        for each in ALL
        for name in (f"{each.rule}/{each.path.name}",)
    ],
)


def of_name(kind: str) -> list[Fixture]:
    return [each for each in ALL if each.path.name.startswith(f"{kind}.")]


RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def configuration(template: Path, folder: Path) -> Path:
    """A configuration that deploys one template, in a folder that it may be written to."""
    file = folder / "xacct-guard.yaml"
    file.write_text(CONFIGURATION.format(template=template))
    return file


def report_on(template: Path, **options: object) -> Report:
    """The report on a template, its configuration being written beside it."""
    file = configuration(template, template.parent)
    return check((), Options(config=file, **options)).report


@cache
def report_of(fixture: Fixture) -> Report:
    with TemporaryDirectory() as folder:
        return report_on_fixture(grown(fixture, Path(folder)))


def grown(fixture: Fixture, folder: Path) -> Fixture:
    """The template, as large as a comment of it says; as it is where none does."""
    says = GROWS.search(fixture.path.read_text()) if fixture.path.is_file() else None
    if says is None:
        return fixture
    text = fixture.path.read_text()
    missing = int(says[1].replace(",", "")) - len(text.encode())
    many, rest = divmod(missing, len(says[2].encode()))
    template = folder / fixture.path.name
    template.write_text(text[: says.end()] + says[2] * many + "." * rest + text[says.end() :])
    return replace(fixture, path=template)


def findings_of(fixture: Fixture) -> list[Finding]:
    """What the fixture's own rule finds."""
    return [each for each in report_of(fixture).findings if each.rule == fixture.rule]


@FIXTURE
def test_a_rule_finds_what_the_comments_say_and_nothing_else(fixture):
    assert list(faults_of(fixture, report_of(fixture))) == []


SAID = [
    ("key-use-granted-to-account-root/fires.anyone.yaml", "accounts it does not name"),
    ("key-use-granted-to-account-root/fires.anyone-through-s3.yaml", "accounts it does not name"),
    ("key-use-granted-to-account-root/fires.anyone-from-an-account.yaml", "of 222222222222 may"),
    ("service-role-trusts-foreign-account/fires.anyone.yaml", "trusts accounts it does not name"),
    (
        "service-role-trusts-foreign-account/fires.in-a-statement-of-its-own.yaml",
        "trusts 222222222222, 333333333333 as well",
    ),
    (
        "service-role-trusts-foreign-account/fires.anyone-with-a-way-through",
        "accounts it does not name as well: production.Intruder -> shared.Worker -> training.Trainer",
    ),
]


@pytest.mark.parametrize(("fixture", "words"), SAID)
def test_a_finding_says_whom_it_is_about(fixture, words):
    (finding,) = findings_of(Fixture(FIXTURES / fixture, Path(fixture).parts[0]))
    assert words in finding.message


@FIXTURE
def test_a_finding_is_worded_as_the_house_words_things(fixture):
    """Lower case, no full stop, and nothing of how a value that is not known yet is kept."""
    for finding in report_of(fixture).findings:
        summary = finding.fix.summary if finding.fix else finding.message
        for text in (finding.message, summary, *(place.says for place in finding.locations)):
            assert re.fullmatch(r"[a-z`].*[^.]", text)
            assert not re.search("[\ue000-\uf8ff]", text)


@FIXTURE
def test_a_finding_names_no_place_twice(fixture):
    for finding in report_of(fixture).findings:
        assert len(set(finding.locations)) == len(finding.locations)


DENIED = [each for each in of_name("fires") if each.rule == "stage-denied"]
SILENCE = "nothing here allows it"


@pytest.mark.parametrize("fixture", DENIED, ids=lambda each: each.path.name)
def test_a_denial_says_where_it_is_asked_and_is_shown_where_nothing_allows(fixture):
    for finding in findings_of(fixture):
        says = [place.says for place in finding.locations]
        assert len([text for text in says if text.startswith("asked here: ")]) == 1
        assert not any(text.endswith(" allows it") for text in says[:1] if text != SILENCE)


def test_a_denial_that_rests_on_experience_alone_is_a_warning(tmp_path):
    denied = FIXTURES / "stage-denied" / "fires.call-that-no-policy-allows.yaml"
    model = model_of((), Options(config=configuration(denied, tmp_path)))
    facts = Facts(model.graph, model.paths)
    (rule,) = (each for each in RULES if each.id == "stage-denied")
    (certain,), _ = judge(facts, [rule])
    (doubtful,), _ = judge(Facts(facts.graph, tuple(map(as_experienced, facts.paths))), [rule])
    assert (certain.severity, doubtful.severity) == (Severity.HIGH, Severity.MEDIUM)


def as_experienced(path: AccessPath) -> AccessPath:
    """The same path, of which no page tells."""
    page = Page("somebody's blog", Ground.EXPERIENCE)
    hops = (replace(hop, step=replace(hop.step, page=page)) for hop in path.hops)
    return replace(path, hops=tuple(hops))


@FIXTURE
def test_the_name_of_a_fixture_says_whether_something_is_found(fixture):
    assert bool(fixture.expected) is fixture.path.name.startswith("fires.")


@RULE
def test_a_rule_has_two_fixtures_in_which_it_fires_and_two_in_which_it_does_not(rule):
    for kind in ("fires", "silent"):
        assert len([each for each in of_name(kind) if each.rule == rule.id]) >= 2


@RULE
def test_a_rule_shows_what_it_finds_and_what_it_would_rather_see(rule):
    example = example_of(rule)
    assert example
    assert any(f"# finds: {rule.id}" in text for _, text in example.bad)
    assert not any(f"# finds: {rule.id}" in text for _, text in example.good)


def test_every_folder_of_fixtures_belongs_to_a_rule():
    assert {folder.name for folder in FIXTURES.iterdir()} == {rule.id for rule in RULES}


def test_nothing_but_fixtures_lies_beside_the_fixtures():
    assert sorted(FIXTURES.glob("*/*")) == sorted(each.path for each in ALL)


@RULE
def test_the_id_of_a_rule_names_what_is_allowed_where_the_rule_is_ignored(rule):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.id)
    assert UNFIT.isdisjoint(rule.id.split("-"))


@RULE
def test_the_title_of_a_rule_is_one_sentence(rule):
    assert re.fullmatch(r"[A-Z`].*[^.]\.", rule.title)
    assert not re.search(r"[.!?:;] ", rule.title)


@RULE
def test_the_page_of_a_rule_says_why_and_what_to_do_instead_in_less_than_forty_lines(rule):
    lines = rule.page.splitlines()
    assert lines[1] == ""
    assert [line for line in lines if line.startswith("## ")][:2] == ["## Why", "## Instead"]
    for heading in ("## Why", "## Instead"):
        assert lines[lines.index(heading) + 1].strip()
    assert len(lines) < 40


def test_where_there_is_nothing_no_rule_finds_anything():
    assert judge(Facts(AccessGraph(), ()), RULES) == ((), ())


BUCKET = """\
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Data: {Type: AWS::S3::Bucket}
  OnlyWithTls:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Data
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Deny
            Principal: '*'
            Action: s3:*
            Resource: [!GetAtt Data.Arn, !Sub '${Data.Arn}/*']
            Condition: {Bool: {'aws:SecureTransport': 'false'}}
"""
OWN = '''"""
A bucket is there.

## Why
It is found to show that rules of one's own run.

## Instead
Nothing.
"""

from xacct_guard.rule import Kind, Rule, Severity


def check(facts):
    """One finding for each bucket."""
    for bucket in facts.graph.of_type("s3:bucket"):
        {body}


RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE)
'''
FINDS = "yield RULE.finding(f'`{bucket.name}` is there', at=bucket.span)"


@pytest.fixture
def template(tmp_path):
    """A template with one bucket, and beside it an empty folder for rules."""
    (tmp_path / "rules").mkdir()
    file = tmp_path / "template.yaml"
    file.write_text(BUCKET)
    return file


def own_rule(template: Path, name: str, body: str = FINDS) -> Path:
    """A rule of one's own; gives the folder it is in."""
    folder = template.parent / "rules"
    (folder / f"{name}.py").write_text(OWN.replace("{body}", body))
    return folder


def test_rules_of_ones_own_run_beside_those_that_come_along(template):
    own = own_rule(template, "bucket_found")
    known = {rule.id for rule in RULES}
    assert {rule.id: rule.title for rule in catalogue(own) if rule.id not in known} == {
        "bucket-found": "A bucket is there."
    }
    assert [each.rule for each in report_on(template, rules=own).findings] == ["bucket-found"]


def test_rules_are_never_taken_from_the_repository_that_is_looked_at(template):
    own_rule(template, "bucket_found")
    assert report_on(template).findings == ()


def test_a_rule_that_raises_is_a_failure_by_name_and_the_others_still_report(template):
    own = own_rule(template, "bucket_found")
    own_rule(template, "always_broken", "raise KeyError('nothing here')")
    report = report_on(template, rules=own)
    (failure,) = report.failures
    assert isinstance(failure, RuleError)
    assert "`always-broken`" in failure.message
    assert "nothing here" in failure.message
    assert [each.rule for each in report.findings] == ["bucket-found"]


def test_what_a_rule_found_before_it_raised_is_kept(template):
    own = own_rule(template, "half_broken", f"{FINDS}; raise ValueError('too late')")
    report = report_on(template, rules=own)
    assert [each.rule for each in report.findings] == ["half-broken"]
    assert len(report.failures) == 1


def test_a_rule_that_cannot_be_loaded_is_a_failure_by_name(template):
    own = template.parent / "rules"
    (own / "unfinished.py").write_text("def check(facts)\n")
    (failure,) = report_on(template, rules=own).failures
    assert isinstance(failure, RuleError)
    assert "`unfinished`" in failure.message


def test_a_file_that_exports_no_rule_is_a_failure_by_name(template):
    own = template.parent / "rules"
    (own / "empty.py").write_text("RULE = 'stage-denied'\n")
    (failure,) = report_on(template, rules=own).failures
    assert "empty.py" in failure.message
    assert "`RULE`" in failure.message


def test_a_file_that_begins_with_an_underscore_is_no_rule(template):
    own = template.parent / "rules"
    (own / "_words.py").write_text("raise ValueError\n")
    assert report_on(template, rules=own).failures == ()


def test_a_rule_can_be_chosen_and_left_out_by_its_id(template):
    own = own_rule(template, "bucket_found")
    chosen = report_on(template, rules=own, select=("bucket-found",))
    left_out = report_on(template, rules=own, ignore=("bucket-found",))
    assert len(chosen.findings) == 1
    assert left_out.findings == ()


def test_a_rule_that_nobody_knows_cannot_be_chosen(template):
    (failure,) = report_on(template, select=("bucket-found",)).failures
    assert "`bucket-found`" in str(failure)


def test_a_rule_of_ones_own_cannot_take_the_place_of_another_in_silence(template):
    own = own_rule(template, RULES[0].file.stem)
    (failure,) = report_on(template, rules=own).failures
    assert RULES[0].id in str(failure)


def test_a_rule_that_yields_something_else_than_findings_is_a_failure_by_name(template):
    own = own_rule(template, "loose_words", "yield bucket.name")
    (failure,) = report_on(template, rules=own).failures
    assert "`loose-words`" in str(failure)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda path: path.parent.name)
def test_who_is_not_let_in_is_surely_allowed_nothing(system: Path):
    model = model_of((), Options(config=system))
    facts = Facts(model.graph, model.paths)
    for bucket in facts.graph.of_type("s3:bucket"):
        outside = facts.graph.roles.keys() - {role.arn for role in facts.let_in(bucket.arn)}
        for arn in sorted(outside):
            asked = facts.ask(arn, "s3:GetObject", f"{bucket.arn}/any", bucket.span)
            assert asked.verdict is not Verdict.ALLOW
