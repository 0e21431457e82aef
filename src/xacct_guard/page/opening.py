"""Opening: the first screen. What stops, why, where, what to change; then all stages by account."""

from __future__ import annotations

from ..verdicts import Report, summarize
from .beside import beside
from .contents import Contents
from .markup import Markup, joined, tag
from .matrix import matrices
from .prose import prose, several
from .stops import stops


def opening(contents: Contents) -> Markup:
    """The first screen, as sections of the main part."""
    return joined((_answer(contents), matrices(contents)))


def headline(report: Report) -> str:
    """The result of the run in one sentence."""
    summary = summarize(report)
    stages = sum(summary.stages.values())
    denied = summary.stages["deny"] - summary.accepted
    found = sum(summary.findings.values())
    if report.failures and not stages and not found:
        return "Nothing could be checked"
    if denied:
        return f"{denied} of {several(stages, 'stage')} would be denied"
    if summary.stages["unknown"]:
        return f"{summary.stages['unknown']} of {several(stages, 'stage')} cannot be decided"
    if stages:
        return (
            "Every stage would be allowed"
            if not summary.accepted
            else "Every other stage would be allowed"
        )
    return several(found, "finding") if found else "Nothing was found"


def _answer(contents: Contents) -> Markup:
    report = contents.report
    return tag(
        "section",
        tag(
            "div",
            tag("h1", headline(report), id="answer-title"),
            tag("p", str(summarize(report)), class_="sum"),
            class_="answer-head",
        ),
        _failures(contents),
        tag(
            "div",
            stops(contents) if contents.stops else _worst(contents),
            beside(contents.report),
            class_="answer-body",
        ),
        class_="answer",
        aria_labelledby="answer-title",
    )


def _failures(contents: Contents) -> Markup | None:
    """What could not be read or judged comes before everything else."""
    failures = contents.report.failures
    if not failures:
        return None
    items = (
        tag(
            "li",
            tag("code", contents.place(each.at), class_="place") if each.at else None,
            " " if each.at else None,
            prose(each.message),
            tag("span", " — ", prose(each.help), class_="quiet") if each.help else None,
        )
        for each in failures
    )
    return tag(
        "section",
        tag("h2", f"{several(len(failures), 'thing')} could not be done"),
        tag("ul", items),
        class_="failures",
    )


def _worst(contents: Contents) -> Markup:
    """Where no stage stops: the findings that come first."""
    found = [each for each in contents.findings if each.suppressed is None][:5]
    if not found:
        return tag("p", "There is nothing to mend.", class_="lead")
    items = (
        tag(
            "li",
            tag("span", each.severity, class_=f"severity {each.severity}"),
            " ",
            prose(each.message),
            tag("code", contents.place(each.at), class_="place below") if each.at else None,
        )
        for each in found
    )
    listed = tag("ul", items, class_="worst")
    return tag("div", tag("h2", "What to look at first"), listed, class_="stops alone")
