"""docs/images: what the report of the broken three-account system looks like, to be looked at.

`python tools/screenshots.py [FOLDER]` takes them anew; the how-to about reading a report shows them.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tools.browser import chromium, lacking
from xacct_guard.page import page_of
from xacct_guard.run import Options, check

if TYPE_CHECKING:
    from playwright.sync_api import Page

SYSTEM = Path("fixtures/systems/three-account-codepipeline/as-published")
CONFIG = SYSTEM / "role-path-mended.yaml"


def _first_screen(page: Page) -> None:
    page.wait_for_timeout(200)


def _swimlanes(page: Page) -> None:
    page.evaluate("location.hash = 'pipelines'")
    page.locator(".viewport").evaluate("each => { each.scrollLeft = 1480; }")
    page.wait_for_timeout(200)


def _hop(page: Page) -> None:
    page.evaluate("location.hash = 'pipelines'")
    page.get_by_role("button", name="Next not allowed").click()
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)


def _map(page: Page) -> None:
    page.locator("#map-text").fill("artifactbucket")
    page.locator(".map-found .link").first.click()
    page.wait_for_timeout(200)
    page.locator("#map-title").evaluate(
        "each => window.scrollBy(0, each.getBoundingClientRect().top - 60)"
    )
    page.wait_for_timeout(200)


PICTURES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "report": ("light", _first_screen),
    "report-dark": ("dark", _first_screen),
    "report-swimlanes": ("light", _swimlanes),
    "report-hop": ("light", _hop),
    "report-map": ("light", _map),
}
"""Each picture by its name: light or dark, and what is done before it is taken."""


def main(folder: Path) -> None:
    """Take every picture at 1280 x 800; raises SystemExit where there is no browser."""
    if missing := lacking():
        sys.exit(missing)
    run = check((SYSTEM,), Options(config=CONFIG, drawn=True))
    text = page_of(run.report, lambda span: _short(str(span)), picture=run.picture)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        file = Path(name) / "report.html"
        file.write_text(text, encoding="utf-8")
        for picture, (scheme, act) in PICTURES.items():
            context = browser.new_context(
                viewport={"width": 1280, "height": 800},
                color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
            )
            page = context.new_page()
            page.goto(file.as_uri())
            act(page)
            page.screenshot(path=folder / f"{picture}.png")
            context.close()


def _short(place: str) -> str:
    """`file:line` of a place, without its folder and column."""
    name, *numbers = place.rpartition("/")[2].split(":")
    return ":".join((name, *numbers[:1]))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images"))
