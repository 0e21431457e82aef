"""The pages of all rules in one, from their docstrings and fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xacct_guard.rule import Rule
from xacct_guard.rule.catalogue import catalogue
from xacct_guard.rule.example import example_of
from xacct_guard.rule_fixtures import fixtures_in, report_on

from . import Page

FIXTURES = Path(__file__).parents[2] / "fixtures" / "rules"


ABOUT = """\
What is looked for, each with its reasons. `xacct-guard explain RULE` prints one of these pages offline.
*Kind* says what happens if nothing is done: `blocks` (a deployment or a stage would fail), `exposes`
(somebody may do what they should not), `hygiene`. *Pack* is the first policy pack that has the rule, *fix*
whether `xacct-guard fix` can make the change, and whether that is safe.
"""


def written() -> str:
    """The table of all rules, then the page of each."""
    rules = catalogue()
    return "\n".join((*table(rules), *(line for rule in rules for line in page(rule)), ""))


def table(rules: tuple[Rule, ...]) -> Iterator[str]:
    """One row a rule."""
    yield from ("# Rules", "", ABOUT, "| rule | severity | kind | pack | fix | |")
    yield "|---|---|---|---|---|---|"
    fixes = fixes_by_rule()
    for rule in rules:
        what = f"{rule.severity} | {rule.kind} | {rule.tier} | {fixes.get(rule.id, '')}"
        yield f"| [{rule.id}](#{rule.id}) | {what} | {rule.title} |"


def fixes_by_rule() -> dict[str, str]:
    """What the edits are that a rule proposes in its fixtures: `safe`, `unsafe`, or some of each."""
    found: dict[str, set[str]] = {}
    for fixture in fixtures_in(FIXTURES):
        if fixture.path.name.startswith("fires."):
            for finding in report_on(fixture).findings:
                if finding.rule == fixture.rule and finding.fix and finding.fix.edits:
                    found.setdefault(fixture.rule, set()).add(str(finding.fix.safety))
    return {rule: ", ".join(sorted(kinds)) for rule, kinds in found.items()}


def page(rule: Rule) -> Iterator[str]:
    """The rule's page, with what it finds and what it would rather see."""
    yield from ("", f"## {rule.id}", "")
    example = example_of(rule)
    yield from map(plain, rule.page.splitlines())
    yield from map(plain, example.lines("##") if example else ())


def plain(line: str) -> str:
    """A heading as a line of its own: that of the rule is enough for the table of contents."""
    return f"**{line.lstrip('# ')}**\n" if line.startswith("## ") else line


PAGE = Page("reference/rules.md", written)
