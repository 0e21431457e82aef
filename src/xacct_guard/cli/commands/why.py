"""`xacct-guard why`: one request, explained layer by layer; or an AccessDenied message, answered."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..circumstances import circumstances
from ..exits import Exit
from ..file_size import max_file_size
from ..output import Sheet
from ..settings import Settings, common

if TYPE_CHECKING:
    from ...graph.access_graph import AccessGraph
    from ...model import Model
    from ...options import Options
    from ...question import Circumstances
    from ...why import Explanation


@click.command(short_help="Explain one request, or an AccessDenied message, layer by layer.")
@click.argument("asked", nargs=-1, metavar="PRINCIPAL ACTION RESOURCE [PATH]...")
@click.option("--error", metavar="TEXT", help="An AccessDenied message or event; `-` reads it.")
@circumstances
@max_file_size
@common("full", "json")
def command(
    settings: Settings,
    *,
    asked: tuple[str, ...],
    error: str | None,
    told: Circumstances,
    max_file_size: float,
) -> int:
    """Decide whether PRINCIPAL may do ACTION on RESOURCE, and say what each policy says to it.

    PRINCIPAL is an ARN, a service, an account id, `*`, or a role of the templates in PATH (default:
    here) by its name or as `stack/LogicalId`; RESOURCE likewise, or `s3://bucket/key`. What nobody
    says of the request is unknown. With --error the message that AWS printed is read instead.
    The exit code is 1 when the request is denied.
    """
    from ...model import followed
    from ...options import Options

    if error is None and len(asked) < 3:
        raise click.UsageError(
            "a question is PRINCIPAL ACTION RESOURCE, or `--error TEXT`",
            click.get_current_context(),
        )
    paths = _paths(asked if error is not None else asked[3:])
    options = Options(config=settings.config, max_file_size=max_file_size)
    if error is None:
        return _answer(asked[:3], told, (paths, options), settings)
    message = sys.stdin.read() if error == "-" else error
    return _reply(message, told, followed(paths, options), settings)


def _paths(given: tuple[str, ...]) -> tuple[Path, ...]:
    for path in given:
        if path != "-" and not Path(path).exists():
            raise click.UsageError(f"path '{path}' does not exist", click.get_current_context())
    return tuple(map(Path, given))


def _answer(
    asked: tuple[str, ...],
    told: Circumstances,
    where: tuple[tuple[Path, ...], Options],
    settings: Settings,
) -> int:
    from ...model import answer_of
    from ...naming import action_named, principal_named, resource_named
    from ...question import Question
    from ...report.json import answer_text
    from ...why import explain
    from ..answers import explanation_members
    from ..telling.explained import explained
    from ..telling.hops import Telling

    who, does, what = asked

    def explaining(graph: AccessGraph) -> Explanation:
        principal, action = principal_named(who, graph), action_named(does)
        resource = graph.meant(action, resource_named(what, graph))
        return explain(Question(principal, action, resource, told), graph)

    about = (who, what, *told.endpoints)
    explanation, model = answer_of(*where, about, explaining)

    def text_of(format: str, sheet: Sheet) -> str:
        if format == "json":
            return answer_text(explanation_members(explanation), model.failures)
        telling = Telling(*sheet, verbose=settings.verbose)
        return _below(model, sheet, explained(explanation, telling))

    settings.deliver(text_of)
    return _exit(model, denied=explanation.denied)


def _reply(message: str, told: Circumstances, model: Model, settings: Settings) -> int:
    from ...denial import read_denial
    from ...report.json import answer_text
    from ...why import reply_to
    from ..answers import reply_members
    from ..telling.explained import replied
    from ..telling.hops import Telling

    reply = reply_to(read_denial(message), model.graph, model.paths, told)

    def text_of(format: str, sheet: Sheet) -> str:
        if format == "json":
            return answer_text(reply_members(reply), model.failures)
        telling = Telling(*sheet, verbose=settings.verbose)
        return _below(model, sheet, replied(reply, telling))

    settings.deliver(text_of)
    return _exit(model, denied=reply.denied)


def _below(model: Model, sheet: Sheet, text: str) -> str:
    """The text, below what could not be read."""
    from ..render import failures_in_words

    failures = failures_in_words(model.failures, sheet)
    return "\n".join(part for part in (failures, text) if part)


def _exit(model: Model, *, denied: bool) -> Exit:
    if model.failures:
        return Exit.INCOMPLETE
    return Exit.FOUND if denied else Exit.CLEAN
