"""Matrix: every stage with its verdict, account by account: who asks there, and how it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ..calls import account_of
from ..verdicts import HopVerdict, PipelineVerdict, Report, StageVerdict
from .contents import Contents, hops_of
from .glyphs import WORDS, icon, mark_of
from .markup import Markup, joined, tag


def matrices(contents: Contents) -> Markup | None:
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
        tag("td", icon(mark_of(said)), f" {WORDS[said]}", class_=f"verdict {said}"),
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
