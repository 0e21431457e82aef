"""Beside: on what the verdicts rest, and what was taken for granted."""

from __future__ import annotations

from collections import Counter

from ..verdicts import Report
from .contents import hops_of
from .markup import Markup, tag
from .prose import prose, several

_GROUNDS = (
    ("documented", "AWS documentation"),
    ("experience", "experience"),
    ("declared", "declarations"),
)


def beside(report: Report) -> Markup:
    """Both, one below the other."""
    return tag("div", _grounds(report), _assumptions(report), class_="beside")


def _grounds(report: Report) -> Markup:
    """On what the hops rest; an undecided hop rests on nothing yet."""
    hops = [hop for pipeline in report.pipelines for hop in hops_of(pipeline)]
    known = Counter(hop.confidence for hop in hops if hop.outcome != "unknown")
    unknown = sum(1 for hop in hops if hop.outcome == "unknown")
    rows = [(f"rest on {words}", known[name]) for name, words in _GROUNDS]
    return tag(
        "section",
        tag(
            "h2",
            f"What {several(len(hops), 'hop')} rest on"
            if len(hops) != 1
            else "What 1 hop rests on",
            id="grounds-title",
        ),
        tag(
            "ul",
            (
                tag("li", tag("strong", str(count), class_="count"), f" {words}")
                for words, count in (*rows, ("are unknown", unknown))
            ),
            class_="grounds",
        ),
        aria_labelledby="grounds-title",
    )


def _assumptions(report: Report) -> Markup:
    given = report.assumptions
    items = (
        tag(
            "li",
            prose(each.about),
            ": ",
            tag("strong", prose(each.assumed)),
            tag("span", f" ({each.because})", class_="quiet"),
        )
        for each in given
    )
    body = (
        tag("ul", items, tabindex=0, aria_labelledby="assumed-title")
        if given
        else tag("p", "Nothing was taken for granted.", class_="quiet")
    )
    return tag(
        "section",
        tag("h2", f"Taken for granted ({len(given)})", id="assumed-title"),
        body,
        class_="assumed",
        aria_labelledby="assumed-title",
    )
