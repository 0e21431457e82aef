"""Swim-lanes and the map: whatever a report says, things are drawn apart, and arrows end where they should."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.page.pages import CONFIGURATIONS, page_text, report_of
from xacct_guard.page.estate import CELL_HEIGHT, CELL_WIDTH, estate_map
from xacct_guard.page.lanes import swimlanes
from xacct_guard.page.map import MOST, mapped
from xacct_guard.picture import Arrow, Box, Picture, numbered
from xacct_guard.verdicts import ActionVerdict, HopVerdict, PipelineVerdict, Report, StageVerdict

ACCOUNTS = ("111111111111", "222222222222", "333333333333", "")
PRINCIPALS = (*(f"arn:aws:iam::{a}:role/R{a[:1]}" for a in ACCOUNTS[:3]), "sagemaker.amazonaws.com")
RESOURCES = (
    "arn:aws:s3:::bucket/a/long/key/that/has/no/room",
    "arn:aws:kms:us-east-1:111111111111:key/k",
    "arn:aws:iam::222222222222:role/R2",
    "*",
    "訓練",
)
ACTIONS = (
    "s3:GetObject",
    "kms:Decrypt",
    "sagemaker:CreateHyperParameterTuningJob",
    "sts:AssumeRole",
)


@st.composite
def hops(draw):
    via = draw(st.sampled_from([None, None, "vpce-1", "vpce-2"]))
    return HopVerdict(
        step=draw(st.sampled_from(["read", "write"])),
        principal=draw(st.sampled_from(PRINCIPALS)),
        action=draw(st.sampled_from(ACTIONS)),
        resource=draw(st.sampled_from(RESOURCES)),
        account=draw(st.sampled_from(ACCOUNTS)),
        region="us-east-1",
        via=via,
        vpc=draw(st.sampled_from([None, "vpc-1"])) if via else None,
        verdict=draw(st.sampled_from(["allow", "implicit_deny", "explicit_deny", "unknown"])),
        denied_by=None,
        because="so",
        depends_on=(),
        evidence=(),
        source="",
        confidence="documented",
        owner=draw(st.sampled_from([None, *ACCOUNTS])),
    )


ACTION_VERDICTS = st.builds(
    ActionVerdict,
    name=st.sampled_from(["a", "a-very-long-name-of-a-pipeline-action-indeed"]),
    provider=st.just("S3"),
    verdict=st.sampled_from(["allow", "deny", "unknown"]),
    hops=st.lists(hops(), max_size=7).map(tuple),
)
STAGES = st.builds(
    StageVerdict,
    name=st.sampled_from(["Deploy", "x" * 90]),
    verdict=st.sampled_from(["allow", "deny", "unknown"]),
    actions=st.lists(ACTION_VERDICTS, max_size=3).map(tuple),
    accepted=st.booleans(),
)
PIPELINES = st.builds(
    PipelineVerdict,
    name=st.just("p"),
    account=st.just(ACCOUNTS[0]),
    region=st.just("us-east-1"),
    verdict=st.just("deny"),
    stages=st.lists(STAGES, max_size=3).map(tuple),
)


def overlap(one, other):
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


def holds(outer, inner):
    return (
        outer.x <= inner.x
        and inner.right <= outer.right
        and outer.y <= inner.y
        and inner.bottom <= outer.bottom
    )


def systems():
    for system in CONFIGURATIONS:
        yield from report_of(system).pipelines
    yield from report_of("enterprise-ml-platform", "role-path-mended.yaml").pipelines


def ensure_well_drawn(drawn):
    boxes = {box.id: box for box in drawn.boxes}
    assert len(boxes) == len(drawn.boxes)
    ensure_apart(drawn.boxes)
    ensure_in_lanes(drawn)
    for arrow in drawn.arrows:
        ensure_ends(arrow, boxes)
    ensure_clear(drawn)


def ensure_apart(boxes):
    for one, other in combinations(boxes, 2):
        if {one.kind, other.kind} == {"vpc", "endpoint"}:
            vpc, endpoint = (one, other) if one.kind == "vpc" else (other, one)
            assert holds(vpc, endpoint) or not overlap(vpc, endpoint)
        else:
            assert not overlap(one, other), (one, other)


def ensure_in_lanes(drawn):
    for one, other in combinations(drawn.lanes, 2):
        assert one.bottom <= other.y or other.bottom <= one.y
    lanes = {lane.account: lane for lane in drawn.lanes}
    for box in drawn.boxes:
        assert box.x >= 0 and box.right <= drawn.width
        assert box.y >= 0 and box.bottom <= drawn.height
        if box.kind not in ("stage", "action"):
            lane = lanes[box.lane]
            assert lane.y <= box.y and box.bottom <= lane.bottom


def ensure_ends(arrow, boxes):
    source, target = boxes[arrow.source], boxes[arrow.target]
    assert source.kind == "principal" and target.kind == "thing"
    for box, y in ((source, arrow.start), (target, arrow.end)):
        assert box.x <= arrow.x <= box.right
        assert y in (box.y, box.bottom)
    if arrow.via is not None:
        via = boxes[arrow.via]
        assert via.name == arrow.hops[0].via
        assert via.x <= arrow.x <= via.right
        low, high = sorted((arrow.start, arrow.end))
        assert low <= via.y and via.bottom <= high


def ensure_clear(drawn):
    """No arrow goes through a thing that is not its own, and no two lie on one another."""
    for arrow in drawn.arrows:
        low, high = sorted((arrow.start, arrow.end))
        for box in drawn.boxes:
            own = (arrow.source, arrow.target, arrow.via)
            if box.id not in own and box.kind != "vpc" and box.x < arrow.x < box.right:
                assert box.bottom <= low or high <= box.y, (arrow, box)
    assert len({arrow.x for arrow in drawn.arrows}) == len(drawn.arrows)


@given(PIPELINES)
@settings(max_examples=120)
def test_whatever_a_pipeline_asks_its_drawing_is_clear(pipeline):
    drawn = swimlanes(pipeline, {"111111111111": "shared"})
    ensure_well_drawn(drawn)
    assert drawn == swimlanes(pipeline, {"111111111111": "shared"})


@given(PIPELINES, st.integers(1, 500))
@settings(max_examples=40)
def test_every_hop_is_drawn_once_and_in_order(pipeline, first):
    drawn = swimlanes(pipeline, {}, first)
    asked = [hop for stage in pipeline.stages for each in stage.actions for hop in each.hops]
    numbers = [number for arrow in drawn.arrows for number in arrow.numbers]
    assert numbers == list(range(first, first + len(asked)))
    assert [hop for arrow in drawn.arrows for hop in arrow.hops] == asked
    xs = [arrow.x for arrow in drawn.arrows]
    assert xs == sorted(xs)


def test_the_pipelines_of_the_systems_are_drawn_clearly():
    drawings = [swimlanes(pipeline, {}) for pipeline in systems()]
    assert any(box.kind == "vpc" and box.name for drawn in drawings for box in drawn.boxes)
    for drawn in drawings:
        ensure_well_drawn(drawn)


def pictures(boxes: Iterable[tuple[str, str]]) -> Picture:
    made = [
        Box(f"arn:{n}", f"thing-{n}", kind, account, f"arn:{n}")
        for n, (account, kind) in enumerate(boxes)
    ]
    arrows = [
        Arrow(one.id, other.id, "reads", "allow", ("s3:GetObject",))
        for one, other in pairwise(made)
    ]
    return numbered(made, arrows, lambda account: f"account {account}")


KINDS = st.sampled_from(["role", "user", "service", "s3:bucket", "kms:key", "lambda:function"])


@given(st.lists(st.tuples(st.sampled_from(ACCOUNTS), KINDS), max_size=60))
@settings(max_examples=60)
def test_on_the_map_nothing_lies_on_anything_and_cards_hold_what_is_theirs(boxes):
    picture = pictures(boxes)
    drawn = estate_map(picture)
    assert len(drawn.boxes) == len(picture.boxes)
    for one, other in combinations(drawn.cards, 2):
        apart = (
            one.x + one.width <= other.x
            or other.x + other.width <= one.x
            or one.y + one.height <= other.y
            or other.y + other.height <= one.y
        )
        assert apart
    assert len({(each.x, each.y) for each in drawn.boxes}) == len(drawn.boxes)
    for each in drawn.boxes:
        card = drawn.cards[each.card]
        assert card.account == each.box.account
        assert card.x <= each.x and each.x + CELL_WIDTH <= card.x + card.width
        assert card.y <= each.y and each.y + CELL_HEIGHT <= card.y + card.height
    assert drawn == estate_map(picture)


@pytest.mark.parametrize("count", [0, 1, 2000])
def test_a_map_is_not_much_wider_than_it_is_high(count):
    drawn = estate_map(pictures([(f"{n % 20:012}", "role") for n in range(count)]))
    assert count < 2000 or 0.6 < drawn.width / drawn.height < 4


def test_a_map_of_more_than_moves_well_shows_accounts_alone():
    few = pictures([("111111111111", "role")] * 3)
    many = pictures([(f"{n % 3:012}", "role") for n in range(MOST + 1)])
    assert mapped(few) is few
    assert {box.kind for box in mapped(many).boxes} == {"account"}


def test_what_is_not_drawn_is_listed_and_said_to_be():
    hop = report_of("three-account-codepipeline").pipelines[0].stages[0].actions[0].hops[0]
    action = ActionVerdict("a", "S3", "allow", (hop,) * 1000)
    large = PipelineVerdict("p", "", "", "allow", (StageVerdict("s", "allow", (action,) * 3),))
    text = page_text(Report(pipelines=(large, large)))
    assert text.count('class="lanes"') == 1
    assert text.count("Not drawn: a page draws 5,000 hops") == 1
    assert text.count("<li>") > 6000
