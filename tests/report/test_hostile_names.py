"""Names in templates are other people's text: none commands a terminal, in whatever format."""

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xacct_guard.errors import InputError
from xacct_guard.finding import Addition
from xacct_guard.report import names, render_named
from xacct_guard.span import Source, Span
from xacct_guard.terminal.json_text import json_text
from xacct_guard.verdicts import Assumption, Report

HOSTILE = "\x1b[31m\x9b2J\x07\x00\x7f\u202eevil\u2066\u2028\u200b\r\ud800\ufeff\U000e0041"


def hostile(report):
    """The report with this text at every place that holds words."""
    name = HOSTILE.replace("\ud800", "\udc9b")  # what a name of a file may hold
    place = Span(Source(f"{name}.yaml", HOSTILE), (HOSTILE,), 1, 1, 1, 3)
    finding = next(one for one in report.findings if one.fix)
    fix = replace(
        finding.fix,
        summary=HOSTILE,
        statement=f"{HOSTILE}\n{HOSTILE}",
        at=place,
        additions=(Addition(HOSTILE, HOSTILE, place),),
    )
    said = tuple(replace(one, span=place, says=HOSTILE) for one in finding.locations)
    finding = replace(finding, message=HOSTILE, locations=said, account=HOSTILE, fix=fix)
    [pipeline] = report.pipelines
    [first, *_] = pipeline.stages[1].actions
    hop = replace(
        first.hops[1],
        step=HOSTILE,
        principal=HOSTILE,
        resource=HOSTILE,
        because=HOSTILE,
        evidence=said,
    )
    action = replace(first, name=HOSTILE, provider=HOSTILE, hops=(hop,), optional=(hop,))
    stage = replace(pipeline.stages[1], name=HOSTILE, actions=(action,))
    return Report(
        findings=(finding, replace(finding, suppressed=HOSTILE)),
        pipelines=(
            replace(pipeline, name=HOSTILE, account=HOSTILE, region=HOSTILE, stages=(stage,)),
        ),
        assumptions=(Assumption(HOSTILE, HOSTILE, HOSTILE),),
        failures=(InputError(HOSTILE, at=place, help=HOSTILE),),
    )


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("name", names())
def test_no_control_character_leaks_into_a_report(name, verbose, report, options):
    text = render_named(name).render(hostile(report), replace(options, verbose=verbose))
    unprintable = {char for char in text if char != "\n" and not char.isprintable()}
    assert unprintable == set()
    text.encode("utf-8")


def test_junit_of_hostile_names_is_still_xml(report, options):
    read = ElementTree.fromstring(render_named("junit").render(hostile(report), options))
    assert read.tag == "testsuites"


@given(st.text())
def test_json_that_is_safe_to_print_says_the_same(text):
    written = json_text({text: [text]})
    assert json.loads(written) == {text: [text]}
    assert all(char == "\n" or char.isprintable() for char in written)
