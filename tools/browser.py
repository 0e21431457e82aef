"""A Chromium without a window, for whoever looks at pages: tests, benchmarks, screenshots."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def lacking() -> str | None:
    """What this machine lacks to open a page, in words; None where nothing does."""
    if find_spec("playwright") is None:
        return "playwright is not installed"
    return None if _found() else "there is no chromium on this machine"


def _found() -> str | None:
    return next(filter(None, map(shutil.which, _NAMES)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; it is gone afterwards. What `lacking` names must be there."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=_found(), args=list(_QUIET))
        try:
            yield browser
        finally:
            browser.close()
