"""`xacct-guard fix`: files mended in place, judged again before they are written, replaced as a whole."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from xacct_guard.cli import main
from xacct_guard.edit import place, splices_of
from xacct_guard.errors import XacctGuardError
from xacct_guard.finding import Safety
from xacct_guard.mend import mend, patch, write
from xacct_guard.mend.harm import key_of
from xacct_guard.read import read, read_all
from xacct_guard.run import Options, check
from xacct_guard.span import Source

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
SYSTEMS = ROOT / "fixtures/systems"
TEMPLATE = """\
# what a role may do
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:   # of the role
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]
      Policies:
        - PolicyName: p
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              # to read
              - Effect: Allow
                Action:
                  - s3:GetObject  # first
                  - s3:ListBucket
                  - s3:GetObject  # again
                Resource: arn:aws:s3:::b/*
"""
MENDED = TEMPLATE.replace("                  - s3:GetObject  # again\n", "")
AUDIT = ("--pack", "audit", "--select", "duplicate-action")


def mended(folder, **options):
    """The folder mended in place."""
    done = mend((folder,), Options(packs=("audit",), **options))
    write(done)
    return done


# what is written


def test_a_finding_is_mended_and_everything_else_stays(tmp_path, capsys):
    file = tmp_path / "role.yaml"
    file.write_text(TEMPLATE)
    assert main(["fix", str(tmp_path), *AUDIT]) == 0
    assert file.read_text() == MENDED
    said = capsys.readouterr().out
    assert f"fixed {file}:19:21 duplicate-action" in said
    assert "1 fixed in 1 file, 0 left" in said


def test_a_diff_writes_nothing_and_says_what_would_be_written(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    file = Path("role.yaml")
    file.write_text(TEMPLATE)
    assert main(["fix", "--diff", *AUDIT]) == 0
    assert file.read_text() == TEMPLATE
    diff = capsys.readouterr().out
    subprocess.run(["patch", "-p1", "-s"], input=diff, text=True, check=True)
    assert file.read_text() == MENDED


def test_what_was_done_is_said_to_programs(tmp_path, capsys):
    (tmp_path / "role.yaml").write_text(TEMPLATE)
    main(["fix", str(tmp_path), *AUDIT, "--format", "json"])
    said = json.loads(capsys.readouterr().out)
    assert [each["rule"] for each in said["fixed"]] == ["duplicate-action"]
    assert said["written"] is True
    assert said["files"] == [str(tmp_path / "role.yaml")]
    assert "-                  - s3:GetObject  # again" in said["patch"]


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_line_ends_a_byte_order_mark_and_permissions_stay(tmp_path, newline):
    file = tmp_path / "role.yaml"
    file.write_bytes(("\ufeff" + TEMPLATE.replace("\n", newline)).encode())
    file.chmod(0o640)
    mended(tmp_path, select=("duplicate-action",))
    assert file.read_bytes() == ("\ufeff" + MENDED.replace("\n", newline)).encode()
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_link_within_the_folder_is_followed(tmp_path):
    real, link = tmp_path / "real" / "role.txt", tmp_path / "role.yaml"
    real.parent.mkdir()
    real.write_text(TEMPLATE)
    link.symlink_to(real)
    mended(tmp_path, select=("duplicate-action",))
    assert link.is_symlink()
    assert real.read_text() == MENDED


def test_a_file_that_may_not_be_written_is_an_error_and_nothing_is_written(tmp_path, capsys):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(TEMPLATE)
    (tmp_path / "b.yaml").chmod(0o444)
    assert main(["fix", str(tmp_path), *AUDIT]) == 2
    assert "is read-only" in " ".join(capsys.readouterr().err.split())
    assert (tmp_path / "a.yaml").read_text() == TEMPLATE


def test_a_file_that_has_changed_meanwhile_is_not_overwritten(tmp_path):
    file = tmp_path / "role.yaml"
    file.write_text(TEMPLATE)
    done = mend((tmp_path,), Options(packs=("audit",), select=("duplicate-action",)))
    file.write_text(TEMPLATE + "# mine\n")
    with pytest.raises(Exception, match="has changed since it was read"):
        write(done)
    assert file.read_text() == TEMPLATE + "# mine\n"


def test_what_is_ignored_is_left_alone(tmp_path):
    file = tmp_path / "role.yaml"
    ignored = TEMPLATE.replace(
        "# again", "# xacct-guard: ignore[duplicate-action] it is a comparison"
    )
    file.write_text(ignored)
    mended(tmp_path, select=("duplicate-action",))
    assert file.read_text() == ignored


# what is not done

PROPOSING = '''"""It proposes."""
from xacct_guard.rule import Add, Fix, Kind, Put, Rule, Safety, Severity, Take


def check(facts):
    """One finding for each statement with this action."""
    for _, statement in facts.statements:
        for action in statement.actions:
            if action.text == "s3:ListBucket":
                yield RULE.finding("it lists", at=action.span, fix=Fix("mend", Safety.SAFE, ({edit},)))


RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE)
'''


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        ("Put(action.span, 's3:*')", "could then `s3:"),
        ("Put(action.span, 'iam:ListRoles')", "could then `iam:ListRoles`"),
        ("Put(statement.resources[0].span, 'arn:aws:s3:::b/c/*')", "the finding would remain"),
        ("Put(action.span, 's3:Nonsense')", "it would bring unknown-action"),
        ("Take(statement.span), Put(action.span, 'x')", "exclude each other"),
        ("Put(action.span, {'a': 1})", "then: "),
        (
            "Take(facts.graph.roles[next(iter(facts.graph.roles))].trust.statements[0].span)",
            "only statement",
        ),
    ],
)
def test_a_change_that_does_harm_is_not_made(edit, why, tmp_path):
    folder, own = tmp_path / "in", tmp_path / "own"
    folder.mkdir()
    own.mkdir()
    (folder / "role.yaml").write_text(MENDED)
    (own / "it_lists.py").write_text(PROPOSING.replace("{edit}", edit))
    done = mend((folder,), Options(rules=own, select=("it-lists", "unknown-action")))
    assert not done.after
    [left] = [each for each in done.left if each.finding.rule == "it-lists"]
    assert why in left.why


def test_one_bad_change_does_not_keep_the_others_from_being_made(tmp_path):
    folder, own = tmp_path / "in", tmp_path / "own"
    own.mkdir()
    folder.mkdir()
    for name in "abcde":
        (folder / f"{name}.yaml").write_text(TEMPLATE.replace("Role:", f"Role{name.upper()}:"))
    (own / "it_lists.py").write_text(PROPOSING.replace("{edit}", "Put(action.span, 's3:*')"))
    done = mend(
        (folder,), Options(rules=own, packs=("audit",), select=("duplicate-action", "it-lists"))
    )
    assert len(done.fixed) == 5
    assert all(left.needs_unsafe for left in done.left if left.finding.rule == "it-lists")
    assert len([left for left in done.left if left.finding.rule == "it-lists"]) == 5


def test_an_ignore_that_would_come_to_hold_for_something_else_stops_a_change(tmp_path):
    text = MENDED.replace(
        "                  - s3:ListBucket\n",
        "                  - s3:GetObject  # xacct-guard: ignore[duplicate-action] kept for now\n"
        "                  - s3:GetObject\n",
    )
    (tmp_path / "role.yaml").write_text(text)
    done = mend((tmp_path,), Options(packs=("audit",), select=("duplicate-action",)))
    assert len(done.fixed) == 1
    assert "ignore[duplicate-action]" in done.after[(tmp_path / "role.yaml").resolve()]


# every fixture of every rule


def fixtures():
    return sorted((ROOT / "fixtures/rules").glob("*/fires.*"))


