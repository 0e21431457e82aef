"""The page as people meet it: in a real browser, by eye, by mouse and by keyboard."""

from __future__ import annotations

import pytest

from tests.page.pages import BROKEN, CONFIGURATIONS, text_of

pytestmark = pytest.mark.xdist_group("chromium")
SYSTEM = pytest.mark.parametrize("system", CONFIGURATIONS)
MOST_KEYS = 6


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
    page.locator("#filter-text").fill("kms:PutKeyPolicy")
    assert count.inner_text() == "1 of 34 findings"
    page.locator(".finding-list summary").click()
    page.locator(".finding-list .body").get_by_text("shared.yaml:176").wait_for()


@SYSTEM
def test_each_failing_stage_is_reached_by_six_keys_at_most(opened, system):
    page = opened(text_of(system))
    stops = page.locator('[role="tab"]').count()
    assert stops > 0
    for wanted in range(stops):
        page.reload()
        keys = press_to(page, wanted)
        assert keys <= MOST_KEYS
        panel = page.locator(f"#stop-panel-{wanted}")
        assert panel.is_visible()
        assert page.evaluate("document.activeElement.matches(':focus-visible')")


def press_to(page, wanted):
    """How many keys it took from opening the page to the stage of that number, past all before it."""
    keys = 1
    page.keyboard.press("Tab")  # to the link that skips what is on every page
    page.keyboard.press("Enter")
    keys += 1
    page.keyboard.press("Tab")
    keys += 1
    assert page.evaluate("document.activeElement.id") == "stop-0"
    if wanted:
        page.keyboard.press(str(wanted + 1))
        keys += 1
    assert page.evaluate("document.activeElement.id") == f"stop-{wanted}"
    return keys
