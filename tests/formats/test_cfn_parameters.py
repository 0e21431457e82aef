"""Parameters: what is given, what is by default, what nobody knows, what may not be."""

from __future__ import annotations

import pytest

from tests.formats.cfn import NOWHERE, asked, messages, opened, with_value
from xacct_guard.iam.symbol import only_symbol


def value(declaration: str, **values: object) -> object:
    return asked(template(declaration, **values))


def template(declaration: str, lookup=lambda name: None, **values: object):
    text = with_value(f"Parameters:\n  P: {declaration}\nResources:", "!Ref P")
    return opened(text, lookup=lookup, **values)


GIVEN = {
    "{Type: String}": ("x", "x"),
    "{Type: String, Default: d}": (None, "d"),
    "{Type: String, Default: 7}": (None, 7),
    "{Type: Number}": ("012", "012"),
    "{Type: CommaDelimitedList}": ("a, b", ["a", "b"]),
    "{Type: List<Number>, Default: '1,2'}": (None, ["1", "2"]),
    "{Type: 'List<AWS::EC2::Subnet::Id>'}": (["s-1", "s-2"], ["s-1", "s-2"]),
    "{Type: 'AWS::EC2::VPC::Id'}": ("vpc-1", "vpc-1"),
    "{Type: 'AWS::SSM::Parameter::Value<String>'}": ("/held", "a,b"),
    "{Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /held}": (None, ["a", "b"]),
    "{Type: 'AWS::SSM::Parameter::Name'}": ("/held", "/held"),
    "{Type: String, AllowedPattern: '[a-z]+', MinLength: 2, MaxLength: '3'}": ("abc", "abc"),
    "{Type: Number, MinValue: 1, MaxValue: 9}": (5, 5),
    "{Type: CommaDelimitedList, AllowedValues: [a, b]}": ("a,b", ["a", "b"]),
    "{Type: String, AllowedPattern: '(?<name>java)[['}": ("x", "x"),
}


@pytest.mark.parametrize("declaration", GIVEN)
def test_a_parameter_has_the_value_given_or_its_default(declaration: str):
    given, wanted = GIVEN[declaration]
    values = {} if given is None else {"P": given}
    loaded = template(declaration, lookup={"ssm:/held": "a,b"}.get, **values)
    assert asked(loaded) == wanted
    assert messages(loaded.parts()) == []


OPEN = {
    "{Type: String}": "${parameter P of stack train}",
    "{Type: CommaDelimitedList}": "${parameter P of stack train}",
    "{Type: 'AWS::SSM::Parameter::Value<String>', Default: /x}": (
        "${ssm parameter /x of 111111111111 eu-west-1}"
    ),
}


@pytest.mark.parametrize("declaration", OPEN)
def test_a_parameter_nobody_gave_is_an_open_symbol_and_no_failure(declaration: str):
    loaded = template(declaration)
    assert asked(loaded) == OPEN[declaration]
    assert messages(loaded.parts()) == []


@pytest.mark.parametrize(
    ("declaration", "shape"),
    [
        ("{Type: String}", "*"),
        (r"{Type: String, AllowedPattern: '^\d{12}$'}", "?" * 12),
        ("{Type: String, AllowedPattern: '[0-9]{12}'}", "?" * 12),
        ("{Type: String, AllowedValues: [only]}", "only"),
        ("{Type: String, AllowedValues: [one, two]}", "*"),
    ],
)
def test_a_declaration_tells_the_shape_of_an_open_parameter(declaration: str, shape: str):
    symbol = only_symbol(template(declaration).stack.parameter("P").text)
    assert symbol is not None
    assert (symbol.shape, symbol.created) == (shape, False)


REFUSED = {
    "{Type: String, AllowedValues: [prod, test]}": ("prd", "did you mean `prod`?"),
    "{Type: String, AllowedPattern: '[a-z]+'}": ("A1", "it must match `[a-z]+`"),
    "{Type: String, MinLength: 3}": ("ab", "its MinLength is 3"),
    "{Type: String, MaxLength: 1}": ("ab", "its MaxLength is 1"),
    "{Type: Number}": ("many", "it must be a number"),
    "{Type: Number, MinValue: 3}": ("2", "its MinValue is 3"),
    "{Type: Number, MaxValue: 3}": ("4", "its MaxValue is 3"),
    "{Type: CommaDelimitedList, AllowedValues: [a, b]}": ("a,c", "there are `a`, `b`"),
}


@pytest.mark.parametrize("declaration", REFUSED)
def test_a_value_the_declaration_forbids_is_a_failure_and_stays_open(declaration: str):
    given, what_next = REFUSED[declaration]
    loaded = template(declaration, P=given)
    (failure,) = loaded.parts().failures
    assert failure.message == f"parameter `P` may not be `{given.split(',')[-1]}`"
    assert (failure.help, failure.at) == (what_next, NOWHERE)
    assert "parameter P of stack train" in str(asked(loaded))


def test_a_list_for_a_text_is_a_failure():
    found = messages(template("{Type: String}", P=["a"]).parts())
    assert found == [
        "xacct-guard.yaml: parameter `P` must be text (help: give one value, no list and no mapping)"
    ]


def test_a_parameter_that_the_template_has_not_is_a_failure_with_a_suggestion():
    loaded = opened("Parameters: {Bucket: {Type: String}}\nResources: {}", Buckt="x")
    (failure,) = loaded.parts().failures
    assert failure.message == "the template has no parameter `Buckt`"
    assert failure.help == "did you mean `Bucket`?"


def test_a_pattern_that_may_take_for_ever_is_not_tried():
    loaded = template("{Type: String, AllowedPattern: '(a+)+b'}", P="a" * 60)
    assert asked(loaded) == "a" * 60


def test_a_list_with_an_open_member_is_open_as_a_whole():
    from xacct_guard.iam.symbol import Symbol

    one = Symbol("one")
    assert value("{Type: CommaDelimitedList}", P=f"{one},b") == "${list ${one},b}"
    name = Symbol("train.Bucket", "train-bucket-*", created=True)
    assert value("{Type: CommaDelimitedList}", P=f"{name},b") == ["${train.Bucket}", "b"]


def test_a_default_that_is_in_force_is_told_with_the_stack_that_has_it():
    opening = template("{Type: String, Default: prod}")
    (default,) = opening.parts().defaults
    assert (default.parameter, default.text) == ("P", "prod")
    assert (default.stack, default.account, default.region) == (
        "train",
        "111111111111",
        "eu-west-1",
    )


def test_a_default_in_place_of_which_something_is_given_is_not_told():
    assert template("{Type: String, Default: prod}", P="test").parts().defaults == ()
