"""What a person reads, as snapshots; and what holds for all of it."""

from dataclasses import replace

import pytest

from xacct_guard.cli.telling.hops import Telling, described
from xacct_guard.finding import Severity
from xacct_guard.report import names, render_named
from xacct_guard.terminal.paint import PLAIN, Paint
from xacct_guard.verdicts import Report, StageVerdict


def rendered(name, report, options, **more):
    return render_named(name).render(report, replace(options, **more))


@pytest.mark.parametrize("width", [72, 100])
def test_the_full_report_reads_well(report, options, snapshot, width):
    assert rendered("full", report, options, width=width) == snapshot


def test_the_verbose_full_report_leaves_nothing_out(report, options, snapshot):
    assert rendered("full", report, options, verbose=True) == snapshot


def test_the_coloured_full_report_reads_well(report, options, snapshot):
    assert rendered("full", report, options, paint=Paint(colour=True)) == snapshot


def test_the_concise_report_reads_well(report, options, snapshot):
    assert rendered("concise", report, options) == snapshot


def test_access_paths_read_well(report, snapshot):
    assert described(report.pipelines, Telling(PLAIN, 100)) == snapshot


def test_verbose_access_paths_leave_nothing_out(report, snapshot):
    assert described(report.pipelines, Telling(PLAIN, 100, verbose=True)) == snapshot


@pytest.mark.parametrize("name", names())
def test_the_order_of_findings_does_not_matter(name, report, options):
    turned = replace(report, findings=tuple(reversed(report.findings)))
    assert rendered(name, turned, options) == rendered(name, report, options)


@pytest.mark.parametrize("name", names())
def test_an_empty_report_is_rendered_and_ends_with_a_line_end(name, options):
    assert rendered(name, Report(), options).endswith("\n")


@pytest.mark.parametrize("name", names())
def test_a_format_is_called_as_its_file(name):
    assert render_named(name).name == name


def test_full_is_plain_text_without_colours(report, options):
    assert "\x1b" not in rendered("full", report, options)


def test_colours_change_no_character_of_the_report(report, options, uncoloured):
    coloured = rendered("full", report, options, paint=Paint(colour=True))
    assert uncoloured(coloured) == rendered("full", report, options)


def test_a_terminal_without_unicode_gets_plain_signs(report, options):
    text = rendered("full", report, options, paint=Paint(unicode=False))
    assert not set("✓✗…→") & set(text)


def test_quiet_keeps_failures_and_findings_only(report, options):
    text = rendered("full", report, options, quiet=True)
    assert "error[kms-consumer-missing]" in text
    assert "cannot read `gone.yaml`" in text
    assert "pipeline mvp" not in text
    assert "assumed" not in text


def test_a_suppressed_finding_is_shown_only_when_verbose(report, options):
    assert "two-phase deploy" not in rendered("full", report, options)
    assert "two-phase deploy" in rendered("full", report, options, verbose=True)


def test_concise_says_every_finding_and_stage_on_one_line(report, options):
    lines = rendered("concise", report, options).splitlines()
    denied = [stage for stage in report.stages if stage.verdict != "allow"]
    assert len(lines) == len(report.failures) + len(report.open_findings) + len(denied) + 1


def test_the_worst_finding_comes_first(report, options):
    text = rendered("concise", report, options)
    places = [text.index(f"{severity.value}[") for severity in Severity]
    assert places == sorted(places)


def test_an_empty_stage_is_no_trouble(report, options):
    pipeline = replace(report.pipelines[0], stages=(StageVerdict("Empty", "unknown", ()),))
    text = rendered("concise", replace(report, pipelines=(pipeline,)), options)
    assert "stage mvp/Empty: unknown\n" in text
