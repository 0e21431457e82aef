"""A report in a format of the catalogue, which is told what it asks of the tool and the rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from . import report as formats
from .about import dates, version
from .verdicts import Report


def rendered(
    report: Report, format: str, options: formats.Options, rules: Path | None = None
) -> str:
    """The text of a report in the format of that name; `rules` is a folder of rules of one's own."""
    chosen = formats.render_named(format)
    if "tool" in chosen.needs:
        options = replace(options, version=version(), dates=dates())
    if "pages" in chosen.needs:
        options = replace(options, rules=_pages(rules))
    return chosen.render(report, options)


def _pages(rules: Path | None) -> tuple[formats.RulePage, ...]:
    from .rule.catalogue import catalogue

    return tuple(
        formats.RulePage(known.id, known.title, known.page, known.kind, known.severity)
        for known in catalogue(rules)
    )
