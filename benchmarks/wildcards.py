"""Patterns made to be slow: thirty stars against ten thousand characters."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

from .decisions import DEFAULT, Compiled, Json, allow, document, read_scenario

LENGTH, STARS, ROUNDS, GOAL = 10_000, 30, 21, 5.0


def milliseconds(question: Callable[[], object]) -> float:
    """Median of several runs, of processor time."""
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        question()
        took.append(1000 * (time.process_time() - began))
    return statistics.median(took)


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


def rows() -> Iterator[str]:
    """Patterns of which all but the last piece are found, and which must be looked for to the end."""
    value = "ab" * (LENGTH // 2)
    floor = milliseconds(lambda: value.find("ac"))
    yield f"floor: {floor:.3f} ms to look for two letters in as many characters"
    cases: tuple[tuple[str, str, Json], ...] = (
        ("`*ab` thirty times, then `*ac*`", "*ab" * (STARS - 1) + "*ac*", value),
        ("`*a?a` thirty times, then `*b?a*`", "*a?a" * (STARS - 1) + "*b?a*", value),
        ("`*a` thirty times, then `*b*`", "*a" * (STARS - 1) + "*b*", "a" * LENGTH),
        ("thirty pieces of ten letters", "*aaaaaaaa?b" * STARS + "*", "a" * LENGTH),
    )
    for name, pattern, text in cases:
        took = milliseconds(engine_for(pattern, text))
        yield f"{name}, as resource and as condition: {took:.2f} ms (goal {GOAL:.0f})"


BENCHMARK = rows
