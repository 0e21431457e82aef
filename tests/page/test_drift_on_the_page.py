"""Drift in the page: on the first screen that there is some, below what it is."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.page.pages import BROKEN, place, report_of
from xacct_guard.drifted import Access, Apart, Drifted, Row
from xacct_guard.page import page_of

pytestmark = pytest.mark.xdist_group("chromium")
HOSTILE = "<img src=x onerror=alert(1)>` </td></table></section><script>alert(2)</script>\u202e"
DRIFT = Drifted(
    "drift from `infra`: 1 live in no template, 1 added, 1 removed, 1 cannot be told (16 things are in both)",
    False,
    (
        Apart(
            "training (222222222222)",
            (("live, in no template", (Row("role `by-hand`", "live.snapshot: 222222222222"),)),),
            (
                Access(
                    *("+", "role by-hand: trust policy", "any role of shared (111111111111)"),
                    *(
                        "sts:AssumeRole",
                        "arn:aws:iam::222222222222:role/by-hand",
                        "no `aws:PrincipalArn`",
                    ),
                    *("allowed by statement 1", "live.snapshot: 222222222222/role/by-hand"),
                ),
                Access(
                    *("?", "role deploys: identity policies", "the variable `aws:x`", "", "", ""),
                    *("whether access is removed cannot be told", "infra/training.yaml:12"),
                ),
            ),
        ),
    ),
    (Row("shared (111111111111): 3 things: not allowed to list them"),),
    (Row("sandbox (666666666666): 2 principals, 1 resource"),),
    ("role by-hand: 7 more differences (added)",),
    (Row("`infra/broken.yaml` is no template", "infra/broken.yaml:1"),),
)
NONE = Drifted("drift from `infra`: none (16 things are in both)", True, (), (), (), (), ())


def page(drift: Drifted | None) -> str:
    return page_of(report_of(BROKEN), place, version="0", drift=drift)


def test_there_is_no_word_of_drift_where_nobody_asked_for_it():
    text = page(None).partition("<style>")
    assert 'id="drift"' not in text[0] + text[2].partition("</style>")[2]
    assert 'href="#drift"' not in text[2]


def test_no_drift_is_said_below_and_not_on_the_first_screen():
    text = page(NONE)
    assert 'class="drift-note"' not in text
    assert "Drift from <code>infra</code>: none (16 things are in both)." in text


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.nightly)])
def test_drift_is_announced_above_and_told_below(opened, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    tab = opened(page(DRIFT), scheme)
    note = tab.locator(".drift-note")
    box = note.bounding_box()
    assert note.inner_text().startswith("Drift from infra: 1 live in no template")
    assert box["y"] >= 44
    assert box["y"] + box["height"] <= 800
    assert tab.locator("#drift table").evaluate("each => each.scrollWidth") <= 1280
    note.get_by_role("link").click()
    section = tab.get_by_role("region", name="Drift from templates")
    assert section.locator("h2").bounding_box()["y"] < 800
    told = section.inner_text()
    for said in (
        *(
            "role by-hand",
            "+ added",
            "? cannot be told",
            "sts:AssumeRole",
            "allowed by statement 1",
        ),
        *(
            "infra/training.yaml:12",
            "Cannot be told: 1",
            "sandbox (666666666666)",
            "7 more differences",
        ),
        *("Could not be read: 1", "infra/broken.yaml:1"),
    ):
        assert said in told, said
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = axe.Axe().run(tab, options={"runOnly": rules}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []


def test_the_first_screen_still_says_what_stops_below_the_note(opened):
    tab = opened(page(DRIFT))
    change = tab.locator('[role="tabpanel"]:not([hidden]) .change').first
    box = change.bounding_box()
    assert box["y"] + box["height"] <= 800


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.found += [tag, *(name for name, _ in attrs)]


def test_no_name_in_drift_becomes_markup():
    row, nasty = Row(HOSTILE, HOSTILE), Access("+", *[HOSTILE] * 7)
    drift = Drifted(
        HOSTILE,
        False,
        (Apart(HOSTILE, ((HOSTILE, (row,)),), (nasty,)),),
        *[(row,)] * 2,
        (HOSTILE,),
        (row,),
    )
    plain = replace(drift, accounts=())
    for each in (drift, plain):
        tags = Tags()
        tags.feed(page(each))
        assert not {"img", "onerror"} & set(tags.found)
        assert tags.found.count("script") == 2


def test_of_a_long_list_the_rest_is_counted():
    rows = tuple(Row(f"role `r{number}`") for number in range(1_000))
    text = page(replace(NONE, is_none=False, unsure=rows))
    assert "Cannot be told: 1000" in text
    assert "and 800 more, which the format json tells" in text
    assert "r199<" in text
    assert "r200<" not in text


def test_a_jump_ends_at_its_heading_past_what_has_no_height_yet(opened):
    report = report_of(BROKEN)
    words = "and why, in more words than there is room for in a line of the list of findings " * 3
    long = tuple(replace(one, message=f"{one.message} {words}") for one in report.findings * 12)
    tab = opened(page_of(replace(report, findings=long), place, version="0", drift=DRIFT))
    tab.locator('nav a[href="#drift"]').click()
    tab.wait_for_timeout(300)
    heading = tab.locator("#drift h2").bounding_box()
    assert 44 <= heading["y"] < 400


def test_on_a_phone_nothing_is_wider_than_the_screen(opened):
    tab = opened(page(DRIFT))
    tab.set_viewport_size({"width": 390, "height": 844})
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    tools, name = (tab.locator(f".pipeline {one}").first for one in (".tools", "h3"))
    assert tools.bounding_box()["y"] >= name.bounding_box()["y"] + name.bounding_box()["height"]
