"""Generated policies and proofs as plain values and as files, for people and programs."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..errors import ConfigError
from ..grants.document import Line
from ..grants.generate import Generated, Generation
from ..iam.arn import Arn
from ..iam.symbol import Symbol, shown, symbols_in
from ..report.json import Members
from ..terminal.json_text import json_text
from ..trace import Hop
from .output import save

_ODD = re.compile(r"[^A-Za-z0-9._]+")
INDEX = "index.json"


def generation_members(generation: Generation) -> Members:
    """The policies with what needs each statement, and what could not be written."""
    files = files_of(generation.policies)
    return {
        "policies": [_policy(one, file) for file, one in files.items()],
        "names": [
            {"name": shown(str(symbol)), "looks_like": symbol.shape}
            for symbol in sorted(set(_names(generation.policies)), key=lambda one: one.name)
        ],
        "warnings": list(generation.warnings),
        "beyond": [
            {**_asked(beyond.hop), "because": shown(beyond.why)} for beyond in generation.beyond
        ],
    }


def files_of(policies: Iterable[Generated]) -> Mapping[str, Generated]:
    """The policies, each by the file that it is written to: `ACCOUNT/KIND-NAME.json`."""
    seen: Counter[str] = Counter()
    found: dict[str, Generated] = {}
    for one in policies:
        path = f"{_file_name(one.account)}/{one.kind}-{_file_name(_name(one))}"
        path += f"-{one.part}" if one.part else ""
        seen[path] += 1
        found[f"{path}-{seen[path]}.json" if seen[path] > 1 else f"{path}.json"] = one
    return found


def write_files(folder: Path, generation: Generation) -> None:
    """Each policy as a file of its own, and an index that says what belongs where, and why.

    Raises ConfigError where that cannot be.
    """
    texts = {
        file: json_text(plain(one.document)) for file, one in files_of(generation.policies).items()
    }
    for file, text in {**texts, INDEX: json_text(generation_members(generation))}.items():
        path = folder / file
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(
                f"cannot make the folder `{path.parent}`: {(error.strerror or str(error)).lower()}",
                help="give a folder that may be written",
            ) from error
        save(path, text)


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


def plain(value: object) -> object:
    """The document as a person reads it: what exists only after deployment by its name."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return shown(value) if isinstance(value, str) else value


def _names(policies: Iterable[Generated]) -> Iterator[Symbol]:
    """What only a deployment names."""
    for one in policies:
        text = json.dumps([one.attached_to, one.document], ensure_ascii=False)
        yield from symbols_in(text)


def _name(one: Generated) -> str:
    arn = Arn.parse(one.attached_to)
    return arn.name if arn else one.attached_to


def _file_name(text: str) -> str:
    return _ODD.sub("-", shown(text)).strip("-") or "unnamed"
