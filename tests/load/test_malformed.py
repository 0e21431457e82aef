"""Documents with anything in the place of anything: failures with a place, and no crash."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.definitions.test_readers import TRAIN
from tests.formats.test_authorization_details import DETAILS
from xacct_guard.draft import draft
from xacct_guard.run import Options, check

WORKFLOW = {
    "name": "deploy",
    "on": {"push": {"branches": ["main"]}},
    "jobs": {
        "release": {
            "environment": {"name": "live"},
            "steps": [
                {
                    "uses": "aws-actions/configure-aws-credentials@v4",
                    "with": {"role-to-assume": "arn:aws:iam::222222222222:role/release"},
                }
            ],
        }
    },
}
MANIFEST = {
    "version": "36.0.0",
    "artifacts": {
        "S": {
            "type": "aws:cloudformation:stack",
            "environment": "aws://111111111111/eu-west-1",
            "properties": {"templateFile": "S.json", "parameters": {"A": "b"}},
            "dependencies": ["T"],
        },
        "T": {"type": "cdk:asset-manifest", "properties": {"file": "T.json"}},
        "U": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "below"}},
    },
}
BUILD = {
    "version": 0.2,
    "env": {"variables": {"A": "b"}},
    "phases": {"build": {"commands": ["ls"]}},
}
MACHINE = {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}
DOCUMENTS = {
    "train.json": TRAIN,
    "account.json": DETAILS,
    ".github/workflows/deploy.yml": WORKFLOW,
    "manifest.json": MANIFEST,
    "buildspec.yml": BUILD,
    "machine.json": MACHINE,
}
WRONG: st.SearchStrategy[Any] = st.sampled_from(
    [None, 0, True, "", "x", [], {}, [None], {"a": None}]
)


def routes(value: Any, route: tuple[str | int, ...] = ()):
    yield route
    pairs = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else ()
    for key, inner in (*pairs, *items):
        yield from routes(inner, (*route, key))


def changed(value: Any, route: tuple[str | int, ...], by: Any) -> Any:
    if not route:
        return by
    copy = value.copy()
    copy[route[0]] = changed(value[route[0]], route[1:], by)
    return copy


@st.composite
def mistakes(draw: st.DrawFn) -> tuple[str, Any]:
    name = draw(st.sampled_from(sorted(DOCUMENTS)))
    value = DOCUMENTS[name]
    route = draw(st.sampled_from(sorted(routes(value), key=str)))
    return name, changed(value, route, draw(WRONG))


@settings(max_examples=150, deadline=None)
@given(mistakes())
def test_a_mistake_anywhere_is_a_failure_with_a_place_or_none_at_all(mistake):
    name, value = mistake
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value))
        draft(Path(folder))
        for each in ((Path(folder),), (path,)):
            for failure in check(each, Options()).report.failures:
                assert failure.at is not None
                assert failure.message
