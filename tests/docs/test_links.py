"""Every link, image and anchor of what a person reads leads somewhere, on a forge as in the site."""

from __future__ import annotations

import os
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest
import yaml

from tools.pages import pages
from tools.site.links import as_in_the_site, links, prose
from tools.site.places import DOCS, ROOT, place_of, written

PAGES = tuple(written())
MADE = {DOCS / page.path: page for page in pages()}


def name(page):
    return page.relative_to(ROOT).as_posix()


def heading_of(line):
    """The words of a heading, without their markup; None for a line that is none."""
    found = re.fullmatch(r"#+ (.+?)( #*)?", line)
    return found and re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", found[1]).replace("`", "")


def as_a_forge_has_it(heading):
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def as_the_site_has_it(heading):
    text = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())


@cache
def anchors(page: Path) -> set[str]:
    """The anchors that lead to one place, whoever shows the page."""
    text = page.read_text("utf-8") if page.exists() else MADE[page].write()
    headings = [heading for _, line in prose(text) if (heading := heading_of(line))]
    return {*map(as_a_forge_has_it, headings)} & {*map(as_the_site_has_it, headings)}


def missing(page, link):
    """What is not there of what a link names; None if all of it is."""
    target = Path(os.path.normpath(page.parent / link.path)) if link.path else page
    made = target in MADE and page.is_relative_to(DOCS)  # a forge does not show these
    if not (target.exists() or made):
        return f"line {link.line}: there is no `{link.path}`"
    if link.anchor and link.anchor not in anchors(target):
        return f"line {link.line}: `{link.path}` has no heading for `#{link.anchor}`"
    return None


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_to_a_file_and_a_heading(page):
    here = [link for link in links(page.read_text("utf-8")) if not link.leads_elsewhere]
    assert [found for link in here if (found := missing(page, link))] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_has_one_title_and_no_heading_twice(page):
    lines = [line for _, line in prose(page.read_text("utf-8"))]
    assert sum(line.startswith("# ") for line in lines) == 1
    if page.name != "CHANGELOG.md":  # every version has an `Added`
        headings = [heading for line in lines if (heading := heading_of(line))]
        assert len(headings) == len(set(headings))


def test_every_page_stands_in_the_navigation():
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    places = {*map(place_of, PAGES), *(page.path for page in pages())}
    alone = {
        place for place in places if re.match(r"decisions/\d", place)
    }  # decisions/README.md has them
    assert set(entries(config["nav"])) == places - alone


def entries(nav):
    for each in nav:
        for value in each.values():
            yield from [value] if isinstance(value, str) else entries(value)


def test_a_link_out_of_the_site_is_told_by_its_words():
    page = DOCS / "how-to" / "generate-policies.md"
    text = (
        "[all](../../policies/reference/README.md), [how](../explanation/compare.md#how), [in](#in)"
    )
    assert as_in_the_site(text, page) == "all, [how](../explanation/compare.md#how), [in](#in)"


def test_a_page_at_the_top_is_found_below_the_site():
    text = "[how](docs/how-to/fix-findings.md) `[not](a-link.md)` [law](LICENSE) [no](nowhere.md)"
    assert as_in_the_site(text, ROOT / "README.md") == (
        "[how](how-to/fix-findings.md) `[not](a-link.md)` law [no](nowhere.md)"
    )
