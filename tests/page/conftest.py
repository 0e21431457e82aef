"""A real Chromium for the pages; where there is none, what needs it is skipped by name."""

from __future__ import annotations

import pytest

from tools.browser import chromium as launched
from tools.browser import lacking


@pytest.fixture(scope="session")
def chromium():
    if reason := lacking():
        pytest.skip(reason)
    with launched() as browser:
        yield browser


@pytest.fixture
def opened(chromium, tmp_path):
    """Opens a page; at the end nothing may have been said on the console or asked of a network."""
    contexts, said, asked = [], [], []

    def dismiss(dialog):
        said.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def open_page(text, scheme="light"):
        file = tmp_path / f"report-{len(contexts)}.html"
        file.write_text(text, encoding="utf-8")
        context = chromium.new_context(
            viewport={"width": 1280, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", dismiss)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
    assert [url for url in asked if not url.startswith("file:")] == []
