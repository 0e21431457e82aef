"""What is deployed when: nothing waits for what comes later, in as few steps as there can be."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xacct_guard.blueprint.circles import unwound
from xacct_guard.blueprint.order import Order, ordered
from xacct_guard.blueprint.piece import Piece, Place

Written = Mapping[str, tuple[str, ...]]


def pieces(written: Written) -> tuple[Piece, ...]:
    """`"A.role": ("B.other",)`: a role of account A whose policy names a role of B; `+x` is what it needs.

    Lower-case names make what they are called, others (policies of resources) nothing that is named.
    """
    return tuple(
        Piece(
            name,
            Place(name.partition(".")[0], "us-east-1"),
            frozenset({name}) if name.partition(".")[2].islower() else frozenset(),
            frozenset(each for each in waits if not each.startswith("+")),
            frozenset(each[1:] for each in waits if each.startswith("+")),
        )
        for name, waits in written.items()
    )


def steps(order: Order) -> list[tuple[str, ...]]:
    """The accounts of the steps, each with what is created there."""
    return [
        (step.place.account, *(piece.name[2:] for piece in step.pieces)) for step in order.steps
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(
            {"A.role": (), "A.BUCKET": ("A.role",)}, [("A", "role", "BUCKET")], id="one account"
        ),
        pytest.param(
            {"A.role": ("B.role",), "B.role": ()},
            [("B", "role"), ("A", "role")],
            id="who is named comes first",
        ),
        pytest.param(
            {"A.role": ("Z.not-here",)}, [("A", "role")], id="who nobody makes is there already"
        ),
        pytest.param(
            {"A.role": (), "A.BUCKET": ("B.role",), "B.role": ("A.role",)},
            [("A", "role"), ("B", "role"), ("A", "BUCKET")],
            id="the roles of an account, then those who trust them, then what names these",
        ),
        pytest.param(
            {
                **{"A.pipeline": (), "A.report": ("C.deploy",)},
                **{"A.BUCKET": ("B.act", "C.deploy"), "A.KEY": ("A.pipeline", "B.act")},
                **{"B.act": ("A.pipeline",), "B.job": (), "C.act": ("A.pipeline",), "C.deploy": ()},
            },
            [
                ("A", "pipeline"),
                ("B", "act", "job"),
                ("C", "act", "deploy"),
                ("A", "report", "BUCKET", "KEY"),
            ],
            id="three accounts, two of them at once",
        ),
        pytest.param(
            {
                **{"A.role": (), "A.key": ("B.role",)},
                **{"B.role": ("A.role",), "B.POLICY": ("B.role", "+A.key")},
            },
            [("A", "role"), ("B", "role"), ("A", "key"), ("B", "POLICY")],
            id="a policy that says the id of a key waits for the key",
        ),
    ],
)
def test_what_is_named_is_there_before(written, expected):
    found = ordered(pieces(written))
    assert steps(found) == expected
    assert found.stuck == ()


@pytest.mark.parametrize(
    ("written", "given_up"),
    [
        pytest.param({"A.a": ("A.a",)}, {"A.a": {"A.a"}}, id="a role that trusts itself"),
        pytest.param({"A.a": ("B.b",), "B.b": ("A.a",)}, {"A.a": {"B.b"}}, id="two that trust"),
        pytest.param(
            {"A.a": ("B.b",), "B.b": ("C.c", "C.d"), "C.c": ("A.a",), "C.d": ()},
            {"A.a": {"B.b"}},
            id="three in a row, one piece is enough",
        ),
        pytest.param(
            {"A.a": ("A.b",), "A.b": ("B.c",), "B.c": ("A.a",)},
            {"A.b": {"B.c"}},
            id="rather a role of another account",
        ),
        pytest.param({"A.a": ("B.b",), "B.b": ()}, {}, id="no circle, nothing given up"),
        pytest.param(
            {"A.a": ("+B.ep",), "B.ep": ("A.a",)},
            {"B.ep": {"A.a"}},
            id="the id of an endpoint that names the role",
        ),
    ],
)
def test_of_a_circle_one_piece_names_roles_otherwise(written, given_up):
    before = pieces(written)
    after = unwound(before)
    lost = {
        old.name: set(old.principals - new.principals)
        for old, new in zip(before, after, strict=True)
        if old.principals != new.principals
    }
    assert lost == given_up
    assert ordered(after).stuck == ()


def test_what_waits_for_names_alone_cannot_be_helped_and_is_told():
    circle = pieces({"A.a": ("+A.b",), "A.b": ("+A.a",), "A.c": ()})
    assert unwound(circle) == circle
    found = ordered(circle)
    assert steps(found) == [("A", "c")]
    assert {piece.name for piece in found.stuck} == {"A.a", "A.b"}


NAMES = [f"{account}.{name}" for account in "ABCD" for name in ("a", "b", "c", "X")]


@given(
    st.dictionaries(
        st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=3).map(tuple), min_size=1
    )
)
def test_whoever_names_whom_everything_is_created_once_and_nothing_too_early(written):
    found = ordered(unwound(pieces(written)))
    assert found.stuck == ()
    created = [piece for step in found.steps for piece in step.pieces]
    assert sorted(piece.name for piece in created) == sorted(written)
    makers = {what: piece.name for piece in created for what in piece.makes}
    before: set[str] = set()
    for piece in created:
        assert {makers[what] for what in piece.waits_for if what in makers} <= before
        before.add(piece.name)
    assert all(
        one.place != other.place for one, other in zip(found.steps, found.steps[1:], strict=False)
    )


def test_sixty_accounts_around_one_take_three_steps_a_side():
    written: dict[str, tuple[str, ...]] = {"Hub.pipeline": ()}
    for number in range(60):
        written[f"{number:03}.act"] = ("Hub.pipeline",)
    written["Hub.BUCKET"] = tuple(f"{number:03}.act" for number in range(60))
    found = ordered(pieces(written))
    accounts = [step.place.account for step in found.steps]
    assert (accounts[0], accounts[-1], len(accounts)) == ("Hub", "Hub", 62)
