"""What the rules find in templates that others published: a table by repository, and every finding of weight.

    python tools/corpus_report.py FOLDER [--pack baseline] [--severity high]

FOLDER holds one repository a folder. Nothing is configured: each is checked as somebody would who has just
cloned it. `docs/corpus-review.md` keeps what a person thought of each finding.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import ascii_uppercase

from xacct_guard.finding import Finding, Severity
from xacct_guard.run import Options, check

LETTERS = (
    *ascii_uppercase,
    *(first + second for first in ascii_uppercase for second in ascii_uppercase),
)


def main() -> None:
    """Print the table and the findings."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pack", default="baseline")
    parser.add_argument("--severity", type=Severity, default=Severity.HIGH)
    said = parser.parse_args()
    found = {each.name: findings(each, said.pack) for each in repositories(said.folder)}
    print("\n".join((*table(found), "", *listed(found, said.folder, said.severity))))


def repositories(folder: Path) -> list[Path]:
    """The folders of the corpus, one a repository."""
    return sorted(each for each in folder.iterdir() if each.is_dir())


def findings(repository: Path, pack: str) -> tuple[Finding, ...]:
    """What the rules of a pack find in a repository."""
    return check((repository,), Options(packs=(pack,))).report.findings


def table(found: dict[str, tuple[Finding, ...]]) -> Iterator[str]:
    """A row a rule, the worst first, a column a repository; a line says which letter is which."""
    counts = {name: Counter(each.rule for each in those) for name, those in found.items()}
    worst: dict[str, Severity] = {}
    for each in sorted((e for those in found.values() for e in those), key=_rank, reverse=True):
        worst[each.rule] = each.severity
    letters = dict(zip(found, LETTERS, strict=False))
    yield f"| rule | worst | all | {' | '.join(letters.values())} |"
    yield f"|---|---|---:|{'---:|' * len(letters)}"
    for rule in sorted(worst, key=lambda rule: (worst[rule].rank, rule)):
        row = [counter[rule] for counter in counts.values()]
        cells = " | ".join(str(n or "") for n in row)
        yield f"| {rule} | {worst[rule]} | {sum(row)} | {cells} |"
    totals = [counter.total() for counter in counts.values()]
    yield f"| all | | {sum(totals)} | {' | '.join(map(str, totals))} |"
    yield ""
    yield "; ".join(f"{letter} {name.replace('__', '/')}" for name, letter in letters.items())


def _rank(finding: Finding) -> int:
    return finding.severity.rank


def listed(
    found: dict[str, tuple[Finding, ...]], folder: Path, severity: Severity
) -> Iterator[str]:
    """The findings of a severity or a worse one, with their places."""
    for those in found.values():
        for each in those:
            if each.severity.rank <= severity.rank:
                at = str(each.locations[0].span).removeprefix(f"{folder}/")
                yield f"- {each.severity} {each.rule} {at}: {each.message}"


if __name__ == "__main__":
    main()
