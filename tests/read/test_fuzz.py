"""Whatever the text, reading it gives a document or one clear error."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xacct_guard.errors import InputError
from xacct_guard.read import decode, read_all, read_embedded
from xacct_guard.span import Node, Source, Span

TEMPLATE = """\
AWSTemplateFormatVersion: 2010-09-09   # why
Resources:
  Key: &key
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy: {Version: "2012-10-17", Statement: [&s {Effect: Allow, Action: 'kms:*'}, *s]}
      Note: !Sub |+
        ${AWS::AccountId}
          012345678901 \t😀

  ? Other
  : <<: *key
    List:
    - !GetAtt Key.Arn
    - !Join [":", [a, !Ref b]]
    - >-
      folded
      text
"""
POLICY = """\
{"Version": "2012-10-17", "Statement": [
  {"Sid": "a\\u00e9\\ud83d\\ude00", "Effect": "Allow", "Action": ["s3:*", "kms:\\"x"],
   "Condition": {"Bool": {"aws:SecureTransport": true}, "N": {"x": -1.5e3, "y": null}}}
]}
"""
SYNTAX = st.text(st.sampled_from("{}[]:,-?&*!|>'\"%@`#\n\r\t \\x01a~<.\ufeff\u2028\x85\x00😀é=+/u"))


@st.composite
def mutated(draw, text: str) -> str:
    """A document with a few pieces cut out, doubled, moved or overwritten."""
    for _ in range(draw(st.integers(1, 4))):
        first, second = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        piece = text[first:second]
        put = draw(st.one_of(st.just(""), st.just(piece * 2), SYNTAX))
        at = draw(st.sampled_from([first, 0, len(text)]))
        text = text[:first] + text[second:]
        text = text[:at] + put + text[at:]
    return text


names = st.sampled_from(["x.yaml", "x.json", "-"])


def check(source: Source) -> None:
    try:
        found = read_all(source)
    except InputError as error:
        assert error.at is not None
        assert error.at.line is not None
        assert error.help
        assert str(error).startswith(f"{source.name}:")
        assert places_itself(error.at)
    else:
        assert found
        for document in found:
            assert all(places_itself(node.span) for node in document.walk())


def places_itself(span: Span) -> bool:
    """Does the span lie in its text, the right way round?"""
    lines = span.source.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    begin, end = (span.line, span.column), (span.end_line, span.end_column)
    return (1, 1) <= begin <= end and all(
        line <= len(lines) and column <= len(lines[line - 1]) + 2 for line, column in (begin, end)
    )


@settings(deadline=None, max_examples=150)
@given(names, st.one_of(st.text(st.characters()), SYNTAX))
@example("x.yaml", "\ufeff\u2028: \x85")
@example("x.yaml", "a: |\u2028 b\u2029\u2029\nc: 1")
def test_random_text_gives_a_document_or_an_error(name: str, text: str):
    check(Source(name, text))


@settings(deadline=None, max_examples=250)
@given(names, st.one_of(mutated(TEMPLATE), mutated(POLICY)))
def test_a_damaged_document_gives_a_document_or_an_error(name: str, text: str):
    check(Source(name, text))


@settings(deadline=None, max_examples=100)
@given(st.one_of(mutated(TEMPLATE), SYNTAX))
def test_so_it_is_without_libyaml(text: str):
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CSafeLoader")
        check(Source("x.yaml", text))


@settings(deadline=None, max_examples=100)
@given(mutated(POLICY))
def test_so_it_is_inside_a_document(text: str):
    node = Node(text, Span(Source("x.yaml", "a: 1"), ("a",), 1, 4, 1, 5))
    try:
        read_embedded(node)
    except InputError as error:
        assert error.help


@given(st.binary())
def test_so_it_is_with_bytes(data: bytes):
    try:
        assert decode(data, "x").text.encode() == data
    except InputError as error:
        assert error.help
