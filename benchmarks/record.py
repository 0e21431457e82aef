"""What was measured when and where, kept as JSON: `bench.json`, described by `bench.schema.json`."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .figure import Figure, Floor, Goal

SCHEMA = Path(__file__).with_name("bench.schema.json")


@dataclass(frozen=True, slots=True)
class Record:
    """The figures of one benchmark; when (UTC) and on which machine they were measured, how long it took."""

    name: str
    about: str
    measured: str
    machine: str
    seconds: float
    figures: tuple[Figure, ...]
    load: float | None = None
    """How many processes were at work already, on average of a minute."""


def read_records(file: Path) -> dict[str, Record]:
    """The records in a file by name; none if there is no file."""
    if not file.exists():
        return {}
    held = json.loads(file.read_text(encoding="utf-8"))
    return {each["name"]: _record(each) for each in held["benchmarks"]}


def write_records(records: Iterable[Record], file: Path) -> None:
    """Put the records into a file, whole or not at all."""
    text = json.dumps(as_json(records), indent=1, ensure_ascii=False) + "\n"
    beside = file.with_name(f".{file.name}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def as_json(records: Iterable[Record]) -> dict[str, Any]:
    """The records as the schema has them."""
    return {"version": 1, "benchmarks": [_written(each) for each in records]}


def machine() -> str:
    """What this machine is, in a line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()},"
        f" {cores} cores{_processor()}{_memory()}"
    )


def load() -> float | None:
    """How many processes are at work, on average of the last minute; None where nobody tells."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    lines = file.read_text().splitlines() if file.exists() else []
    name = next((each.partition(":")[2] for each in lines if each.startswith("model name")), "")
    return f" ({name.strip()})" if name else ""


def _memory() -> str:
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return ""
    return f", {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB"


def _written(record: Record) -> dict[str, Any]:
    return {
        "name": record.name,
        "about": record.about,
        "measured": record.measured,
        "machine": record.machine,
        "load": record.load,
        "seconds": round(record.seconds, 1),
        "figures": [_figure_written(each) for each in record.figures],
    }


def _figure_written(each: Figure) -> dict[str, Any]:
    written: dict[str, Any] = {"name": each.name, "value": each.value, "unit": each.unit}
    if each.goal:
        written["goal"] = {"at_most" if each.goal.is_most else "at_least": each.goal.bound}
    if each.met is not None:
        written["met"] = each.met
    if each.floor:
        written["floor"] = {"what": each.floor.what, "value": each.floor.value}
    if each.times_floor is not None:
        written["times_floor"] = each.times_floor
    if each.peers:
        written["peers"] = dict(each.peers)
    if each.note:
        written["note"] = each.note
    if each.as_of:
        written["as_of"] = each.as_of
    return written


def _record(held: Mapping[str, Any]) -> Record:
    return Record(
        name=held["name"],
        about=held["about"],
        measured=held["measured"],
        machine=held["machine"],
        seconds=held["seconds"],
        figures=tuple(map(_figure, held["figures"])),
        load=held.get("load"),
    )


def _figure(held: Mapping[str, Any]) -> Figure:
    floor = held.get("floor")
    return Figure(
        held["name"],
        held["value"],
        held["unit"],
        _goal(held.get("goal")),
        Floor(floor["what"], floor["value"]) if floor else None,
        held.get("peers", {}),
        held.get("note", ""),
        held.get("as_of", ""),
    )


def _goal(held: Mapping[str, float] | None) -> Goal | None:
    if not held:
        return None
    is_most = "at_most" in held
    return Goal(held["at_most" if is_most else "at_least"], is_most=is_most)
