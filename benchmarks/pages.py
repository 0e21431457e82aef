"""How soon a report opens in Chromium, and how it moves with 2,000 principals on its map.

A page is open when its script has drawn it and the browser has painted. A step (a search, somebody chosen, a
map that is moved) is felt as a stutter where the browser paints nothing for longer than a tenth of a second.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING

from tools.browser import chromium, lacking
from xacct_guard.finding import Confidence, Evidence, Finding, Kind, Severity
from xacct_guard.page import page_of
from xacct_guard.picture import Arrow, Box, Picture, numbered
from xacct_guard.picture.together import together
from xacct_guard.run import Options, check
from xacct_guard.span import Source, Span
from xacct_guard.verdicts import Report

from .figure import WHOLE, Figure, Scale, at_most

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SYSTEMS = Path("fixtures/systems")
DEMO = "three-account-codepipeline"
RUNS = 3
PRINCIPALS, ACCOUNTS, FINDINGS = 2000, 20, 2000
GOAL_SYSTEMS, GOAL_ESTATE, GOAL_STEP = 1.0, 3.0, 0.1
_OPENED = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(
  () => done(performance.now() / 1000))))"""
_STEPS = Path(__file__).with_name("pages.js").read_text()


def figures(_: Scale = WHOLE) -> Iterator[Figure]:
    """Opening each system, all of them at once, and an estate; then the longest pause of each step there."""
    if missing := lacking():
        yield Figure(
            "the five systems together, open", None, "s", at_most(GOAL_SYSTEMS), note=missing
        )
        yield Figure(
            f"{PRINCIPALS:,} principals, open", None, "s", at_most(GOAL_ESTATE), note=missing
        )
        return
    with tempfile.TemporaryDirectory() as place, chromium() as browser:
        folder = Path(place)
        for system, text in _systems():
            seconds = _opening(browser, folder, text)
            yield _opens(system, text, seconds, GOAL_SYSTEMS)
        text = page_of(*_estate_page(), version="0", picture=estate())
        seconds = _opening(browser, folder, text)
        yield _opens(f"{PRINCIPALS:,} principals", text, seconds, GOAL_ESTATE)
        for step, pause in _pauses(browser, folder, text):
            name = f"{PRINCIPALS:,} principals, longest pause: {step}"
            yield Figure(name, pause * 1000, "ms", at_most(GOAL_STEP * 1000))


def _opens(what: str, text: str, seconds: float, goal: float) -> Figure:
    told = f"{len(text) / 2**20:.1f} MiB"
    return Figure(f"{what}, open", seconds, "s", at_most(goal), note=told)


def _systems() -> Iterator[tuple[str, str]]:
    """The page of each system as it is published, and one of all five together."""
    reports, pictures = [], []
    for folder in sorted(SYSTEMS.glob("*/as-published")):
        config = "role-path-mended.yaml" if folder.parent.name == DEMO else "xacct-guard.yaml"
        run = check((folder,), Options(config=folder / config, drawn=True))
        assert run.picture is not None
        reports.append(run.report)
        pictures.append(run.picture)
        yield folder.parent.name, page_of(run.report, str, version="0", picture=run.picture)
    whole = replace(
        reports[0],
        findings=tuple(finding for report in reports for finding in report.findings),
        pipelines=tuple(pipeline for report in reports for pipeline in report.pipelines),
        assumptions=tuple(each for report in reports for each in report.assumptions),
    )
    yield "the five systems together", page_of(whole, str, version="0", picture=together(pictures))


def _estate_page() -> tuple[Report, object]:
    source = Source("estate.yaml", "Statement\n" * 50)
    findings = tuple(
        Finding(
            f"rule-{number % 40}",
            Kind.EXPOSES,
            tuple(Severity)[number % 5],
            Confidence.HIGH,
            f"`role-{number}` may `s3:GetObject` on `bucket-{number % 97}`",
            (Evidence(Span(source, ("Resources", f"R{number}"), number % 50 + 1, 1), "here"),),
            f"{number % ACCOUNTS + 1:012}",
        )
        for number in range(FINDINGS)
    )
    return Report(findings=findings), str


def estate() -> Picture:
    """As many principals, half as many resources, and some five ways from each; the same each time."""
    random = Random(9)
    boxes = [_box("role", number, "role") for number in range(PRINCIPALS)]
    things = [_box("bucket", number, "s3:bucket") for number in range(PRINCIPALS // 2)]
    arrows = [
        Arrow(box.id, random.choice((*things, *boxes[:50])).id, kind, verdict, ("s3:GetObject",))
        for box in boxes
        for kind, verdict in random.sample(_WAYS, 5)
    ]
    return numbered((*boxes, *things), arrows, lambda account: f"account {account}")


_WAYS = [
    ("reads", "allow"),
    ("writes", "allow"),
    ("assumes", "allow"),
    ("may assume", "declared"),
    ("may use", "declared"),
    ("uses key", "deny"),
    ("invokes", "unknown"),
]


def _box(name: str, number: int, kind: str) -> Box:
    account = f"{number % ACCOUNTS + 1:012}"
    arn = f"arn:aws:x::{account}:{name}-{number}"
    return Box(arn, f"{name}-{number}", kind, account, arn)


def _opening(browser: Browser, folder: Path, text: str) -> float:
    """The median of some runs, each in a browser window of its own, without what was kept of another."""
    return median(_opened(browser, folder, text)[1] for _ in range(RUNS))


def _opened(browser: Browser, folder: Path, text: str) -> tuple[Page, float]:
    file = folder / "report.html"
    file.write_text(text, encoding="utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(file.resolve().as_uri())
    seconds = page.evaluate(_OPENED)
    return page, float(seconds)


def _pauses(browser: Browser, folder: Path, text: str) -> Iterator[tuple[str, float]]:
    page, _ = _opened(browser, folder, text)
    for step in ("search", "choose", "move"):
        yield step, float(page.evaluate(_STEPS, step))


BENCHMARK = figures
