"""README: what a folder of generated policies holds, and what to do with it, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..iam.symbol import shown
from ..own_folder import MARK
from . import Blueprint, Document
from .deployment import Deployment


def readme(blueprint: Blueprint, deployment: Deployment) -> str:
    """The text of `README.md`."""
    return "\n".join(_lines(blueprint, deployment)) + "\n"


def _lines(blueprint: Blueprint, deployment: Deployment) -> Iterator[str]:
    yield "# Least-privilege policies"
    yield ""
    yield f"{MARK} from the access paths of the pipelines. `index.json` says of every"
    yield "statement which stage needs it."
    yield ""
    yield "## Order"
    yield ""
    yield "AWS refuses a policy that names a role which does not exist. In this order nothing names what is not"
    yield "there yet:"
    yield ""
    yield "| Step | Account | Region | File | Creates |"
    yield "|---|---|---|---|---|"
    for number, document in enumerate(blueprint.documents, 1):
        yield _row(
            str(number),
            _account(document),
            document.region,
            f"`{document.file}`",
            document.contents,
        )
    yield from _commands(blueprint)
    yield from _values(blueprint)
    yield from _before(deployment)
    if blueprint.warnings:
        yield from ("", "## What is left to do", "")
        yield from (f"- {_safe(warning)}" for warning in blueprint.warnings)


def _commands(blueprint: Blueprint) -> Iterator[str]:
    if any(document.command for document in blueprint.documents):
        yield from (
            "",
            "## Commands",
            "",
            "Each in this folder, with credentials of its account.",
            "",
            "```sh",
        )
        for number, document in enumerate(blueprint.documents, 1):
            if document.command:
                yield f"# step {number}: {_account(document)}"
                yield document.command
        yield "```"


def _values(blueprint: Blueprint) -> Iterator[str]:
    if not blueprint.values:
        return
    given_by = {
        name: number
        for number, document in enumerate(blueprint.documents, 1)
        for name in document.gives
    }
    yield from ("", "## Values", "")
    yield "What nobody could know: a value has to be the same in every step."
    yield ""
    yield "| Name | What it is | Value |"
    yield "|---|---|---|"
    for value in blueprint.values:
        where = "has to be given" if value.default is None else f"`{value.default}` unless given"
        if value.name in given_by:
            where = f"output of step {given_by[value.name]}"
        yield _row(f"`{value.name}`", value.says, where)


def _before(deployment: Deployment) -> Iterator[str]:
    """The principals that get policies and are not created here."""
    existing = sorted(
        {
            shown(one.attached_to)
            for one in deployment.policies
            if one.kind.value == "identity" and one.attached_to not in deployment.is_made
        }
    )
    if existing:
        yield from ("", "## What exists already", "")
        yield "Nobody is seen to take these roles on: they have no trust policy here. They get policies:"
        yield ""
        yield from (f"- `{_safe(each)}`" for each in existing)


def _account(document: Document) -> str:
    return shown(document.account) or "(not known)"


def _row(*cells: str) -> str:
    return f"| {' | '.join(map(_safe, cells))} |"


def _safe(text: str) -> str:
    printable = "".join(char if char.isprintable() else " " for char in text)
    return printable.replace("|", "\\|")


def order_in_words(documents: Iterable[Document]) -> Iterator[str]:
    """A line for each step: where, and which file."""
    for number, document in enumerate(documents, 1):
        yield f"step {number}: {_account(document)} {document.region}: {document.file}"
