"""`xacct-guard rules`: the catalogue, and the fixtures of rules of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..exits import Exit
from ..output import Sheet
from ..settings import Settings, common

if TYPE_CHECKING:
    from ...rule import Rule

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(short_help="List the rules, or run the fixtures of your own.")
@click.argument("test", required=False, type=click.Choice(("test",)), metavar="[test]")
@click.argument("folder", required=False, type=_FOLDER, metavar="[DIR]")
@click.option(
    "--rules",
    type=_FOLDER,
    metavar="DIR",
    help="A folder with rules of your own; they are code and will be run.",
)
@common("full", "json")
def command(
    settings: Settings, *, test: str | None, folder: Path | None, rules: Path | None
) -> int:
    """List the rules: name, severity, kind, the first pack that has it, and what each finds.

    `rules test DIR` runs the fixtures of the rules in DIR: `DIR/fixtures/RULE/fires.*.yaml`, `silent.*.yaml`.
    """
    if test is not None:
        from ..telling.tested import tested

        return tested(settings, folder or rules or Path("rules"))
    from ...rule.catalogue import catalogue

    known = catalogue(rules)

    def text_of(format: str, sheet: Sheet) -> str:
        return _as_json(known) if format == "json" else _as_table(known, sheet)

    settings.deliver(text_of)
    return Exit.CLEAN


def _as_json(rules: tuple[Rule, ...]) -> str:
    import json

    rows = [
        {
            "rule": rule.id,
            "severity": rule.severity,
            "confidence": rule.confidence,
            "kind": rule.kind,
            "tier": rule.tier,
            "since": rule.since,
            "title": rule.title,
        }
        for rule in rules
    ]
    return json.dumps({"version": 1, "rules": rows}, indent=2, ensure_ascii=False) + "\n"


def _as_table(rules: tuple[Rule, ...], sheet: Sheet) -> str:
    paint, _ = sheet
    name = max((len(rule.id) for rule in rules), default=0)
    return "".join(
        f"{paint('strong', rule.id.ljust(name))}  {rule.severity:<8}  {rule.kind:<7}  "
        f"{rule.tier:<8}  {paint.prose(rule.title)}\n"
        for rule in rules
    )
