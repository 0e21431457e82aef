"""The lines that `evaluate` prints. All characters are ASCII: what comes in goes out unharmed."""

from __future__ import annotations

import json
from typing import Any

from ...iam.decision import Decision, LayerOutcome, Miss
from ...iam.index import Ruling, semantics_for
from ...iam.index.lines import Line, LineError
from ...iam.policy import Statement

Json = Any
_encode = json.JSONEncoder().encode


def _dumps(value: object) -> str:
    """JSON in ASCII, in which nothing is a command in a log of GitHub (`##[`)."""
    return _encode(value).replace("##[", "#\\u0023[")


def answer_line(line: Line) -> str:
    """The decision as one line."""
    told = line.engine.ruling(line.request, semantics_for(line.request))
    return f"{{{_members(line.id, told)}}}\n"


def decision_line(line: Line) -> str:
    """The same with what each layer says."""
    decision = line.engine.decide(line.request, semantics_for(line.request))
    trace = {"layers": [_layer(outcome) for outcome in decision.outcomes]}
    return f'{{{_members(line.id, decision)}, "trace": {_dumps(trace)}}}\n'


def _members(id: Json, told: Ruling | Decision) -> str:
    """What every decision tells. Written by hand: this is half of what a line costs."""
    by = f'"{told.denied_by}"' if told.denied_by else "null"
    depends = _dumps(told.depends_on) if told.depends_on else "[]"
    return (
        f'"id": {_dumps(id)}, "decision": "{told.verdict}", "denied_by": {by}, '
        f'"depends_on": {depends}, "because": {_dumps(told.reason)}'
    )


def error_line(error: LineError, number: int) -> str:
    """What is wrong with a line, and where: in which layer, or that it is no scenario at all."""
    of_line = error.where is None
    told = {
        "message": f"line {number} is {error.message}" if of_line else error.message,
        "where": f"line {number}" if of_line else error.where,
        "line": number,
        "at": (error.at.path or None) if error.at else None,
        "help": error.help,
    }
    return (
        _dumps({"id": error.id, "error": {k: v for k, v in told.items() if v is not None}}) + "\n"
    )


def _layer(outcome: LayerOutcome) -> dict[str, Json]:
    return {
        "kind": outcome.kind,
        "name": outcome.name,
        "allows": outcome.allows.name.lower(),
        "denies": outcome.denies.name.lower(),
        "deciding": [_statement(statement) for statement in outcome.deciding],
        "nearest": _miss(outcome.nearest) if outcome.nearest else None,
    }


def _statement(statement: Statement) -> dict[str, Json]:
    return {
        "policy": statement.policy,
        "statement": statement.index,
        "sid": statement.sid,
        "effect": statement.effect,
        "at": statement.span.path,
    }


def _miss(miss: Miss) -> dict[str, Json]:
    return {
        "statement": _statement(miss.statement),
        "element": miss.element,
        "at": miss.span.path,
        "wanted": miss.wanted,
        "got": miss.got,
    }