@pytest.mark.parametrize(
    "fixture",
    [
        pytest.param(
            path,
            id=f"{path.parent.name}-{path.name}",
            marks=[pytest.mark.nightly] if number % 2 else [],
        )
        for number, path in enumerate(fixtures())
    ],
)
def test_fixtures_are_mended_or_it_is_said_why_not(fixture, tmp_path):
    """Silent afterwards, nothing new, and nothing outside of the edits is touched."""
    rule = fixture.parent.name
    given = tmp_path / fixture.name
    if fixture.is_dir():
        shutil.copytree(fixture, given)
    else:
        shutil.copy(fixture, given)
    before = check((given,), Options(packs=("audit",), select=(rule,))).report
    proposed = [
        f for f in before.open_findings if f.rule == rule and f.fix is not None and f.fix.edits
    ]
    if not proposed:
        return
    done = mend((given,), Options(packs=("audit",)), unsafe=True)
    write(done)
    after = check((given,), Options(packs=("audit",))).report
    refused = {key_of(left.finding) for left in done.left if left.why}
    fixed = {key_of(finding) for finding in done.fixed}
    gone = {key_of(f) for f in before.findings} - {key_of(f) for f in after.findings}
    assert {key_of(f) for f in proposed} <= refused | fixed | gone
    still = [finding for finding in after.open_findings if finding.rule == rule]
    mended_here = [finding for finding in done.fixed if finding.rule == rule]
    assert len(still) <= len(before.open_findings) - len(mended_here)
    assert {f.message for f in after.failures} <= {f.message for f in before.failures}
    for path, text in done.after.items():
        edits = [edit for finding in done.fixed for edit in finding.fix.edits]
        routes = {place(e).route for e in edits if Path(place(e).source.name).resolve() == path}
        stays_outside(done.before[path], text, routes)


