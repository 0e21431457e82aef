"""Revision: the files of a repository as they were, read with git and nothing that a repository configures.

No hook, monitor, filter or text conversion runs, no submodule is entered and nothing is fetched: what git is
asked (`rev-parse`, `ls-tree`, `cat-file`) reads objects and writes nothing.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .errors import ConfigError

PREFIX = "git:"
_LINK, _MODULE = "120000", "160000"
_CHUNK = 1 << 20
_PASSED_OVER = frozenset({"node_modules", "__pycache__"})
_SETTINGS = (
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
    *("-c", "protocol.allow=never", "-c", "safe.directory=*"),
)
"""`safe.directory`: in a container a clone often has another owner, and nothing of its configuration is run."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a revision: its path from the top of the repository, git's mode, the id of its content."""

    path: PurePosixPath
    mode: str
    id: str

    @property
    def is_link(self) -> bool:
        """Is it a symbolic link? Its content is then where it points."""
        return self.mode == _LINK


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit of the repository whose work tree is `top`; `said` is how somebody named it."""

    top: Path
    commit: str
    said: str

    def within(self, folder: Path) -> PurePosixPath:
        """A file or folder as the repository knows it; raises ConfigError for one outside."""
        real = folder.resolve()
        if not real.is_relative_to(self.top):
            raise ConfigError(
                f"`{folder}` is not in the repository `{self.top}`",
                help="what changed since a revision is known of files of one repository only",
            )
        return PurePosixPath(real.relative_to(self.top).as_posix())

    def entries(self, folders: Iterable[Path]) -> tuple[Entry, ...]:
        """The files below these folders, those with strange names left out; submodules are not entered."""
        inside = [str(self.within(folder)) for folder in folders]
        narrowed = () if "." in inside else ("--", *inside)
        listed = _ask(self.top, "ls-tree", "-r", "-z", "--full-tree", self.commit, *narrowed)
        if listed is None:
            raise ConfigError(f"git cannot list the files of `{self.said}`", help="fetch it whole")
        found = (_entry(line) for line in listed.split(b"\0") if line)
        return tuple(entry for entry in found if entry.mode != _MODULE and _is_plain(entry.path))

    def is_unchanged(self, folders: Iterable[Path]) -> bool:
        """Are the files below these folders what they were? What git does not know of counts, too."""
        given = tuple(folders)
        entries = self.entries(given)
        known = {self.top / entry.path for entry in entries}
        return all(_same(self.top / entry.path, entry) for entry in entries) and not any(
            file not in known for folder in given for file in _files(folder.resolve())
        )

    def write(self, folders: Iterable[Path], into: Path) -> None:
        """Write the files below these folders into an empty folder. No link leads out of it."""
        entries = self.entries(folders)
        contents = _contents(self.top, entries)
        links: list[tuple[Path, str]] = []
        for entry, chunks in zip(entries, contents, strict=True):
            path = into / entry.path
            path.parent.mkdir(parents=True, exist_ok=True)
            if entry.is_link:
                links.append((path, os.fsdecode(b"".join(chunks))))
            else:
                with path.open("xb") as file:
                    file.writelines(chunks)
        _link(links, into)


def revision(said: str, folder: Path) -> Revision:
    """The commit that `git:REV` names in the repository around a folder; raises ConfigError."""
    name = said.removeprefix(PREFIX)
    if name == said or not name or name.startswith("-"):
        raise ConfigError(
            f"`{said}` is no revision", help="write `git:` and what git knows, such as `git:main`"
        )
    start = folder if folder.is_dir() else folder.parent
    top = _ask(start, "rev-parse", "--show-toplevel")
    if top is None:
        help = "a revision is looked up in the repository of the files that are checked"
        raise ConfigError(f"`{start}` is not in a git repository", help=help)
    commit = _ask(start, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    if commit is None:
        help = (
            "fetch it first: clones in CI are often shallow (`fetch-depth: 0` fetches everything)"
        )
        raise ConfigError(f"the repository has no revision `{name}`", help=help)
    return Revision(Path(os.fsdecode(top).rstrip("\n")).resolve(), commit.decode().strip(), said)


def _ask(folder: Path, *arguments: str) -> bytes | None:
    """What git answers; None where it cannot. Raises ConfigError where there is no git."""
    try:
        done = subprocess.run(
            _command(folder, *arguments), capture_output=True, check=False, env=_environment()
        )
    except OSError as error:
        raise ConfigError("cannot run `git`", help="install it, or leave out `--since`") from error
    return None if done.returncode else done.stdout


def _command(folder: Path, *arguments: str) -> list[str]:
    return ["git", "--no-pager", "--literal-pathspecs", *_SETTINGS, "-C", str(folder), *arguments]


def _environment() -> dict[str, str]:
    """Ours without what a hook or a user says to git."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",  # which git knows from 2.39.4 and 2.44 on
        "GIT_ALLOW_PROTOCOL": "none",  # goes before what a repository says of `protocol.ext.allow`
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }


