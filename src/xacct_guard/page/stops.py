"""Stops: each stage that is not allowed, as a tab with what stops it, why, where, and what to change."""

from __future__ import annotations

from collections.abc import Mapping

from ..calls import account_of, named
from ..finding import Evidence, Finding
from ..span import Span
from ..verdicts import HopVerdict
from .change import Change, changes_of
from .contents import Contents, Stop
from .facts import excerpt
from .glyphs import WORDS, icon, mark_of
from .labels import kind_in, short_name
from .markup import Markup, joined, tag
from .prose import prose, several

_EXCERPT, _CHANGE = 3, 9


def stops(contents: Contents) -> Markup:
    """All of them; the first is open. Without any: nothing."""
    every = contents.stops
    tabs = tag(
        "div",
        (_tab(index, stop) for index, stop in enumerate(every)),
        class_="tabs",
        role="tablist",
        aria_orientation="vertical",
        aria_label="Stages that are not allowed",
    )
    panels = (_panel(index, stop, contents) for index, stop in enumerate(every))
    return tag("div", tabs, panels, class_="stops" if len(every) > 1 else "stops alone")


def _tab(index: int, stop: Stop) -> Markup:
    return tag(
        "button",
        icon(mark_of(stop.verdict)),
        tag(
            "span",
            tag("span", stop.stage.name, class_="tab-name"),
            tag("span", ", ".join((*_above(stop), WORDS[stop.verdict])), class_="quiet"),
            class_="tab-words",
        ),
        type="button",
        role="tab",
        id=f"stop-{index}",
        aria_controls=f"stop-panel-{index}",
        aria_selected="true" if index == 0 else "false",
        tabindex=0 if index == 0 else -1,
        class_=stop.verdict,
    )


def _above(stop: Stop) -> tuple[str, ...]:
    """The pipeline's name, unless its only stage has the same."""
    return () if stop.pipeline.name == stop.stage.name else (stop.pipeline.name,)


def _panel(index: int, stop: Stop, contents: Contents) -> Markup:
    broken = stop.broken
    return tag(
        "div",
        _stopped(stop, contents) if broken else tag("p", "No hop says why."),
        role="tabpanel",
        id=f"stop-panel-{index}",
        aria_labelledby=f"stop-{index}",
        tabindex=0,
        class_="panel",
        hidden=index > 0,
    )


def _stopped(stop: Stop, contents: Contents) -> Markup:
    """Stage, principal, action, resource, reason, place and change, of the first hop that stops it."""
    action, hop = stop.broken[0]
    names = contents.report.accounts
    finding = contents.explained(hop)
    alike = _alike(hop, stop, contents)
    decided = contents.decided_at(hop)
    return joined(
        (
            tag(
                "h2",
                tag("span", stop.stage.name, class_="stage-name"),
                tag("span", WORDS[stop.verdict], class_=f"verdict {stop.verdict}"),
                class_="stop-title",
            ),
            tag(
                "p",
                " › ".join((*_above(stop), stop.stage.name, action.name)),
                f" ({action.provider}): ",
                prose(hop.step),
                class_="quiet",
            ),
            tag(
                "dl",
                _row("Principal", _arn(hop.principal, named(account_of(hop.principal), names))),
                _row("Action", _actions(hop, alike)),
                _row("Resource", _resources(hop, alike, names)),
                _row("Because", prose(hop.because), _depends(hop)),
                _row("Decided at", _decided(decided, contents)),
                _row("Change", _change(finding, decided, contents)),
                class_="request",
            ),
            _more(stop, len(alike)),
        )
    )


def _row(name: str, *said: Markup | None) -> Markup:
    return tag("div", tag("dt", name), tag("dd", said))


def _arn(arn: str, account: str) -> Markup:
    return joined(
        (
            tag("strong", short_name(arn)),
            tag("span", f" {kind_in(arn)}", f" in {account}" if account else "", class_="quiet"),
            tag("code", arn, class_="arn"),
        )
    )


