"""The pages of all rules in one Markdown file, from their docstrings and fixtures: `make rule-pages`.

python tools/rule_pages.py > docs/reference/rules.md
"""

from __future__ import annotations

from collections.abc import Iterator

from xacct_guard.rule import Rule
from xacct_guard.rule.catalogue import catalogue
from xacct_guard.rule.example import example_of


def main() -> None:
    """Print the table of all rules, then the page of each."""
    rules = catalogue()
    print("\n".join((*table(rules), *(line for rule in rules for line in page(rule)))))


def table(rules: tuple[Rule, ...]) -> Iterator[str]:
    """One row a rule."""
    yield from ("# Rules", "", "| rule | severity | kind | pack | |", "|---|---|---|---|---|")
    for rule in rules:
        yield f"| [{rule.id}](#{rule.id}) | {rule.severity} | {rule.kind} | {rule.tier} | {rule.title} |"


def page(rule: Rule) -> Iterator[str]:
    """The rule's page, one heading deeper, with what it finds and what it would rather see."""
    yield from ("", f"## {rule.id}", "")
    yield from (f"#{line}" if line.startswith("#") else line for line in rule.page.splitlines())
    example = example_of(rule)
    yield from example.lines("###") if example else ()


if __name__ == "__main__":
    main()
