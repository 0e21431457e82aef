"""Pictures of an estate: the same for the same input, whole, and safe whatever things are called."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xacct_guard import drawing
from xacct_guard.cli import main
from xacct_guard.errors import ConfigError
from xacct_guard.picture import Arrow, Box, Picture, picture_of
from xacct_guard.picture.excerpt import excerpt
from xacct_guard.picture.overview import overview
from xacct_guard.run import Options, model_of

SYSTEM = Path(__file__).parents[2] / "fixtures/systems/three-account-codepipeline/as-published"
FORMATS = tuple(drawing.names())
_GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


@pytest.fixture(scope="module")
def picture() -> Picture:
    model = model_of((SYSTEM,), Options(config=SYSTEM / "role-path-mended.yaml"))
    return picture_of(model.graph, model.paths)


def between(picture: Picture, source: str, target: str) -> set[tuple[str, str]]:
    names = {box.id: box.name for box in picture.boxes}
    return {
        (kind, arrow.verdict)
        for arrow in picture.arrows
        if (names[arrow.source], names[arrow.target]) == (source, target)
        for kind in arrow.kind.split(", ")
    }


def test_there_is_a_box_around_each_account(picture):
    assert {"shared (111111111111)", "training (222222222222)", "production (333333333333)"} <= set(
        picture.accounts.values()
    )


def test_an_arrow_says_what_for_and_what_aws_would_say(picture):
    assert between(picture, "CrossAccountRoleC", "sharedKey") == {("uses key", "allow")}
    assert between(picture, "CloudFormationRoleB", "StepFunctionExecutionRole") == {
        ("passes", "allow")
    }
    assert between(picture, "CodePipelineServiceRole", "CrossAccountRoleB") == {
        ("assumes", "allow")
    }
    denied = [arrow for arrow in picture.arrows if arrow.verdict == "deny"]
    assert {action for arrow in denied for action in arrow.actions} == {
        "sagemaker:CreateModel",
        "sagemaker:CreateEndpointConfig",
        "sagemaker:CreateEndpoint",
    }


def test_whom_a_policy_lets_in_without_need_is_drawn_apart(picture):
    assert between(picture, "lambda.amazonaws.com", "CodePipelinePassRoleForC") == {
        ("may assume", "declared")
    }


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_estate_is_drawn_the_same(format, capsys):
    arguments = ["graph", str(SYSTEM), "--config", str(SYSTEM / "role-path-mended.yaml")]
    drawn = []
    for _ in range(2):
        assert main([*arguments, "--format", format]) == 0
        drawn.append(capsys.readouterr().out)
    assert drawn[0] == drawn[1]
    assert "CrossAccountRoleB" in drawn[0]


def test_nothing_to_draw_is_said_by_the_exit_code(tmp_path, capsys):
    assert main(["graph", str(tmp_path)]) == 3
    assert capsys.readouterr().out == "flowchart LR\n"


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


def between_two(source: str, target: str, words: str) -> Picture:
    boxes = (
        Box("n1", source, "role", "1", f"arn:{source}"),
        Box("n2", target, words, "1", f"arn:{target}"),
    )
    arrow = Arrow("n1", "n2", words, "deny", (target,))
    return Picture({"1": words}, boxes, (arrow,))


HOSTILE = (
    '"]); click n1 "javascript:alert(1)"\n%% <script>alert(1)</script> end #quot; \\" -->|x| ${a}'
)


@given(NAMES, NAMES)
def test_graphml_is_well_formed_whatever_things_are_called(one, other):
    drawn = drawing.draw_named("graphml").draw(between_two(one, other, one))
    graph = ET.fromstring(drawn).find(f"{_GRAPHML}graph")
    assert [each.tag.removeprefix(_GRAPHML) for each in graph] == ["node", "node", "edge"]


@given(NAMES, NAMES)
def test_json_holds_every_name_as_it_is(one, other):
    said = json.loads(drawing.draw_named("json").draw(between_two(one, other, one)))
    assert [node["name"] for node in said["nodes"]] == [one, other]


@given(st.one_of(NAMES, st.just(HOSTILE)), NAMES)
def test_no_name_ends_a_label_of_mermaid(one, other):
    drawn = drawing.draw_named("mermaid").draw(between_two(one, other, one))
    labels = re.findall(r'"[^"]*"', drawn)
    assert len(labels) == 4
    assert not any(
        set(label[1:-1].replace("<br/>", "")) & set('<>&"[]{}|`\n\\$;"') - {";"} for label in labels
    )
    assert len(drawn.splitlines()) == 7


_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


@given(st.one_of(NAMES, st.just(HOSTILE)), NAMES)
def test_no_name_ends_a_string_of_dot(one, other):
    drawn = drawing.draw_named("dot").draw(between_two(one, other, one))
    bare = _QUOTED.sub("", drawn)
    assert '"' not in bare
    assert "javascript" not in bare
    assert re.fullmatch(r"[\w\s{}\[\]=,;>-]*", bare)


def test_between_accounts_goes_what_goes_between_what_is_in_them(picture):
    seen = overview(picture)
    accounts = {box.id: box.account for box in picture.boxes}
    arns = {box.id: box.arn for box in seen.boxes}
    assert {box.kind for box in seen.boxes} == {"account"}
    between = {
        (accounts[arrow.source], accounts[arrow.target], arrow.verdict)
        for arrow in picture.arrows
        if accounts[arrow.source] and accounts[arrow.source] != accounts[arrow.target]
    }
    assert between == {(arns[a.source], arns[a.target], a.verdict) for a in seen.arrows}
    assert len(between) > 4


@pytest.mark.parametrize("named", ["333333333333", "production"])
def test_an_excerpt_has_an_account_and_the_other_ends_of_its_arrows(picture, named):
    part = excerpt(picture, [named])
    inside = {box.id for box in picture.boxes if box.account == "333333333333"}
    assert inside < {box.id for box in part.boxes} < {box.id for box in picture.boxes}
    assert part.arrows == tuple(a for a in picture.arrows if {a.source, a.target} & inside)
    ends = {end for arrow in part.arrows for end in (arrow.source, arrow.target)}
    assert {box.id for box in part.boxes} == inside | ends


def test_an_account_that_is_not_there_is_said_to_be_meant_otherwise(picture):
    with pytest.raises(ConfigError) as told:
        excerpt(picture, ["prodction"])
    assert told.value.help == "did you mean `production`?"


def test_what_is_more_than_a_format_shows_is_drawn_by_account(tmp_path, capsys):
    roles = {
        f"Role{number}": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": {
                        "Effect": "Allow",
                        "Principal": {"AWS": "222222222222"},
                        "Action": "sts:AssumeRole",
                    },
                }
            },
        }
        for number in range(501)
    }
    (tmp_path / "template.json").write_text(json.dumps({"Resources": roles}))
    assert main(["graph", str(tmp_path), "--format", "mermaid"]) == 0
    said = capsys.readouterr()
    assert "accounts alone are drawn, with 1;" in said.err
    assert main(["graph", str(tmp_path), "--format", "mermaid", "--by-account"]) == 0
    asked = capsys.readouterr()
    assert (asked.out, asked.err) == (said.out, "")
    assert "222222222222" in asked.out
    assert "Role7" not in asked.out
    assert main(["graph", str(tmp_path), "--format", "json"]) == 0
    assert "Role500" in capsys.readouterr().out
