"""Markdown: what a person reads beside a change, and what no name may do there."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xacct_guard.report import markdown
from xacct_guard.report.markdown import RENDER
from xacct_guard.terminal.markdown_text import block, code, prose, tag
from xacct_guard.verdicts import Report

HOSTILE = (
    "<img src=x onerror=y>",
    "</code></details><script>",
    "a|b",
    "`tick`tock`",
    "[text](https://evil.example)",
    "![x](y)",
    "@octocat",
    "mail@example.com",
    "org/repo#12 !3 ~label %milestone &4 $5",
    "https://evil.example www.evil.example",
    "line\n# heading\n\n- list",
    "*bold* __bold__ ~~gone~~",
    "\\`\\|",
    "&lt;b&gt;",
    "```\nfence",
)
_CODE = re.compile(r"`[^`\n]*`|<code>[^<]*</code>")
_TAGS = re.compile(r"</?(?:details|summary|code)>")


def rendered(report, options, **more):
    return RENDER.render(report, replace(options, **more))


def test_a_comment_reads_well(report, options, snapshot):
    assert rendered(report, options) == snapshot


def test_stages_come_before_findings_and_details_are_folded(report, options):
    text = rendered(report, options)
    order = ["### ❌ xacct-guard", "| Pipeline | Stage |", "| Severity | Found |", "<details>"]
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    assert text.count("<details>") == text.count("</details>")


def test_a_clean_report_is_a_line(options):
    assert rendered(Report(), options) == "### ✅ xacct-guard: no findings; no stages\n"


def live(text):
    """What is neither code, nor an entity, nor a tag of ours."""
    return _TAGS.sub("", re.sub(r"&(?:\w+|#\d+);", "\0", _CODE.sub("", text)))


def is_inert(text):
    left = live(text)
    return (
        not re.search(r"[<>`*_\[\]|~\\#!]", left)
        and not re.search(r"@\w|://|\bwww\.", left)
        and "\n" not in text
    )


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("put", [prose, code, tag], ids=lambda put: put.__name__)
def test_no_text_becomes_markup_a_link_or_a_mention(put, text):
    assert is_inert(put(text))
    assert is_inert(put(f"x `{text}` y"))


@given(st.text(alphabet="`|<>&@#a1\\[]()*_~!:/ \n\x1b$%.wW\u202e", max_size=30))
def test_any_text_is_inert(text):
    assert is_inert(prose(text))
    assert is_inert(code(text))


@given(st.text(alphabet="`a\n|<", max_size=30))
def test_nothing_leaves_a_fence(text):
    first, *lines, last = block(text).split("\n")
    assert set(first) == {"`"}
    assert first == last
    assert all(first not in line for line in lines)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_name_leaves_its_row(text, report, options):
    [pipeline] = report.pipelines
    hop = replace(pipeline.stages[1].actions[0].hops[1], step=text, because=f"`{text}` {text}")
    action = replace(pipeline.stages[1].actions[0], name=text, hops=(hop,))
    stage = replace(pipeline.stages[1], name=text, actions=(action,))
    finding = replace(
        report.findings[4],
        message=f"`{text}` {text}",
        locations=tuple(replace(one, says=text) for one in report.findings[4].locations),
    )
    hostile = Report(
        findings=(finding,), pipelines=(replace(pipeline, name=text, stages=(stage,)),)
    )
    lines = rendered(hostile, options).splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert len(rows) == 6
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in rows)
    assert all(is_inert(cell) for row in rows[2::3] for cell in row.strip("| ").split(" | "))
    assert sum(line.startswith("<details>") for line in lines) == 1


def test_a_comment_has_room_for_what_it_says(report, options):
    many = replace(
        report,
        findings=tuple(replace(report.findings[4], message=f"{n} " * 99) for n in range(999)),
    )
    text = rendered(many, options)
    assert len(text) < markdown.MOST + 100
    assert "more sections have no room here" in text
