"""`xacct-guard explain`: a rule's page, offline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..completing import rules_beginning
from ..output import Sheet
from ..settings import Settings, common

if TYPE_CHECKING:
    from ...rule import Rule


@click.command(short_help="Print a rule's page: what, why, and what to do instead.")
@click.argument("rule", shell_complete=rules_beginning)
@click.option(
    "--rules",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A folder with rules of your own; they are code and will be run.",
)
@common("full", "json")
def command(settings: Settings, rule: str, rules: Path | None) -> int:
    """Print the page of RULE, as Markdown."""
    from ...rule.catalogue import catalogue

    found = _named(rule, catalogue(rules))

    def text_of(format: str, sheet: Sheet) -> str:
        return _as_json(found) if format == "json" else _as_page(found, sheet)

    settings.deliver(text_of)
    return 0


def _named(name: str, rules: tuple[Rule, ...]) -> Rule:
    for rule in rules:
        if rule.id == name:
            return rule
    from ...rule.choice import closest_name

    close = closest_name(name, [rule.id for rule in rules])
    hint = f"did you mean `{close}`?" if close else "`xacct-guard rules` lists them"
    raise click.UsageError(f"no such rule `{name}`, {hint}", click.get_current_context())


def _as_json(rule: Rule) -> str:
    import json

    from ...rule.example import example_of

    example = example_of(rule)
    members = {
        "version": 1,
        "rule": rule.id,
        "severity": rule.severity,
        "kind": rule.kind,
        "title": rule.title,
        "tier": rule.tier,
        "page": rule.page,
        "bad": dict(example.bad) if example else None,
        "good": dict(example.good) if example else None,
    }
    return json.dumps(members, indent=2, ensure_ascii=False) + "\n"


def _as_page(rule: Rule, sheet: Sheet) -> str:
    """The Markdown as it was written; on a terminal the headings and the code stand out."""
    paint, _ = sheet
    head = f"{paint('strong', rule.id)} ({rule.severity}, {rule.kind}, {rule.tier})\n\n"
    from ...rule.example import example_of

    example = example_of(rule)
    lines = (*rule.page.strip().split("\n"), *(example.lines() if example else ()))
    return head + "".join(
        f"{paint('strong', line) if line.startswith('#') else paint.prose(line)}\n"
        for line in lines
    )
