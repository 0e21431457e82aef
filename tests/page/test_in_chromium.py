"""The page as people meet it: in a real browser, by eye, by mouse and by keyboard."""

from __future__ import annotations

import pytest

from tests.page.pages import BROKEN, CONFIGURATIONS, page_text, text_of
from xacct_guard.errors import InputError
from xacct_guard.finding import Confidence, Evidence, Finding, Fix, Kind, Severity
from xacct_guard.picture import Arrow, Box, Picture
from xacct_guard.span import Source, Span
from xacct_guard.verdicts import (
    ActionVerdict,
    Assumption,
    HopVerdict,
    PipelineVerdict,
    Report,
    StageVerdict,
)

axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
)
Axe = axe.Axe

pytestmark = pytest.mark.xdist_group("chromium")
SYSTEM = pytest.mark.parametrize("system", CONFIGURATIONS)
MOST_KEYS = 6
OTHERS = [system for system in CONFIGURATIONS if system != BROKEN]


def is_on_screen(locator):
    """Whether all of it is seen at 1280 x 800 without scrolling."""
    box = locator.bounding_box()
    inside = box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 1280
    return inside and box["y"] >= 44 and box["y"] + box["height"] <= 800


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_screen_tells_what_fails_why_where_and_what_to_change(opened, scheme):
    page = opened(text_of(BROKEN), scheme)
    panel = page.locator('[role="tabpanel"]:not([hidden])')
    for said in (
        "Deploy",
        "arn:aws:iam::333333333333:role/${production.CrossAccountRoleC}",
        "sagemaker:CreateModel",
        "arn:aws:sagemaker:us-east-1:333333333333:model/*",
        "nothing in the identity policies allows it",
        "production.yaml:20",
        "allow it in the identity policy of production/CrossAccountRoleC",
        '+   "Action": "sagemaker:CreateModel",',
    ):
        found = panel.get_by_text(said).first
        assert found.is_visible(), said
        assert is_on_screen(found), (said, found.bounding_box())


def test_the_first_screen_tells_every_stage_account_by_account_and_what_that_rests_on(opened):
    page = opened(text_of(BROKEN))
    assert is_on_screen(page.get_by_text("rest on AWS documentation"))
    assert is_on_screen(
        page.get_by_text("service control policies of shared, training, production")
    )
    table = page.locator(".matrix")
    assert is_on_screen(table), table.bounding_box()
    heads = table.locator("thead th").all_inner_texts()
    assert heads[2:] == ["shared 111111111111", "training 222222222222", "production 333333333333"]
    rows = {
        row.locator("th").inner_text(): row.inner_text() for row in table.locator("tr").all()[2:]
    }
    assert list(rows) == ["Source", "deploy-cf-train-test", "Approval", "Deploy"]
    assert "3 of 9 denied" in rows["Deploy"]
    assert all("denied" not in rows[name] for name in list(rows)[:3])


def test_a_press_on_an_arrow_opens_its_hop_and_escape_goes_back(opened):
    page = opened(text_of(BROKEN))
    hop = page.locator(".hop.deny").first
    hop.click()
    drawer = page.get_by_role("complementary", name="The hop that is open")
    assert drawer.is_visible()
    for said in (
        "sagemaker:CreateModel",
        "nothing in the identity policies allows it",
        "What to change",
    ):
        assert drawer.get_by_text(said).first.is_visible(), said
    assert "[object" not in drawer.inner_text()
    assert '+   "Action": "sagemaker:CreateModel",' in drawer.inner_text()
    page.locator(".hop.allow .touch").nth(1).click()
    assert "codecommit:GetBranch" in drawer.inner_text()
    assert "shared.yaml:" in drawer.inner_text()
    assert "What decides it" in drawer.inner_text()
    page.keyboard.press("Escape")
    assert drawer.is_hidden()
    assert page.evaluate("document.activeElement.classList.contains('hop')")


def test_findings_are_filtered_and_counted_aloud(opened):
    page = opened(text_of(BROKEN))
    count = page.locator("#count")
    assert count.get_attribute("aria-live") == "polite"
    assert count.inner_text() == "34 findings"
    page.locator("#filter-severity").select_option("critical")
    assert count.inner_text() == "1 of 34 findings"
    assert page.locator(".finding-list > li").count() == 1
    page.locator("#filter-severity").select_option("all")
    page.locator("#filter-rule").select_option("stage-denied")
    assert count.inner_text() == "1 of 34 findings"
    page.locator("#filter-rule").select_option("all")
    page.locator("#filter-account").select_option(label="production 333333333333")
    assert 1 < int(count.inner_text().split()[0]) < 20
    page.locator("#filter-account").select_option("all")
    page.locator("#filter-text").fill("kms:PutKeyPolicy")
    assert count.inner_text() == "1 of 34 findings"
    page.locator(".finding-list summary").click()
    page.locator(".finding-list .body").get_by_text("shared.yaml:176").wait_for()


