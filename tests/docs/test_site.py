"""The site is built, whole, and fetches nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib.util import find_spec

import pytest

from tools.pages import pages
from tools.site.places import ROOT, place_of, written

pytestmark = pytest.mark.nightly
FETCHED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    if not find_spec("material"):
        pytest.skip("mkdocs-material is not here: the site cannot be built")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


def test_it_has_every_page(site):
    places = [place_of(page) for page in written()] + [page.path for page in pages()]
    files = [
        re.sub(r"(README)?\.md$", lambda m: "index.html" if m[1] else ".html", each)
        for each in places
    ]
    assert [each for each in files if not (site / each).exists()] == []


class Fetched(HTMLParser):
    """What a browser would fetch of a page by itself."""

    def __init__(self):
        super().__init__()
        self.found = set()

    def handle_starttag(self, tag, attrs):
        where = dict(attrs).get(FETCHED.get(tag)) or ""
        if re.match(r"(https?:)?//", where):
            self.found.add(where)


def test_it_fetches_nothing(site):
    for page in site.rglob("*.html"):
        reader = Fetched()
        reader.feed(page.read_text("utf-8"))
        assert reader.found == set(), page
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(url\(|@import )[\"']?(https?:)?//", sheet.read_text("utf-8")), sheet
