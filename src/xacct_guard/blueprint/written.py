"""Generated policies for people and programs: as one text, as plain values, and as a folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path

from ..errors import ConfigError, XacctGuardError
from ..grants.document import Line
from ..grants.generate import Generated, Generation
from ..iam.symbol import Symbol, shown, symbols_in
from ..own_folder import PAGE
from ..report.json import Members, answer_text
from ..terminal.cells import clean
from ..terminal.json_text import json_text
from ..trace import Hop
from ..whole_file import save_all
from . import Blueprint, Document, format_named, names
from .deployment import Deployment
from .plain import plain
from .readme import order_in_words, readme

INDEX = "index.json"
_PLAIN = "json"


@dataclass(frozen=True)
class Written:
    """What was generated, as it can be deployed, what it came from, and what else is told of it as JSON."""

    generation: Generation
    deployment: Deployment
    beside: Members = field(default_factory=dict)

    def text(self, format: str, failures: Iterable[XacctGuardError]) -> str:
        """What is printed: JSON tells everything in one document, others have one after the other."""
        if format == "json":
            return answer_text({**self.members(self.blueprint(format)), **self.beside}, failures)
        between = format_named(format).between
        documents = self.blueprint(format).documents
        return between.join(_printed(each, n, documents) for n, each in enumerate(documents, 1))

    @property
    def policies(self) -> tuple[Members, ...]:
        """Each policy with `account`, `kind`, `attached_to`, `document` and what needs its `statements`."""
        return tuple(self.members(self.blueprint(_PLAIN))["policies"])

    @property
    def warnings(self) -> tuple[str, ...]:
        """What does not fit within a quota of AWS, or could not be written."""
        return (*self.generation.warnings, *self.blueprint(_PLAIN).warnings)

    def files(self, format: str = _PLAIN) -> Mapping[str, str]:
        """The text of each file by its name, in the order in which they can be deployed.

        Raises ConfigError where there is no such format.
        """
        if format not in names():
            known = ", ".join(f"`{name}`" for name in names())
            raise ConfigError(f"there is no format `{format}`", help=f"one of {known}")
        return {each.file: each.text for each in self.blueprint(format).documents}

    @cached_property
    def blueprint(self) -> Callable[[str], Blueprint]:
        """The files of a format, by its name."""
        return cache(lambda format: format_named(format).write(self.deployment))

    def members(self, blueprint: Blueprint) -> Members:
        """The policies with what needs each statement, the order, and what could not be written."""
        policies = [
            (one, document.file) for document in blueprint.documents for one in document.sets
        ]
        drawn = sorted(set(_names(one for one, _ in policies)), key=lambda one: one.name)
        return {
            "policies": [_policy(one, file) for one, file in policies],
            "order": [_step(n, each) for n, each in enumerate(blueprint.documents, 1)],
            "values": [
                {"name": each.name, "says": each.says, "default": each.default}
                for each in blueprint.values
            ],
            "names": [{"name": shown(str(one)), "looks_like": one.shape} for one in drawn],
            "warnings": [*self.generation.warnings, *blueprint.warnings],
            "beyond": [
                {**_asked(beyond.hop), "because": shown(beyond.why)}
                for beyond in self.generation.beyond
            ],
        }

    def save(self, folder: Path, format: str = _PLAIN) -> None:
        """Every file, an index that says what belongs where and why, and a page that tells the order.

        Raises ConfigError where that cannot be.
        """
        blueprint = self.blueprint(format)
        left = (*self.generation.warnings, *blueprint.warnings, *self._beyond_in_words())
        told = replace(blueprint, warnings=left)
        texts = {each.file: each.text for each in blueprint.documents}
        texts |= {
            INDEX: json_text(self.members(blueprint)),
            PAGE: readme(told, self.deployment),
        }
        for file in texts:
            _ensure_inside(folder / file, folder)
            _make((folder / file).parent)
        save_all({folder / file: text for file, text in texts.items()})

    def notes(self, format: str) -> tuple[str, ...]:
        """What a person should know beside the files: the order, and what is left to do."""
        blueprint = self.blueprint(format)
        order = order_in_words(blueprint.documents)
        return (*order, *blueprint.warnings, *self._beyond_in_words())

    def _beyond_in_words(self) -> Iterator[str]:
        """A line for each reason for which no policy helps, with the first request of which it is true."""
        alike: dict[str, list[Members]] = {}
        for each in self.generation.beyond:
            alike.setdefault(shown(each.why), []).append(_asked(each.hop))
        for why, (first, *others) in alike.items():
            more = f", and {len(others)} more" if others else ""
            yield (
                f"no policy lets `{first['principal']}` `{first['action']}` on `{first['resource']}`"
                f"{more}: {why}"
            )


def _ensure_inside(path: Path, folder: Path) -> None:
    """Nobody who put a link into the folder has a file elsewhere written. Raises ConfigError."""
    if path.is_symlink() or not path.resolve().is_relative_to(folder.resolve()):
        raise ConfigError(
            f"`{path}` leads out of `{folder}`", help="remove the link, or give an empty folder"
        )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"cannot make the folder `{folder}`: {(error.strerror or str(error)).lower()}",
            help="give a folder that may be written",
        ) from error


def _printed(document: Document, number: int, documents: tuple[Document, ...]) -> str:
    """A file with a heading; what is not of the format itself, as a comment."""
    heads = [
        f"step {number} of {len(documents)}: {document.file}",
        f"account {shown(document.account)}, {document.region}: {document.contents}",
        *((document.command,) if document.command else ()),
    ]
    heading = "".join(f"# {clean(head)}\n" for head in heads).replace("##[", "## [")
    if document.file.endswith(".json"):
        return heading + "".join(f"# {line}\n" for line in document.text.splitlines())
    return f"{heading}\n{document.text}"


def _step(number: int, document: Document) -> Members:
    return {
        "step": number,
        "account": shown(document.account),
        "region": document.region,
        "file": document.file,
        "creates": document.contents,
        "command": document.command,
        "takes": list(document.takes),
        "gives": list(document.gives),
    }


def _asked(hop: Hop) -> Members:
    return {
        "principal": shown(hop.step.principal),
        "action": shown(hop.step.action),
        "resource": shown(hop.decision.request.resource),
    }


def _policy(one: Generated, file: str) -> Members:
    return {
        "account": shown(one.account),
        "kind": one.kind.value,
        "attached_to": shown(one.attached_to),
        "file": file,
        "document": plain(one.document),
        "statements": [_line(line) for line in one.lines],
    }


def _line(line: Line) -> Members:
    return {"sid": line.sid, "because": list(line.because), "optional": line.optional}


def _names(policies: Iterable[Generated]) -> Iterator[Symbol]:
    """What only a deployment names."""
    for one in policies:
        text = json.dumps([one.attached_to, one.document], ensure_ascii=False)
        yield from symbols_in(text)
