"""`evaluate`: one request and the policies that have a say in it, decided; or many."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import overload

from ..errors import InputError, XacctGuardError
from ..iam.case import Scenario
from ..iam.decision import Decision
from ..iam.index import decide_fast, semantics_for
from ..iam.index.lines import LineReader

Question = Mapping[str, object] | Scenario
"""A scenario as `xacct-guard schema scenario` describes it, or as it was read."""


@overload
def evaluate(scenario: Question) -> Decision: ...


@overload
def evaluate(scenario: Iterable[Question]) -> tuple[Decision, ...]: ...


def evaluate(scenario: Question | Iterable[Question]) -> Decision | tuple[Decision, ...]:
    """Decide one request, or one after the other, as IAM would.

    >>> from xacct_guard import evaluate
    >>> reader = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
    >>> request = {
    ...     "principal": "arn:aws:iam::111111111111:role/reader",
    ...     "principal_account": "111111111111",
    ...     "action": "s3:GetObject",
    ...     "resource": "arn:aws:s3:::b/k",
    ...     "resource_account": "222222222222",
    ... }
    >>> policies = {"identity": [{"name": "p", "document": {"Statement": [reader]}}]}
    >>> decision = evaluate({"request": request, "policies": policies})
    >>> decision.verdict, decision.denied_by
    (<Verdict.IMPLICIT_DENY: 'implicit_deny'>, <PolicyKind.RESOURCE: 'resource'>)
    >>> decision.reason
    'nothing in the resource policy allows it'
    >>> same = request | {"resource_account": "111111111111"}
    >>> [each.verdict.value for each in evaluate([{"request": same, "policies": policies}])]
    ['allow']

    Args:
        scenario: an object of the shape of `xacct-guard schema scenario` (as `json.load` gives it), a
            `Scenario`, or any number of these. A context key in neither `context` nor `unknown_context`
            is absent; `{"$unknown": "what"}` stands for a value that nobody knows.

    Returns:
        A `Decision` (a tuple of them for many, in the same order): `verdict` (a `Verdict`), `denied_by`
        (the kind of policy, or None), `depends_on` (keys and values that leave it unknown, sorted),
        `reason` (one sentence) and `outcomes` (what each layer says, with the statements that decide).

    Raises:
        XacctGuardError: a policy that AWS would reject, or no scenario; its `where` is the layer, or
            `request`. Of many the first one that cannot be decided stops, and a note tells its number.

    Source: IAM User Guide, reference_policies_evaluation-logic.html, and the pages beside it.

    """
    reader = LineReader()
    if isinstance(scenario, (Mapping, Scenario)):
        return _decided(scenario, reader)
    return tuple(_each(scenario, reader))


def _each(scenarios: Iterable[Question], reader: LineReader) -> Iterator[Decision]:
    for number, scenario in enumerate(scenarios, 1):
        try:
            yield _decided(scenario, reader)
        except XacctGuardError as error:
            error.add_note(f"scenario {number}")
            raise


def _decided(scenario: Question, reader: LineReader) -> Decision:
    if isinstance(scenario, Scenario):
        request = scenario.request
        return decide_fast(request, scenario.layers, semantics_for(request))
    line = reader.read(_as_json(scenario))
    return line.engine.decide(line.request, semantics_for(line.request))


def _as_json(scenario: Mapping[str, object]) -> bytes:
    try:
        return json.dumps(scenario, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(
            "a scenario holds something that is not JSON",
            help="give what `json.load` gives: texts, numbers, true, false, null, lists, objects",
        ) from error
