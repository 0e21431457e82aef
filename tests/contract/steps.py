"""The walk: what is typed where, and what has to come of it."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import places
from .places import OBJECT, ROLE

ASKED = f"{ROLE} s3:GetObject {OBJECT}"
_MESSAGE = (
    f"User: {ROLE.replace('iam', 'sts').replace(':role/', ':assumed-role/')}/s is not authorized to"
    f' perform: s3:GetObject on resource: \\"{OBJECT}\\" because no resource-based policy allows the'
    " s3:GetObject action"
)
_VIA = f"why {ASKED} --via vpce-1"


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed, on which stream, and where it was run."""

    out: str
    err: str
    folder: Path

    @property
    def json(self):
        return json.loads(self.out)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Step:
    """A line, the place in which it is typed, its exit code, and what has to hold of what it says.

    `says` is a pattern that is looked for, or a claim. `stdin` is what is there to be read.
    """

    line: str
    place: Callable[[Path], None]
    code: int
    says: str | Callable[[Said], bool]
    stdin: str = ""

    @property
    def words(self) -> list[str]:
        return shlex.split(self.line)

    @property
    def command(self) -> str:
        return self.words[0]

    def holds(self, said: Said) -> bool:
        if callable(self.says):
            return self.says(said)
        return re.search(self.says, said.out + said.err) is not None


def names(said: Said) -> list[str]:
    return [each["name"] for each in said.json["pipelines"]]


def rules(said: Said) -> set[str]:
    return {each["rule"] for each in said.json["findings"]}


def silent(said: Said) -> bool:
    return not said.out


STAND_INS = {f"9{number:011}" for number in range(10)}


def nobody_named(said: Said) -> bool:
    """Stand-ins are printed for accounts and for what somebody gave a name."""
    names = ("111111111111", "222222222222", "reader", "features-")
    return bool(said.out) and not any(name in said.out + said.err for name in names)


