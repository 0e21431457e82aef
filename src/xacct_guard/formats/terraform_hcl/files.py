"""Functions that read files, and templates: `file`, `templatefile`, `fileset`, `templatestring`."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from posixpath import join, normpath

from ...iam.symbol import has_symbol, shown
from ...read.hcl import read_template
from ...span import Node, Source, Span
from ...terraform.letters import letters_of
from ...terraform.value import as_text, node_of, unknown, unknown_in
from .evaluate import evaluate
from .run import Run
from .scope import Scope

_OF_FILE = frozenset({"file", "filebase64", "fileexists", "templatefile"})
_TEXTS = {"fileset": 2, "templatestring": 1} | dict.fromkeys(_OF_FILE, 1)
"""How many arguments are texts."""


def file_function(
    name: str, arguments: tuple[Node, ...], at: Span, scope: Scope, run: Run
) -> Node | None:
    """What such a function gives; None for any other, or where it is not known.

    Paths are relative to the root folder: `path.module` says so itself.
    """
    texts = [as_text(each) or "" for each in arguments[: _TEXTS.get(name, 0)]]
    if len(texts) != _TEXTS.get(name) or any(not text or has_symbol(text) for text in texts):
        return None
    if name == "fileset":
        names = run.lookup(f"fileset:{':'.join(texts)}")
        return node_of(names.splitlines(), at) if names is not None else None
    variables = arguments[1] if len(arguments) > 1 else Node({}, at)
    if name == "templatestring":
        return filled(arguments[0], variables, scope)
    found = _of_file(name, texts[0], at, run)
    is_template = name == "templatefile" and unknown_in(found) is None
    return filled(found, variables, scope) if is_template else found


def filled(template: Node, variables: Node, scope: Scope) -> Node:
    """A text with the values of its variables, and with no other names. Raises InputError."""
    text, at = as_text(template) or "", template.span
    letters = letters_of(text, at) or ((at.line or 1, at.column or 1),)
    written = read_template(at.source, text, lambda offset: letters[min(offset, len(letters) - 1)])
    names = variables.value if isinstance(variables.value, Mapping) else {}
    return evaluate(written, Scope(scope.outside, names))


def _of_file(name: str, path: str, at: Span, run: Run) -> Node:
    """A file: is it there, what it says."""
    text = run.lookup(f"file:{path}")
    if name == "fileexists":
        return Node(text is not None, at)
    if text is None:
        return unknown(f"file {shown(path)} of {run.label}", at)
    if name == "filebase64":
        return Node(b64encode(text.encode()).decode(), at)
    return _whole(Source(normpath(join(run.span.source.name, path)), text))


def _whole(source: Source) -> Node:
    """All of a file, at its place."""
    lines = source.text.split("\n")
    return Node(source.text, Span(source, (), 1, 1, len(lines), len(lines[-1]) + 1))
