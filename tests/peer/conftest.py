"""What the comparison found, added up over its shards and told at the end of a run of this folder."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator

import pytest

from .peer import Peer, PeerIsMissingError


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    """The engine of others, as long as a module's tests ask it."""
    try:
        running = Peer()
    except PeerIsMissingError as missing:
        warnings.warn(f"no second opinion: {missing}", stacklevel=1)
        pytest.skip(str(missing))
    with running:
        yield running


def pytest_terminal_summary(terminalreporter):
    found: Counter[str] = Counter()
    seeds = set()
    for report in terminalreporter.stats.get("passed", []):
        for name, value in getattr(report, "user_properties", ()):
            if name == "comparison":
                seeds.add(value["seed"])
                found.update({key: count for key, count in value.items() if key != "seed"})
    _opinions(terminalreporter)
    if not found:
        return
    asked = sum(count for name, count in found.items() if name.startswith("we say"))
    terminalreporter.section(f"{asked} simulations, seed {', '.join(map(str, sorted(seeds)))}")
    for name, count in sorted(found.items()):
        terminalreporter.line(f"{count:8} {name}")


def _opinions(terminalreporter):
    """What both engines say of the generated policies."""
    for report in terminalreporter.stats.get("passed", []):
        for name, value in getattr(report, "user_properties", ()):
            if name == "opinions on generated policies":
                about, *said = value.items()
                terminalreporter.line(f"{' '.join(about)}: {dict(said)}")
