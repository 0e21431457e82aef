"""Baseline: findings that were there when a team began; they count for nothing until they are mended.

Kept in a file beside the configuration, by rule and logical place, never by line: the file is for people to
read in a change, and stays the same when lines move.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..config import Config
from ..config.confines import ensure_within
from ..errors import ConfigError
from ..finding import Finding
from ..read import read, read_text
from .places import Places

NAME = "xacct-guard.baseline.json"
VERSION = 1
ACCEPTED = "in the baseline"
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Baseline:
    """How often each rule finds something at each place."""

    counts: Counter[Key] = field(default_factory=Counter)

    def accept(self, findings: Iterable[Finding], places: Places) -> Iterator[Finding]:
        """The findings, those of the baseline suppressed: as many at each place as it holds."""
        left = Counter(self.counts)
        for finding in findings:
            key = key_of(finding, places)
            if finding.suppressed is None and left[key] > 0:
                left[key] -= 1
                yield replace(finding, suppressed=ACCEPTED)
            else:
                yield finding

    @property
    def text(self) -> str:
        """As it is kept in a file."""
        findings = [
            {"rule": rule, "at": at, "count": count}
            for (rule, at), count in sorted(self.counts.items())
        ]
        return json.dumps({"version": VERSION, "findings": findings}, indent=2) + "\n"


def baseline_of(findings: Iterable[Finding], places: Places) -> Baseline:
    """The baseline that accepts all of these which nobody accepts in another way."""
    of_nobody = (f for f in findings if f.suppressed in (None, ACCEPTED))
    return Baseline(Counter(key_of(finding, places) for finding in of_nobody))


def key_of(finding: Finding, places: Places) -> Key:
    """The rule, and the place where it is shown."""
    return finding.rule, places.logical(finding.at) if finding.at else ""


def file_of(config: Config) -> Path:
    """Where the baseline is kept: where the configuration says, else beside it.

    Raises ConfigError where a link leads from there to what the configuration may not name.
    """
    said = config.node.get("rules", "baseline")
    if said is not None:
        return config.path(said)
    ensure_within(config.root / NAME, config.bounds, config.node.span)
    return config.root / NAME


def load_baseline(path: Path) -> Baseline:
    """The baseline in a file, empty where there is none; raises InputError or ConfigError."""
    if not path.is_file():
        return Baseline()
    node = read(read_text(path))
    if node.text_at("version") != str(VERSION):
        raise ConfigError(
            f"`{path}` is no baseline of version {VERSION}",
            at=node.span,
            help="make it anew with `xacct-guard baseline create`",
        )
    found = node.get("findings")
    counts: Counter[Key] = Counter()
    for entry in found.items if found else ():
        count = entry.text_at("count") or "1"
        counts[entry.text_at("rule") or "", entry.text_at("at") or ""] += (
            int(count) if count.isdecimal() else 1
        )
    return Baseline(counts)
