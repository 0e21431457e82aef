"""Every command takes a snapshot for its PATH, and what it prints of places without lines is valid."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import jsonschema
import pytest
import xmlschema

from tests.live.conftest import of_the_systems
from xacct_guard.cli import main
from xacct_guard.snapshot.read import Snapshot
from xacct_guard.snapshot.rows import Document, Missing
from xacct_guard.snapshot.write import create

NAME = "three-account-codepipeline/corrected"
REGISTRY = "shared-model-registry/corrected"
pytestmark = pytest.mark.xdist_group(NAME)
SHARED, PRODUCTION = "111111111111", "333333333333"
REPORT = Path(__file__).parents[1] / "report"
BUCKET = f"arn:aws:s3:::ml-artifacts-{SHARED}"
PLACE = f"{SHARED}/us-east-1/s3:bucket/ml-artifacts-{SHARED}"
OPEN = {
    "Sid": "Open",
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:GetObject",
    "Resource": f"{BUCKET}/*",
}


def nothing(_account: str) -> tuple[Missing, ...]:
    return ()


def rewritten(
    source: Path,
    to: Path,
    change: Callable[[Document], Document | None],
    missing: Callable[[str], tuple[Missing, ...]] = nothing,
) -> Path:
    """The snapshot with its documents changed, and more of each account that could not be read."""
    with Snapshot(source) as snapshot, create(to, dict(snapshot.about)) as writer:
        before = tuple(snapshot.missing())
        for account in snapshot.accounts():
            changed = [change(each) for each in snapshot.documents(account.id)]
            rows = [row for row in before if row.account == account.id]
            documents = [each for each in changed if each is not None]
            writer.put(account, documents, (*rows, *missing(account.id)))
    return to


def spoiled(document: Document) -> Document:
    """The bucket is open to anybody, and the key shut to whom production works as."""
    record = json.loads(json.dumps(dict(document.record)))
    if document.kind == "s3:bucket" and document.account == SHARED:
        policy = json.loads(record["get_bucket_policy"]["Policy"])
        policy["Statement"].append(OPEN)
        record["get_bucket_policy"]["Policy"] = json.dumps(policy)
        record["get_public_access_block"] = None
    elif document.kind == "kms:key":
        policy = record["get_key_policy"]["Policy"]
        found = re.sub(rf', "arn:aws:iam::{PRODUCTION}:role/[^"]+"', "", policy)
        record["get_key_policy"]["Policy"] = found
    return replace(document, record=record)


@pytest.fixture(scope="module")
def faulty(audits, tmp_path_factory):
    """A snapshot with two faults, in a folder with its configuration."""
    audit, folder = audits(NAME), tmp_path_factory.mktemp("faulty")
    (folder / "xacct-guard.yaml").write_text(audit.config.read_text())
    return rewritten(audit.snapshot, folder / "live.snapshot", spoiled)


def told(capsys, *arguments: object, code: int) -> str:
    """What is said. The configuration beside a snapshot names the files of the system: it is given by hand."""
    given = [str(each) for each in arguments]
    beside = [
        Path(each).with_name("xacct-guard.yaml") for each in given if each.endswith(".snapshot")
    ]
    if beside and "--config" not in given:
        given += ["--config", str(beside[-1])]
    assert main(given) == code
    return capsys.readouterr().out


def endpoint_role(snapshot: Path) -> str:
    with Snapshot(snapshot) as opened:
        text = json.dumps([dict(each.record) for each in opened.documents(PRODUCTION)])
    return re.search(r"arn:aws:iam::\d+:role/production-EndpointRole-\w+", text)[0]


def key(snapshot: Path) -> str:
    with Snapshot(snapshot) as opened:
        (found,) = (each for each in opened.documents(SHARED) if each.kind == "kms:key")
    return f"arn:aws:kms:us-east-1:{SHARED}:key/{found.name}"


FORMATS = ("full", "concise", "markdown", "github", "gitlab", "junit", "sarif", "json")


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_names_the_place_of_a_finding(faulty, capsys, format):
    said = told(capsys, "check", faulty, "--format", format, code=1)
    assert PLACE in said.replace("\n    ", " ")
    assert "live.snapshot" in said
    assert "policy None" not in said and "live.snapshot:0" not in said


def test_the_json_has_no_lines_where_there_are_none(faulty, capsys):
    report = json.loads(told(capsys, "check", faulty, "--format", "json", code=1))
    jsonschema.validate(report, json.loads(told(capsys, "schema", "report", code=0)))
    places = [place for each in report["findings"] for place in each["locations"]]
    live = [place for place in places if place["file"].endswith("live.snapshot")]
    assert live and {place["line"] for place in live} == {None}
    assert all(place["route"] for place in live)


def test_the_formats_of_others_are_valid(faulty, capsys):
    def schema(name: str) -> dict:
        return json.loads((REPORT / name).read_text())

    sarif = json.loads(told(capsys, "check", faulty, "--format", "sarif", code=1))
    jsonschema.validate(sarif, schema("sarif_subset.schema.json"))
    places = [each["locations"][0] for each in sarif["runs"][0]["results"]]
    assert all("region" not in each["physicalLocation"] for each in places)
    assert all(each["logicalLocations"][0]["fullyQualifiedName"] for each in places)
    gitlab = json.loads(told(capsys, "check", faulty, "--format", "gitlab", code=1))
    jsonschema.validate(gitlab, schema("gitlab_code_quality.schema.json"))
    junit = told(capsys, "check", faulty, "--format", "junit", code=1)
    xmlschema.validate(junit, str(REPORT / "junit_subset.xsd"))
    github = told(capsys, "check", faulty, "--format", "github", code=1)
    assert all(",line=" not in line for line in github.splitlines() if "live.snapshot" in line)


def findings(snapshot: Path, config: Path, capsys, code: int = 1) -> list[dict]:
    asked = ("check", snapshot, "--config", config, "--format", "json")
    return json.loads(told(capsys, *asked, code=code))["findings"]


def test_an_audit_saved_under_another_name_has_the_same_fingerprints(faulty, tmp_path, capsys):
    (tmp_path / "audits" / "2026").mkdir(parents=True)
    other = tmp_path / "audits" / "2026" / "november.db"
    other.write_bytes(faulty.read_bytes())
    config = faulty.with_name("xacct-guard.yaml")
    here, there = (findings(path, config, capsys) for path in (faulty, other))
    live = [each["fingerprint"] for each in here]
    assert live and live == [each["fingerprint"] for each in there]


def test_a_baseline_holds_for_the_next_audit_whatever_it_is_called(faulty, tmp_path, capsys):
    config = tmp_path / "xacct-guard.yaml"
    config.write_text(faulty.with_name("xacct-guard.yaml").read_text())
    told(capsys, "baseline", "create", faulty, "--config", config, code=0)
    kept = json.loads((tmp_path / "xacct-guard.baseline.json").read_text())["findings"]
    assert any(each["at"].startswith(PLACE) for each in kept)
    assert all("live.snapshot" not in each["at"] for each in kept)
    other = tmp_path / "next.db"
    other.write_bytes(faulty.read_bytes())
    found = findings(other, config, capsys, code=0)
    assert found and all(each["suppressed"] for each in found)


@pytest.mark.parametrize("at", [PLACE, BUCKET])
def test_a_finding_is_ignored_by_its_place_in_the_account(faulty, tmp_path, capsys, at):
    config = tmp_path / "xacct-guard.yaml"
    ignore = f'{{rule: public-access, at: "{at}", reason: a public data set}}'
    kept = faulty.with_name("xacct-guard.yaml").read_text()
    config.write_text(f"{kept}\nrules: {{ignore: [{ignore}]}}\n")
    found = findings(faulty, config, capsys)
    (public,) = (each for each in found if each["rule"] == "public-access")
    assert "a public data set" in public["suppressed"]


def test_nothing_in_a_snapshot_is_fixed(faulty, capsys):
    before = sha256(faulty.read_bytes()).hexdigest()
    for options in ((), ("--unsafe",), ("--unsafe", "--diff")):
        said = told(capsys, "fix", faulty, *options, code=1)
        assert "+++" not in said
    assert sha256(faulty.read_bytes()).hexdigest() == before


def test_what_is_asked_of_a_snapshot_is_answered_with_places_in_it(faulty, capsys):
    role, of = endpoint_role(faulty), key(faulty)
    why = told(capsys, "why", role, "kms:Decrypt", of, faulty, code=1)
    who = told(capsys, "who-can", "s3:GetObject", f"{BUCKET}/x", faulty, code=0)
    simulated = told(capsys, "simulate", faulty, "--stage", "Deploy", code=1)
    assert f"live.snapshot: {SHARED}/us-east-1/kms:key/" in why
    assert "anyone, without signing in" in who and PLACE in who
    assert f"live.snapshot: {PRODUCTION}/global/iam:role/" in simulated


def test_two_snapshots_are_compared(audits, faulty, capsys):
    said = told(capsys, "diff", audits(NAME).snapshot, faulty, code=0)
    assert "1 added, 1 removed" in said
    assert f"live.snapshot: {PLACE}" in re.sub(r"\s+", " ", said)


@pytest.mark.parametrize("name", [NAME, pytest.param(REGISTRY, marks=pytest.mark.nightly)])
def test_policies_are_generated_drawn_and_proved(audits, capsys, name):
    audit = audits(name)
    options = ("--config", audit.config)
    generated = json.loads(told(capsys, "generate", audit.snapshot, *options, code=0))
    assert {each["kind"] for each in generated["policies"]} >= {"identity", "trust", "resource"}
    drawn = json.loads(told(capsys, "graph", audit.snapshot, *options, "--format", "json", code=0))
    assert {each["kind"] for each in drawn["nodes"]} >= {"role", "s3:bucket", "kms:key"}
    main(["prove", str(audit.snapshot), *map(str, options)])
    assert capsys.readouterr().out.startswith("sufficient: yes")


@dataclass
class Refused:
    """Takes out what one operation told: a listing in one place, or a look wherever it was asked."""

    kind: str
    operation: str
    place: tuple[str, str] | None = None
    lost: list[Missing] = field(default_factory=list)

    def __call__(self, document: Document) -> Document | None:
        place = document.account, document.region
        if document.kind != self.kind or (self.place and place != self.place):
            return document
        if self.place:
            return None
        row = (*place, self.kind, document.name, self.operation, "AccessDenied", "")
        self.lost.append(Missing(*row))
        record = {k: said for k, said in document.record.items() if k != self.operation}
        return replace(document, record=record)

    def rows(self, account: str) -> tuple[Missing, ...]:
        """What of an account is missing then, once its documents have been seen."""
        if self.place is None:
            return tuple(row for row in self.lost if row.account == account)
        row = Missing(*self.place, self.kind, "", self.operation, "AccessDenied", "")
        return (row,) if row.account == account else ()


def refusals(snapshot: Path):
    """Each listing of which there is something, and each look."""
    kinds = {kind.name: kind for kind in of_the_systems()}
    for account, region, kind in listings(snapshot):
        yield Refused(kind, kinds[kind].lists.key, (account, region))
    for name in sorted({kind for _, _, kind in listings(snapshot)}):
        yield from (Refused(name, look.key) for look in kinds[name].looks)


def listings(snapshot: Path):
    """Each kind of each account and Region of which the system has something."""
    with Snapshot(snapshot) as opened:
        return sorted({(each.account, each.region, each.kind) for each in opened.documents()})


def verdicts(snapshot: Path, config: Path):
    from xacct_guard.run import Options, check

    report = check((snapshot,), Options(config=config)).report
    return {
        (pipeline.name, stage.name, action.name): str(action.verdict)
        for pipeline in report.pipelines
        for stage in pipeline.stages
        for action in stage.actions
    }


@pytest.mark.parametrize("name", [NAME, pytest.param(REGISTRY, marks=pytest.mark.nightly)])
def test_no_verdict_turns_by_a_listing_or_a_look_that_was_refused(audits, tmp_path, name):
    """It stays, becomes unknown, or there is nothing to be judged: what would do it is not known."""
    audit = audits(name)
    known = verdicts(audit.snapshot, audit.config)
    turned = []
    for number, refused in enumerate(refusals(audit.snapshot)):
        path = rewritten(audit.snapshot, tmp_path / f"{number}.db", refused, refused.rows)
        for action, verdict in verdicts(path, audit.config).items():
            if known.get(action, verdict) != verdict and verdict != "unknown":
                turned.append((refused.kind, refused.operation, action, known[action], verdict))
        path.unlink()
    assert turned == []
