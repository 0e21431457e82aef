"""Facts: what the page's script shows when it is asked for, as plain values that become JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from ..finding import Evidence, Finding, Fix, fingerprints
from ..span import Span
from ..verdicts import HopVerdict
from .change import changes_of
from .contents import Contents
from .markup import Markup, printable

Members = dict[str, Any]
_MOST_LINES = 24
_UNSAFE = re.compile(r"[<>&\u2028\u2029]|[^ -~]")


def as_script(members: object) -> Markup:
    """JSON that can stand inside a script element: nothing in it ends the element or begins another."""
    text = json.dumps(members, ensure_ascii=False, separators=(",", ":"))
    return Markup(_UNSAFE.sub(_safe, text))


def _safe(found: re.Match[str]) -> str:
    char = found[0]
    if char.isprintable() and char not in "<>&":
        return char
    return "".join(f"\\u{ord(unit):04x}" for unit in _units(char))


def _units(char: str) -> str:
    """As UTF-16 has it."""
    if ord(char) < 0x10000:
        return char
    high, low = divmod(ord(char) - 0x10000, 0x400)
    return chr(0xD800 + high) + chr(0xDC00 + low)


class Facts:
    """Hops, findings and places by number; a place that many hops name is held once."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._places: dict[tuple[str, str], int] = {}
        self._told: list[Members] = []

    def members(self) -> Members:
        """Everything, with all text printable."""
        contents = self._contents
        prints = fingerprints(contents.findings)
        said = {
            "accounts": dict(contents.report.accounts),
            "stages": list(self._stages()),
            "hops": list(self._hops()),
            "findings": [
                self._finding(*pair) for pair in zip(contents.findings, prints, strict=True)
            ],
            "places": self._told,
        }
        members: Members = plain(said)
        return members

    def _stages(self) -> Iterator[Members]:
        for pipeline in self._contents.report.pipelines:
            for stage in pipeline.stages:
                for action in stage.actions:
                    yield {"pipeline": pipeline.name, "stage": stage.name, "action": action.name}

    def _hops(self) -> Iterator[Members]:
        """All hops that verdicts rest on, then the optional ones, as `Contents.first_hops` numbers them."""
        later: list[Members] = []
        number = 0
        for pipeline in self._contents.report.pipelines:
            for stage in pipeline.stages:
                for action in stage.actions:
                    yield from (self._hop(hop, number) for hop in action.hops)
                    later += [
                        {**self._hop(hop, number), "optional": True} for hop in action.optional
                    ]
                    number += 1
        yield from later

    def _hop(self, hop: HopVerdict, stage: int) -> Members:
        told = {
            "in": stage,
            "step": hop.step,
            "principal": hop.principal,
            "action": hop.action,
            "resource": hop.resource,
            "account": hop.account,
            "region": hop.region,
            "owner": hop.owner,
            "via": hop.via,
            "vpc": hop.vpc,
            "key": hop.key,
            "verdict": hop.verdict,
            "outcome": hop.outcome,
            "deniedBy": hop.denied_by,
            "refusedBy": hop.refused_by,
            "because": hop.because,
            "dependsOn": list(hop.depends_on),
            "evidence": self._evidence(hop.evidence),
            "source": hop.source,
            "ground": hop.confidence,
            "finding": None if hop.outcome == "allow" else self._contents.cause(hop),
        }
        return {name: value for name, value in told.items() if value not in (None, [])}

    def _evidence(self, told: tuple[Evidence, ...]) -> list[list[object]]:
        return [[self._place(each.span), each.says] for each in told]

    def _finding(self, finding: Finding, fingerprint: str) -> Members:
        return {
            "rule": finding.rule,
            "kind": finding.kind,
            "severity": finding.severity,
            "confidence": finding.confidence,
            "message": finding.message,
            "account": finding.account,
            "locations": self._evidence(finding.locations),
            "fix": self._fix(finding.fix) if finding.fix else None,
            "fingerprint": fingerprint,
            "suppressed": finding.suppressed,
        }

    def _fix(self, fix: Fix) -> Members:
        return {
            "safety": fix.safety,
            "summary": fix.summary,
            "byTool": bool(fix.edits),
            "changes": [
                {
                    "at": None if each.at is None else self._place(each.at),
                    "says": each.says,
                    "gone": list(each.gone),
                    "come": list(each.come),
                }
                for each in changes_of(fix)
            ],
        }

    def _place(self, span: Span) -> int:
        key = (self._contents.place(span), f"{span.path}:{span.column}")
        if key not in self._places:
            self._places[key] = len(self._told)
            self._told.append({"at": key[0], "route": span.path, **excerpt(span)})
        return self._places[key]


def excerpt(span: Span, most: int = _MOST_LINES) -> Members:
    """The lines of a place, at most so many, and how many are left out."""
    if span.line is None:
        return {}
    lines = _lines(span.source.name, span.source.text)
    last = span.end_line or span.line
    if span.end_column == 1 and last > span.line:
        last -= 1
    told = lines[span.line - 1 : last]
    if not told:
        return {}
    return {"from": span.line, "lines": list(told[:most]), "more": max(len(told) - most, 0)}


@lru_cache(maxsize=64)
def _lines(name: str, text: str) -> tuple[str, ...]:  # noqa: ARG001 (a long text is rarely compared then)
    return tuple(line.removesuffix("\r") for line in text.split("\n"))


def plain(value: object) -> Any:  # noqa: ANN401 (JSON is whatever it is)
    """Values as they are, all text in them printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {printable(name): plain(member) for name, member in value.items()}
    return [plain(member) for member in value] if isinstance(value, list) else value
