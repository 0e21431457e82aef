"""Reading: the documents of one run, each with its placeholders filled, and what went wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from ..config import Config, Resolve, expand
from ..errors import InputError, XacctGuardError
from ..graph.noticed import MisreadAccount, Placeholder, WrittenTwice
from ..iam.symbol import Symbol
from ..span import Node, Span
from ..verdicts import Assumption
from .documents import Document, Documents
from .misread import misread_accounts
from .placeholders import fill
from .there import is_there

T = TypeVar("T")


class Reading:
    """Reads files for everybody. A file that cannot be read is a failure, and the others go on."""

    def __init__(
        self, config: Config, paths: tuple[Path, ...] = (), documents: Documents | None = None
    ) -> None:
        self.config = config
        self.documents = documents or Documents()
        self.nested: Counter[Path] = Counter()  # how often each of those is asked for
        self.beside: dict[tuple[str, str, int], Path] = {}  # what was found where others name it
        self.taken: dict[Path, set[Path]] = defaultdict(set)  # what each file includes or nests
        given = (path if path.is_dir() else path.parent for path in (*paths, config.root))
        self.roots = tuple(dict.fromkeys(folder.resolve() for folder in given))
        self.assumptions: list[Assumption] = []
        self.assets: dict[str, Path] = {}  # files that the CDK uploads, by the key of the object
        self.resolve: Resolve = lambda _name: None  # set once the stacks can be asked
        self.failures: list[XacctGuardError] = []
        self.seen: set[Path] = set()
        self._left: dict[Placeholder, None] = {}
        self._misread = dict.fromkeys(misread_accounts(config.node))
        self._twice: dict[WrittenTwice, None] = {}
        self._met: dict[Path, Document] = {}
        self._failed: tuple[int, set[Span | None]] = (0, set())
        self._outside: set[tuple[Path, Span]] = set()

    @property
    def left(self) -> tuple[Placeholder, ...]:
        """The placeholders that nobody replaced, in the order they were met."""
        return tuple(self._left)

    @property
    def misread(self) -> tuple[MisreadAccount, ...]:
        """The account ids that are not what was meant, in the order they were met."""
        return tuple(self._misread)

    @property
    def twice(self) -> tuple[WrittenTwice, ...]:
        """The keys that stand twice in a template, in the order they were met."""
        return tuple(self._twice)

    def document(self, path: Path, own: Mapping[str, Node] | None = None) -> Node | None:
        """A file's document. `own` are placeholders of this file only."""
        found = self.documents.of(path)
        if self._met.get(path) is not found:
            self._meet(path, found)
        return self._filled(found.node, own or {})

    def _meet(self, path: Path, found: Document) -> None:
        self._met[path] = found
        self.seen.add(path.resolve())
        self._misread |= dict.fromkeys(misread_accounts(found.node) if found.node else ())
        self.failures += [each for each in found.failures if each not in self.failures]
        self._twice |= dict.fromkeys(found.twice)

    def notice(self, misread: Iterable[MisreadAccount]) -> None:
        """Put down account ids that are not what was meant."""
        self._misread |= dict.fromkeys(misread)

    def standard_input(self) -> Node | None:
        """The document on standard input."""
        return self.document(Path("-"))

    def filled(self, node: Node, own: Mapping[str, Node]) -> Node:
        """A node that was read elsewhere, its placeholders filled. `own` are those of its file only."""
        return self._filled(node, own) or node

    def _filled(self, node: Node | None, own: Mapping[str, Node]) -> Node | None:
        if node is None or "<" not in node.span.source.text:
            return node
        filled, left = fill(node, self._values(own, node.span.source.text))
        self._left |= dict.fromkeys(left)
        return filled

    def named(self, entry: Node, name: str) -> Node | None:
        """The document that a member of a configuration's entry names, by a path relative to it."""
        said, own = entry.mapping[name], entry.get("placeholders")
        path = self.config.path(said)
        if path.is_file():
            return self.document(path, own.mapping if own else None)
        help = f"paths are relative to `{Path(said.span.source.name).parent}`"
        self.failures.append(InputError(f"no file `{said.text}`", at=said.span, help=help))
        return None

    def assume(self, about: str, assumed: str, because: str) -> None:
        """Put down, once, what is taken for granted."""
        assumption = Assumption(about, assumed, because)
        if assumption not in self.assumptions:
            self.assumptions.append(assumption)

    def has_failed(self, at: Span) -> bool:
        """Has something at this place been said to be wrong?"""
        known, places = self._failed
        places.update(each.at for each in self.failures[known:])
        self._failed = len(self.failures), places
        return at in places

    def inside(self, path: Path, at: Span, folder: Path | None = None) -> Path | None:
        """A file that a document names, if it is one: in `folder` or in the folders that were given.

        One elsewhere (by `..`, an absolute path or a symbolic link) is not followed: a failure.
        """
        if not is_there(path):
            return None
        real, roots = path.resolve(), (*self.roots, *((folder.resolve(),) if folder else ()))
        if any(real.is_relative_to(root) for root in roots):
            return path
        if (path, at) not in self._outside:
            self._outside.add((path, at))
            message = f"`{path}` is outside the folders given"
            help = "only the configuration may name such a file; name it there, or give its folder"
            self.failures.append(InputError(message, at=at, help=help))
        return None

    def attempt(self, make: Callable[[], T]) -> T | None:
        """What `make` gives; an error that the user can repair becomes a failure and None."""
        try:
            return make()
        except XacctGuardError as error:
            self.failures.append(error)
            return None

    def _values(self, own: Mapping[str, Node], text: str) -> dict[str, str]:
        """What each placeholder that occurs in the text stands for."""
        given = self.config.members("placeholders") | dict(own)
        wanted = {name: expand(node, self.resolve) for name, node in given.items() if name in text}
        return {
            name: (node.text or "") if node else str(Symbol(f"placeholder {name}"))
            for name, node in wanted.items()
        }
