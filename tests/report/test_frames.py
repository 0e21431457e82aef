from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xacct_guard.span import Source, Span
from xacct_guard.terminal.cells import _WORD, cells, clean, drawn, wrap
from xacct_guard.terminal.frame import frame, gutter_of
from xacct_guard.terminal.margin import LEAST_ROOM, Look
from xacct_guard.terminal.paint import PLAIN, Paint
from xacct_guard.terminal.place import Label, Place, in_lanes, place_of
from xacct_guard.terminal.strip import strip

WIDTH = 72


def framed(*labels, width=WIDTH, paint=PLAIN):
    return tuple(frame(labels, Look(paint, "error", width, gutter_of(labels))))


def at(text, *where, says="here", name="t.yaml", primary=True):
    return Label(Span(Source(name, text), (), *where), says, primary)


def numbered(lines):
    """The line numbers in the gutter."""
    gutters = (line.split("|")[0].strip() for line in lines)
    return [int(gutter) for gutter in gutters if gutter.isdigit()]


def test_a_place_of_one_line_is_underlined_and_labelled_beside():
    assert framed(at("a: b\nc: dog\n", 2, 4, 2, 7)) == (
        " --> t.yaml:2:4",
        "  |",
        "2 | c: dog",
        "  |    ^^^ here",
    )


def test_a_block_ends_at_its_last_character_and_not_where_the_next_line_begins():
    text = "a:\n  b: 1\n\n  c: 2   \n\nd: 3\n"
    assert framed(at(text, 1, 1, 6, 1))[-1] == "  | |______^ here"


def test_a_long_block_is_summarised_but_keeps_the_lines_something_is_said_about():
    text = "".join(f"line{number}\n" for number in range(1, 41))
    lines = framed(at(text, 2, 1, 39, 7), at(text, 20, 1, 20, 7, primary=False))
    assert numbered(lines) == [2, 3, 4, 5, 20, 39]
    assert sum(line.startswith("...") for line in lines) == 2


def test_blocks_that_overlap_stand_in_different_lanes():
    blocks = [(1, 9), (2, 4), (3, 12), (5, 6), (10, 11)]
    placed = in_lanes(tuple(Place(at("", 1, 1, 1, 1), a, 0, b, 0) for a, b in blocks))
    for one in placed:
        for other in placed:
            apart = one.end_line < other.line or other.end_line < one.line
            assert one == other or apart or one.lane != other.lane


def test_the_first_file_of_a_frame_is_the_one_of_its_first_label():
    lines = framed(at("x", 1, 1, 1, 2, name="b.yaml"), at("x", 1, 1, 1, 2, name="a.yaml"))
    assert [line.split()[:2] for line in lines if ".yaml" in line] == [
        ["-->", "b.yaml:1:1"],
        [":::", "a.yaml:1:1"],
    ]


@pytest.mark.parametrize("text", ["", "one line\n"])
def test_a_line_that_the_source_does_not_have_is_not_drawn(text):
    assert framed(at(text, 7, 1, 7, 3)) == (" --> t.yaml:7:1", "  |", "  | here")


def test_a_place_without_lines_is_shown_by_its_route():
    span = Span(Source("plan.json", "{}"), ("planned_values", 2, "policy"))
    assert framed(Label(span, "says this")) == (
        " --> plan.json: planned_values[2].policy",
        "  |",
        "  | says this",
    )


def test_a_tab_fills_up_to_the_next_stop():
    assert "".join(drawn("a\tb\t\tc")) == "a   b       c"


def test_a_wide_character_is_underlined_with_two_signs():
    assert framed(at("訓練: x\n", 1, 1, 1, 3))[-1] == "  | ^^^^ here"


def test_a_control_character_cannot_reach_the_terminal():
    text = "a\x1b[2Jb\u202ec"
    assert clean(text) == "a␛[2Jb<U+202E>c"
    assert "\x1b" not in "".join(framed(at(text, 1, 1, 1, 2)))


def test_colours_change_no_character(uncoloured):
    text = "k: [a, b]\nl:\n  m: 1\n  n: 2\n"
    labels = (at(text, 1, 5, 1, 6), at(text, 1, 8, 1, 9, primary=False), at(text, 2, 1, 5, 1))
    plain, coloured = framed(*labels), framed(*labels, paint=Paint(colour=True))
    assert plain != coloured
    assert plain == tuple(map(uncoloured, coloured))


def test_a_long_line_is_cut_around_its_place():
    text = "x" * 300 + "NEEDLE" + "y" * 300
    lines = framed(at(text, 1, 301, 1, 307))
    assert "NEEDLE" in lines[2]
    assert cells(lines[2]) <= WIDTH
    assert lines[3].index("^") == lines[2].index("NEEDLE")


any_text = st.text(st.sampled_from('ab \t訓é\u0301\u202e\x1b{}":`'), max_size=160)


@given(any_text, st.integers(0, 170), st.integers(0, 170), st.integers(28, 120))
def test_a_cut_line_never_takes_more_than_its_room(line, start, end, room):
    cut = strip(line, room, min(start, end), max(start, end), "…")
    assert cells(cut.text) <= room
    assert all(0 <= cut.cell(column) <= room for column in range(len(line) + 2))


@given(any_text, st.integers(20, 80))
def test_wrapping_loses_no_word(text, width):
    lines = wrap(clean(text), width, "  ")
    assert " ".join(" ".join(lines).split()) == " ".join(clean(text).split())
    assert all(cells(line) <= width or len(_WORD.findall(line)) == 1 for line in lines)


@st.composite
def places(draw):
    lines = draw(
        st.lists(st.text(st.sampled_from("ab \t訓-:"), max_size=90), min_size=1, max_size=14)
    )
    text = "\n".join(lines)
    positions = st.tuples(st.integers(1, len(lines) + 2), st.integers(1, 99))
    count = draw(st.integers(1, 5))
    spans = [sorted((draw(positions), draw(positions))) for _ in range(count)]
    says = st.sampled_from(
        ["", "short", "a label that is somewhat longer than the others are " * 2]
    )
    return tuple(
        at(text, *start, *end, says=draw(says), primary=index == 0)
        for index, (start, end) in enumerate(spans)
    )


@given(places(), st.integers(40, 120))
def test_any_places_are_drawn_within_a_sane_width_and_in_the_order_of_their_lines(labels, width):
    lines = framed(*labels, width=width)
    assert all(before < after for before, after in pairwise(numbered(lines)))
    assert all(line == line.rstrip() for line in lines)
    shown = "".join(lines)
    for label in labels:
        placed = place_of(label, tuple(label.span.source.text.split("\n")))
        assert placed is None or str(placed.line + 1) in shown
        assert all(word in shown for word in label.says.split())


def test_there_is_room_for_a_label_on_any_terminal():
    assert Look(PLAIN, width=5).room == LEAST_ROOM
