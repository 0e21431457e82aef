"""Functions that read files: `file`, `templatefile`, `fileexists`."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping

from ...iam.symbol import has_symbol, shown
from ...read.hcl import read_template
from ...span import Node, Source, Span
from ...terraform.value import as_text, unknown
from .evaluate import evaluate
from .scope import Scope

_NAMES = frozenset({"file", "filebase64", "fileexists", "templatefile"})


def file_function(
    name: str,
    arguments: tuple[Node, ...],
    at: Span,
    scope: Scope,
    lookup: Callable[[str], str | None],
) -> Node | None:
    """What such a function gives; None for any other, or where it is not known.

    Paths are relative to the root folder: `path.module` says so itself.
    """
    path = as_text(arguments[0]) if arguments else None
    if name not in _NAMES or path is None or has_symbol(path):
        return None
    text = lookup(f"file:{path}")
    if name == "fileexists":
        return Node(text is not None, at)
    if text is None:
        return unknown(f"file {shown(path)} of {scope.outside.label}", at)
    if name == "filebase64":
        return Node(b64encode(text.encode()).decode(), at)
    if name == "file":
        return Node(text, at)
    given = arguments[1].value if len(arguments) > 1 else {}
    names = given if isinstance(given, Mapping) else {}
    return evaluate(read_template(Source(path, text)), Scope(scope.outside, names))
