"""PAGE: a report as one HTML document that needs nothing else: no network, no other file.

What a person may read is text in the document; the script moves the drawings, filters, and shows what is
asked for, out of the facts that stand beside it as JSON. Style and script are let in by their hashes, nothing
else is.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib import resources

from ..drifted import Drifted
from ..picture import Picture
from ..span import Span
from ..verdicts import Report
from .contents import Contents
from .drift import drift_note, drift_section
from .facts import Facts, as_script, plain
from .findings import findings
from .map import map_facts, map_frame, mapped
from .markup import Markup, tag
from .opening import headline, opening
from .pipelines import pipelines

__all__ = ["page_of"]

_PARTS = (
    ("#answer", "Verdict"),
    ("#stages", "Stages"),
    ("#pipelines", "Pipelines"),
    ("#findings", "Findings"),
    ("#drift", "Drift"),
    ("#map", "Map"),
)


def page_of(
    report: Report,
    place: Callable[[Span], str],
    *,
    version: str = "",
    picture: Picture | None = None,
    drift: Drifted | None = None,
) -> str:
    """The document. `place` names a place as `file:line`; `version` is the tool's.

    `picture` is what the map shows; without it there is none. `drift` is from the templates that were named.
    """
    shown = mapped(picture) if picture else None
    contents = Contents(report, place)
    facts = Facts(contents).members()
    if shown is not None:
        facts["map"] = plain(map_facts(shown))
    body = (
        tag("a", "Skip to the verdict", href="#answer", class_="skip"),
        _banner(_without(contents, picture, drift)),
        tag(
            "main",
            tag("div", drift_note(drift) if drift else None, opening(contents), id="answer"),
            pipelines(contents),
            findings(contents),
            drift_section(drift) if drift else None,
            map_frame(shown, is_whole=shown is picture) if shown else None,
            id="main",
        ),
        _drawer(),
        _foot(version),
        tag("script", as_script(facts), type="application/json", id="facts"),
        tag("script", Markup(_held("page.js"))),
    )
    head = (
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy()),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"{headline(report)} · xacct-guard"),
        tag("style", Markup(_held("sheet.css"))),
    )
    whole = tag("html", tag("head", head), tag("body", body), lang="en")
    return f"<!doctype html>\n{whole}\n"


def _without(contents: Contents, picture: Picture | None, drift: Drifted | None) -> frozenset[str]:
    """The parts that this page has not."""
    there = {
        "#stages": bool(contents.report.pipelines),
        "#pipelines": bool(contents.report.pipelines),
        "#drift": drift is not None,
        "#map": picture is not None,
    }
    return frozenset(part for part, is_there in there.items() if not is_there)


def _banner(without: frozenset[str]) -> Markup:
    parts = (part for part in _PARTS if part[0] not in without)
    links = (tag("li", tag("a", said, href=target)) for target, said in parts)
    return tag(
        "header",
        tag("span", "xacct-guard", class_="mark"),
        tag("nav", tag("ul", links), aria_label="Parts of the report"),
        tag("button", "Dark", type="button", id="theme", aria_pressed="false", class_="theme"),
        class_="banner",
    )


def _drawer() -> Markup:
    """Where a hop is opened; the script fills it."""
    return tag(
        "aside", id="drawer", class_="drawer", aria_label="The hop that is open", hidden=True
    )


def _foot(version: str) -> Markup:
    said = f"xacct-guard {version}".rstrip()
    return tag(
        "footer",
        tag(
            "p",
            f"{said}. A report of what files and snapshots say; this page asks no network for anything.",
        ),
        tag(
            "noscript",
            tag("p", "Without scripts the drawings stand still, and findings are not listed."),
        ),
    )


@cache
def _held(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text("utf-8")


def _policy() -> str:
    """Nothing is loaded from anywhere; this style and this script are known by their hashes."""
    parts = (
        "default-src 'none'",
        f"style-src {_hash(_held('sheet.css'))}",
        f"script-src {_hash(_held('page.js'))}",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(parts)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
