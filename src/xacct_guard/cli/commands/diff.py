"""`xacct-guard diff`: what access a change makes possible, and what it takes away."""

from __future__ import annotations

import click

from .. import complaint
from ..exits import Exit
from ..file_size import max_file_size
from ..output import Sheet
from ..settings import Settings, common


@click.command(short_help="Say what access a change adds or removes, each with a request.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--no-new-access",
    is_flag=True,
    help="Exit with 1 where access is added, or nobody can tell whether it is.",
)
@max_file_size
@common("full", "json", "markdown")
def command(
    settings: Settings,
    *,
    old: str,
    new: str,
    no_new_access: bool,
    max_file_size: float,
) -> int:
    """Compare what OLD and NEW allow, over all their accounts and every request there could be.

    Each is a folder, a file, a snapshot of live accounts, or a revision of the repository (`git:main`): of the
    same path as the other, or of this folder. What is added or removed is shown with one request that only one
    of the two allows. Between a snapshot and templates it is the drift that `audit --against` tells.
    """
    from ...changes import changes
    from ...options import Options
    from ...report.json import answer_text
    from ...version import version
    from ..drifting import drifted, telling_of
    from ..render import failures_in_words
    from ..telling.changed import Teller
    from ..telling.changed_markdown import changed_as_markdown
    from ..telling.changed_members import changes_members
    from ..telling.changed_text import changed_in_words

    options = Options(config=settings.config, max_file_size=max_file_size)
    before, after = version(old, new, options), version(new, old, options)
    failures = (*before.failures, *after.failures)
    drift = drifted(before, after)
    if drift is not None:
        settings.deliver(telling_of(drift, before, after, failures, quiet=settings.quiet))
        if failures:
            return Exit.INCOMPLETE
        return Exit.FOUND if no_new_access and drift.may_add else Exit.CLEAN
    found = changes(before.model.graph, after.model.graph)
    teller = Teller(before, after)

    def text_of(format: str, sheet: Sheet) -> str:
        if format == "json":
            return answer_text(changes_members(found, teller), failures)
        if format == "markdown":
            return changed_as_markdown(found, teller)
        text = changed_in_words(found, teller, sheet, quiet=settings.quiet)
        return "\n".join(part for part in (failures_in_words(failures, sheet), text) if part)

    settings.deliver(text_of)
    if failures:
        return Exit.INCOMPLETE
    if before.model.estate.nothing and after.model.estate.nothing:
        complaint.nothing("compare")
        return Exit.NOTHING
    return Exit.FOUND if no_new_access and found.may_add else Exit.CLEAN
