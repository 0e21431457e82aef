"""A report in the formats of the catalogue, told what it may say about the tool and the rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .. import report as formats
from ..verdicts import Report
from . import about
from .output import Sheet
from .settings import Settings


def rendered(
    report: Report, settings: Settings, rules: Path | None = None
) -> Callable[[str, Sheet], str]:
    """The text of this report in any format; the rules' pages are read only for a format's sake."""

    def text_of(format: str, sheet: Sheet) -> str:
        paint, width = sheet
        options = formats.Options(
            paint=paint,
            width=width,
            verbose=settings.verbose,
            quiet=settings.quiet,
            version=about.version(),
            dates=about.dates(),
            root=Path.cwd(),
            rules=_pages(rules) if format in _WITH_PAGES else (),
        )
        return formats.render_named(format).render(report, options)

    return text_of


_WITH_PAGES = ("sarif", "html")


def _pages(rules: Path | None) -> tuple[formats.RulePage, ...]:
    from .. import rule

    return tuple(
        formats.RulePage(known.id, known.title, known.page, known.kind, known.severity)
        for known in rule.catalogue(rules)
    )
