"""A single request explained as text: the verdict, each layer with its source, and what would help."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Evidence
from ...report.full import fix_lines
from ...terminal.cells import clean, wrap
from ...terminal.frame import frame, gutter_of
from ...terminal.margin import Look
from ...terminal.note import note
from ...terminal.paint import Paint
from ...terminal.place import Label
from ...verdicts import Assumption, HopVerdict
from ...why import Explanation, LayerSaid, Reply, spoken
from ...words.kinds import LAYERS
from .hops import Telling, verdict_lines

_STYLES = {
    "allows": "allow",
    "denies": "deny",
    "may allow": "unknown",
    "may deny": "unknown",
    "not held": "unknown",
}
_ABSENT = ("none", "not given", "not held")
_INDENT = " " * 4


def explained(explanation: Explanation, telling: Telling) -> str:
    """The verdict, the layers, what the request drags along, and what to change."""
    return "".join(f"{line}\n" for line in _explained(explanation, telling))


def replied(reply: Reply, telling: Telling) -> str:
    """What AWS says, what the estate says to it, and each request explained."""
    return "".join(f"{line}\n" for line in _replied(reply, telling))


def _explained(explanation: Explanation, telling: Telling) -> Iterator[str]:
    yield from _request(explanation.hop, telling)
    if explanation.layers:
        yield ""
    yield from _layers(explanation, telling)
    yield from _remarks(explanation, telling)
    for further in explanation.drags:
        yield ""
        yield telling.paint("strong", "and with it:")
        brief = further.hop.outcome == "allow" and not telling.verbose
        yield from (_request(further.hop, telling) if brief else _explained(further, telling))


def _request(hop: HopVerdict, telling: Telling) -> Iterator[str]:
    paint = telling.paint
    arrow = "→" if paint.unicode else "->"
    where = "/".join(clean(part) for part in (hop.account, hop.region) if part)
    yield f"{paint.mark(hop.outcome)} {paint('strong', clean(hop.principal))}"
    asked = f"{clean(hop.action)} {arrow} {clean(hop.resource)}"
    yield f"{_INDENT}{paint('quoted', asked)}" + (f" {paint('dim', f'[{where}]')}" if where else "")
    if hop.via:
        yield _INDENT + paint("dim", f"through {clean(hop.via)}")
    yield from (_INDENT + line for line in verdict_lines(hop, paint, telling.width - len(_INDENT)))


def _layers(explanation: Explanation, telling: Telling) -> Iterator[str]:
    """Each layer that has something to say or should have; then, on one line, those that are none."""
    hop = explanation.hop
    without = [
        one for one in explanation.layers if one.says == "none" and one.kind != hop.denied_by
    ]
    for layer in explanation.layers:
        if layer not in without:
            yield from _layer(layer, hop, telling)
    if without:
        parts = "; ".join(f"{LAYERS[one.kind]}: {one.because}" for one in without)
        for line in wrap(f"no say: {clean(parts)}", telling.width - len(_INDENT)):
            yield _INDENT + telling.paint("dim", line)


def _layer(layer: LayerSaid, hop: HopVerdict, telling: Telling) -> Iterator[str]:
    """One line for a layer, and the source of what it says below."""
    style = _style(layer, hop)
    sign = _sign(style, telling.paint)
    says = layer.because if layer.says in _ABSENT else f"{layer.says}, {layer.because}"
    first, *rest = wrap(f"{clean(layer.title)}: {clean(says)}", telling.width - len(_INDENT))
    yield f"  {sign} {telling.paint.prose(first)}"
    yield from (f"{_INDENT}{telling.paint.prose(line)}" for line in rest)
    evidence = (*layer.evidence, *((layer.missed.evidence,) if layer.missed else ()))
    if evidence:
        yield from _frame(evidence, style, telling)


def _style(layer: LayerSaid, hop: HopVerdict) -> str:
    """A layer that is silent or lacking matters where it is the one that denies."""
    lacks = layer.says in ("silent", "none") and layer.kind == hop.denied_by
    return "deny" if lacks else _STYLES.get(layer.says, "dim")


def _sign(style: str, paint: Paint) -> str:
    dash = "·" if paint.unicode else "-"
    return paint.mark(style) if style in ("allow", "deny", "unknown") else paint("dim", dash)


def _frame(evidence: tuple[Evidence, ...], style: str, telling: Telling) -> Iterator[str]:
    labels = tuple(Label(one.span, one.says, primary=n == 0) for n, one in enumerate(evidence))
    tone = {"deny": "error", "allow": "help", "unknown": "warning"}.get(style, "info")
    look = Look(telling.paint, tone, telling.width - len(_INDENT), gutter_of(labels))
    yield from (f"{_INDENT}{line}".rstrip() for line in frame(labels, look))


def _remarks(explanation: Explanation, telling: Telling) -> Iterator[str]:
    look = Look(telling.paint, "help", telling.width, 1)
    if explanation.fix or explanation.notes:
        yield ""
    if explanation.fix:
        yield from fix_lines(explanation.fix, look)
    for text in explanation.notes:
        yield from note("note", text, look)
    yield from _assumed(explanation.assumptions, telling)


def _assumed(assumptions: tuple[Assumption, ...], telling: Telling) -> Iterator[str]:
    if not telling.verbose:
        return
    for one in assumptions:
        yield telling.paint("dim", clean(str(one)))


def _replied(reply: Reply, telling: Telling) -> Iterator[str]:
    paint = telling.paint
    says = f"AWS: {clean(spoken(reply.denial))}"
    for line in wrap(says, telling.width, "     "):
        yield paint.prose(line)
    style = {"agrees": "allow", "disagrees": "deny"}.get(reply.agreement, "unknown")
    for index, text in enumerate(reply.remarks):
        lead = f"{reply.agreement}: " if index == 0 else "  "
        first, *rest = wrap(lead + clean(text), telling.width, "  ")
        yield paint(style if index == 0 else "dim", first[: len(lead)]) + paint.prose(
            first[len(lead) :]
        )
        yield from map(paint.prose, rest)
    yield from _left_out(reply, telling)
    for explanation in reply.explanations:
        yield ""
        yield from _explained(explanation, telling)
    yield from _similar(reply, telling)


def _left_out(reply: Reply, telling: Telling) -> Iterator[str]:
    """What the message does not say, and what to run to learn it."""
    if reply.missing:
        yield f"the message does not say: {', '.join(reply.missing)}"
    for way in reply.ways:
        yield f"  {telling.paint('quoted', way)}"
    if reply.missing:
        yield "then ask: " + telling.paint("quoted", _next_question(reply))


def _next_question(reply: Reply) -> str:
    """The question with what is known in its place."""
    from shlex import quote

    denial = reply.denial
    known = {
        "principal": denial.principal,
        "action": denial.actions[0] if denial.actions else None,
        "resource": denial.resource,
    }
    words = (
        name.upper() if name in reply.missing or value is None else quote(value)
        for name, value in known.items()
    )
    return f"xacct-guard why {' '.join(words)}"


def _similar(reply: Reply, telling: Telling) -> Iterator[str]:
    if reply.explanations or not reply.similar:
        return
    yield ""
    yield "denied on the paths of the pipelines here, and fitting:"
    for hop in reply.similar:
        yield from _request(hop, telling)
