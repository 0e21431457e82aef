"""Findings: the frame of the list and its filters; the script fills it from the facts."""

from __future__ import annotations

from collections.abc import Iterable

from ..calls import named
from ..finding import Severity
from .contents import Contents
from .markup import Markup, tag


def findings(contents: Contents) -> Markup:
    """The section of all findings, with the filters that make sense for these."""
    found = contents.findings
    accounts = dict.fromkeys(each.account or "" for each in found)
    names = contents.report.accounts
    rules = sorted({each.rule for each in found})
    severities = [each for each in Severity if any(one.severity is each for one in found)]
    return tag(
        "section",
        tag("h2", "Findings", id="findings-title"),
        tag(
            "div",
            _select(
                "account",
                "Account",
                ((a, named(a, names) or "of no account") for a in sorted(accounts)),
            ),
            _select("rule", "Rule", ((rule, rule) for rule in rules)),
            _select("severity", "Severity", ((str(s), str(s)) for s in severities)),
            tag(
                "label",
                tag("span", "Text"),
                tag(
                    "input", type="search", id="filter-text", autocomplete="off", spellcheck="false"
                ),
            ),
            tag("p", id="count", class_="count-line", role="status", aria_live="polite"),
            class_="filters",
            role="search",
            aria_label="Filter the findings",
        ),
        tag("ol", id="finding-list", class_="finding-list"),
        tag("button", "Show more", type="button", id="more", class_="more", hidden=True),
        id="findings",
        aria_labelledby="findings-title",
    )


def _select(name: str, said: str, options: Iterable[tuple[str, str]]) -> Markup:
    return tag(
        "label",
        tag("span", said),
        tag(
            "select",
            tag("option", "all", value=""),
            (tag("option", words, value=f"={value}") for value, words in options),
            id=f"filter-{name}",
        ),
    )
