"""Inputs that fuzzing found once (`make fuzz`): each is read, or refused by one clear error, soon."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.target import names, target_named

FOUND = [(name, path) for name in names() for path in target_named(name).found()]


@pytest.mark.parametrize("found", FOUND, ids=lambda each: f"{each[0]}-{each[1].name[-12:]}")
def test_what_broke_a_reader_once_does_so_no_more(found: tuple[str, Path]):
    name, path = found
    target_named(name).hold(path.read_bytes())


@pytest.mark.parametrize("name", names())
def test_a_target_takes_what_it_begins_from(name: str):
    """The first few; a target that takes nothing finds nothing."""
    target = target_named(name)
    seeds = list(target.inputs())
    assert seeds
    for data in seeds[-3:]:
        target.hold(data)
        target.hold(data[: len(data) // 2])
