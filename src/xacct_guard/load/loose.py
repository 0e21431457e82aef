"""Documents in the given paths that the configuration does not name: nobody said where they are deployed.

What they say themselves is taken, and put down as an assumption; the rest is a symbol.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..definitions.buildspec import is_buildspec
from ..definitions.codepipeline import is_pipeline
from ..definitions.github_workflow import is_workflow, read_workflow
from ..definitions.sagemaker_pipeline import is_sagemaker_pipeline, read_sagemaker_pipeline
from ..errors import InputError
from ..formats import Loaded, Parameters
from ..graph.model import Parts, Placement
from ..iam.symbol import Symbol
from ..infer import (
    Inferred,
    account_of_pipeline,
    account_of_template,
    region_of_pipeline,
    stack_names,
)
from ..span import Node
from .files import STDIN, Found, files
from .pipelines import Pipelines, definition
from .reading import Reading
from .stacks import Stacks
from .state_machines import is_state_machine
from .uppermost import uppermost
from .wiring import only_output

_KINDS = "a CloudFormation template has `Resources`, a policy `Statement`, a pipeline definition `pipeline`"


@dataclass(frozen=True, slots=True)
class _Document:
    """A document, its file, and the name that a stack made of it goes by."""

    node: Node
    found: Found
    name: str


class Loose:
    """The documents that nobody named. Templates are opened before any of them is asked for a value."""

    def __init__(self, reading: Reading, stacks: Stacks, pipelines: Pipelines) -> None:
        self.reading = reading
        self.stacks = stacks
        self.pipelines = pipelines
        self._templates: list[tuple[_Document, Loaded]] = []
        self._by_folder: dict[Path, list[tuple[_Document, Loaded]]] = defaultdict(list)
        self._beside: dict[Path, list[Path]] = defaultdict(list)  # folders by the one around them

    def parts(self, paths: tuple[Path, ...]) -> Iterator[Parts]:
        """The parts of every document of a known format that has not been read yet."""
        documents = tuple(self._documents(paths))
        for document in documents:
            if is_pipeline(document.node):
                yield from self._pipeline(document)
        left = [each for each in documents if not self._is_done(each)]
        others = [each for each in left if not self._opens(each)]
        yield from self._opened()
        for document in others:
            parts = self._read(document)
            if parts is not None:
                yield parts
            elif document.found.by_name:
                error = InputError("of no known format", at=document.node.span, help=_KINDS)
                self.reading.failures.append(error)

    def _opened(self) -> Iterator[Parts]:
        """The parts of the templates, and of what their pipelines deploy; not of what belongs to another."""
        opened = {each.found.path.resolve(): loaded.parts() for each, loaded in self._templates}
        below = [each for parts in opened.values() for each in self.pipelines.declared(parts)]
        names = self.reading.taken
        elsewhere = self.pipelines.templates | (names.keys() - opened.keys())
        for path in uppermost(opened, names, elsewhere):
            yield opened[path]
        yield from below

    def _documents(self, paths: tuple[Path, ...]) -> Iterator[_Document]:
        known = tuple(found for found in files(paths, self.reading) if self._is_new(found.path))
        names = stack_names(tuple(found.path for found in known))
        for found in known:
            read = self.reading
            node = read.standard_input() if found.path == STDIN else read.document(found.path)
            if node is not None:
                yield _Document(node, found, names[found.path])

    def _is_new(self, path: Path) -> bool:
        return path.resolve() not in self.reading.seen

    def _is_done(self, document: _Document) -> bool:
        """Is this a pipeline definition, or a template that one deploys?"""
        deployed = document.found.path.resolve() in self.pipelines.templates
        return deployed or is_pipeline(document.node)

    def _opens(self, document: _Document) -> bool:
        """Open a document that one of the formats knows; a template gets the outputs of others."""
        node = document.node
        account = account_of_template(node)
        placement = self._placement(document, account, None)
        loaded = self.stacks.open(node, placement, self._parameters(document))
        if loaded is None:
            return False
        self._templates.append((document, loaded))
        if "Resources" in node.mapping:
            self.reading.assume(
                f"name of the stack of {document.found.path.name}", document.name, "its file's name"
            )
        return True

    def _placement(
        self, document: _Document, account: Inferred | None, region: Inferred | None
    ) -> Placement:
        file = document.found.path.name
        for what, inferred in (("account", account), ("region", region)):
            if inferred is not None:
                self.reading.assume(f"{what} of {file}", inferred.value, inferred.because)
        return Placement(
            account.value if account else str(Symbol(f"account of {document.name}", "?" * 12)),
            region.value if region else str(Symbol(f"region of {document.name}")),
            document.name,
        )

    def _parameters(self, document: _Document) -> Parameters:
        """The values of parameters that nobody gave: the output of that name, if one stack has it."""
        declared = document.node.get("Parameters")
        unknown = {
            name: node
            for name, node in (declared.mapping if declared else {}).items()
            if node.get("Default") is None
        }

        def value(name: str) -> Node | None:
            if name not in unknown:
                return None
            return self._output(document, name, unknown[name])

        return Parameters(value)

    def _output(self, document: _Document, name: str, declared: Node) -> Node | None:
        """The output of that name, if one stack near by has it and it says something."""
        near = {
            other.name: loaded
            for other, loaded in self._near(document.found.path.parent)
            if other is not document
        }
        return only_output(name, declared, document.found.path.name, near, self.reading)

    def _near(self, folder: Path) -> Iterator[tuple[_Document, Loaded]]:
        """The templates in a folder, in folders beside it, and in those right above and below it."""
        if not self._by_folder:  # all of them are open before the first is asked for a value
            for each in self._templates:
                self._by_folder[each[0].found.path.parent].append(each)
            for known in self._by_folder:
                self._beside[known.parent].append(known)
        above = folder.parent
        for near in dict.fromkeys((above, *self._beside[above], *self._beside[folder])):
            yield from self._by_folder.get(near, ())

    def _pipeline(self, document: _Document) -> Iterator[Parts]:
        """A pipeline, and the stacks it deploys from templates in its folder."""
        inner = document.node.mapping["pipeline"]
        placement = self._placement(document, account_of_pipeline(inner), region_of_pipeline(inner))
        pipeline = self.reading.attempt(lambda: definition(document.node, placement))
        if pipeline is not None:
            yield Parts(pipelines=(pipeline,))
            folders = {"": document.found.path.parent}
            yield from self.pipelines.deployments(pipeline, folders)

    def _read(self, document: _Document) -> Parts | None:
        """The parts of a document in one of the definition languages."""
        node = document.node
        if is_workflow(node):
            return Parts(flows=self.reading.attempt(lambda: read_workflow(node)) or ())
        if is_sagemaker_pipeline(node):
            self.reading.attempt(lambda: read_sagemaker_pipeline(node))
            return Parts()
        return Parts() if is_state_machine(node) or is_buildspec(node) else None
