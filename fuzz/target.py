"""TARGET: what is fuzzed, with what it begins from and what it may take."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
FOUND = HERE / "found"
SECONDS = 2
GROWTH = 500 * 1024**2
LARGEST_SEED = 40_000
MOST_SEEDS = 60


class BeyondLimitsError(Exception):
    """An input that took more time or memory than any may."""


@dataclass(frozen=True, slots=True)
class Target:
    """`take` reads an input and lets pass what is said of bad ones; `seeds` are globs below the repository.

    `texts` are seeds, too. `suffix` is that of the files that are kept of it.
    """

    name: str
    take: Callable[[bytes], object]
    seeds: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    def inputs(self) -> Iterator[bytes]:
        """What it begins from."""
        yield from (text.encode() for text in self.texts)
        every = [
            path for pattern in self.seeds for path in sorted(ROOT.glob(pattern)) if _is_small(path)
        ]
        for path in every[:: len(every) // MOST_SEEDS + 1]:
            yield path.read_bytes()

    def found(self) -> tuple[Path, ...]:
        """Inputs that broke it once."""
        return tuple(sorted(path for path in (FOUND / self.name).glob("*") if path.is_file()))

    def hold(self, data: bytes) -> None:
        """Take an input; raises BeyondLimitsError where that took too much, and whatever is a bug."""
        begun, held = time.process_time(), _most_held()
        self.take(data)
        seconds, growth = time.process_time() - begun, _most_held() - held
        if seconds > SECONDS:
            raise BeyondLimitsError(f"{seconds:.1f} s, more than {SECONDS}")
        if growth > GROWTH:
            raise BeyondLimitsError(f"{growth // 1024**2} MB more, above {GROWTH // 1024**2}")


def _is_small(path: Path) -> bool:
    return path.is_file() and path.stat().st_size <= LARGEST_SEED


def _most_held() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def names() -> tuple[str, ...]:
    """The names of all targets, those of their files."""
    return tuple(sorted(file.stem for file in (HERE / "targets").glob("[a-z]*.py")))


def target_named(name: str) -> Target:
    """The target of that name, which must be one of `names()`."""
    target: Target = import_module(f"fuzz.targets.{name}").TARGET
    return target
