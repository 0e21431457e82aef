"""Terraform plans and folders: those of the configuration, and folders in the given paths."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from os.path import relpath
from pathlib import Path, PurePosixPath

from ..config import Config, expand, region_of
from ..errors import ConfigError, InputError
from ..formats import Loaded, Lookup, Parameters, terraform_hcl, terraform_plan
from ..formats.terraform_hcl import LoadedFolder
from ..formats.terraform_hcl.folder import TAG
from ..formats.terraform_plan import LoadedPlan
from ..formats.terraform_plan.plan import is_plan
from ..formats.terraform_state import is_state, refusal
from ..graph.model import Parts, Placement
from ..iam.symbol import Symbol
from ..read import read, read_text
from ..span import Node, Source, Span
from ..terraform.file_names import is_code, is_values
from ..terraform.providers import Places
from .misread_code import misread_in_code
from .passed_over import looked_at
from .reading import Reading
from .stacks import Stacks
from .there import is_there
from .uppermost import uppermost

_CALLED = re.compile(r'^\s*"?source"?\s*[=:]\s*"(\.\.?/[^"\0\n]{0,1000})"', re.MULTILINE)
_PROSE = re.compile(r"\s*(#|//|description\b|error_message\b)")
_EVENT = re.compile(r'"?input_paths"?\s*[=:]\s*\{([^}]*)\}')
_ITS_NAMES = re.compile(r'"?([\w-]+)"?\s*[=:]')
_TAG = re.compile(r"<([\w-]+)>")
_ENDS = (".plan.json", ".tfplan.json", ".json")


@dataclass(frozen=True, slots=True)
class _Deployment:
    """A plan or folder deployed once: its entry, and the entries that place its other providers."""

    entry: Node
    path: Path
    others: tuple[Node, ...] = ()


class Terraform:
    """The plans and folders of a run."""

    def __init__(self, config: Config, reading: Reading, stacks: Stacks) -> None:
        self.config = config
        self.reading = reading
        self._resolve = stacks.resolve
        self._elsewhere = stacks.lookup
        self._states: dict[str, LoadedFolder] = {}
        self._folders: set[Path] = set()
        self._labels: set[str] = set()

    def parts(self, paths: tuple[Path, ...]) -> Iterator[Parts]:
        """The parts of every plan and folder, those of the configuration first."""
        opened: list[Loaded] = [
            loaded
            for each in self._deployments()
            if (loaded := self.reading.attempt(partial(self._open, each))) is not None
        ]
        planned = [each.plan.declared for each in opened if isinstance(each, LoadedPlan)]
        for root in self._roots(paths):
            folder = self._folder(root)
            loaded = self._loose(root, folder) if folder is not None else None
            if loaded is None:
                continue
            own = loaded.module.declares.addresses
            if own and any(own <= declared for declared in planned):
                why = "a plan that the configuration names was made of it"
                self.reading.assume(f"folder {root}", "planned already", why)
            else:
                opened.append(loaded)
        folders = (each for each in opened if isinstance(each, LoadedFolder))
        self._states |= {f"{s.bucket}/{s.key}": each for each in folders if (s := each.state)}
        yield from (loaded.parts() for loaded in opened)

    def _deployments(self) -> Iterator[_Deployment]:
        """The entries, each with those behind it that say where its other providers work."""
        found: list[_Deployment] = []
        for entry in self.config.entries("terraform"):
            path = self.reading.attempt(partial(self._path, entry))
            if path is None:
                continue
            if found and entry.get("provider") is not None and found[-1].path == path:
                found[-1] = replace(found[-1], others=(*found[-1].others, entry))
            else:
                found.append(_Deployment(entry, path))
        return iter(found)

    def _path(self, entry: Node) -> Path:
        named = [each for name in ("plan", "directory") if (each := entry.get(name)) is not None]
        if len(named) != 1:
            help = "one of `plan: prod.plan.json` and `directory: ./infra`"
            raise ConfigError("an entry names a plan or a directory", at=entry.span, help=help)
        path = self.config.path(named[0])
        kind, is_there = (
            ("file", path.is_file()) if "plan" in entry.mapping else ("folder", path.is_dir())
        )
        if not is_there:
            help = f"paths are relative to `{Path(named[0].span.source.name).parent}`"
            raise InputError(f"no {kind} `{named[0].text}`", at=named[0].span, help=help)
        return path

    def _open(self, each: _Deployment) -> Loaded | None:
        places, own = self._places(each), each.entry.get("placeholders")
        placeholders = own.mapping if own else {}
        lookup = partial(self._lookup, places.default)
        if "directory" in each.entry.mapping:
            folder = self._folder(each.path, placeholders)
            if folder is None:
                help = "it has no file that ends with `.tf`"
                raise InputError("no Terraform folder", at=each.entry.span, help=help)
            files = self._files(each.path, lookup)
            given = self._parameters(each.entry)
            return terraform_hcl.open_places(folder, places, given, files)
        node = self._plan(each.path, placeholders)
        return terraform_plan.open_places(node, places, lookup) if node else None

    def _lookup(self, place: Placement, name: str) -> str | None:
        """What stacks give each other, and the outputs of the folder behind a state (`state:b/k#name`)."""
        kind, _, rest = name.partition(":")
        if kind != "state":
            return self._elsewhere(place, name)
        where, _, output = rest.partition("#")
        folder = self._states.get(where)
        return folder.reference(f"outputs.{output}") if folder is not None else None

    def _plan(self, path: Path, own: Mapping[str, Node]) -> Node | None:
        self.reading.seen.add(path.resolve())
        node = self.reading.filled(read(read_text(path, None), most=None), own)
        if is_state(node):
            raise refusal(node)
        if not is_plan(node):
            help = "make one with `terraform plan -out p` and `terraform show -json p`"
            raise InputError("not a Terraform plan in JSON", at=node.span, help=help)
        return node

    def _places(self, each: _Deployment) -> Places:
        default = self._placement(each.entry, each)
        said = {}
        for entry in (each.entry, *each.others):
            provider = entry.get("provider")
            if provider is not None and provider.text:
                place = self._placement(entry, each)
                said[provider.text] = replace(place, label=default.label)
        self._labels.add(default.label)
        return Places(default, said)

    def _placement(self, entry: Node, each: _Deployment) -> Placement:
        account = self.config.account_id(entry.mapping["account"])
        name = _name(each.path)
        label = name if name not in self._labels else f"{name} in {entry.mapping['account'].text}"
        return Placement(account, region_of(entry, self.config), name, label=label)

    def _parameters(self, entry: Node) -> Parameters:
        given = entry.get("variables")
        variables = given.mapping if given else {}

        def value(name: str) -> Node | None:
            written = variables.get(name)
            return expand(written, self._resolve) if written is not None else None

        names = {name: node.span for name, node in variables.items()}
        return Parameters(value, names, assume=self.reading.assume)

    def _loose(self, root: Path, folder: Node) -> LoadedFolder:
        """A folder that nobody placed: account and region are not known unless it says so itself."""
        name = _name(root)
        account, region = Symbol(f"account of {name}", "?" * 12), Symbol(f"region of {name}")
        place = Placement(str(account), str(region), name, label=name)
        files = self._files(root, partial(self._lookup, place))
        given = replace(Parameters.of({}), assume=self.reading.assume)
        return terraform_hcl.open_places(folder, Places(place), given, files)

    def _roots(self, paths: tuple[Path, ...]) -> Iterator[Path]:
        """The folders in the given paths that have Terraform files and that no other calls as a module."""
        folders: dict[Path, Path] = {}
        called: dict[Path, set[Path]] = defaultdict(set)
        for file in self._code(paths):
            real = file.parent.resolve()
            folders[real] = file.parent
            text = self.reading.documents.head(file).decode("utf-8", errors="replace")
            sources = _CALLED.findall(text)
            below = (file.parent / source for source in sources)
            called[real] |= {each.resolve() for each in below if is_there(each)}
        return (folders[each] for each in uppermost(folders, called, tuple(self._folders)))

    def _code(self, paths: tuple[Path, ...]) -> Iterator[Path]:
        for path in paths:
            if path.is_file() and is_code(path.name):
                yield path
            elif path.is_dir():
                named = (each for each in sorted(path.rglob("*")) if is_code(each.name))
                found = looked_at(named, path, self.reading)
                yield from (each for each in found if each.is_file())

    def _folder(self, root: Path, own: Mapping[str, Node] | None = None) -> Node | None:
        """The files of a folder and of the local modules it calls, as one document."""
        files: dict[str, Node] = {}
        waiting, known = [root], {root.resolve()}
        while waiting:
            here = waiting.pop()
            self._folders.add(here.resolve())
            for path in sorted(here.iterdir()):
                if not (path.is_file() and (is_code(path.name) or is_values(path.name))):
                    continue
                if path.is_symlink() and not self.reading.inside(path, Span(Source(str(path), ""))):
                    continue
                node = self._text(path, own or {})
                if node is None:
                    continue
                files[PurePosixPath(relpath(path, root)).as_posix()] = node
                for source in _CALLED.findall(node.text or ""):
                    called = self.reading.inside(here / source, node.span, root)
                    if called and called.is_dir() and called.resolve() not in known:
                        known.add(called.resolve())
                        waiting.append(called)
        at = Span(Source(str(root), ""))
        return Node(files, at, TAG) if any(map(is_code, files)) else None

    def _text(self, path: Path, own: Mapping[str, Node]) -> Node | None:
        """A file's text; of what is not prose the placeholders are filled, line by line."""
        self.reading.seen.add(path.resolve())
        if path.stat().st_size == 0:
            return None
        source = self.reading.attempt(partial(self.reading.documents.source, path))
        if source is None:
            return None
        self.reading.notice(misread_in_code(source))
        lines, events = source.text.split("\n"), _parts_of_events(source.text)
        for index, line in enumerate(lines):
            if _may_be_left_out(line, events):
                at = Span(source, (), index + 1, 1, index + 1, len(line) + 1)
                lines[index] = self.reading.filled(Node(line, at), own).text or ""
        return Node("\n".join(lines), Span(source))

    def _files(self, root: Path, lookup: Lookup) -> Lookup:
        """A lookup that also gives the texts of files, inside the given folders.

        `file:policy.json` is the text of one, `fileset:policies:*.json` the names that a pattern is for.
        """

        def asked(name: str) -> str | None:
            kind, _, path = name.partition(":")
            if kind == "fileset":
                return self._names(root, *path.split(":", 1))
            if kind != "file":
                return lookup(name)
            found = self.reading.inside(root / path, Span(Source(str(root), "")), root)
            text = (
                self.reading.attempt(partial(read_text, found, self.reading.documents.largest))
                if found and found.is_file()
                else None
            )
            return text.text if text else None

        return asked

    def _names(self, root: Path, folder: str, pattern: str) -> str | None:
        """The files below a folder that a pattern is for, a line each; None where that is not known."""
        found = self.reading.inside(root / folder, Span(Source(str(root), "")), root)
        if found is None or not found.is_dir() or {"{", "["} & set(pattern) or ".." in pattern:
            return None
        files = (each for each in sorted(found.glob(pattern.lstrip("/"))) if each.is_file())
        return "\n".join(each.relative_to(found).as_posix() for each in files)


def _may_be_left_out(line: str, events: set[str]) -> bool:
    """May a line have a placeholder? One in which all are parts of events has none."""
    if "<" not in line or ">" not in line or _PROSE.match(line):
        return False
    tags = set(_TAG.findall(line))
    return not tags or not tags <= events


def _parts_of_events(text: str) -> set[str]:
    """What input transformers call parts of an event; their templates have them as `<name>`."""
    return {name for paths in _EVENT.findall(text) for name in _ITS_NAMES.findall(paths)}


def _name(path: Path) -> str:
    """What a plan or folder goes by."""
    name = path.resolve().name
    end = next((end for end in _ENDS if name.endswith(end)), "") if not path.is_dir() else ""
    return name.removesuffix(end)
