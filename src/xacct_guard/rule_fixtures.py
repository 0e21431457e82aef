"""Fixtures of rules: templates that say beside each line what a rule must find there, and nothing else.

A fixture is a template, deployed as stack `fixture` in account 111111111111, or a folder with an
`xacct-guard.yaml` of its own. It lies in a folder named like the rule, and its name begins with `fires.` or
with `silent.`. `# finds: rule-id` stands on the line where the finding is shown, with the severity and the
confidence behind it where they matter: `# finds: rule-id (medium, low)`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from .finding import Finding
from .options import Options
from .run import check
from .verdicts import Report

TODAY = date(2026, 11, 1)
"""The day on which fixtures are judged: what is over stays over."""
_CONFIGURATION = """\
accounts:
  home: {{id: "111111111111", regions: [us-east-1]}}
stacks:
  - {{name: fixture, template: "{template}", account: home}}
"""
_EXPECTED = re.compile(r"# finds: ([a-z-]+)(?: \(([a-z, ]+)\))?")
_SOURCES = ("*.yaml", "*.yml", "*.tf")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a comment announces: the file (its name) and line, and how the weight of the finding begins."""

    file: str
    line: int
    weight: str = ""


@dataclass(frozen=True, slots=True)
class Fixture:
    """A fixture of one rule."""

    path: Path
    rule: str

    @property
    def expected(self) -> tuple[Expected, ...]:
        """What its comments announce."""
        return tuple(
            Expected(file.name, number, weight)
            for file in self._files()
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
            for rule, weight in _EXPECTED.findall(line)
            if rule == self.rule
        )

    def _files(self) -> list[Path]:
        if self.path.is_file():
            return [self.path]
        return sorted(file for kind in _SOURCES for file in self.path.rglob(kind))


def fixtures_in(folder: Path) -> tuple[Fixture, ...]:
    """The fixtures in `RULE/fires.*` and `RULE/silent.*` of a folder."""
    found = sorted((*folder.glob("*/fires.*"), *folder.glob("*/silent.*")))
    return tuple(Fixture(path, path.parent.name) for path in found)


def report_on(fixture: Fixture, rules: Path | None = None) -> Report:
    """What all rules say of a fixture; `rules` is a folder of one's own."""
    options = {"rules": rules, "packs": ("audit",), "today": TODAY}
    if fixture.path.is_dir():
        return check((), Options(config=fixture.path / "xacct-guard.yaml", **options)).report  # type: ignore[arg-type]
    with TemporaryDirectory() as folder:
        config = Path(folder) / "xacct-guard.yaml"
        config.write_text(_CONFIGURATION.format(template=fixture.path.resolve()), encoding="utf-8")
        return check((), Options(config=config, **options)).report  # type: ignore[arg-type]


def faults_of(fixture: Fixture, report: Report) -> Iterator[str]:
    """What is not as the fixture says, a line each."""
    yield from (f"cannot be read: {failure}" for failure in report.failures)
    expected = Counter((each.file, each.line) for each in fixture.expected)
    found = Counter(_place(each) for each in report.findings if each.rule == fixture.rule)
    for (file, line), count in sorted((expected - found).items()):
        yield f"{file}:{line}: not found ({count} less than announced)"
    for (file, line), count in sorted((found - expected).items()):
        yield f"{file}:{line}: found, and not announced ({count} more)"
    said = {(each.file, each.line): each.weight for each in fixture.expected}
    for finding in report.findings:
        weight = f"{finding.severity}, {finding.confidence}"
        wanted = said.get(_place(finding), "") if finding.rule == fixture.rule else ""
        if not weight.startswith(wanted):
            file, line = _place(finding)
            yield f"{file}:{line}: is {weight}, not {wanted}"


def _place(finding: Finding) -> tuple[str, int]:
    at = finding.locations[0].span
    return Path(at.source.name).name, at.line or 0
