"""Who may do something, as text: the certain first, then those under conditions, each with its source."""

from __future__ import annotations

from collections.abc import Iterator

from ...terminal.cells import clean, wrap
from ...terminal.margin import Look
from ...terminal.note import note
from ...who_can import Reach, Reaching
from .hops import Telling, evidence_lines


def reached(reaching: Reaching, telling: Telling) -> str:
    """Everybody who may, and how they could come to be who they are."""
    return "".join(f"{line}\n" for line in _reached(reaching, telling))


def _reached(reaching: Reaching, telling: Telling) -> Iterator[str]:
    paint = telling.paint
    arrow = "→" if paint.unicode else "->"
    asked = f"{clean(reaching.action)} {arrow} {clean(reaching.resource)}"
    yield paint("quoted", asked)
    certain = [one for one in reaching.reaches if one.certain]
    maybe = [one for one in reaching.reaches if not one.certain]
    if not reaching.reaches:
        why = f": {clean(reaching.refused)}" if reaching.refused else ""
        yield f"nobody may{why or ', as far as the estate tells'}"
    for head, group, mark in (("may", certain, "allow"), ("may, if", maybe, "unknown")):
        if group:
            yield ""
            yield paint("strong", head)
        for one in group:
            yield from _reach(one, mark, reaching.action, telling)
    yield from _assumed(reaching, telling)
    if reaching.note:
        look = Look(telling.paint, "help", telling.width, 1)
        yield from ("", *note("note", reaching.note, look))


def _reach(reach: Reach, mark: str, action: str, telling: Telling) -> Iterator[str]:
    paint = telling.paint
    as_named = f"{clean(reach.called)}" + _kind(reach)
    yield f"  {paint.mark(mark)} {paint('strong', as_named)}{_other_action(reach, action)}"
    for line in _conditions(reach, "if ", telling):
        yield f"      {line}"
    yield from (f"      {line}" for line in evidence_lines(reach.evidence, telling, 6))
    if reach.through:
        yield paint("dim", "      through")
    for one in reach.through:
        sign = paint.mark("allow" if one.certain else "unknown")
        yield f"        {sign} {clean(one.called)}{_kind(one)}{_other_action(one, 'sts:AssumeRole')}"
        for line in _conditions(one, "if ", telling):
            yield f"            {line}"


def _kind(reach: Reach) -> str:
    """Said where the name does not say it."""
    said = reach.kind in ("anonymous", "any account", "account", "root user", "unresolved")
    return "" if said else f" ({reach.kind})"


def _other_action(reach: Reach, action: str) -> str:
    return "" if reach.action == action else f", by {reach.action}"


def _conditions(reach: Reach, lead: str, telling: Telling) -> Iterator[str]:
    for number, condition in enumerate(reach.conditions):
        words = (lead if number == 0 else "and ") + clean(condition)
        for line in wrap(words, telling.width - 12, "  "):
            yield telling.paint.prose(line)


def _assumed(reaching: Reaching, telling: Telling) -> Iterator[str]:
    if reaching.assumptions:
        yield ""
    for one in reaching.assumptions:
        yield telling.paint("dim", clean(str(one)))
