"""`xacct-guard prove`: are the policies sufficient, contained, and is none of them superfluous?"""

from __future__ import annotations

from pathlib import Path

import click

from .. import complaint
from ..exits import Exit
from ..file_size import max_file_size
from ..output import Sheet
from ..settings import Settings, common

_PATH = click.Path(exists=True, allow_dash=True, path_type=Path)


@click.command(short_help="Prove policies sufficient and contained, and find what is superfluous.")
@click.argument("paths", nargs=-1, type=_PATH, metavar="[PATH]...")
@click.option(
    "--generated",
    is_flag=True,
    help="Prove what `generate` writes, in the place of the policies in force.",
)
@click.option(
    "--necessary",
    is_flag=True,
    help="Also say what of the policies no request needs, and fail where there is such.",
)
@max_file_size
@common("full", "json")
def command(
    settings: Settings,
    *,
    paths: tuple[Path, ...],
    generated: bool,
    necessary: bool,
    max_file_size: float,
) -> int:
    """Hold the policies in PATH (default: here) against the requests that its pipelines and flows make.

    Sufficient: all of these pass. Contained: nobody may do anything else to anything. Necessary: without any
    one element some request is refused. With --generated it is also said what the generated policies allow
    that those in force do not, and what is gone. The exit code is 1 where the policies are not sufficient or
    not contained; what cannot be told is said, and is no failure.
    """
    from ...least import proved
    from ...model import model_of
    from ...options import Options
    from ...report.json import answer_text
    from ..render import failures_in_words
    from ..telling.proof_words import proof_in_words
    from ..telling.proven import proof_members

    model = model_of(paths, Options(config=settings.config, max_file_size=max_file_size))
    proof = proved(model, generated=generated, necessary=necessary)

    def text_of(format: str, sheet: Sheet) -> str:
        if format == "json":
            return answer_text(proof_members(proof), model.failures)
        text = proof_in_words(proof, verbose=settings.verbose)
        return "\n".join(part for part in (failures_in_words(model.failures, sheet), text) if part)

    settings.deliver(text_of)
    if model.failures:
        return Exit.INCOMPLETE
    if not model.paths:
        complaint.nothing("prove", "pipeline or flow")
        return Exit.NOTHING
    is_refuted = False in (proof.sufficient, proof.contained, proof.necessary)
    return Exit.FOUND if is_refuted else Exit.CLEAN
