"""HCL: text becomes bodies of blocks and expressions, every part with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xacct_guard.errors import InputError
from xacct_guard.read.hcl import read_body, read_template, syntax
from xacct_guard.span import Source


def body(text: str) -> syntax.Body:
    return read_body(Source("main.tf", text))


def expression(text: str) -> syntax.Expression:
    return body(f"it = {text}\n").attributes["it"]


def test_a_body_has_attributes_and_blocks_with_their_labels():
    found = body('a = 1\nresource "aws_kms_key" "k" {\n  b = 2\n  inner { c = 3 }\n}\nlocals {}\n')
    (resource, local) = found.blocks
    assert (resource.type, resource.labels) == ("resource", ("aws_kms_key", "k"))
    assert resource.body.attributes.keys() == {"b"}
    assert [block.type for block in resource.body.blocks] == ["inner"]
    assert (local.type, local.labels, found.attributes.keys()) == ("locals", (), {"a"})


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('"x"', "x"),
        ('""', ""),
        (r'"a\"b\\c\n\u0041"', 'a"b\\c\nA'),
        ('"$${aws:username}"', "${aws:username}"),
        ('"%%{x}"', "%{x}"),
        ('"$ % $5"', "$ % $5"),
        ("5", 5),
        ("1.5", 1.5),
        ("012345678901", "012345678901"),
        ("true", True),
        ("null", None),
        ("<<EOF\na\n  b\nEOF", "a\n  b\n"),
        ("<<-EOF\n    a\n      b\n    EOF", "a\n  b\n"),
        ("<<EOF\nEOF", ""),
    ],
)
def test_literals_have_the_value_that_terraform_reads(written, value):
    found = expression(written)
    assert isinstance(found, syntax.Literal)
    assert found.value == value


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ('"a${b}"', syntax.Template),
        ("a.b[0].c", syntax.Attribute),
        ('a["k"]', syntax.Index),
        ("a[*].b", syntax.Splat),
        ("a.*.b", syntax.Splat),
        ("a.0.b", syntax.Attribute),
        ("f(a, b...)", syntax.Call),
        ("provider::aws::arn_parse(a)", syntax.Call),
        ("!a", syntax.Operation),
        ("a == b && c", syntax.Operation),
        ("a ? b : c", syntax.Conditional),
        ("[a,\n b,\n]", syntax.Tuple),
        ("{ a = b, (c) = d }", syntax.Object),
        ("{\n a = b\n c : d\n}", syntax.Object),
        ("[for a in b : a if c]", syntax.For),
        ("{for k, v in b : k => v...}", syntax.For),
    ],
)
def test_every_kind_of_expression_is_told_apart(written, kind):
    assert isinstance(expression(written), kind)


def test_operators_bind_as_in_arithmetic():
    found = expression("1 + 2 * 3 == 7 || false")
    assert isinstance(found, syntax.Operation)
    assert found.operator == "||"
    assert isinstance(found.left, syntax.Operation)
    assert found.left.operator == "=="
    assert isinstance(found.left.left, syntax.Operation)
    assert found.left.left.operator == "+"


def test_a_condition_may_go_on_over_lines_inside_brackets():
    assert isinstance(expression("(\n  a\n  ? b\n  : c\n)"), syntax.Conditional)


def test_comments_stand_wherever_blanks_do():
    found = body("# one\na = 1 // two\n/* three\nfour */ b = [ # five\n 2, // six\n]\n")
    assert found.attributes.keys() == {"a", "b"}


def test_a_bare_key_is_text_and_one_in_brackets_a_reference():
    found = expression("{ a = 1, (a) = 2 }")
    assert isinstance(found, syntax.Object)
    assert [type(key) for key, _ in found.members] == [syntax.Literal, syntax.Name]


def test_a_directive_holds_what_stands_inside_it():
    found = read_template(Source("t", "a%{ if x }b%{ else }c%{ endif }d"))
    assert isinstance(found, syntax.Template)
    assert [type(part) for part in found.parts] == [
        syntax.Literal,
        syntax.Conditional,
        syntax.Literal,
    ]


def test_a_tilde_takes_the_blanks_beside_it():
    found = read_template(Source("t", "a \n  ${~ b ~} \n c"))
    assert isinstance(found, syntax.Template)
    assert [getattr(part, "value", "") for part in found.parts] == ["a", "", "c"]


def test_a_span_is_where_the_text_stands():
    text = 'a = "x"\n  b = [c.d]\n'
    found = body(text).attributes["b"]
    assert isinstance(found, syntax.Tuple)
    (item,) = found.items
    assert (item.span.line, item.span.column, item.span.end_column) == (2, 8, 11)


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ('a = "x\n', "a text ends here before its quotes are closed", 1),
        ("a = \n", "a value is expected here", 1),
        ("a = 1 b = 2\n", "the end of the line is expected here", 1),
        ("a = [1 2]\n", "`,` or `]` is expected here", 1),
        ("b {\n a = 1\n", "`}` is expected here", 3),
        ("a = 1\na = 2\n", "`a` is written twice", 2),
        ("a = <<EOF\nx\n", "this heredoc has no end", 1),
        ('a = "%{ if x }"\n', "`%{endif}` is missing", 1),
        ('a = "%{ endif }"\n', "a directive ends here that never began", 1),
        ('a = "%{ when }"\n', "there is no directive `when`", 1),
        ('a = "\\q"\n', "there is no such escape", 1),
        ("}\n", "a name or a block is expected here", 1),
        ("a = " + "[" * 400, "the document is nested more than 60 levels deep", 1),
        ("b {\n" * 400, "the document is nested more than 60 levels deep", 61),
        ("a = 1" + " + 1" * 400, "the document is nested more than 100 levels deep", 1),
        ("a = b" + ".c" * 400, "the document is nested more than 100 levels deep", 1),
    ],
)
def test_what_is_no_hcl_is_one_error_with_its_place(text, message, line):
    with pytest.raises(InputError) as raised:
        body(text)
    assert raised.value.message == message
    assert raised.value.at is not None
    assert raised.value.at.line == line
    assert raised.value.help


@given(st.text(alphabet=st.sampled_from('abf=.,:?!"${}%[]()<>\\\n #/*-~0Efor in'), max_size=60))
def test_no_text_breaks_the_reader(text):
    try:
        body(text)
    except InputError as error:
        assert error.at is not None


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=40))
def test_a_text_that_is_quoted_is_read_back(text):
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    found = expression('"' + quoted.replace("${", "$${").replace("%{", "%%{") + '"')
    assert isinstance(found, syntax.Literal)
    assert found.value == text
