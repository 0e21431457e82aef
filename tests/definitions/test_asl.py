"""What is known of a value that a state machine computes when it runs."""

from __future__ import annotations

import json

import pytest

from xacct_guard.definitions.asl import read_tasks
from xacct_guard.iam.symbol import shown
from xacct_guard.read import read
from xacct_guard.span import Source

RUN = "$$.Execution.Name"
OPEN = "${{input of the state machine: {}}}"


def computed(expression: str) -> str:
    state = {"Type": "Task", "Resource": "arn:aws:states:::x:y", "Parameters": {"It.$": expression}}
    definition = read(Source("machine.json", json.dumps({"States": {"one": state}})))
    (task,) = read_tasks(definition)
    return shown(task.parameters.text_at("It") or "")


@pytest.mark.parametrize(
    ("expression", "known"),
    [
        ("$.Name", OPEN.format("$.Name")),
        (f"States.Format('s3://b/{{}}/m.gz', {RUN})", f"s3://b/{OPEN.format(RUN)}/m.gz"),
        ("States.Format('{}-{}-{}', 'a, b', 3, $.c)", f"a, b-3-{OPEN.format('$.c')}"),
        (
            "States.Format('{}!', States.ArrayGetItem($.a, 0))",
            f"{OPEN.format('States.ArrayGetItem($.a, 0)')}!",
        ),
        (r"States.Format('it\'s \{\} {}', 'o\'clock')", "it's {} o'clock"),
        ("States.Format('{}', States.Format('{}/x', $.a))", f"{OPEN.format('$.a')}/x"),
        ("States.Format('plain')", "plain"),
        ("States.Format($.template, 1)", OPEN.format("States.Format($.template, 1)")),
    ],
)
def test_of_a_format_the_text_around_its_arguments_is_known(expression, known):
    assert computed(expression) == known
