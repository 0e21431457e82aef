"""The place of what is loaded: file, line, column and route, whatever it is written in.

In the texts `▶` stands before what is asked for; it is taken out before they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import indent

import pytest

from tests.formats.cfn import PLACEMENT, with_value
from tests.formats.test_cfn_functions import GROUND, held
from tests.written import written
from xacct_guard.definitions.asl import read_tasks
from xacct_guard.formats import Parameters
from xacct_guard.formats.cloudformation import FORMAT
from xacct_guard.formats.cloudformation.functions import _FUNCTIONS
from xacct_guard.formats.cloudformation.principals import _ATTACHING
from xacct_guard.graph.link import link
from xacct_guard.graph.model import Parts
from xacct_guard.iam.policy import Statement
from xacct_guard.read import read
from xacct_guard.services import PolicyType, ResourceType, _by_cfn
from xacct_guard.span import Source, Span
from xacct_guard.started.state_machine import definition_of

MARK = "▶"


def marked(text: str) -> tuple[str, tuple[int, int] | None]:
    """The text without its mark, and the line and column where that stood."""
    before, mark, _ = text.partition(MARK)
    place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    return text.replace(MARK, ""), place if mark else None


# Functions

FUNCTIONS = {
    "Ref": ["▶!Ref Env", "▶{Ref: Bucket}"],
    "Fn::GetAtt": ["▶!GetAtt Bucket.Arn", "▶Fn::GetAtt: [Bucket, Arn]"],
    "Fn::Sub": ["▶!Sub '${Env}'", "▶!Sub ['${a}', {a: !Ref Env}]"],
    "Fn::Join": ["▶!Join ['-', [a, !Ref Env]]"],
    "Fn::Select": ["!Select [1, [a, ▶b]]", "!Select [0, [▶!Ref Env]]"],
    "Fn::Split": ["▶!Split [',', 'a,b']"],
    "Fn::FindInMap": [
        "▶!FindInMap [ByRegion, !Ref AWS::Region, Image]",
        "!FindInMap [ByRegion, mars, Image, {DefaultValue: ▶none}]",
    ],
    "Fn::ImportValue": ["▶!ImportValue held", "▶!ImportValue {'Fn::Sub': '${Env}-key'}"],
    "Fn::If": [
        "!If [IsProd, ▶a, b]",
        "!If [IsTest, a, ▶b]",
        "▶!If [IsOpen, a, b]",
        "!If [IsOpen, ▶a, a]",
    ],
    "Fn::GetAZs": ["▶!GetAZs ''"],
    "Fn::Cidr": ["▶!Cidr [10.0.0.0/16, 2, 8]"],
    "Fn::Base64": ["▶!Base64 abc"],
    "Fn::Length": ["▶Fn::Length: [a]"],
    "Fn::ToJsonString": ["▶Fn::ToJsonString: {a: 1}"],
    "Fn::Transform": ["▶!Transform {Name: Own}"],
}


@pytest.mark.parametrize("snippet", [each for cases in FUNCTIONS.values() for each in cases])
def test_a_value_stands_where_it_is_asked_for_or_where_its_text_is_written(snippet: str):
    text, place = marked(with_value(GROUND, snippet))
    document = read(Source("stack.yaml", text))
    stack = FORMAT.open(document, PLACEMENT, Parameters(lambda _name: None), held).stack
    value = stack.property(stack.template.resources["Asked"], "Value")
    assert (value.span.line, value.span.column) == place
    assert value.span.path.startswith("Resources.Asked.Properties.Value")


def test_every_function_has_a_case():
    assert set(FUNCTIONS) == set(_FUNCTIONS)


# Resources

CASES = written(Path(__file__).with_name("cfn_places.yaml"))
NAMED = [(type, index) for type, cases in CASES.items() for index in range(len(cases))]


def statements(found: Parts) -> Iterator[Statement]:
    policies = [policy for role in found.roles for policy in (*role.identity, role.trust) if policy]
    policies += [each.policy for each in found.resources if each.policy]
    policies += [each.policy for each in found.attached]
    return (statement for policy in policies for statement in policy.statements)


def here(found: Parts) -> tuple[Span, str]:
    """The statement that is called so, and its action."""
    (statement,) = {each.span: each for each in statements(found) if each.sid == "Here"}.values()
    return statement.span, statement.actions[0].text


def only(found: Parts) -> tuple[Span, str]:
    """The one statement there is, and its action."""
    (statement,) = statements(found)
    return statement.span, statement.actions[0].text


def first_action(found: Parts) -> tuple[Span, str]:
    """The first pipeline action, and its provider."""
    action = found.pipelines[0].stages[0].actions[0]
    return action.span, action.provider


def first_task(found: Parts) -> tuple[Span, str]:
    """The first task of the state machine, and what it runs."""
    graph = link((found,))
    (machine,) = graph.of_type("states:stateMachine")
    task = next(read_tasks(definition_of(machine, graph)))
    return task.state.span, task.resource


PICKS: dict[str, Callable[[Parts], tuple[Span, str]]] = {
    each.__name__: each for each in (here, only, first_action, first_task)
}


def template(type: str, case: dict[str, str]) -> str:
    rest, properties = indent(case.get("rest", ""), "  "), indent(case["properties"], " " * 6)
    return (
        f"Conditions: {{Always: !Equals [a, a]}}\nResources:\n{rest}"
        f"  It:\n    Type: {type}\n    Properties:\n{properties}"
    )


@pytest.mark.parametrize(("type", "index"), NAMED)
def test_what_a_resource_declares_keeps_its_value_and_its_place(type: str, index: int):
    case = CASES[type][index]
    text, place = marked(template(type, case))
    child, place_there = marked(case.get("file", ""))
    given = Parameters(
        lambda _name: None, file=lambda *_: read(Source("child", child)) if child else None
    )
    document = read(Source("stack.yaml", text))
    found = FORMAT.open(document, PLACEMENT, given, lambda _path: None).parts()
    assert [str(failure) for failure in found.failures] == []
    span, value = PICKS[case.get("pick", "here")](found)
    assert value in text + child
    assert span.source.name == ("child" if child else "stack.yaml")
    assert span.path == (case["route"] if child else f"Resources.It.{case['route']}")
    assert (span.line, span.column) == (place_there or place)


WITHOUT_A_POLICY_TYPE = {
    "AWS::CloudFormation::Stack",
    "AWS::CloudFormation::StackSet",
    "AWS::CodePipeline::Pipeline",
    "AWS::IAM::Role",
    "AWS::IAM::User",
    "AWS::StepFunctions::StateMachine",
}


def test_every_type_that_holds_a_policy_or_a_definition_has_a_case():
    own = {type for type, row in _by_cfn().items() if isinstance(row, ResourceType) and row.policy}
    apart = {type for type, row in _by_cfn().items() if isinstance(row, PolicyType)}
    assert set(CASES) == own | apart | set(_ATTACHING) | WITHOUT_A_POLICY_TYPE
