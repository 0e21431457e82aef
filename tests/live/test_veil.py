"""What must not leave an answer does not: values of variables go, their names stay."""

from __future__ import annotations

import json

import pytest

from xacct_guard import live
from xacct_guard.veil import bare

CANARY = "canary-5f2e"
PAIR = [{"name": "TOKEN", "value": CANARY}]
BUILD = {"Parameters": {"EnvironmentVariablesOverride": [{"Name": "TOKEN", "Value": CANARY}]}}
VARIABLES = [
    ("lambda:function", {"Environment": {"Variables": {"TOKEN": CANARY}}}, "TOKEN"),
    (
        "codebuild:project",
        {"environment": {"environmentVariables": [{"name": "TOKEN", "value": CANARY, "type": "PLAINTEXT"}]}},
        "TOKEN",
    ),
    ("codebuild:project", {"environment": {"environmentVariables": PAIR}}, "TOKEN"),
    ("codebuild:project", {"webhook": {"url": "there", "secret": CANARY}}, "there"),
    ("sagemaker:model", {"PrimaryContainer": {"Image": "i", "Environment": {"TOKEN": CANARY}}}, "TOKEN"),
    (
        "sagemaker:pipeline",
        {"PipelineDefinition": json.dumps({"Steps": [{"Arguments": {"Environment": {"TOKEN": CANARY}}}]})},
        "TOKEN",
    ),
    (
        "states:stateMachine",
        {"definition": json.dumps({"States": {"Build": BUILD}})},
        "TOKEN",
    ),
    (
        "states:stateMachine",
        {"definition": json.dumps({"Environment": [{"Name": "TOKEN", "Value": CANARY}]})},
        "TOKEN",
    ),
    (
        "codepipeline:pipeline",
        {"configuration": {"EnvironmentVariables": json.dumps([{"name": "TOKEN", "value": CANARY}])}},
        "TOKEN",
    ),
    (
        "codepipeline:pipeline",
        {"environmentVariables": [{"name": "TOKEN", "value": CANARY, "type": "PLAINTEXT"}]},
        "TOKEN",
    ),
    ("lambda:function", {"Environment": {"Variables": CANARY}}, "Environment"),
    ("organizations:account", {"Email": CANARY, "Name": "prod"}, "prod"),
]  # fmt: skip
KINDS = {kind.name: kind for kind in live.kinds()}


@pytest.mark.parametrize(("kind", "answer", "stays"), VARIABLES)
def test_a_value_goes_and_its_name_stays(kind, answer, stays):
    row = KINDS[kind]
    left = json.dumps(bare(answer, row.drop, row.veil))
    assert CANARY not in left
    assert stays in left


@pytest.mark.parametrize("store", ["PARAMETER_STORE", "SECRETS_MANAGER"])
def test_the_name_of_what_a_variable_takes_out_of_a_store_stays(store):
    variable = {"name": "TOKEN", "value": "prod/token", "type": store}
    row = KINDS["codebuild:project"]
    assert bare({"environmentVariables": [variable]}, row.drop, row.veil) == {
        "environmentVariables": [variable]
    }


@pytest.mark.parametrize("text", ["not json", '"Environment"', '{"Environment"', "[1]"])
def test_a_text_that_is_no_definition_stays_as_it_is(text):
    row = KINDS["states:stateMachine"]
    assert bare({"definition": text}, row.drop, row.veil) == {"definition": text}


def test_a_policy_stays_letter_by_letter():
    policy = '{ "Version":"2012-10-17",  "Statement":[] }'
    for row in KINDS.values():
        assert bare({"Policy": policy}, row.drop, row.veil) == {"Policy": policy}