@SYSTEM
def test_each_failing_stage_is_reached_by_six_keys_at_most(opened, system):
    page = opened(text_of(system))
    stops = page.locator('[role="tab"]').count()
    assert 0 < stops < 10
    focused = "document.activeElement.id"
    to_the_first = ("Tab", "Enter", "Tab")  # the first leads to the link that skips the banner
    for key in to_the_first:
        page.keyboard.press(key)
    assert page.evaluate(focused) == "stop-0"
    for wanted in range(stops):
        page.keyboard.press(str(wanted + 1))
        assert page.evaluate(focused) == f"stop-{wanted}"
        assert page.evaluate("document.activeElement.matches(':focus-visible')")
        assert page.locator(f"#stop-panel-{wanted}").is_visible()
        page.keyboard.press("Tab")
        assert page.evaluate(focused) == f"stop-panel-{wanted}"
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Home")
        assert page.evaluate(focused) == "stop-0"
    assert len(to_the_first) + 1 <= MOST_KEYS


WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def violations(page):
    """What axe-core finds against WCAG 2.2 AA, each with the first element that it is about."""
    found = Axe().run(page, options={"runOnly": list(WCAG)}).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:200]) for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "system", [BROKEN, *(pytest.param(s, marks=pytest.mark.nightly) for s in OTHERS)]
)
def test_axe_finds_nothing_against_wcag_2_2_aa(opened, system, scheme):
    page = opened(text_of(system), scheme)
    assert violations(page) == []
    page.locator(".hop.deny .touch").first.click()
    page.locator(".finding-list summary").first.click()
    page.locator(".map-found .link").first.click()
    page.locator(".finding-list .body").first.wait_for()
    assert violations(page) == []


def test_the_drawing_is_walked_by_arrow_keys_and_opened_by_enter(opened):
    page = opened(text_of(BROKEN))
    hops = page.locator(".hop")
    hops.first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.hops") == hops.nth(3).get_attribute(
        "data-hops"
    )
    assert page.locator('.hop[tabindex="0"]').count() == 1
    page.keyboard.press("Enter")
    told = page.locator("#drawer h2").inner_text()
    assert told == "write the output artifact SourceArtifact: encrypt it"
    assert page.evaluate("document.activeElement.tagName") == "H2"


def test_the_next_hop_that_is_not_allowed_is_one_press_away(opened):
    page = opened(text_of(BROKEN))
    page.get_by_role("button", name="Next not allowed").click()
    assert page.evaluate("document.activeElement.classList.contains('deny')")
    assert page.locator(".hop.deny").first.is_visible()


def test_a_drawing_is_zoomed_and_moved(opened):
    page = opened(text_of(BROKEN))
    viewport = page.locator(".viewport")
    viewport.scroll_into_view_if_needed()
    wide = page.locator("svg.lanes").bounding_box()["width"]
    page.get_by_role("button", name="Zoom in", exact=True).click()
    assert page.locator("svg.lanes").bounding_box()["width"] > wide * 1.2
    page.get_by_role("button", name="Fit the whole drawing").click()
    room = viewport.bounding_box()
    assert page.locator("svg.lanes").bounding_box()["width"] <= room["width"]
    for _ in range(12):
        page.get_by_role("button", name="Zoom in", exact=True).click()
    left = viewport.evaluate("each => each.scrollLeft")
    page.mouse.move(room["x"] + 600, room["y"] + 40)
    page.mouse.down()
    page.mouse.move(room["x"] + 300, room["y"] + 40, steps=4)
    page.mouse.up()
    assert viewport.evaluate("each => each.scrollLeft") == pytest.approx(left + 300, abs=3)
    assert page.locator("#drawer").is_hidden()


def test_a_verdict_is_told_by_shape_line_and_word_beside_its_colour(opened):
    page = opened(text_of(BROKEN))
    seals = "each => each.querySelector('.seal').tagName"
    assert page.locator(".hop.deny .glyph").first.evaluate(seals) == "rect"
    assert page.locator(".hop.allow .glyph").first.evaluate(seals) == "circle"
    dashes = "each => getComputedStyle(each.querySelector('line:not(.grip)')).strokeDasharray"
    assert page.locator(".hop.deny").first.evaluate(dashes) != "none"
    assert page.locator(".hop.allow").first.evaluate(dashes) == "none"
    assert ", denied: " in page.locator(".hop.deny").first.get_attribute("aria-label")


