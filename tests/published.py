"""The files that others published, and what of each is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.formats.cfn import given
from xacct_guard.config import empty_config
from xacct_guard.formats.cloudformation import FORMAT
from xacct_guard.graph.model import Parts, Placement
from xacct_guard.iam.policy import Policy
from xacct_guard.iam.symbol import Symbol, symbols_in
from xacct_guard.load import load
from xacct_guard.load.documents import Document, Documents
from xacct_guard.span import Node, Span

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
DOCUMENTS = (".yaml", ".yml", ".json")
TERRAFORM = (".tf", ".tfvars")
ACCOUNT = str(Symbol("account of the template", "?" * 12))


@dataclass(frozen=True, slots=True)
class Held:
    """What one file holds: where its roles and pipelines are written, its policies, what of them is open."""

    roles: frozenset[Span]
    policies: tuple[Policy, ...]
    pipelines: frozenset[Span]
    placeholders: frozenset[str] = frozenset()

    @property
    def statements(self) -> int:
        """Those that the file writes as such: not those of a permission or a transform."""
        spans = {each.span for policy in self.policies for each in policy.statements}
        return sum("Effect" in text_of(span) or is_terraform(span) for span in spans)

    @property
    def open(self) -> frozenset[str]:
        """The values that are not known, by name."""
        return self.placeholders.union(*map(opens, self.policies))

    @property
    def numbers(self) -> str:
        """Roles, policies, statements, pipelines, open values."""
        counts = (len(self.roles), len(self.policies), self.statements)
        return "".join(f"{n:4} " for n in (*counts, len(self.pipelines), len(self.open)))


def published(*endings: str) -> list[Path]:
    """The files with these endings; only licences and the page that introduces them have others."""
    return sorted(path for path in CORPUS.rglob("*") if path.suffix in endings)


@cache
def documents() -> dict[Path, Document]:
    """Every YAML and JSON file as a run reads it."""
    read = Documents()
    return {path: read.of(path) for path in published(*DOCUMENTS)}


def refused() -> dict[Path, str]:
    """The documents of which nothing is loaded, and why."""
    failures = ((path, each.failures) for path, each in documents().items() if each.node is None)
    return {path: "; ".join(each.message for each in found) for path, found in failures}


def templates() -> dict[Path, Node]:
    """The CloudFormation templates among the documents."""
    read = ((path, each.node) for path, each in documents().items())
    return {path: node for path, node in read if node is not None and FORMAT.detect(node)}


@cache
def in_templates() -> dict[Path, Held]:
    """What each template holds, deployed by itself and without a parameter."""
    placement = Placement(ACCOUNT, "us-east-1", "stack")
    return {
        path: held(FORMAT.open(node, placement, given({}), lambda _path: None).parts())
        for path, node in templates().items()
    }


@cache
def in_other_documents() -> dict[Path, Held]:
    """What each YAML or JSON file holds that is read and no template."""
    others = documents().keys() - templates().keys() - refused().keys()
    return {path: held(*load(empty_config(path), (path,)).parts) for path in sorted(others)}


@cache
def in_terraform() -> dict[Path, Held]:
    """What each file of Terraform holds, its repository loaded as a whole."""
    files = published(*TERRAFORM)
    folders = sorted({CORPUS / path.relative_to(CORPUS).parts[0] for path in files})
    whole = {folder: held(*load(empty_config(folder), (folder,)).parts) for folder in folders}
    return {
        path: written_in(path, whole[CORPUS / path.relative_to(CORPUS).parts[0]]) for path in files
    }


def held(*parts: Parts) -> Held:
    """What parts hold together."""
    return Held(
        frozenset(role.span for part in parts for role in part.roles),
        tuple(policy for part in parts for policy in policies(part)),
        frozenset(pipeline.span for part in parts for pipeline in part.pipelines),
        frozenset(f"placeholder {each.text}" for part in parts for each in part.placeholders),
    )


def written_in(path: Path, whole: Held) -> Held:
    """What of a repository one file writes; a policy of a module that is called twice once."""

    def here(spans: Iterable[Span]) -> frozenset[Span]:
        return frozenset(span for span in spans if Path(span.source.name) == path)

    once = {policy.span: policy for policy in whole.policies}
    mine = tuple(once[span] for span in here(once))
    return Held(here(whole.roles), mine, here(whole.pipelines))


def policies(parts: Parts) -> Iterator[Policy]:
    """Every policy, attached or loose."""
    for role in parts.roles:
        yield from filter(None, (role.trust, *role.identity, role.boundary))
    yield from (each.policy for each in parts.resources if each.policy)
    yield from (each.policy for each in parts.attached)
    yield from parts.loose


def text_of(span: Span) -> str:
    """The lines of a span."""
    return "\n".join(span.source.text.splitlines()[(span.line or 1) - 1 : span.end_line])


def is_terraform(span: Span) -> bool:
    """Is it written where an effect of `Allow` need not be?"""
    return Path(span.source.name).suffix in TERRAFORM


def opens(policy: Policy) -> set[str]:
    """What of a policy is open."""
    texts = [
        entry.text
        for statement in policy.statements
        for entry in (
            *statement.actions,
            *statement.resources,
            *statement.not_resources,
            *(statement.principals.aws if statement.principals else ()),
            *(value for condition in statement.conditions for value in condition.values),
        )
    ]
    names = {symbol.name for text in texts for symbol in symbols_in(text) if not symbol.created}
    return names | ({policy.unresolved} if policy.unresolved else set())
