"""Markdown: what a person reads beside a change, and what no name may do there."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xacct_guard.finding import Severity
from xacct_guard.report import Options
from xacct_guard.report.markdown import RENDER
from xacct_guard.run import Options as CheckOptions
from xacct_guard.run import check
from xacct_guard.terminal.comment import MOST, Part, comment, folded
from xacct_guard.terminal.markdown_text import block, code, prose, tag
from xacct_guard.verdicts import Report

SYSTEMS = Path(__file__).parents[2] / "fixtures/systems"
NAMED = "arn:aws:iam::111111111111:role/service-role/${shared.CodePipelineServiceRole}"
MEANT = "arn:aws:iam::111111111111:role/${shared.CodePipelineServiceRole}"
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
    order = [
        "### ❌ xacct-guard",
        "| Pipeline |",
        "| Denied |",
        "| Severity | Found |",
        "<details>",
    ]
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    assert text.count("<details>") == text.count("</details>")


def test_a_clean_report_is_two_lines(options):
    text = rendered(Report(), options)
    assert text == "### ✅ xacct-guard: nothing was found\n\nno findings; no stages\n"


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
    text = rendered(hostile, options)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    tables = tables_of(text)
    assert [len(table) for table in tables] == [2, 7, 2]
    assert sum(len(table) + 1 for table in tables) == len(rows)
    assert all(len(set(map(len, table))) == 1 for table in tables)
    cells = [cell for row in rows if "---" not in row for cell in row.strip("| ").split(" | ")]
    assert all(map(is_inert, cells))
    lines = text.splitlines()
    assert sum(line.startswith("<details>") for line in lines) == lines.count("</details>") == 2


def tables_of(text):
    """The tables as a browser would have them: rows of cells."""
    tokens = markdown_it().parse(text)
    tables, row = [], None
    for token in tokens:
        if token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            tables[-1].append(row)
            row = None
        elif token.type == "inline" and row is not None:
            row.append(token.content)
    return tables


def markdown_it():
    """CommonMark with tables, as GitHub and GitLab read it."""
    reader = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed")
    return reader.MarkdownIt("commonmark").enable("table")


def test_a_comment_has_room_for_what_it_says(report, options):
    many = replace(
        report,
        findings=tuple(replace(report.findings[4], message=f"{n} " * 99) for n in range(999)),
    )
    text = rendered(many, options)
    assert len(text) < MOST
    told = sum(len(table) - 1 for table in tables_of(text) if table[0][0] == "Severity")
    assert f"{999 - told} findings" in text.rpartition("**Left out")[2]
    assert 20 < told < 999


def test_no_line_is_too_long_to_be_read(report, options):
    *_, path = report.findings
    span = path.fix.edits[0].at
    text = f"{span.source.text[:-1]},{' ' * 9_000}1:1}}"
    long = replace(span, source=replace(span.source, text=text))
    edit = replace(path.fix.edits[0], at=long)
    finding = replace(path, fix=replace(path.fix, edits=(edit,)))
    told = rendered(Report(findings=(finding,)), options)
    assert "Change: name the role as it is" in told
    assert "```diff" not in told


@given(
    st.lists(st.lists(st.text("ab", max_size=300), max_size=30), max_size=8),
    st.integers(500, 5_000),
)
def test_what_a_comment_leaves_out_is_counted_to_the_last(groups, room):
    parts = [folded("x", Part(tuple(map(str, each)), "thing", "things")) for each in groups]
    whole, text = comment(parts, "Elsewhere.", 10**6), comment(parts, "Elsewhere.", room)
    assert len(text) <= room
    assert text == whole or re.search(r"no room for it: \d+ things?\.\*\* Elsewhere\.\n$", text)
    assert text.count("<details>") == text.count("</details>")


def checked(system, **more):
    folder = SYSTEMS / system
    run = check((folder,), CheckOptions(config=folder / "xacct-guard.yaml"))
    return rendered(run.report, Options(fail_on=Severity.HIGH, root=folder, **more))


def rendered_tags(text):
    """What a browser sees of it: every tag in order."""
    return re.findall(r"</?[a-z][a-z0-9]*", markdown_it().render(text))


@pytest.mark.parametrize("system", sorted(each.name for each in SYSTEMS.iterdir()))
def test_a_comment_on_a_published_system_renders_whole(system):
    text = checked(f"{system}/as-published")
    assert len(text.encode("utf-16-le")) // 2 < 65_536
    stack = []
    for one in rendered_tags(text):
        if one in ("<br", "<hr"):
            continue
        if one.startswith("</"):
            assert stack.pop() == one[2:]
        else:
            stack.append(one[1:])
    assert stack == []
    assert all(len({len(row) for row in table}) == 1 for table in tables_of(text))
    assert "<p>|" not in markdown_it().render(text)  # a table that is none
    assert "```" not in re.sub(r"<pre>.*?</pre>", "", markdown_it().render(text), flags=re.DOTALL)


def test_what_stops_a_stage_stands_above_all_that_is_folded():
    text = checked("three-account-codepipeline/as-published")
    above = text.partition("<details>")[0]
    verdict, *_ = above.split("\n\n")
    assert verdict == "### ❌ xacct-guard: 4 of 4 stages would be denied"
    [head, *rows] = next(table for table in tables_of(above) if "Principal" in table[1][0])
    told = dict([head, *rows])
    assert told == {
        "Denied": "`Source`, `deploy-cf-train-test`, `Approval`, `Deploy` of `ml-train-deploy`",
        "Principal": "`codepipeline.amazonaws.com`",
        "Action": "`sts:AssumeRole`",
        "Resource": f"`{NAMED}`",
        "Because": f"`{NAMED}` does not exist: the role `${{shared.CodePipelineServiceRole}}` has "
        f"the path `/`, so its ARN is `{MEANT}`",
        "Decided at": "`pipeline.json:5` named here",
        "Change": f"write `{MEANT}`",
    }
    assert "role-path-mismatch" in above
    assert above.count("```diff") == 1


def test_a_corrected_system_is_short():
    text = checked("three-account-codepipeline/corrected")
    assert text.startswith("### ✅ xacct-guard: every stage would be allowed\n")
    assert len(text) < 12_000


def test_of_many_stages_those_that_are_allowed_are_folded(report, options):
    [pipeline] = report.pipelines
    allowed = [replace(pipeline.stages[0], name=f"step {number}") for number in range(40)]
    many = replace(pipeline, stages=(*allowed, pipeline.stages[1]))
    text = rendered(Report(pipelines=(many,)), options)
    [first, *_] = tables_of(text)
    assert [row[1] for row in first] == ["Stage", "Train"]
    assert "<details><summary>✅ 40 stages are allowed</summary>" in text


def test_what_cannot_be_decided_is_no_success(report, options):
    [pipeline] = report.pipelines
    unknown = replace(pipeline.stages[1].actions[1], verdict="unknown")
    stage = replace(pipeline.stages[1], verdict="unknown", actions=(unknown,))
    told = Report(pipelines=(replace(pipeline, verdict="unknown", stages=(stage,)),))
    text = rendered(told, options)
    assert text.startswith("### ❔ xacct-guard: 1 of 1 stage cannot be decided\n")
    assert "| Not decided |" in text
    assert rendered(told, options, unknown_fails=True).startswith("### ❌")
