"""Pipelines: each as swim-lanes, and once more as a list of its hops in order."""

from __future__ import annotations

from itertools import accumulate

from ..calls import name_in
from ..verdicts import ActionVerdict, HopVerdict, PipelineVerdict, StageVerdict
from .contents import Contents, hops_of
from .glyphs import WORDS, icon
from .lanes import swimlanes
from .markup import Markup, tag
from .prose import prose
from .svg import drawing, lane_names

MOST_HOPS = 5000
"""So many are drawn: more would make the page slow to open. Whatever is not drawn is listed."""
_UNDRAWN = (
    f"Not drawn: a page draws {MOST_HOPS:,} hops, those of pipelines that are not allowed first."
)


def pipelines(contents: Contents) -> Markup | None:
    """The section of all pipelines; one that is allowed is folded."""
    every = contents.report.pipelines
    if not every:
        return None
    drawn = _drawn(every)
    return tag(
        "section",
        tag("h2", "Pipelines, hop by hop", id="pipelines-title"),
        _legend(),
        (
            _pipeline(index, each, contents, is_drawn=index in drawn)
            for index, each in enumerate(every)
        ),
        id="pipelines",
        aria_labelledby="pipelines-title",
    )


def _drawn(every: tuple[PipelineVerdict, ...]) -> frozenset[int]:
    """Which pipelines are drawn, by their index: those that are not allowed first, as long as there is room."""
    order = sorted(range(len(every)), key=lambda index: every[index].verdict == "allow")
    hops = accumulate(sum(1 for _ in hops_of(every[index])) for index in order)
    return frozenset(index for index, sum_ in zip(order, hops, strict=True) if sum_ <= MOST_HOPS)


def _legend() -> Markup:
    words = (
        ("allow", "allowed, solid line"),
        ("deny", "denied, dashed line"),
        ("unknown", "unknown, dotted line"),
    )
    return tag(
        "p",
        (tag("span", icon(mark), f" {said}", class_="legend-item") for mark, said in words),
        tag(
            "span", "Time goes from left to right. Press an arrow to open its hop.", class_="quiet"
        ),
        class_="legend",
    )


def _pipeline(
    index: int, pipeline: PipelineVerdict, contents: Contents, *, is_drawn: bool
) -> Markup:
    first = contents.first_hops[index]
    count = sum(1 for _ in hops_of(pipeline))
    picture = (
        _picture(index, pipeline, contents)
        if is_drawn
        else tag("p", _UNDRAWN, class_="lead-in quiet")
    )
    said = f"{pipeline.name} · {WORDS[pipeline.verdict]} · {count} hop{'' if count == 1 else 's'}"
    return tag(
        "details",
        tag(
            "summary", icon(pipeline.verdict), tag("h3", said), class_=f"verdict {pipeline.verdict}"
        ),
        picture if count else None,
        _list(pipeline, first, contents.first_optional_hops[index]),
        id=f"pipeline-{index}",
        class_="pipeline",
        open=pipeline.verdict != "allow" or len(contents.report.pipelines) == 1,
    )


def _picture(index: int, pipeline: PipelineVerdict, contents: Contents) -> Markup:
    first = contents.first_hops[index]
    drawn = swimlanes(pipeline, contents.report.accounts, first)
    label = f"Swim-lanes of {pipeline.name}"
    return tag(
        "div",
        _tools(index),
        tag(
            "div",
            tag("div", lane_names(drawn), drawing(drawn, label, first), class_="sheet"),
            class_="viewport",
            tabindex=0,
            role="region",
            aria_label=f"{label}: scroll, or move over its hops with the arrow keys",
            data_first=first,
        ),
        class_="picture",
    )


def _tools(index: int) -> Markup:
    tools = (
        ("out", "−", "Zoom out"),
        ("in", "+", "Zoom in"),
        ("fit", "Fit", "Fit the whole drawing"),
        ("next", "Next not allowed", None),
    )
    return tag(
        "div",
        (
            tag("button", sign, type="button", data_tool=name, aria_label=said, title=said)
            for name, sign, said in tools
        ),
        class_="tools",
        role="group",
        aria_label=f"View of drawing {index + 1}",
    )


def _list(pipeline: PipelineVerdict, first: int, optional: int) -> Markup:
    """The drawing in words, for whoever reads or hears rather than looks."""
    parts: list[Markup] = []
    number = first
    for stage in pipeline.stages:
        for action in stage.actions:
            parts += [_action_head(stage, action), _hops(action, number, number - first + 1)]
            number += len(action.hops)
            if action.optional:
                parts.append(
                    tag("p", "Also asked, and nothing stops if it is refused:", class_="quiet")
                )
                parts.append(_listed(action.optional, optional, None))
                optional += len(action.optional)
    return tag("details", tag("summary", "The same as a list of hops"), parts, class_="hop-list")


def _action_head(stage: StageVerdict, action: ActionVerdict) -> Markup:
    return tag(
        "h4",
        icon(action.verdict, 14),
        f" {stage.name} › {action.name} ",
        tag("span", f"{action.provider}, {WORDS[action.verdict]}", class_="quiet"),
    )


def _hops(action: ActionVerdict, number: int, shown: int) -> Markup:
    if not action.hops:
        return tag("p", "It makes no request.", class_="quiet")
    return _listed(action.hops, number, shown)


def _listed(hops: tuple[HopVerdict, ...], number: int, shown: int | None) -> Markup:
    """Hops with these numbers; counted from `shown`, or not at all."""
    items = (_item(hop, number + index) for index, hop in enumerate(hops))
    return tag("ul", items) if shown is None else tag("ol", items, start=shown)


def _item(hop: HopVerdict, number: int) -> Markup:
    said = f"{name_in(hop.principal)} {hop.action} on {name_in(hop.resource)}"
    return tag(
        "li",
        icon(hop.outcome, 13),
        f" {WORDS[hop.outcome]}: ",
        tag("button", said, type="button", data_open=number, class_="link"),
        tag("span", " — ", prose(hop.because), class_="quiet"),
    )
