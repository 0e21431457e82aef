"""Opening: the first screen. What stops, why, where, what to change; then all stages by account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ..calls import account_of, named
from ..finding import Evidence, Finding
from ..span import Span
from ..verdicts import HopVerdict, PipelineVerdict, Report, StageVerdict, summarize
from .change import Change, changes_of
from .contents import Contents, Stop, hops_of
from .facts import excerpt
from .glyphs import WORDS, icon
from .lanes import kind_in, short_name
from .markup import Markup, joined, tag

_GROUNDS = (
    ("documented", "AWS documentation"),
    ("experience", "experience"),
    ("declared", "declarations"),
)
_EXCERPT, _CHANGE = 3, 9


def opening(contents: Contents) -> Markup:
    """The first screen, as sections of the main part."""
    return joined((_answer(contents), _matrices(contents)))


def headline(report: Report) -> str:
    """The result of the run in one sentence."""
    summary = summarize(report)
    stages = sum(summary.stages.values())
    denied = summary.stages["deny"] - summary.accepted
    found = sum(summary.findings.values())
    if report.failures and not stages and not found:
        return "Nothing could be checked"
    if denied:
        return f"{denied} of {_several(stages, 'stage')} would be denied"
    if summary.stages["unknown"]:
        return f"{summary.stages['unknown']} of {_several(stages, 'stage')} cannot be decided"
    if stages:
        return (
            "Every stage would be allowed"
            if not summary.accepted
            else "Every other stage would be allowed"
        )
    return _several(found, "finding") if found else "Nothing was found"


def _several(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _answer(contents: Contents) -> Markup:
    report = contents.report
    stops = contents.stops
    return tag(
        "section",
        tag(
            "div",
            tag("h1", headline(report), id="answer-title"),
            tag("p", str(summarize(report)), class_="sum"),
            class_="answer-head",
        ),
        _failures(contents),
        tag("div", _stops(stops, contents), _aside(contents), class_="answer-body"),
        class_="answer",
        aria_labelledby="answer-title",
    )


def _failures(contents: Contents) -> Markup | None:
    """What could not be read or judged comes before everything else."""
    failures = contents.report.failures
    if not failures:
        return None
    items = (
        tag(
            "li",
            tag("code", contents.place(each.at), class_="place") if each.at else None,
            " " if each.at else None,
            prose(each.message),
            tag("span", " — ", prose(each.help), class_="quiet") if each.help else None,
        )
        for each in failures
    )
    return tag(
        "section",
        tag("h2", f"{_several(len(failures), 'thing')} could not be done"),
        tag("ul", items),
        class_="failures",
    )


def prose(said: str) -> Markup:
    """A sentence; what stands in backticks becomes code."""
    parts = said.split("`")
    if len(parts) % 2 == 0:
        return joined((said,))
    return joined(
        tag("code", each) if index % 2 else each for index, each in enumerate(parts) if each
    )


def _stops(stops: tuple[Stop, ...], contents: Contents) -> Markup:
    if not stops:
        return tag("div", _worst(contents), class_="stops alone")
    tabs = tag(
        "div",
        (_tab(index, stop) for index, stop in enumerate(stops)),
        class_="tabs",
        role="tablist",
        aria_orientation="vertical",
        aria_label="Stages that are not allowed",
    )
    panels = (_panel(index, stop, contents) for index, stop in enumerate(stops))
    return tag("div", tabs, panels, class_="stops" if len(stops) > 1 else "stops alone")


def _tab(index: int, stop: Stop) -> Markup:
    return tag(
        "button",
        icon(_mark(stop.verdict)),
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


def _mark(verdict: str) -> str:
    return "deny" if verdict == "accepted" else verdict


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
                " › ".join(
                    (
                        *_above(stop),
                        stop.stage.name,
                        f"{action.name} ({action.provider}): {hop.step}",
                    )
                ),
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
    more = f" and {_several(others, 'more resource')}" if others else ""
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
        f", and {_several(len(changes) - 1, 'more change')} beside it" if len(changes) > 1 else None
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
        f"{_several(left, 'further request')} of this stage {be} {word}, too: see its drawing.",
        class_="quiet",
    )


def _worst(contents: Contents) -> Markup:
    """Where no stage stops: the findings that come first."""
    found = [each for each in contents.findings if each.suppressed is None][:5]
    if not found:
        return tag("p", "There is nothing to mend.", class_="lead")
    items = (
        tag(
            "li",
            tag("span", each.severity, class_=f"severity {each.severity}"),
            " ",
            prose(each.message),
            tag("code", contents.place(each.at), class_="place below") if each.at else None,
        )
        for each in found
    )
    return joined((tag("h2", "What to look at first"), tag("ul", items, class_="worst")))


def _aside(contents: Contents) -> Markup:
    return tag("div", _grounds(contents.report), _assumptions(contents.report), class_="beside")


def _grounds(report: Report) -> Markup:
    """On what the hops rest; an undecided hop rests on nothing yet."""
    hops = [hop for pipeline in report.pipelines for hop in hops_of(pipeline)]
    known = Counter(hop.confidence for hop in hops if hop.outcome != "unknown")
    unknown = sum(1 for hop in hops if hop.outcome == "unknown")
    rows = [(f"rest on {words}", known[name]) for name, words in _GROUNDS]
    return tag(
        "section",
        tag(
            "h2",
            f"What {_several(len(hops), 'hop')} rest on"
            if len(hops) != 1
            else "What 1 hop rests on",
            id="grounds-title",
        ),
        tag(
            "ul",
            (
                tag("li", tag("strong", str(count), class_="count"), f" {words}")
                for words, count in (*rows, ("are unknown", unknown))
            ),
            class_="grounds",
        ),
        aria_labelledby="grounds-title",
    )


def _assumptions(report: Report) -> Markup:
    given = report.assumptions
    items = (
        tag(
            "li",
            prose(each.about),
            ": ",
            tag("strong", prose(each.assumed)),
            tag("span", f" ({each.because})", class_="quiet"),
        )
        for each in given
    )
    body = (
        tag("ul", items, tabindex=0, aria_labelledby="assumed-title")
        if given
        else tag("p", "Nothing was taken for granted.", class_="quiet")
    )
    return tag(
        "section",
        tag("h2", f"Taken for granted ({len(given)})", id="assumed-title"),
        body,
        class_="assumed",
        aria_labelledby="assumed-title",
    )


def _matrices(contents: Contents) -> Markup | None:
    """Every stage's verdict, account by account: who asks there, and how it ends."""
    pipelines = contents.report.pipelines
    if not pipelines:
        return None
    return tag(
        "section",
        tag("h2", "Every stage, account by account", id="stages-title"),
        _matrix(pipelines, contents),
        id="stages",
        aria_labelledby="stages-title",
    )