def _entry(line: bytes) -> Entry:
    told, _, path = line.partition(b"\t")
    mode, _, id = told.decode().split()
    return Entry(PurePosixPath(os.fsdecode(path)), mode, id)


def _is_plain(path: PurePosixPath) -> bool:
    """Is it a path that git itself would check out?"""
    parts = tuple(part.lower() for part in path.parts)
    return not path.is_absolute() and not {"..", ".git"} & {*parts}


def _contents(top: Path, entries: tuple[Entry, ...]) -> Iterator[Iterator[bytes]]:
    """The content of each entry, in pieces; each has to be read before the next."""
    with subprocess.Popen(
        _command(top, "cat-file", "--batch"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    ) as git:
        for entry in entries:
            yield _content(git, entry)


def _content(git: subprocess.Popen[bytes], entry: Entry) -> Iterator[bytes]:
    if git.stdin is None or git.stdout is None:  # pragma: no cover - both are pipes
        return
    git.stdin.write(f"{entry.id}\n".encode())
    git.stdin.flush()
    header = git.stdout.readline().split()
    if len(header) != 3:
        raise ConfigError(
            f"git has no content of `{entry.path}`", help="fetch the whole of the revision first"
        )
    left = int(header[2])
    while left > 0 and (chunk := git.stdout.read(min(left, _CHUNK))):
        left -= len(chunk)
        yield chunk
    git.stdout.readline()


def _link(links: list[tuple[Path, str]], into: Path) -> None:
    """Make the links, and take away again those that lead out, by whatever way."""
    for path, target in links:
        path.symlink_to(target)
    out = [path for path, _ in links if not _leads_inside(path, into)]
    for path in out:
        path.unlink()


def _leads_inside(path: Path, into: Path) -> bool:
    try:
        return path.resolve().is_relative_to(into.resolve())
    except (OSError, RuntimeError):
        return False


def _same(path: Path, entry: Entry) -> bool:
    """Has a file the content that it had? Git's id of a content is a hash of its kind, length and bytes."""
    try:
        content = os.fsencode(path.readlink()) if entry.is_link else path.read_bytes()
    except OSError:
        return False
    kind = "sha1" if len(entry.id) == 40 else "sha256"
    header = b"blob %d\0" % len(content)
    return hashlib.new(kind, header + content, usedforsecurity=False).hexdigest() == entry.id


def _files(start: Path) -> Iterator[Path]:
    """The file itself, or the files below a folder but hidden ones and those of packages."""
    if not start.is_dir():
        yield from (start,) if start.exists() else ()
        return
    for folder, below, names in os.walk(start):
        below[:] = [name for name in below if name[0] != "." and name not in _PASSED_OVER]
        yield from (Path(folder, name) for name in names if not name.startswith("."))
