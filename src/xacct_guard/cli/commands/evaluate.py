"""`xacct-guard evaluate`: scenarios in, decisions out, a line each."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import click

from ..exits import Exit
from ..settings import Settings, common


@click.command(short_help="Decide scenarios from stdin, one JSON object a line.")
@click.option("--trace", is_flag=True, help="Also say, layer by layer, what decides.")
@common("ndjson")
def command(settings: Settings, *, trace: bool) -> int:
    """Read one scenario a line, and print one decision a line, in the same order.

    A scenario is a request and the policies that have a say in it: `xacct-guard schema scenario`
    describes it. A line that cannot be read is answered by an `error`, and the exit code is 2 at
    the end. Blank lines are passed over.
    """
    from ..streams import Sinks, batches

    run = _Run(trace=trace)
    with Sinks(path for _, path in settings.files) as sinks:
        for lines in batches(sys.stdin.buffer):
            if not sinks.write("".join(run.answers(lines)).encode()):
                break
    return Exit.INCOMPLETE if run.met_errors else Exit.CLEAN


class _Run:
    """Answers line after line; policies that come again are read and compiled once."""

    def __init__(self, *, trace: bool) -> None:
        from ...iam.index.lines import LineError, LineReader
        from ..telling.evaluated import answer_line, decision_line, error_line

        self._read = LineReader().read
        self._answer = decision_line if trace else answer_line
        self._refuse = error_line
        self._error = LineError
        self._number = 0
        self.met_errors = False

    def answers(self, lines: Iterable[bytes]) -> Iterator[str]:
        """An answer for each line that is not blank, with its line end."""
        for line in lines:
            self._number += 1
            if not line.strip():
                continue
            try:
                yield self._answer(self._read(line))
            except self._error as error:
                self.met_errors = True
                yield self._refuse(error, self._number)
