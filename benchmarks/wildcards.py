"""Patterns made to be slow: thirty stars against ten thousand characters."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from .decisions import DEFAULT, Compiled, Json, allow, document, read_scenario
from .figure import WHOLE, Figure, Floor, Scale, at_most

LENGTH, STARS, ROUNDS, GOAL = 10_000, 30, 21, 5.0


def milliseconds(question: Callable[[], object]) -> float:
    """The slowest of several runs, of processor time: the first finds nothing worked out."""
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        question()
        took.append(1000 * (time.process_time() - began))
    return max(took)


def engine_for(pattern: str, value: str) -> Callable[[], object]:
    """A question that the engine can answer only by matching the pattern, twice."""
    policy = document(
        allow("s3:*", f"arn:aws:s3:::{pattern}"),
        allow("s3:*", "*", Condition={"StringLike": {"aws:PrincipalTag/team": pattern}}),
    )
    found = read_scenario(
        {
            "request": {
                "principal": "arn:aws:iam::111122223333:user/alice",
                "action": "s3:GetObject",
                "resource": f"arn:aws:s3:::{value}",
                "resource_account": "111122223333",
                "context": {"aws:PrincipalTag/team": value},
            },
            "policies": {"identity": policy},
        }
    )
    engine = Compiled(found.layers)
    return lambda: engine.verdict(found.request, DEFAULT)


def figures(_: Scale = WHOLE) -> Iterator[Figure]:
    """Patterns of which all but the last piece are found, and which must be looked for to the end."""
    value = "ab" * (LENGTH // 2)
    least = milliseconds(lambda: value.find("ac"))
    floor = Floor("two letters are looked for in as many", least)
    cases: tuple[tuple[str, str, Json], ...] = (
        ("`*ab` thirty times, then `*ac*`", "*ab" * (STARS - 1) + "*ac*", value),
        ("`*a?a` thirty times, then `*b?a*`", "*a?a" * (STARS - 1) + "*b?a*", value),
        ("`*a` thirty times, then `*b*`", "*a" * (STARS - 1) + "*b*", "a" * LENGTH),
        ("thirty pieces of ten letters", "*aaaaaaaa?b" * STARS + "*", "a" * LENGTH),
    )
    for name, pattern, text in cases:
        took = milliseconds(engine_for(pattern, text))
        yield Figure(f"{name}, 10,000 letters, twice", took, "ms", at_most(GOAL), floor)


BENCHMARK = figures