def test_whoever_hears_the_page_gets_the_drawing_as_a_list(opened):
    page = opened(text_of(BROKEN))
    page.get_by_text("The same as a list of hops").click()
    items = page.locator(".hop-list ol li")
    assert items.count() == 57
    assert "denied: production.CrossAccountRoleC" in items.nth(54).inner_text().replace(
        "${", ""
    ).replace("}", "")
    extra = page.locator(".hop-list ul li button").last
    extra.click()
    assert page.locator("#drawer").get_by_text("logs:PutLogEvents").first.is_visible()
    page.keyboard.press("Escape")
    items.nth(54).locator("button").click()
    assert page.locator("#drawer").get_by_text("sagemaker:CreateModel").first.is_visible()


def test_the_map_tells_who_reaches_what_is_searched_for(opened):
    page = opened(text_of(BROKEN))
    field = page.locator("#map-text")
    field.fill("artifactbucket")
    found = page.locator(".map-found .link")
    page.wait_for_function("document.querySelectorAll('.map-found .link').length === 1")
    found.click()
    side = page.locator("#map-found")
    assert side.get_by_role("heading", name="Who reaches").is_visible()
    assert "CrossAccountRoleC" in side.inner_text()
    assert page.evaluate("document.activeElement.tagName") == "H3"
    painted = """canvas => {
      const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      return data.filter((value, index) => index % 4 === 3 && value > 0).length;
    }"""
    assert page.locator("#map-canvas").evaluate(painted) > 1000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_follow_the_system_until_the_switch_is_pressed(opened, scheme):
    page = opened(text_of(BROKEN), scheme)
    paper = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(paper)
    assert (before == "rgb(251, 251, 249)") == (scheme == "light")
    switch = page.get_by_role("button", name="Dark")
    assert switch.get_attribute("aria-pressed") == str(scheme == "dark").lower()
    switch.click()
    assert page.evaluate(paper) != before
    assert switch.get_attribute("aria-pressed") == str(scheme == "light").lower()


def test_on_paper_every_panel_is_there_and_nothing_to_press(opened):
    page = opened(text_of("shared-model-registry"), "dark")
    page.emulate_media(media="print")
    panels = page.locator(".panel")
    assert panels.count() > 3
    assert all(panel.is_visible() for panel in panels.all())
    assert page.locator(".banner").is_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert len(page.pdf()) > 10_000


def test_a_name_that_is_markup_stays_a_name(opened):
    evil = "</script><img src=x onerror=alert(1)><!--\u2028]]>"
    report, picture = named_everywhere(evil)
    page = opened(page_text(report, picture))
    page.locator(".hop .touch").first.click()
    page.locator(".finding-list summary").first.click()
    page.locator(".map-found .link").first.click()
    assert page.locator("img").count() == 0
    assert page.evaluate("document.scripts.length") == 2
    assert page.locator("#drawer").get_by_text("</script><img src=x onerror=alert(1)>").count() > 0
    assert page.title() == "1 of 1 stage would be denied · xacct-guard"


def named_everywhere(evil):
    """A report in which this stands wherever text from files can stand."""
    span = Span(Source(f"{evil}.yaml", f"{evil}\n"), (evil,), 1, 1, 1, 4)
    evidence = (Evidence(span, f"`{evil}` denies {evil}"), Evidence(span, f"{evil} comes closest"))
    hop = HopVerdict(
        evil, evil, evil, evil, evil, evil, evil, "implicit_deny", evil, evil, (evil,), evidence,
        f"javascript:alert(1)//{evil}", evil, evil, evil, evil, evil,
    )  # fmt: skip
    fix = Fix(evil, statement=f"{evil}\n{evil}", at=span)
    finding = Finding(
        evil, Kind.BLOCKS, Severity.HIGH, Confidence.HIGH, evil, evidence, evil, fix,
        suppressed=evil, explains=((evil, evil, evil),),
    )  # fmt: skip
    stage = StageVerdict(evil, "deny", (ActionVerdict(evil, evil, "deny", (hop,), (hop,)),))
    report = Report(
        (finding,),
        (PipelineVerdict(evil, evil, evil, "deny", (stage,)),),
        (Assumption(evil, evil, evil),),
        (InputError(evil, at=span, help=evil),),
        {evil: evil},
    )
    boxes = (Box("n1", evil, evil, evil, evil), Box("n2", evil, f"x:{evil}", evil, f"{evil}2"))
    return report, Picture({evil: evil}, boxes, (Arrow("n1", "n2", evil, "deny", (evil,)),))
