"""Edits -> a text in which exactly these are made, or an error that says why it cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import EditError
from ..finding import Add, Edit, Splice
from ..span import Source, Span
from .changes import changes_of
from .cut import Cut, applied, in_order
from .cuts import cuts_of
from .document import document_of
from .hcl import hcl_edited
from .settled import settled
from .text import Text
from .tree import agrees, expected

HCL = (".tf", ".tofu")
"""How the names of files end that are in Terraform's language."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A text after the edits, and the splices that make it of the text before."""

    source: Source
    splices: tuple[Splice, ...]


def edited(source: Source, edits: Iterable[Edit]) -> Edited:
    """The text with all of the edits made, and nothing else changed. Raises EditError.

    What is written is read again: it says what the text before said but for the edits, or it is refused.
    """
    if source.name.endswith(HCL):
        text, cuts = hcl_edited(source, edits, _as_json)
        return Edited(Source(source.name, text), _splices(cuts, source))
    document = document_of(source)
    changes = settled(changes_of(document, edits))
    trees = [expected(each) for each in changes]
    cuts = in_order(cut for each in changes for cut in cuts_of(each, document))
    after = Source(source.name, applied(source.text, cuts))
    again = document_of(after)
    if len(trees) != len(again.roots) or not all(map(agrees, trees, again.roots)):
        raise EditError("the edit cannot be made without changing more than it should")
    return Edited(after, _splices(cuts, source))


def _as_json(source: Source, edits: Iterable[Edit]) -> tuple[str, tuple[Splice, ...]]:
    done = edited(source, edits)
    return done.source.text, done.splices


def splices_of(edits: tuple[Edit, ...]) -> tuple[Splice, ...]:
    """The splices that make the edits in all of their texts; none at all if one cannot be made."""
    sources = dict.fromkeys(place(edit).source for edit in edits)
    try:
        every = [edited(source, _within(edits, source)).splices for source in sources]
    except EditError:
        return ()
    return tuple(splice for splices in every for splice in splices)


def place(edit: Edit) -> Span:
    """The place that an edit is about."""
    return edit.to if isinstance(edit, Add) else edit.at


def _within(edits: tuple[Edit, ...], source: Source) -> Iterable[Edit]:
    return (edit for edit in edits if place(edit).source == source)


def _splices(cuts: Iterable[Cut], source: Source) -> tuple[Splice, ...]:
    text = Text(source.text)
    return tuple(
        Splice(Span(source, (), *text.place(cut.start), *text.place(cut.end)), cut.text)
        for cut in cuts
    )
