"""An access path on the board: account by account, with the verdict, the key and the endpoint of each hop."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from xacct_guard.board import Sheet, names, sketch_named
from xacct_guard.calls import account_of, lanes_of, name_in
from xacct_guard.finding import Evidence
from xacct_guard.span import Source, Span
from xacct_guard.terminal.cells import cells
from xacct_guard.terminal.paint import PLAIN
from xacct_guard.verdicts import (
    ActionVerdict,
    HopVerdict,
    PipelineVerdict,
    Report,
    StageVerdict,
)

ROLE = "arn:aws:iam::222222222222:role/Trainer"
BUCKET = "arn:aws:s3:::data"
KEY = "arn:aws:kms:eu-west-1:111111111111:key/k"


def hop(action: str, resource: str = f"{BUCKET}/x", **more: object) -> HopVerdict:
    return replace(
        HopVerdict(
            step="do it",
            principal=ROLE,
            action=action,
            resource=resource,
            account="222222222222",
            region="eu-west-1",
            via=None,
            verdict="allow",
            denied_by=None,
            because="allowed by the bucket policy",
            depends_on=(),
            evidence=(Evidence(Span(Source("data.yaml", ""), (), 7, 3), "allows it"),),
            source="a page",
            confidence="documented",
            owner="111111111111",
        ),
        **more,
    )


def report(*hops: HopVerdict) -> Report:
    worst = next((v for v in ("deny", "unknown") if v in {h.outcome for h in hops}), "allow")
    action = ActionVerdict("train", "StepFunctions", worst, hops)
    stage = StageVerdict("Train", worst, (action,))
    pipeline = PipelineVerdict("ml", "111111111111", "eu-west-1", worst, (stage,))
    return Report(pipelines=(pipeline,), accounts={"222222222222": "training"})


def drawn(name: str, *hops: HopVerdict, width: int = 100) -> str:
    return sketch_named(name).draw(report(*hops), Sheet(PLAIN, width))


READ = (
    hop("s3:GetObject", key=KEY, via="vpce-1"),
    hop("s3:GetObjectVersion", key=KEY, via="vpce-1"),
)
DENIED = hop(
    "kms:Decrypt",
    KEY,
    verdict="implicit_deny",
    denied_by="resource",
    because="nothing in the key policy allows it",
)


def test_what_is_asked_of_one_thing_in_a_row_is_one_call():
    (lane,) = lanes_of(report(*READ, DENIED).pipelines[0].stages[0].actions[0])
    assert [call.actions for call in lane.calls] == [
        "s3:GetObject, s3:GetObjectVersion",
        "kms:Decrypt",
    ]
    assert lane.calls[0].keys == (KEY,)


@pytest.mark.parametrize(
    "changed",
    [
        {"verdict": "unknown"},
        {"resource": f"{BUCKET}/y"},
        {"via": None},
        {"because": "allowed by the identity policies"},
        {"evidence": ()},
    ],
)
def test_what_is_decided_otherwise_is_another_call(changed: dict[str, object]):
    (lane,) = lanes_of(
        report(READ[0], replace(READ[1], **changed)).pipelines[0].stages[0].actions[0]
    )
    assert len(lane.calls) == 2


@pytest.mark.parametrize("name", names())
def test_every_board_tells_account_principal_call_and_owner(name: str):
    text = drawn(name, *READ, DENIED)
    for word in (
        "training 222222222222",
        "Trainer",
        "s3:GetObject",
        "kms:Decrypt",
        "data",
        "111111111111",
    ):
        assert word in text


@pytest.mark.parametrize("name", ["full", "markdown"])
def test_the_key_the_endpoint_the_reason_and_the_place_are_told(name: str):
    text = drawn(name, *READ, DENIED)
    for word in (KEY, "vpce-1", "nothing in the key policy allows it", "data.yaml:7:3"):
        assert word in text


def test_a_denied_call_ends_in_a_cross_and_says_so():
    text = drawn("mermaid", *READ, DENIED)
    assert re.search(r"p1-xp\d+: kms:Decrypt \(denied\)", text)
    assert re.search(r"p1->>p2: s3:GetObject", text)


def test_a_line_keeps_to_the_width_where_its_words_can_be_parted():
    text = drawn("full", *READ, replace(DENIED, because=" ".join(["word"] * 60)), width=60)
    assert max(cells(line) for line in text.splitlines() if "word" in line) <= 60


NASTY = 'a|b`c\x1b[31m\n# <script>alert(1)</script> end;%%"'


@pytest.mark.parametrize("name", names())
def test_a_hostile_name_stays_text(name: str):
    bad = report(hop("s3:GetObject", f"{BUCKET}/{NASTY}", principal=f"{ROLE}{NASTY}"))
    bad = replace(bad, pipelines=(replace(bad.pipelines[0], name=NASTY),))
    text = sketch_named(name).draw(bad, Sheet(PLAIN, 100))
    assert "\x1b" not in text
    assert "\n# <" not in text
    if name == "mermaid":
        assert not re.search(r"[<>`\"|](?!>)", text.replace("->>", ""))
        assert "%%" not in text
    if name == "markdown":
        rows = [line for line in text.splitlines() if line.startswith("| ")]
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {7}
        heading = next(line for line in text.splitlines() if line.startswith("## "))
        assert "<script>" not in heading.replace("\\<", "")


def test_an_arn_in_the_name_of_something_unknown_is_not_taken_apart():
    what = "${what arn:aws:lambda:eu-west-1:111111111111:function:f does}"
    assert (name_in(what), account_of(what)) == (what, "")
    assert name_in("arn:aws:lambda:eu-west-1:111111111111:function:f") == "lambda function:f"
