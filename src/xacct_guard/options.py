"""Options: what the command line asks of a check, and the configuration and rules that this leads to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .config import Config, Resolve, empty_config, find_config, load_config
from .config.confines import confines
from .load.documents import LARGEST

if TYPE_CHECKING:
    from .rule.bench import Bench


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks of a check. `pipeline`, `stage` and `action` narrow `simulate`.

    `packs` go before those of the configuration; `today` is the day that ignores are held against. `jobs`
    processes judge a snapshot; None: one for each core where there are accounts enough. With `drawn` the run
    brings a picture of the estate with it. `found` says that nobody gave `config` by hand: it names files
    of its repository only, or below `top`.
    """

    config: Path | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    no_ignores: bool = False
    packs: tuple[str, ...] = ()
    rules: Path | None = None
    today: date = field(default_factory=date.today)
    pipeline: str | None = None
    stage: str | None = None
    action: str | None = None
    max_file_size: float = LARGEST
    with_cfn_lint: bool = False
    jobs: int | None = 1
    drawn: bool = False
    found: bool = False
    top: Path | None = None


def config_of(paths: tuple[Path, ...], options: Options) -> Config:
    """The configuration that is given, else the nearest one upward from the first path."""
    if options.config is not None:
        return load_config(options.config, _bounds(options.config, paths, options))
    start = paths[0] if paths else Path()
    found = find_config(start) if start.exists() else None
    if found is None:
        return empty_config(start)
    return load_config(from_here(found), confines(found, paths))


def _bounds(config: Path, paths: tuple[Path, ...], options: Options) -> tuple[Path, ...]:
    if options.top is not None:
        return (options.top,)
    return confines(config, paths) if options.found else ()


def from_here(path: Path) -> Path:
    """The path as somebody standing here would write it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def within(paths: tuple[Path, ...], config: Config) -> tuple[Path, ...]:
    """The folders to look through: those given, else the configuration's own (or this one)."""
    return paths or ((config.root,) if config.node.mapping else (Path(),))


def bench_of(config: Config, options: Options, resolve: Resolve) -> Bench:
    """The rules that are heard, as the configuration and the options want it."""
    from .rule.bench import bench

    return bench(
        config,
        resolve,
        own=options.rules,
        packs=options.packs,
        select=options.select,
        ignore=options.ignore,
        today=options.today,
        accepting=not options.no_ignores,
    )
