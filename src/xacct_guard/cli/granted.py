"""Generated policies and proofs as plain values and as files, for people and programs."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..errors import ConfigError
from ..finding import Evidence
from ..grants.document import Line
from ..grants.generate import Generated, Generation
from ..grants.prove import Proof
from ..iam.arn import Arn
from ..iam.symbol import Symbol, shown, symbols_in
from ..report.json import Members, evidence_members
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


def proof_members(proof: Proof) -> Members:
    """What was proved, how, and what stands against it."""
    universe = proof.universe
    return {
        "sufficient": proof.sufficient,
        "contained": proof.contained,
        "necessary": proof.necessary,
        "required_requests": proof.required,
        "denied": [_refused(hop) for hop in proof.lacking],
        "unknown": [_refused(hop) for hop in proof.open],
        "superfluous": [
            {
                "policy": shown(spare.policy.name),
                "sid": spare.statement.sid,
                "element": spare.element or "Statement",
                "entry": shown(spare.entry.text) if spare.entry else None,
                "location": evidence_members(
                    Evidence(spare.entry.span if spare.entry else spare.statement.span, "")
                ),
            }
            for spare in proof.spare or ()
        ],
        "beyond_what_is_traced": [
            {
                "principal": shown(excess.principal),
                "action": excess.action,
                "resource": shown(excess.resource),
                "verdict": "allow" if excess.certain else "unknown",
            }
            for excess in proof.excess
        ],
        "method": {
            "contained": "exhaustive over the declared universe, whatever the request context",
            "principals": len(universe.principals),
            "actions": len(universe.actions),
            "resources": len(universe.resources),
            "triples": sum(1 for _ in universe.triples()),
        },
    }


def proof_in_words(proof: Proof, *, verbose: bool) -> str:
    """The same for a person: each claim with its verdict, then what stands against it."""
    universe = proof.universe
    triples = sum(1 for _ in universe.triples())
    lines = [
        f"sufficient: {_yes(proof.sufficient)}"
        f" ({proof.required} requests have to pass, {len(proof.lacking)} are denied,"
        f" {len(proof.open)} unknown)"
    ]
    lines += [f"  denied: {_in_words(hop)}" for hop in proof.lacking]
    lines += [f"  unknown: {_in_words(hop)}" for hop in proof.open]
    lines.append(
        f"contained: {_yes(proof.contained)} (exhaustive over {len(universe.principals)} principals,"
        f" {len(universe.actions)} traced actions and {len(universe.resources)} resources:"
        f" {triples} triples, whatever the request context)"
    )
    shown_at_most = len(proof.excess) if verbose else 20
    for excess in proof.excess[:shown_at_most]:
        how = "may" if excess.certain else "might"
        lines.append(
            f"  not traced: `{shown(excess.principal)}` {how} `{excess.action}`"
            f" `{shown(excess.resource)}`"
        )
    if (more := len(proof.excess) - shown_at_most) > 0:
        lines.append(f"  and {more} more (--verbose shows them)")
    lines += _necessity_in_words(proof)
    return "\n".join(lines) + "\n"


def _necessity_in_words(proof: Proof) -> Iterator[str]:
    if proof.spare is None:
        yield "necessary: not asked (--necessary)"
        return
    yield f"necessary: {_yes(not proof.spare)} (every element taken away alone, over all requests)"
    for spare in proof.spare:
        what = f"`{shown(spare.entry.text)}` in {spare.element}" if spare.entry else "the statement"
        at = spare.entry.span if spare.entry else spare.statement.span
        yield f"  superfluous: {what} `{spare.statement.sid or spare.statement.index + 1}` at {at}"


def _yes(truth: bool) -> str:
    return "yes" if truth else "no"


def _in_words(hop: Hop) -> str:
    request = hop.decision.request
    return (
        f"`{shown(hop.step.principal)}` `{hop.step.action}` `{shown(request.resource)}`:"
        f" {shown(hop.decision.reason)}"
    )


def _asked(hop: Hop) -> Members:
    return {
        "principal": shown(hop.step.principal),
        "action": shown(hop.step.action),
        "resource": shown(hop.decision.request.resource),
    }


def _refused(hop: Hop) -> Members:
    return {**_asked(hop), "because": shown(hop.decision.reason)}


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