STEPS = (
    # check: findings, and a verdict for each stage
    Step("check", places.sound, 0, "pipeline nightly .*: allow\n"),
    Step("check .", places.denied, 1, r"(?s)stage-denied.*s3:GetObject.*shared.yaml:\d+.*: deny"),
    Step("check training.yaml shared.yaml", places.sound, 0, "no findings"),
    Step("check --fail-on never", places.denied, 1, "deny"),
    Step("check --pack audit --fail-on medium", places.sound, 0, "bucket-open-to-plain-http"),
    Step("check --pack audit --fail-on low", places.sound, 1, "bucket-open-to-plain-http"),
    Step("check", places.unknown, 0, "unknown"),
    Step("check --fail-on-unknown", places.unknown, 1, "unknown"),
    Step(
        "check --format json --pack audit --select bucket-open-to-plain-http",
        places.sound,
        0,
        lambda said: rules(said) == {"bucket-open-to-plain-http"},
    ),
    Step(
        "check --format json --pack audit --ignore bucket-open-to-plain-http",
        places.sound,
        0,
        lambda said: rules(said) == {"unneeded-statement", "read-prefix-nothing-writes"},
    ),
    Step("check --rules own --format concise", places.own_rule, 0, r"low\[named-role\] a role"),
    Step("check --rules own --select named-role", places.own_rule, 0, "own/|training.yaml:2"),
    Step(
        "check --since git:HEAD --pack audit --format json",
        places.committed,
        0,
        lambda said: rules(said) == {"duplicate-action"},
    ),
    Step("check --redact", places.denied, 1, nobody_named),
    Step("check -", places.empty, 0, "iam-user|no findings|findings", stdin=places.TRAINING),
    # simulate: hop by hop
    Step(
        "simulate --verbose", places.sound, 0, r"s3:GetObject(.|\n)*shared.yaml:14(.|\n)*training"
    ),
    Step("simulate", places.denied, 1, "✗ s3:GetObject"),
    Step(
        "simulate --pipeline hourly --format json",
        places.sound,
        0,
        lambda said: names(said) == ["hourly"],
    ),
    Step(
        "simulate --stage hourly --format json",
        places.sound,
        0,
        lambda said: names(said) == ["hourly"],
    ),
    Step("simulate --action calls --stage nightly", places.sound, 0, "calls"),
    Step("simulate --redact", places.sound, 0, nobody_named),
    Step("simulate --action another", places.sound, 3, "no such pipeline stage"),
    Step("simulate --stage nightlie", places.sound, 3, "did you mean `nightly`"),
    # why: one request, layer by layer
    Step(f"why {ASKED}", places.sound, 0, r"allow: (.|\n)*shared.yaml:14:11"),
    Step(f"why {ASKED} .", places.denied, 1, r"(?s)implicit deny.*comes closest.*Allow"),
    Step(f"why {ASKED} --context aws:SourceIp=10.0.0.1", places.sound, 0, "allow"),
    Step(f"why {ASKED} --context aws:SourceIp", places.sound, 2, "KEY=VALUE"),
    Step(f"why {ASKED} --absent aws:SourceVpce", places.sound, 0, "allow"),
    Step(f"why {ASKED} --unknown aws:SourceVpce", places.sound, 0, "allow"),
    Step(_VIA, places.sound, 0, "vpce-1"),
    Step(f'why --error "{_MESSAGE}"', places.denied, 1, "(?s)s3:GetObject.*denied|deny"),
    Step(
        "why --error -",
        places.denied,
        1,
        "(?s)s3:GetObject.*deny",
        stdin=_MESSAGE.replace("\\", ""),
    ),
    # who-can: everybody, under which conditions
    Step(
        f"who-can s3:GetObject {OBJECT}",
        places.sound,
        0,
        r"(?s)training/Reader \(role\).*may, if",
    ),
    Step(f"who-can s3:GetObject {OBJECT} .", places.denied, 0, "(?s)another"),
    Step(f"who-can s3:GetObjet {OBJECT}", places.sound, 0, "(?s)did you mean `s3:GetObject`"),
    # generate: both sides
    Step(
        "generate",
        places.sound,
        0,
        lambda said: {"identity", "resource"} <= {each["kind"] for each in said.json["policies"]},
    ),
    Step(
        "generate --into made",
        places.sound,
        0,
        lambda said: (
            json.loads(said.read("made/index.json")) and "# " in said.read("made/README.md")
        ),
    ),
    Step("generate --format cloudformation", places.sound, 0, "Type: AWS::S3::BucketPolicy"),
    Step("generate --format terraform", places.sound, 0, 'resource "aws_s3_bucket_policy"'),
    Step("generate --observed log.json", places.recorded, 0, '"observed"'),
    # prove
    Step("prove", places.sound, 1, r"(?s)sufficient: yes.*contained: no.*necessary: not asked"),
    Step("prove", places.denied, 1, "sufficient: no"),
    Step("prove --generated", places.sound, 0, "(?s)sufficient: yes.*contained: yes"),
    Step("prove --generated --necessary", places.sound, 0, "necessary: yes"),
    Step("prove --necessary", places.sound, 1, "necessary: no"),
    # fix: as check after the edit
    Step(
        "fix --pack audit --select duplicate-action",
        places.untidy,
        0,
        lambda said: (
            "# kept by fix" in said.read("training.yaml")
            and "[s3:GetObject, s3:GetObject]" not in said.read("training.yaml")
        ),
    ),
    Step(
        "fix --diff --pack audit --select duplicate-action",
        places.untidy,
        0,
        lambda said: (
            "\n+" in said.out and "[s3:GetObject, s3:GetObject]" in said.read("training.yaml")
        ),
    ),
    Step("fix --unsafe", places.denied, 0, "fixed"),
    Step("fix", places.denied, 1, "--unsafe"),
    # diff: what access a change adds, with a witness
    Step("diff before after", places.widened, 0, r"\+ .*s3:GetObject"),
    Step("diff before after --no-new-access", places.widened, 1, r"\+ role"),
    Step("diff after before --no-new-access", places.widened, 0, "- role"),
    Step("diff git:HEAD .", places.committed, 0, "no policy differs|no access"),
    Step("diff live.snapshot live.snapshot", places.collected, 0, "no policy differs|no access"),
    # audit has a file of its own, for what asks live accounts
    Step(
        "audit --check-only --save live.snapshot --redact --fail-on never",
        places.collected,
        0,
        lambda said: set(re.findall(r"\b\d{12}\b", said.out)) <= STAND_INS,
    ),
    # evaluate has a file of its own
    Step("evaluate", places.empty, 0, silent),
    Step(
        "evaluate --trace",
        places.empty,
        0,
        lambda said: set(said.json) >= {"decision", "trace"},
        stdin='{"id": 1, "request": {"principal": "arn:aws:iam::111122223333:role/r",'
        ' "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k"}}',
    ),
    # graph
    Step("graph", places.sound, 0, "(?s)flowchart.*training"),
    Step("graph --format dot", places.sound, 0, "digraph"),
    Step("graph --format graphml", places.sound, 0, "<graphml"),
    Step("graph --format json", places.sound, 0, lambda said: bool(said.json)),
    # rules and explain
    Step("rules", places.empty, 0, r"\npublic-access +"),
    Step("rules --rules own", places.own_rule, 0, "named-role"),
    Step("rules test own", places.own_rule, 1, "named-role"),
    Step("explain public-access", places.empty, 0, "(?s)Why.*Instead"),
    # baseline: today's findings count for nothing
    Step("baseline create", places.denied, 0, lambda said: bool(said.read(_BASELINE))),
    Step("baseline create .", places.sound, 0, "0 findings accepted"),
    Step("baseline update", places.denied, 0, "accepted"),
    # init
    Step("init", places.renamed, 0, lambda said: "stacks" in said.read("xacct-guard.yaml")),
    # schema
    Step("schema config", places.empty, 0, lambda said: "stacks" in said.json["properties"]),
    Step("schema report", places.empty, 0, lambda said: "findings" in said.json["properties"]),
    Step("schema snapshot", places.empty, 0, lambda said: bool(said.json["$schema"])),
    Step("schema scenario", places.empty, 0, lambda said: "request" in said.json["properties"]),
    # nothing to check
    Step("check", places.empty, 3, "nothing to check"),
    Step("simulate", places.empty, 3, "no pipeline or flow was found"),
    Step("graph", places.empty, 3, "nothing to draw"),
    Step("generate", places.empty, 3, "nothing to generate"),
    Step("prove", places.empty, 3, "nothing to prove"),
    Step("fix", places.empty, 3, "nothing to fix"),
    Step("diff . .", places.empty, 3, "nothing to compare"),
)
_BASELINE = "xacct-guard.baseline.json"

SHOWN = {
    (
        "check",
        "--no-ignores",
    ): "rule/test_ignores.py::test_what_is_accepted_counts_for_no_exit_code",
    ("check", "--with-cfn-lint"): (
        "test_cfn_lint.py::test_what_cfn_lint_finds_is_told_with_its_own_id_and_place"
    ),
    (
        "audit",
        "--against",
    ): "drift/test_drift.py::test_a_report_goes_on_as_before_and_drift_follows_it",
    ("audit", "--resume"): (
        "collect/test_audit.py::test_interrupted_is_130_and_what_is_whole_is_kept"
    ),
    ("audit", "--cluster"): (
        "spread/test_workers.py::test_the_command_says_the_same_with_a_cluster"
    ),
}
"""Options of which another test shows that they do what they are for."""
