"""Pipelines: each as swim-lanes, and once more as a list of its hops in order."""

from __future__ import annotations

from ..calls import name_in
from ..verdicts import ActionVerdict, HopVerdict, PipelineVerdict, StageVerdict
from .contents import Contents, hops_of
from .glyphs import WORDS, icon
from .lanes import swimlanes
from .markup import Markup, tag
from .prose import prose
from .svg import drawing, lane_names


def pipelines(contents: Contents) -> Markup | None:
    """The section of all pipelines; one that is allowed is folded."""
    every = contents.report.pipelines
    if not every:
        return None
    return tag(
        "section",
        tag("h2", "Pipelines, hop by hop", id="pipelines-title"),
        _legend(),
        (_pipeline(index, each, contents) for index, each in enumerate(every)),
        id="pipelines",
        aria_labelledby="pipelines-title",
    )


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


def _pipeline(index: int, pipeline: PipelineVerdict, contents: Contents) -> Markup:
    first = contents.first_hops[index]
    drawn = swimlanes(pipeline, contents.report.accounts, first)
    label = f"Swim-lanes of {pipeline.name}"
    picture = tag(
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
    count = sum(1 for _ in hops_of(pipeline))
    said = f"{pipeline.name} · {WORDS[pipeline.verdict]} · {count} hop{'' if count == 1 else 's'}"
    return tag(
        "details",
        tag(
            "summary", icon(pipeline.verdict), tag("h3", said), class_=f"verdict {pipeline.verdict}"
        ),
        picture if count else None,
        _list(pipeline, first),
        id=f"pipeline-{index}",
        class_="pipeline",
        open=pipeline.verdict != "allow" or len(contents.report.pipelines) == 1,
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


def _list(pipeline: PipelineVerdict, first: int) -> Markup:
    """The drawing in words, for whoever reads or hears rather than looks."""
    parts: list[Markup] = []
    number = first
    for stage in pipeline.stages:
        for action in stage.actions:
            parts += [_action_head(stage, action), _hops(action, number, number - first + 1)]
            number += len(action.hops)
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
    items = (_item(hop, number + index) for index, hop in enumerate(action.hops))
    return tag("ol", items, start=shown)


def _item(hop: HopVerdict, number: int) -> Markup:
    said = f"{name_in(hop.principal)} {hop.action} on {name_in(hop.resource)}"
    return tag(
        "li",
        icon(hop.outcome, 13),
        f" {WORDS[hop.outcome]}: ",
        tag("button", said, type="button", data_open=number, class_="link"),
        tag("span", " — ", prose(hop.because), class_="quiet"),
    )