def _matrix(pipelines: Iterable[PipelineVerdict], contents: Contents) -> Markup:
    report = contents.report
    accounts = tuple(dict.fromkeys(_account(hop) for p in pipelines for hop in hops_of(p)))
    head = tag(
        "tr",
        tag("th", "Stage", scope="col"),
        tag("th", "Verdict", scope="col"),
        (tag("th", _column_head(each, report), scope="col") for each in accounts),
    )
    body = (
        _matrix_rows(pipeline, accounts, index) for index, pipeline in enumerate(report.pipelines)
    )
    return tag(
        "div",
        tag(
            "table",
            tag("caption", "Requests of each stage by the account whose principals make them"),
            tag("thead", head),
            body,
            class_="matrix",
        ),
        class_="wide",
        tabindex=0,
        role="region",
        aria_labelledby="stages-title",
    )


def _account(hop: HopVerdict) -> str:
    return account_of(hop.principal) or hop.account or ""


def _column_head(account: str, report: Report) -> Markup:
    name = report.accounts.get(account, "")
    if not account:
        return joined(("outside",))
    if not name or name == account:
        return tag("span", account, class_="digits")
    return joined((name, " ", tag("span", account, class_="digits quiet")))


def _matrix_rows(pipeline: PipelineVerdict, accounts: tuple[str, ...], index: int) -> Markup:
    head = tag(
        "tr",
        tag(
            "th",
            tag("a", pipeline.name, href=f"#pipeline-{index}"),
            tag("span", f" {pipeline.region}" if pipeline.region else "", class_="quiet"),
            scope="rowgroup",
            colspan=2 + len(accounts),
            class_="group",
        ),
    )
    return tag("tbody", head, (_matrix_row(stage, accounts) for stage in pipeline.stages))


def _matrix_row(stage: StageVerdict, accounts: tuple[str, ...]) -> Markup:
    hops = [hop for action in stage.actions for hop in action.hops]
    said = "accepted" if stage.accepted else stage.verdict
    return tag(
        "tr",
        tag("th", stage.name, scope="row"),
        tag("td", icon(_mark(said)), f" {WORDS[said]}", class_=f"verdict {said}"),
        (_cell([hop for hop in hops if _account(hop) == each]) for each in accounts),
    )


def _cell(hops: list[HopVerdict]) -> Markup:
    if not hops:
        return tag(
            "td",
            tag("span", "–", aria_hidden="true"),
            tag("span", "no request", class_="unseen"),
            class_="none",
        )
    counts = Counter(hop.outcome for hop in hops)
    worst = next(each for each in ("deny", "unknown", "allow") if counts[each])
    said = f"{counts[worst]} of {len(hops)}" if worst != "allow" else str(len(hops))
    return tag("td", icon(worst, 13), f" {said} {WORDS[worst]}", class_=worst)
