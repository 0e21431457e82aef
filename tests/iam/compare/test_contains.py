"""Unions of globs against each other; two libraries of automata are the second opinion."""

from __future__ import annotations

import re
from itertools import product

import interegular
import pytest
from automata.fa.dfa import DFA
from automata.fa.nfa import NFA
from hypothesis import given, settings
from hypothesis import strategies as st

from xacct_guard.iam.compare.automaton import Automaton
from xacct_guard.iam.compare.contains import arn_escapes, arns_shared, escapes, shared
from xacct_guard.iam.compare.tokens import glob_tokens
from xacct_guard.iam.pattern import match
from xacct_guard.iam.truth import Truth
from xacct_guard.iam.wildcard import quoted

GLOB = st.text("ab/*?", max_size=7)
UNION = st.lists(GLOB, min_size=1, max_size=4)
PART = st.sampled_from(("a", "b", "ab", "*", "a*", "?", "*b", ""))
ARN = st.lists(PART, min_size=6, max_size=7).map(":".join)
ARNS = st.lists(ARN, min_size=1, max_size=3)
LETTERS = "ab/x"  # what a pattern does not name is all the same: `x`

ALPHABET = interegular.fsm.Alphabet.from_groups(*LETTERS)


def matched(union: list[str], text: str) -> bool:
    return any(matches(glob, text) for glob in union)


def covered(union: list[str], arn: str) -> bool:
    parts = arn.split(":", 5)
    return any(
        all(matches(*both) for both in zip(pattern.split(":", 5), parts, strict=True))
        for pattern in union
    )


def matches(glob: str, text: str) -> bool:
    return match(glob, text) is Truth.YES


def regex(union: list[str]) -> str:
    """The union as a regular expression over `LETTERS`."""
    pieces = {"*": f"[{LETTERS}]*", "?": f"[{LETTERS}]"}
    return "|".join("".join(pieces.get(one) or re.escape(one) for one in glob) for glob in union)


@pytest.mark.parametrize(
    ("patterns", "others", "witness"),
    [
        (["a*b*"], ["a*", "?b"], None),
        (["*"], ["?*"], ""),
        (["a*"], ["a", "a?*"], None),
        (["a*", "b"], ["a?*"], "a"),
        (["*a*"], ["a*", "?a*"], "xxa"),
        (["??"], ["?*"], None),
        (["?*"], ["??*", "?"], None),
        ([quoted("*")], ["?"], None),
        (["?"], [quoted("*")], "x"),
        ([], ["a"], None),
        (["a"], [], "a"),
    ],
)
def test_a_shortest_text_that_escapes_is_named(patterns, others, witness):
    assert escapes(patterns, others) == witness


@pytest.mark.parametrize(
    ("patterns", "others", "contained"),
    [
        (["arn:aws:s3:::ml/*"], ["arn:aws:s3:::ml*"], True),
        (["arn:aws:s3:::ml*"], ["arn:aws:s3:::ml/*", "arn:aws:s3:::ml"], False),
        (["arn:*:s3:::ml"], ["arn:aws:*:*:*:ml"], False),
        (["arn:aws:s3:*:*:ml"], ["arn:*:s3:*:*:*"], True),
        (["arn:aws:sqs:us-?:1:q:*"], ["arn:aws:sqs:*:1:*"], True),
        (["arn:aws:sqs:*:q:r"], ["arn:aws:sqs:*:1:*"], False),
        (["arn:aws:sqs:a:1:q"], ["*"], True),
        (["*"], ["arn:*:*:*:*:*"], False),
    ],
)
def test_a_wildcard_of_an_arn_stays_within_its_part(patterns, others, contained):
    assert (arn_escapes(patterns, others) is None) is contained


@given(UNION, UNION)
def test_what_escapes_is_matched_by_one_side_only(patterns, others):
    text = escapes(patterns, others)
    if text is not None:
        assert matched(patterns, text)
        assert not matched(others, text)


@given(UNION, UNION)
def test_what_is_shared_is_matched_by_both(patterns, others):
    text = shared(patterns, others)
    if text is not None:
        assert matched(patterns, text)
        assert matched(others, text)


@given(UNION, UNION, st.text(LETTERS, max_size=8))
def test_no_text_contradicts_a_proof(patterns, others, text):
    if escapes(patterns, others) is None:
        assert not matched(patterns, text) or matched(others, text)
    if shared(patterns, others) is None:
        assert not (matched(patterns, text) and matched(others, text))


@given(ARNS, ARNS, ARN)
def test_no_arn_contradicts_a_proof(patterns, others, arn):
    text = arn_escapes(patterns, others)
    if text is None:
        assert not covered(patterns, arn) or covered(others, arn)
    else:
        assert covered(patterns, text)
        assert not covered(others, text)
    both = arns_shared(patterns, others)
    if both is not None:
        assert covered(patterns, both)
        assert covered(others, both)


@settings(max_examples=60)
@given(UNION, UNION)
def test_interegular_agrees_on_containment_and_on_what_is_shared(patterns, others):
    ours = interegular.parse_pattern(regex(patterns)).to_fsm(ALPHABET)
    theirs = interegular.parse_pattern(regex(others)).to_fsm(ALPHABET)
    assert (escapes(patterns, others) is None) == (ours - theirs).empty()
    assert (shared(patterns, others) is None) == (ours & theirs).empty()


@settings(max_examples=60)
@given(UNION, UNION)
def test_automata_lib_agrees_on_containment_and_on_the_length_of_the_witness(patterns, others):
    def dfa(union):
        expression = "|".join(
            "".join(
                {"*": f"({'|'.join(LETTERS)})*", "?": f"({'|'.join(LETTERS)})"}.get(c, c)
                for c in glob
            )
            or "()"
            for glob in union
        )
        return NFA.from_regex(expression, input_symbols=set(LETTERS))

    left = DFA.from_nfa(dfa(patterns)) - DFA.from_nfa(dfa(others))
    text = escapes(patterns, others)
    assert (text is None) == left.isempty()
    if text is not None:
        assert len(text) == left.minimum_word_length()


@given(st.text("aBkK\u212a*?", max_size=6), st.text("aAbBkK\u212a", max_size=5))
def test_without_regard_to_case_it_reads_what_the_engine_matches(glob, text):
    automaton = Automaton([glob_tokens(glob, ignore_case=True)])
    state = automaton.start
    for letter in text:
        state = automaton.step(state, letter)
    assert bool(automaton.accepted(state)) is (match(glob, text, ignore_case=True) is Truth.YES)


def test_many_stars_are_no_matter_where_they_do_not_meet():
    union = [f"{'*a' * count}*" for count in range(1, 9)]
    assert escapes(union, ["*a*"]) is None
    assert escapes(["*a*"], union[1:]) == "a"


def test_the_texts_of_a_small_alphabet_are_told_apart_in_full():
    globs = ["a*b", "*a?", "b*", "?"]
    automaton = Automaton([glob_tokens(glob) for glob in globs])
    seen = {accepted for accepted, _ in automaton.walk(0b1111)}
    texts = ("".join(letters) for size in range(6) for letters in product(LETTERS, repeat=size))
    brute = {
        sum(1 << at for at, glob in enumerate(globs) if match(glob, text) is Truth.YES)
        for text in texts
    }
    assert seen | {0} == brute | {0}
