"""The table of mutations and outcomes, at the end of a run: how many of each kind in each system.

With `-v` every mutation is a line of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

Told = tuple[str, str, str, dict[str, int]]  # kind, system, name, verdicts of what changed


def pytest_terminal_summary(terminalreporter: Any) -> None:
    told = sorted(_told(terminalreporter), key=lambda each: each[:3])
    if not told:
        return
    failed = sum("mutations" in each.nodeid for each in terminalreporter.stats.get("failed", []))
    terminalreporter.section(f"{len(told)} mutations as they must be, {failed} not")
    if terminalreporter.config.get_verbosity() > 0:
        for kind, system, name, changed in told:
            terminalreporter.line(f"{kind} | {system} | {name} | {_said(changed)}")
    for line in _table(told):
        terminalreporter.line(line)


def _told(terminalreporter: Any) -> Iterator[Told]:
    for report in terminalreporter.stats.get("passed", []):
        for name, value in getattr(report, "user_properties", ()):
            if name == "mutation":
                yield tuple(value)


def _table(told: list[Told]) -> Iterator[str]:
    systems = sorted({system for _, system, _, _ in told})
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    changed: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, system, _, verdicts in told:
        counts[kind][system] += 1
        changed[kind].update(verdicts)
    yield "".join(f"{system[:16]:>18}" for system in systems) + "   all  kind: what changed"
    for kind, count in sorted(counts.items(), key=lambda each: -each[1].total()):
        row = "".join(f"{count[system]:18}" for system in systems)
        yield f"{row}{count.total():6}  {kind}: {_said(changed[kind])}"


def _said(changed: dict[str, int]) -> str:
    parts = ", ".join(f"{count} {verdict}" for verdict, count in sorted(changed.items()))
    return parts or "nothing, and nothing must"
