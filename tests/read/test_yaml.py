"""YAML is read as CloudFormation's users mean it, and each value knows its place."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from xacct_guard.errors import InputError
from xacct_guard.read import read, read_all
from xacct_guard.span import Node, Source, Span

from .strategies import documents, plain, same, texts, written

layouts = st.fixed_dictionaries(
    {
        "default_style": st.sampled_from([None, None, None, "'", '"', "|", ">"]),
        "default_flow_style": st.sampled_from([True, False, None]),
        "allow_unicode": st.booleans(),
        "indent": st.sampled_from([2, 3, 7]),
        "width": st.sampled_from([20, 80]),
        "line_break": st.sampled_from(["\n", "\r\n", "\r"]),
    }
)
leads = st.sampled_from(["", "\ufeff", "# comment\n\n", "---\n"])


@pytest.fixture(params=["libyaml", "python"])
def parser(request, monkeypatch) -> str:
    """Once with the fast parser, once as on a machine that has no libyaml."""
    if request.param == "python":
        monkeypatch.delattr(yaml, "CSafeLoader")
    return request.param


def of(text: str) -> Node:
    return read(Source("a.yaml", text))


class _NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def dump(value: object, layout: dict) -> str:
    return yaml.dump(value, Dumper=_NoAliases, **layout)


def places(node: Node) -> list[object]:
    return [(each.span, each.tag, each.keys) for each in node.walk()]


collections = st.one_of(
    st.lists(documents, min_size=1, max_size=4), st.dictionaries(texts, documents, min_size=1)
)


@settings(deadline=None)
@given(collections, layouts, leads)
def test_it_is_the_value_that_pyyaml_reads(value, layout, lead):
    text = dump(value, layout)
    assert same(plain(of(lead + text)), yaml.safe_load(text))


@settings(max_examples=50, deadline=None)
@given(collections, layouts, leads)
def test_the_text_of_a_span_is_the_text_of_the_value(value, layout, lead):
    node = of(lead + dump(value, layout))
    for each in node.walk():
        assert node.get(*each.span.route) is each
        text = written(each.span)
        if each.value is not None and not has_indentation_indicator(text):
            assert plain(of(margin(each.span) + text)) == plain(each)
        for key, where in each.keys.items():
            assert where.route == (*each.span.route, key)
            if not has_indentation_indicator(written(where)):
                assert of(f"!!str{margin(where)} {written(where)}").value == key


def margin(span: Span) -> str:
    """The spaces that keep what begins inside a line where it was; a byte order mark is no width."""
    mark = span.line == 1 and span.source.text.startswith("\ufeff")
    return " " * ((span.column or 1) - 1 - mark)


def has_indentation_indicator(text: str) -> bool:
    """Such a block is measured from the indentation around it, which a slice does not bring."""
    return any(f"{mark}{digit}" in text for mark in "|>" for digit in range(1, 10))


@settings(max_examples=50, deadline=None)
@given(collections, layouts, leads)
def test_writing_over_a_span_changes_that_value_only(value, layout, lead):
    text = lead + dump(value, layout)
    node = of(text)
    for each in node.walk():
        if isinstance(each.value, str) and each is not node:
            changed = of(spliced(text, each.span, '"\\u2603"'))
            assert plain(changed) == replaced(plain(node), each.span.route, "\u2603")


def spliced(text: str, span: Span, new: str) -> str:
    before = written(replace(span, line=1, column=1, end_line=span.line, end_column=span.column))
    old = written(span)
    line_end = "\n" if old.endswith(("\n", "\r")) else ""
    return before + new + line_end + text[len(before) + len(old) :]


def replaced(value, route, new):
    """The value with another one at the route."""
    if not route:
        return new
    items = enumerate(value) if isinstance(value, list) else value.items()
    changed = {
        step: replaced(each, route[1:], new) if step == route[0] else each for step, each in items
    }
    return list(changed.values()) if isinstance(value, list) else changed


@settings(deadline=None)
@given(collections, layouts, leads)
def test_both_parsers_of_pyyaml_give_the_same(value, layout, lead):
    source = Source("a.yaml", lead + dump(value, layout))
    fast = read(source)
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CSafeLoader")
        slow = read(source)
    assert fast == slow
    assert places(fast) == places(slow)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        ("Off", False),
        ("TRUE", True),
        ("y", "y"),
        ("~", None),
        ("Null", None),
        ("12", 12),
        ("-3", -3),
        ("123456789012", 123456789012),
        ("1.5", 1.5),
        ("012345678901", "012345678901"),
        ("012345670123", "012345670123"),
        ("0", 0),
        ("-0", "-0"),
        ("+1", "+1"),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("190:20:30", "190:20:30"),
        ("1.10", "1.10"),
        ("1.0", 1.0),
        (".5", ".5"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("nan", "nan"),
        ("2012-10-17", "2012-10-17"),
        ("2010-09-09T00:00:00Z", "2010-09-09T00:00:00Z"),
        ("=", "="),
        ("٣", "٣"),
        ("'yes'", "yes"),
        ('"12"', "12"),
        ("!!str 12", "12"),
        ("!!int '12'", 12),
        ("! 12", "12"),
        ("*", None),
    ][:-1],
)
def test_a_scalar_is_read_as_its_author_means_it(text: str, value: object, parser: str):
    node = of(f"k: {text}\n").mapping["k"]
    assert node.value == value
    assert type(node.value) is type(value)
    assert node.tag is None


def test_account_ids_are_keys_as_they_are_written():
    node = of("012345670123: {on: 1}\n2012-10-17: ~\n~: 2\n")
    assert list(node.mapping) == ["012345670123", "2012-10-17", "~"]
    assert list(node.mapping["012345670123"].mapping) == ["on"]


@pytest.mark.parametrize(
    ("text", "tag", "value"),
    [
        ("!Sub a-${b}", "!Sub", "a-${b}"),
        ("!Ref 012", "!Ref", "012"),
        ("!Ref yes", "!Ref", "yes"),
        ("!Sub ''", "!Sub", ""),
        ("!GetAtt", "!GetAtt", ""),
        ("!Join [',', [a, b]]", "!Join", [",", ["a", "b"]]),
        ("!Transform {Name: x}", "!Transform", {"Name": "x"}),
        ("!Sub |\n    a\n    b\n", "!Sub", "a\nb\n"),
        ("!Equals\n  - a\n  - b", "!Equals", ["a", "b"]),
        ("!!set {a, b}", "tag:yaml.org,2002:set", {"a": None, "b": None}),
        ("!<!Sub> x", "!Sub", "x"),
    ],
)
def test_a_tag_is_kept_and_lies_inside_the_span(text, tag, value, parser: str):
    node = of(f"k: {text}").mapping["k"]
    assert node.tag == tag
    assert plain(node) == value
    assert written(node.span) == text
    assert (node.span.line, node.span.column) == (1, 4)


def test_a_block_ends_with_its_last_member(parser: str):
    text = "A:\n  b:\n    - x\n    - y   # why\n\n  # c\n\n  d: >-\n     z\n\n\nE: {f: 1}\n"
    node = of(text)
    assert written(node.mapping["A"].span) == text[text.index("b:") : text.index("\n\nE")]
    assert written(node.get("A", "b").span) == "- x\n    - y"
    assert written(node.get("A", "d").span) == ">-\n     z\n"
    assert written(node.mapping["E"].span) == "{f: 1}"
    assert written(node.span) == text.rstrip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("k: |\n  a\n\n\nl: 1", "|\n  a\n"),
        ("k: |+\n  a\n\n\nl: 1", "|+\n  a\n\n\n"),
        ("k: |\n  a\n   \n\nl: 1", "|\n  a\n   \n\n"),
        ("k: |-\n  a", "|-\n  a"),
        ("k: | # c\n  a\n # d\nl: 1", "| # c\n  a\n"),
        ("k: |\n\n\nl: 1", "|\n"),
        ("k: |\r\n  a\r\n\r\nl: 1", "|\r\n  a\r\n"),
    ],
)
def test_a_block_scalar_holds_the_blank_lines_that_it_keeps(text, expected, parser: str):
    node = of(text).mapping["k"]
    assert written(node.span) == expected
    assert of(written(node.span)).value == node.value


def test_an_empty_value_stands_behind_its_colon(parser: str):
    node = of("a:\nb: 1\n").mapping["a"]
    assert node.value is None
    assert (node.span.line, node.span.column, node.span.end_column) == (1, 3, 3)


def test_lines_are_counted_as_editors_count_them(parser: str):
    node = of("\ufeffa: \"x\u2028y\x85\" # \u2029\r\nb: '😀'  \rc: d\n")
    assert {key: (at.line, at.column) for key, at in node.keys.items()} == {
        "a": (1, 2),
        "b": (2, 1),
        "c": (3, 1),
    }
    assert written(node.mapping["a"].span) == '"x\u2028y\x85"'
    assert written(node.mapping["b"].span) == "'😀'"
    assert written(node.mapping["c"].span) == "d"


def test_an_alias_is_the_node_it_names(parser: str):
    node = of("a: &x {b: [1]}\nc: *x\nd: [*x, *x]\n&k e: *k\n*k : 2\n".replace("*k : 2\n", ""))
    assert node.mapping["c"] is node.mapping["a"]
    assert node.get("d", 1) is node.mapping["a"]
    assert node.mapping["e"].value == "e"
    assert of("- &x Effect\n- *x : Allow\n").items[1].mapping["Effect"].value == "Allow"


def test_a_later_anchor_of_the_same_name_wins(parser: str):
    assert plain(of("[&a 1, *a, &a 2, *a]")) == [1, 1, 2, 2]


def test_a_mapping_wins_over_what_is_merged_into_it(parser: str):
    node = of(
        "one: &one {a: 1, b: 1}\ntwo: &two {b: 2, c: 2}\n"
        "x:\n  <<: [*one, *two]\n  a: 0\ny: {<<: *two, <<x: 1}\nz: {'<<': *one}\n"
    )
    assert plain(node.mapping["x"]) == {"a": 0, "b": 1, "c": 2}
    assert plain(node.mapping["y"]) == {"b": 2, "c": 2, "<<x": 1}
    assert plain(node.mapping["z"]) == {"<<": {"a": 1, "b": 1}}
    assert node.mapping["x"].keys["c"].line == 2
    assert node.mapping["x"].keys["a"].line == 5


def test_an_alias_bomb_is_refused_before_it_costs_anything(parser: str):
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    with pytest.raises(InputError, match="the document holds more than 163,840 values") as caught:
        of("\n".join(levels))
    assert caught.value.at is not None
    assert caught.value.at.line == 6


def test_aliases_cannot_dig_deeper_than_brackets(parser: str):
    levels = ["a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 300))]
    assert of("\n".join(levels[:199]))
    with pytest.raises(InputError, match="more than 200 levels"):
        of("\n".join(levels[:200]))


def test_merging_digs_no_deeper(parser: str):
    levels = ["a0: &a0 {k: 1}", *(f"a{n}: &a{n} {{<<: *a{n - 1}, k{n}: 1}}" for n in range(1, 300))]
    assert len(of("\n".join(levels)).mapping["a299"].mapping) == 300


@pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "? - ", "&a [", "!x ["])
def test_depth_has_a_limit(opening: str, parser: str):
    with pytest.raises(InputError, match=r"more than 200 levels|cannot be a key"):
        of(opening * 100_000)


def test_documents_are_separated_and_empty_ones_left_out(parser: str):
    found = read_all(Source("a.yaml", "---\n---\na: 1\n---\n# nothing\n---\n- b\n...\n"))
    assert [plain(each) for each in found] == [{"a": 1}, ["b"]]
    assert [each.span.line for each in found] == [3, 7]


def test_an_anchor_ends_with_its_document(parser: str):
    with pytest.raises(InputError, match="no anchor `&a`"):
        read_all(Source("a.yaml", "- &a 1\n---\n- *a\n"))