def _alike(hop: HopVerdict, stop: Stop, contents: Contents) -> tuple[HopVerdict, ...]:
    """The hops of the stage with the same cause and principal: one change mends them together."""
    cause = contents.cause(hop)
    return tuple(
        each
        for _, each in stop.broken
        if each is hop
        or (cause is not None and contents.cause(each) == cause and each.principal == hop.principal)
    )


def _actions(hop: HopVerdict, alike: tuple[HopVerdict, ...]) -> Markup:
    others = [each for each in dict.fromkeys(one.action for one in alike) if each != hop.action]
    return joined((tag("strong", tag("code", hop.action)), (_also(each) for each in others)))


def _also(said: str) -> Markup:
    return joined((" ", tag("code", said, class_="also")))


def _resources(hop: HopVerdict, alike: tuple[HopVerdict, ...], names: Mapping[str, str]) -> Markup:
    others = len({one.resource for one in alike} - {hop.resource})
    more = f" and {several(others, 'more resource')}" if others else ""
    kind = f"{kind_in(hop.resource)} ".lstrip()
    owner = hop.owner or ""
    held = f"of {named(owner, names)}" if owner else ""
    said = f"{kind}{held}{more}".strip()
    return joined(
        (
            tag("code", hop.resource, class_="arn first"),
            tag("span", said, class_="quiet") if said else None,
        )
    )


def _depends(hop: HopVerdict) -> Markup | None:
    if not hop.depends_on:
        return None
    return tag("span", " It depends on ", prose(", ".join(f"`{d}`" for d in hop.depends_on)), ".")


def _decided(at: Evidence | None, contents: Contents) -> Markup:
    if at is None:
        return tag("span", "no statement of the files says anything of it")
    return joined(
        (
            tag("code", contents.place(at.span), class_="place"),
            tag("span", " ", prose(at.says), class_="quiet"),
            _lines(excerpt(at.span, _EXCERPT)),
        )
    )


def _lines(told: dict[str, object]) -> Markup | None:
    lines = told.get("lines")
    first = told.get("from")
    if not isinstance(lines, list) or not isinstance(first, int):
        return None
    numbered = (
        tag("span", tag("span", f"{number} ", class_="line-number"), f"{line}\n")
        for number, line in enumerate(lines, first)
    )
    return tag("pre", tag("code", numbered))


def _change(finding: Finding | None, decided: Evidence | None, contents: Contents) -> Markup:
    if finding is None or finding.fix is None:
        return tag("span", "no change of the files is known that would allow it")
    changes = changes_of(finding.fix)
    first = changes[0] if changes else None
    elsewhere = first and first.at and (decided is None or first.at != decided.span)
    more = (
        f", and {several(len(changes) - 1, 'more change')} beside it" if len(changes) > 1 else None
    )
    return joined(
        (
            tag("span", prose(finding.fix.summary)),
            _at(first.at, contents) if first and first.at and elsewhere else None,
            tag("span", more, class_="quiet") if more else None,
            _changed(first) if first else None,
        )
    )


def _at(span: Span, contents: Contents) -> Markup:
    return tag("span", " at ", tag("code", contents.place(span)), class_="quiet")


def _changed(change: Change) -> Markup:
    gone = (tag("del", f"- {line}\n") for line in change.gone[:_CHANGE])
    come = (tag("ins", f"+ {line}\n") for line in change.come[:_CHANGE])
    return tag("pre", tag("code", gone, come), class_="change")


def _more(stop: Stop, told: int) -> Markup | None:
    left = len(stop.broken) - told
    if left <= 0:
        return None
    be = "is" if left == 1 else "are"
    word = "refused" if stop.stage.verdict == "deny" else "undecided"
    return tag(
        "p",
        f"{several(left, 'further request')} of this stage {be} {word}, too: see its drawing.",
        class_="quiet",
    )
