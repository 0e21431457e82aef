"""Inputs that fuzzing found once (`make fuzz`): each is read, or refused by one clear error, soon."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.__main__ import main
from fuzz.target import BeyondLimitsError, Target, names, target_named

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


def test_without_atheris_that_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr("fuzz.__main__.find_spec", lambda _: None)
    assert main([]) == 2
    assert "atheris is not installed" in capsys.readouterr().err


def test_a_target_that_breaks_would_be_seen(monkeypatch: pytest.MonkeyPatch):
    def breaks(data: bytes) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Target("x", breaks).hold(b"")
    times = iter((0.0, 2.1))
    monkeypatch.setattr("fuzz.target.time.process_time", lambda: next(times))
    with pytest.raises(BeyondLimitsError):
        Target("x", len).hold(b"")
