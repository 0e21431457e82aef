"""Stories of access denied, as people tell them: each fails where they say, and is mended by little.

`fixtures/stories/<name>/story.yaml` says what was seen and which hop is denied; `because` is the
element that is missing, or the statement that denies, and its place; `apart` why the hop is told
apart and stops nothing. What no policy decides is in `not-decided-by-policy.yaml`.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from xacct_guard.iam.decision import Decision, Miss, Verdict
from xacct_guard.iam.pattern import match
from xacct_guard.iam.policy import Effect, Statement
from xacct_guard.iam.symbol import shown
from xacct_guard.iam.truth import Truth
from xacct_guard.repair import repair
from xacct_guard.rule.catalogue import catalogue
from xacct_guard.run import Model, Options, check, model_of
from xacct_guard.span import Span
from xacct_guard.trace import AccessPath, Hop
from xacct_guard.words import is_near

STORIES = Path(__file__).parents[1] / "fixtures" / "stories"
UNDECIDED = yaml.safe_load((STORIES / "not-decided-by-policy.yaml").read_text())
TOLD = {
    *(f"orchestration {number}" for number in range(1, 31)),
    *(f"F{number:02}" for number in range(1, 29)),
}
"""Every story that was collected, by its id in the catalogues of failures."""
FIELDS = {"facts", "sees", "denied", "because", "mends", "apart"}
SAYS = {"policy", "lacks", "key", "denies", "refused", "at"}
PLACES = sorted(STORIES.glob("*/story.yaml"))
STORY = pytest.mark.parametrize(
    "folder", [pytest.param(p.parent, id=p.parent.name) for p in PLACES]
)


class Told(NamedTuple):
    """One hop, with the pipeline action it belongs to."""

    path: AccessPath
    hop: Hop


@cache
def story_of(folder: Path) -> dict[str, Any]:
    return dict(yaml.safe_load((folder / "story.yaml").read_text()))


@cache
def model(folder: Path) -> Model:
    return model_of((folder,), Options(config=folder / "xacct-guard.yaml"))


def hops(folder: Path) -> list[Told]:
    """Every hop in order; of those that are told apart, the ones that a story is about."""
    story = story_of(folder.parent)
    apart = {story["denied"]["action"]} if "apart" in story else set()
    return [
        Told(path, hop)
        for path in model(folder).paths
        for hop in (*path.hops, *(one for one in path.optional if one.step.action in apart))
    ]


def broken(folder: Path) -> Told:
    return next(told for told in hops(folder) if told.hop.decision.verdict is not Verdict.ALLOW)


def nearest(decision: Decision) -> Miss | None:
    """The statement of the layer that denies which came closest, if one came close."""
    found = (o.nearest for o in decision.outcomes if o.kind is decision.denied_by and o.nearest)
    return next((miss for miss in found if is_near(miss)), None)


def denying(decision: Decision) -> Statement:
    """The first statement that denies, of the layer that does."""
    deciding = (s for o in decision.outcomes if o.kind is decision.denied_by for s in o.deciding)
    return next(statement for statement in deciding if statement.effect is Effect.DENY)


def element_of(decision: Decision) -> str:
    """What is missing: an element of a statement, the whole statement, or a key that others may use."""
    miss = nearest(decision)
    if miss is None:
        return "statement"
    return "key" if ":alias/aws/" in decision.request.resource else miss.element.lower()


def place_of(hop: Hop, folder: Path) -> Span | None:
    """Where a statement denies, or something is missing, or a request is made that no policy decides.

    What is missing in a policy of AWS has its place in one of ours, as a statement.
    """
    decision = hop.decision
    if decision.verdict is Verdict.EXPLICIT_DENY:
        return denying(decision).span
    if decision.refused_by or element_of(decision) == "key":
        return hop.step.span
    miss = nearest(decision)
    if miss is not None and Path(miss.span.source.name).is_relative_to(folder):
        return miss.span
    fix = repair(hop, model(folder).graph)
    return fix.at if fix else None


def files_of(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text() for p in sorted(folder.iterdir())}


@STORY
def test_a_story_says_nothing_that_is_not_checked(folder):
    story = story_of(folder)
    assert story.keys() <= FIELDS and story["because"].keys() <= SAYS


@STORY
def test_everything_of_a_story_is_read(folder):
    failures = [str(each) for way in ("failing", "mended") for each in model(folder / way).failures]
    assert failures == []


@STORY
def test_the_first_hop_that_fails_is_the_one_people_see_denied(folder):
    path, hop = broken(folder / "failing")
    wanted = story_of(folder)["denied"]
    seen = {
        "pipeline": shown(path.pipeline.name),
        "stage": shown(path.stage.name),
        "pipeline action": shown(path.action.name),
        "principal": shown(hop.step.principal),
        "action": shown(hop.step.action),
        "resource": shown(hop.step.resource),
    }
    named = {key: seen[key] for key in wanted}
    if match(wanted["resource"], named["resource"]) is Truth.YES:
        named["resource"] = wanted["resource"]
    assert named == wanted and hop.decision.verdict.denied


@STORY
def test_what_is_missing_is_the_element_that_the_story_names(folder):
    decision = broken(folder / "failing").hop.decision
    because = story_of(folder)["because"]
    if "refused" in because:
        said: dict[str, Any] = {"refused": decision.refused_by}
    elif decision.verdict is Verdict.EXPLICIT_DENY:
        said = {"policy": decision.denied_by, "denies": denying(decision).sid}
    else:
        said = {"policy": decision.denied_by, "lacks": element_of(decision)}
    if "key" in because:
        miss = nearest(decision)
        said["key"] = miss.wanted.split()[1] if miss else None
    assert said == {key: value for key, value in because.items() if key != "at"}


@STORY
def test_it_is_missing_where_the_story_says(folder):
    place = story_of(folder)["because"]["at"]
    at = place_of(broken(folder / "failing").hop, folder / "failing")
    file = folder / "failing" / place["file"]
    lines = {n for n, line in enumerate(file.read_text().splitlines(), 1) if place["text"] in line}
    assert at is not None and at.line is not None
    assert Path(at.source.name).resolve() == file.resolve()
    assert lines & set(range(at.line, (at.end_line or at.line) + 1))


@STORY
def test_mended_every_hop_is_allowed(folder):
    told = hops(folder / "mended")
    assert told
    open_ = [
        (shown(t.hop.step.principal), t.hop.step.action, t.hop.decision.reason)
        for t in told
        if t.hop.decision.verdict is not Verdict.ALLOW
    ]
    assert open_ == []


@STORY
def test_mending_changes_only_what_has_to_change(folder):
    story = story_of(folder)
    before, after = files_of(folder / "failing"), files_of(folder / "mended")
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert changed == set(story.get("mends") or [story["because"]["at"]["file"]])


@STORY
def test_a_run_on_the_failing_files_explains_the_denial_unless_it_is_told_apart(folder):
    file = folder / "failing" / "xacct-guard.yaml"
    found = check((file.parent,), Options(config=file, packs=("strict",)))
    story = story_of(folder)
    explained = {action for f in found.report.findings for _, action, _ in f.explains}
    assert (story["denied"]["action"] in explained) is not bool(story.get("apart"))


def test_every_story_is_told_exactly_once():
    told = Counter(id for place in PLACES for id in story_of(place.parent)["facts"])
    told += Counter(id for entry in UNDECIDED for id in entry["facts"])
    assert {id: told[id] for id in TOLD | told.keys()} == dict.fromkeys(TOLD, 1)


@pytest.mark.parametrize("entry", UNDECIDED, ids=lambda entry: "-".join(entry["facts"]))
def test_what_no_policy_decides_says_why_and_which_rule_finds_it(entry):
    assert entry.keys() == {"facts", "why", "rule", "in"} and entry["why"]
    assert entry["rule"] in {rule.id for rule in catalogue()}


@pytest.mark.parametrize("entry", UNDECIDED, ids=lambda entry: "-".join(entry["facts"]))
def test_the_rule_finds_it_in_the_failing_files_and_not_in_the_mended(entry):
    found = {}
    for way in ("failing", "mended"):
        folder = STORIES / entry["in"] / way
        report = check(
            (folder,), Options(config=folder / "xacct-guard.yaml", packs=("strict",))
        ).report
        found[way] = any(finding.rule == entry["rule"] for finding in report.findings)
    assert found == {"failing": True, "mended": False}
