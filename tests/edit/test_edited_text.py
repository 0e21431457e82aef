"""A text, an edit, and the text that comes of it: every sign of it that is not meant to change stays."""

from pathlib import Path

import pytest

from tests.written import written
from xacct_guard.edit import edited, splices_of
from xacct_guard.errors import EditError
from xacct_guard.finding import Add, Put, Take
from xacct_guard.read import read_all, read_embedded
from xacct_guard.span import Source, Span

CASES = written(Path(__file__).parent / "cases.yaml")


def node_at(source, route, document=0):
    """The node at a route, with those inside of JSON texts."""
    node = read_all(source)[document]
    for step in route:
        node = read_embedded(node) if step == "(text)" else read_embedded(node).get(step)
        assert node is not None, f"no {step} in {route}"
    return node


def edit_of(source, said):
    node = node_at(source, said["at"], said.get("document", 0))
    at = node.span
    if said.get("of_key"):
        at = node_at(source, said["at"][:-1]).keys[said["at"][-1]]
    if "put" in said:
        return Put(at, said["put"])
    return Take(at) if said.get("take") else Add(at, said["add"], said.get("key"))


def after(case):
    name = "a.json" if case["before"].lstrip().startswith("{") else "a.yaml"
    source = Source(name, case["before"])
    return source, [edit_of(source, said) for said in case["edits"]]


@pytest.mark.parametrize("case", [c for c in CASES if "after" in c], ids=lambda case: case["name"])
def test_the_text_is_as_a_careful_person_would_write_it(case):
    source, edits = after(case)
    assert edited(source, edits).source.text == case["after"]


@pytest.mark.parametrize(
    "case", [c for c in CASES if "refused" in c], ids=lambda case: case["name"]
)
def test_what_cannot_be_done_rightly_is_refused_with_the_reason(case):
    source, edits = after(case)
    with pytest.raises(EditError, match=case["refused"]):
        edited(source, edits)
    assert splices_of(tuple(edits)) == ()


@pytest.mark.parametrize("case", [c for c in CASES if "after" in c], ids=lambda case: case["name"])
def test_the_splices_make_the_text(case):
    source, edits = after(case)
    lines, starts = source.text.split("\n"), [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    text, at = "", 0
    for splice in splices_of(tuple(edits)):
        span = splice.span
        begin = starts[span.line - 1] + span.column - 1
        text += source.text[at:begin] + splice.text
        at = starts[span.end_line - 1] + span.end_column - 1
    assert text + source.text[at:] == edited(source, edits).source.text


def test_a_place_without_lines_is_not_edited():
    with pytest.raises(EditError, match="in no text"):
        edited(Source("plan.json", "{}"), [Take(Span(Source("plan.json", "{}"), ("a",)))])


def test_a_place_that_has_moved_is_not_edited():
    before = Source("a.yaml", "a: 1\nb: 2\n")
    at = node_at(before, ["b"]).span
    with pytest.raises(EditError, match="not as it was loaded"):
        edited(Source("a.yaml", "c: 1\na: 1\nb: 2\n"), [Take(at)])
