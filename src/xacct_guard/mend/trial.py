"""Trial: an estate as it would be with other texts in its files, loaded and judged, nothing written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..edit import HCL, edited, place
from ..errors import EditError
from ..finding import Edit, Finding
from ..load.documents import Documents
from ..model import Model, model_of
from ..options import Options
from ..run import Judgement, judged
from ..span import Source
from .together import together


@dataclass(frozen=True, slots=True)
class Proposal:
    """A finding and the edits that would mend it."""

    finding: Finding
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class State:
    """An estate with these texts in place of its files."""

    texts: Mapping[Path, str]
    model: Model
    judgement: Judgement
    documents: Documents

    def sources(self) -> dict[Path, Source]:
        """The texts that there are, by their real paths."""
        return {path.resolve(): source for path, source in self.documents.sources.items()}


class Trial:
    """The files and options of a run, asked what they would say with other texts."""

    def __init__(self, paths: tuple[Path, ...], options: Options, *, for_review: bool) -> None:
        self.for_review = for_review
        self.paths = paths
        self.options = options

    def start(self) -> State:
        """The estate as it is in its files. Raises XacctGuardError for a configuration that is none."""
        return self._state(Documents(self.options.max_file_size), {})

    def after(self, state: State, proposals: Iterable[Proposal]) -> State:
        """The estate with all of these made. Raises EditError where they cannot be made together."""
        texts = {**state.texts, **texts_of(proposals, state, for_review=self.for_review)}
        return self._state(state.documents.with_texts(texts), texts)

    def _state(self, documents: Documents, texts: Mapping[Path, str]) -> State:
        model = model_of(self.paths, self.options, documents)
        return State(texts, model, judged(model, self.options), documents)


def texts_of(proposals: Iterable[Proposal], state: State, *, for_review: bool) -> dict[Path, str]:
    """The files that change, by their real paths; those of Terraform for review only. Raises EditError."""
    sources = state.sources()
    by_file: dict[Path, list[Edit]] = {}
    for proposal in proposals:
        for edit in proposal.edits:
            by_file.setdefault(_file(edit, sources, for_review=for_review), []).append(edit)
    return {
        path: edited(sources[path], together(edits)).source.text for path, edits in by_file.items()
    }


def _file(edit: Edit, sources: Mapping[Path, Source], *, for_review: bool) -> Path:
    """The file of an edit. Raises EditError for one that is not a document somebody wrote."""
    at = place(edit)
    name = at.source.name
    if name == "-":
        raise EditError("standard input cannot be edited", at=at)
    path = Path(name).resolve()
    if path.suffix in HCL and not for_review:
        raise EditError("Terraform is not written: `--diff` shows the change for review", at=at)
    if path not in sources or at.line is None:
        raise EditError(
            "this is written by a program, or is no file that was read: edit what it comes from",
            at=at,
        )
    if (path.parent / "manifest.json").is_file() and (path.parent / "cdk.out").is_file():
        raise EditError("this is written by the CDK: change the program that it comes from", at=at)
    return path