def stays_outside(before, after, routes):
    """Every line is there, to the byte, but for lines of the resources, or parameters, of these routes."""
    document, inside = read(Source("before", before)), set()
    if "Resources" not in document.mapping or ("Resources",) in routes:
        return  # a document that is one policy; a resource that is added
    for of, name, *_ in routes:
        section = document.mapping[of]
        inside |= set(range(section.keys[name].line, section.mapping[name].span.end_line + 2))
    lines = before.splitlines(keepends=True)
    compared = SequenceMatcher(None, lines, after.splitlines(keepends=True), autojunk=False)
    for kind, start, end, *_ in compared.get_opcodes():
        if kind != "equal":
            touched = set(range(start + 1, end + 1)) or {start + 1}
            assert touched <= inside, lines[start:end]


# published templates with planted faults

ACTION = re.compile(r"^\s+(- )?(['\"]?)[a-z0-9-]+:[A-Z]\w+\2,?[ ]*$")
SUPERFLUOUS = '''"""A statement that was planted."""
from xacct_guard.rule import Fix, Kind, Rule, Safety, Severity, Take


def check(facts):
    """One finding for each."""
    found = {s.span for _, s in facts.statements if s.sid == "Planted"}
    for span in found:
        yield RULE.finding("superfluous", at=span, fix=Fix("remove it", Safety.SAFE, (Take(span),)))


RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE)
'''


def templates():
    return sorted(p for end in ("*.y*ml", "*.json", "*.template") for p in CORPUS.rglob(end))


def statements(text, name):
    """The lists of statements of a document that have more than one line, as nodes."""
    for root in read_all(Source(name, text)):
        for node in root.walk():
            found = node.mapping.get("Statement")
            if (
                found is not None
                and isinstance(found.value, tuple)
                and found.value
                and not found.tag
            ):
                yield found


def twice(lines, name, chosen):
    """An action stands twice."""
    every = [i for i, line in enumerate(lines) if ACTION.match(line) and _goes_on(lines, i)]
    index = chosen.choice(every)
    return [*lines[: index + 1], lines[index], *lines[index + 1 :]]


