"""The `html` format: one document to look at, which needs no network and no other file."""

from __future__ import annotations

from ..page import page_of
from ..verdicts import Report
from . import Options, Render


def render(report: Report, options: Options) -> str:
    """The report as a page."""
    return page_of(
        report,
        options.place,
        version=options.version,
        picture=options.estate,
        drift=options.drift,
    )


RENDER = Render("html", render, needs=("tool", "estate"))
