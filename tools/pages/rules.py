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


def written() -> str:
    """The table of all rules, then the page of each."""
    rules = catalogue()
    return "\n".join((*table(rules), *(line for rule in rules for line in page(rule)), ""))


def table(rules: tuple[Rule, ...]) -> Iterator[str]:
    """One row a rule."""
    yield from ("# Rules", "", "| rule | severity | kind | pack | fix | |")
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
    """The rule's page, one heading deeper, with what it finds and what it would rather see."""
    yield from ("", f"## {rule.id}", "")
    yield from (f"#{line}" if line.startswith("#") else line for line in rule.page.splitlines())
    example = example_of(rule)
    yield from example.lines("###") if example else ()


PAGE = Page("reference/rules.md", written)
