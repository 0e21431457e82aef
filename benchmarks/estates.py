"""`check` of estates of 50 to 2,000 published templates, each in a process of its own.

An estate is the published folders, as often as it takes. Processor time counts: it is linear if a
template of the largest estate takes what one of the smallest takes.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from pathlib import Path

import yaml

from xacct_guard.span import Source

from .figure import WHOLE, Figure, Floor, Scale, at_most
from .published import MISSING, templates

COLD, SECONDS = 50, 2
SIZES = (500, 1000, 2000)
SPREAD, MEMORY = 15, 1024
RULES = {"all rules": ("--pack", "audit"), "one rule": ("--select", "template-too-large")}

_PEAK = """
import sys
from xacct_guard.cli import main
main(sys.argv[1:])
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(status["VmHWM"].split()[0], file=sys.stderr)
"""


def write(sources: list[Source], many: int, folder: Path) -> Path:
    """An estate of so many templates."""
    for index, source in enumerate(islice(cycle(sources), many)):
        file = folder / f"{index // len(sources):02}" / source.name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source.text)
    return folder


def measured(folder: Path, *options: str) -> tuple[float, float, float]:
    """Processor and wall seconds and peak memory in MiB of one cold run."""
    said = folder / ".said"
    actions = [
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, str(said), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
    ]
    command = [sys.executable, "-c", _PEAK, "check", str(folder), *options]
    began = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    _, _, usage = os.wait4(child, 0)
    wall = time.perf_counter() - began
    peak = int(said.read_text().split()[-1]) / 1024
    return usage.ru_utime + usage.ru_stime, wall, peak


def figures(scale: Scale = WHOLE) -> Iterator[Figure]:
    """What fifty templates take, and what one takes in an estate of each size."""
    sources = templates()
    if not sources:
        yield Figure(f"{COLD} templates, cold", None, "s", at_most(SECONDS), note=MISSING)
        return
    with tempfile.TemporaryDirectory() as name:
        cold = scale.of(COLD)
        folder = write(sources, cold, Path(name) / "cold")
        runs = [measured(folder, *RULES["all rules"]) for _ in range(scale.of(3))]
        spent, wall, peak = min(runs)
        floor = Floor("PyYAML composes them", _composed(folder))
        told = f"{spent:.2f} s of processor, {peak:.0f} MiB"
        yield Figure(
            f"{cold} templates, all rules, cold", wall, "s", at_most(SECONDS), floor, {}, told
        )
        sizes = {size: scale.of(size) for size in SIZES}
        folders = {n: write(sources, n, Path(name) / str(n)) for n in sizes.values()}
        for rules, options in RULES.items():
            yield from _growth(folders, rules, options)


def _composed(folder: Path) -> float:
    """Seconds in which PyYAML's C loader composes the templates of a folder."""
    texts = [file.read_text() for file in folder.rglob("*.y*ml")]
    began = time.perf_counter()
    for text in texts:
        yaml.compose(text, Loader=yaml.CSafeLoader)
    return time.perf_counter() - began


def _growth(folders: Mapping[int, Path], rules: str, options: tuple[str, ...]) -> Iterator[Figure]:
    """What a template takes in an estate of each size, set against one of the smallest."""
    first = 0.0
    for size, folder in folders.items():
        spent, _, peak = measured(folder, *options)
        each = spent / size * 1000
        first = first or each
        name = f"{size:,} templates, {rules}"
        if each != first:
            more = (each / first - 1) * 100
            yield Figure(f"{name}: more for each", more, "%", at_most(SPREAD))
        told = f"{each:.1f} ms of processor for each"
        yield Figure(f"{name}: memory", peak, "MiB", at_most(MEMORY), note=told)


BENCHMARK = figures