def _goes_on(lines, index):
    """Is it an item of YAML, or one of JSON that another follows?"""
    return lines[index].strip().startswith("- ") or lines[index].rstrip().endswith(",")


def superfluous(lines, name, chosen):
    """A statement more, before another one."""
    every = [
        item.span
        for found in statements("\n".join(lines), name)
        for item in found.value
        if not lines[item.span.line - 1][: item.span.column - 1].strip(" -\t")
    ]
    span = chosen.choice(every)
    line = lines[span.line - 1]
    said = '{"Sid": "Planted", "Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}'
    dash = line.find("- ") if line.lstrip().startswith("- ") else -1
    new = f"{line[:dash]}- {said}" if dash >= 0 else f"{line[: span.column - 1]}{said},"
    return [*lines[: span.line - 1], new, *lines[span.line - 1 :]]


def faulty(text, name, chosen):
    """The text with one fault more, of one kind and of the other, where they can be planted."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(newline)
    for plant in chosen.sample((twice, superfluous), 2):
        try:
            yield newline.join(plant(lines, name, chosen))
        except (IndexError, XacctGuardError):
            continue


def test_planted_faults_of_published_templates_are_mended_to_the_byte(tmp_path):
    """What comes of the text with the fault is what comes of the text without it, to the byte."""
    if not CORPUS.is_dir():
        pytest.skip(f"no published templates at {CORPUS}")
    own = tmp_path / "own"
    own.mkdir()
    (own / "superfluous.py").write_text(SUPERFLUOUS)
    options = Options(packs=("audit",), rules=own, select=("duplicate-action", "superfluous"))
    chosen, whole, refused = random.Random(7), 0, []
    for number, path in enumerate(templates()):
        text = path.read_bytes().decode(errors="replace")
        if "Statement" not in text:
            continue
        copy = tmp_path / str(number) / path.name
        copy.parent.mkdir()
        for planted in faulty(text, path.name, chosen):
            copy.write_bytes(planted.encode())
            found = mend((copy,), options, unsafe=True)
            if found.fixed or found.left:  # else it is in what nobody deploys
                break
        else:
            continue
        if found.left:
            refused.append((path.name, *(left.why for left in found.left)))
            continue
        write(found)
        after = copy.read_bytes()
        copy.write_bytes(text.encode())
        write(mend((copy,), options, unsafe=True))
        assert after == copy.read_bytes(), path
        whole += 1
    print(f"{whole} mended, {len(refused)} refused: {refused}")
    assert whole >= 100
    assert len(refused) <= whole // 20


# whatever happens meanwhile


def _killed_at(number, folder):
    """A process that writes what is mended, and dies without a word at its so manieth call of the system."""
    done = mend((folder,), Options(packs=("audit",), select=("duplicate-action",)))
    seen = 0

    def count(event, _arguments):
        nonlocal seen
        if event in ("open", "os.rename", "os.chmod", "os.chown", "os.remove", "tempfile.mkstemp"):
            seen += 1
            if seen == number:
                os._exit(9)

    child = os.fork()
    if child == 0:
        sys.addaudithook(count)
        write(done)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_who_kills_it_finds_every_file_old_or_new(tmp_path):
    """Killed before each of its calls: no file is half written, and none is neither."""
    seen, number, code = set(), 0, 9
    while code == 9:
        number += 1
        folder = tmp_path / str(number)
        folder.mkdir()
        files = [folder / f"{name}.yaml" for name in "abc"]
        for file in files:
            file.write_text(TEMPLATE.replace("Role:", f"Role{file.stem}:"))
        code = _killed_at(number, folder)
        states = [file.read_text().replace(f"Role{file.stem}:", "Role:") for file in files]
        assert set(states) <= {TEMPLATE, MENDED}
        seen.add(tuple(state == MENDED for state in states))
    assert {(False, False, False), (True, False, False), (True, True, False)} <= seen
    assert states == [MENDED] * 3


def test_a_run_that_is_killed_leaves_whole_files(tmp_path):
    """The command itself, killed at some moment, with many files."""
    for number in range(12):
        (tmp_path / f"{number}.yaml").write_text(TEMPLATE.replace("Role:", f"Role{number}:"))
    run = subprocess.Popen([sys.executable, "-m", "xacct_guard", "fix", str(tmp_path), *AUDIT])
    while run.poll() is None:
        if any("# again" not in f.read_text() for f in tmp_path.glob("*.yaml")):
            run.kill()
            break
    run.wait()
    for number in range(12):
        text = (tmp_path / f"{number}.yaml").read_text().replace(f"Role{number}:", "Role:")
        assert text in (TEMPLATE, MENDED)


# denied stages


def stages_of(report):
    found = {"allow": set(), "deny": set(), "unknown": set()}
    for pipeline in report.pipelines:
        for stage in pipeline.stages:
            found[stage.verdict].add((pipeline.name, stage.name))
    return found


@pytest.mark.parametrize(
    "system", ["enterprise-ml-platform", "shared-model-registry", "promote-with-jenkins-terraform"]
)
def test_the_smallest_repair_of_denied_stages_is_made_in_every_account(system, tmp_path):
    shutil.copytree(SYSTEMS / system / "as-published", tmp_path, dirs_exist_ok=True)
    before = check((tmp_path,), Options()).report
    done = mend((tmp_path,), Options(), unsafe=True)
    write(done)
    after = check((tmp_path,), Options()).report
    was, now = stages_of(before), stages_of(after)
    assert now["deny"] < was["deny"]
    assert was["allow"] <= now["allow"]
    assert any(finding.rule == "stage-denied" for finding in done.fixed)
    assert {"# account"} == {line[:9] for line in patch(done).split("\n") if line.startswith("#")}


def test_without_unsafe_nothing_is_allowed_that_was_not(tmp_path):
    shutil.copytree(SYSTEMS / "shared-model-registry/as-published", tmp_path, dirs_exist_ok=True)
    was = stages_of(check((tmp_path,), Options()).report)
    done = mend((tmp_path,), Options())
    write(done)
    assert stages_of(check((tmp_path,), Options()).report) == was
    assert all(finding.fix.safety is Safety.SAFE for finding in done.fixed)
    assert [left.needs_unsafe for left in done.left if left.finding.rule == "stage-denied"].count(
        True
    )


def test_the_edits_of_a_report_make_the_same_text(tmp_path):
    file = tmp_path / "role.yaml"
    file.write_text(TEMPLATE)
    report = check((tmp_path,), Options(packs=("audit",), select=("duplicate-action",))).report
    [splice] = splices_of(report.findings[0].fix.edits)
    lines = TEMPLATE.splitlines(keepends=True)
    del lines[splice.span.line - 1 : splice.span.end_line - 1]
    assert "".join(lines) == MENDED
    assert read(Source("a.yaml", "".join(lines)))


TERRAFORM = """\
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["s3:GetObject", "s3:GetObject"] # twice
    resources = ["arn:aws:s3:::b/*"]
  }
}

resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "q" {
  role   = aws_iam_role.r.name
  policy = <<-EOF
    {
      "Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Action": ["s3:PutObject", "s3:PutObject"], "Resource": "*"}]
    }
  EOF
}

resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.r.name
  policy = data.aws_iam_policy_document.d.json
}
"""


def test_terraform_is_shown_for_review_and_not_written(tmp_path, capsys):
    file = tmp_path / "main.tf"
    file.write_text(TERRAFORM)
    assert main(["fix", str(tmp_path), *AUDIT]) == 0
    assert "`--diff` shows the change for review" in capsys.readouterr().out
    main(["fix", str(tmp_path), *AUDIT, "--diff"])
    diff = capsys.readouterr().out
    assert '+    actions   = ["s3:GetObject"] # twice' in diff
    assert '"Action": ["s3:PutObject"], "Resource": "*"}]' in diff
    assert file.read_text() == TERRAFORM
