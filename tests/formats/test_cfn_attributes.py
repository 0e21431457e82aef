"""Ref and GetAtt of every type that is known: each attribute of it, and nothing invented beside them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.formats.cfn import messages, opened
from tests.written import written
from xacct_guard import services
from xacct_guard.formats.cloudformation.attributes import _IAM
from xacct_guard.iam.symbol import has_symbol, shown
from xacct_guard.services import ResourceType

TABLE: dict[str, dict[str, object]] = written(Path(__file__).with_name("cfn_attributes.yaml"))
ROWS = {
    type: row for type, row in services._by_cfn().items() if isinstance(row, ResourceType)
} | _IAM
ASKED = [
    (type, name) for type, said in TABLE.items() for name in said if name not in ("given", "Open")
]


@cache
def loaded(type: str, attribute: str):
    """A template with one resource of the type, and an output that asks for the attribute of it."""
    given = TABLE[type]["given"]
    ask = {"Ref": "Thing"} if attribute == "Ref" else {"Fn::GetAtt": ["Thing", attribute]}
    text = {
        "Resources": {"Thing": {"Type": type, "Properties": given}},
        "Outputs": {"Asked": {"Value": ask}},
    }
    return opened(yaml.safe_dump(text))


def said(type: str, attribute: str) -> str:
    return loaded(type, attribute).reference("outputs.Asked")


@pytest.mark.parametrize(("type", "attribute"), ASKED)
def test_an_attribute_is_what_the_page_of_its_type_says(type: str, attribute: str):
    assert shown(said(type, attribute)) == TABLE[type][attribute]
    assert loaded(type, attribute).stack.failures == []


def test_every_attribute_of_every_type_that_is_known_has_a_case():
    cases = {(type, name) for type, name in ASKED if name != "Ref"}
    assert cases == {(type, name) for type, row in ROWS.items() for name in row.attributes}
    assert set(TABLE) == {type for type in ROWS if not type.startswith("Custom::")}


@pytest.mark.parametrize("type", sorted(TABLE))
def test_an_attribute_that_aws_has_and_nobody_here_knows_is_open(type: str):
    from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type)
    given = TABLE[type]["given"]
    for attribute in schema.get_atts:
        if attribute in TABLE[type] or attribute in given or "\\" in attribute:
            continue
        assert has_symbol(said(type, attribute)), attribute
        assert messages_of(type, attribute) == []


def messages_of(type: str, attribute: str) -> list[str]:
    return [str(failure) for failure in loaded(type, attribute).stack.failures]


@pytest.mark.parametrize("type", [type for type, row in ROWS.items() if "Arn" in row.attributes])
def test_an_attribute_that_is_misspelt_in_its_case_is_a_failure(type: str):
    asked = loaded(type, "arn")
    said(type, "arn")
    assert [failure.help for failure in asked.stack.failures] == ["did you mean `Arn`?"]


def test_an_unnamed_resource_is_named_by_its_stack_and_logical_id():
    found = opened("Resources: {Thing: {Type: AWS::S3::Bucket}}\nOutputs: {A: {Value: !Ref Thing}}")
    assert messages(found.parts()) == []
    assert shown(found.reference("outputs.A")) == "${train.Thing}"
