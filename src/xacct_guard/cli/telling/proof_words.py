"""Proofs in words: each claim with its verdict and method, then what stands against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...grants.against import Against
from ...grants.breadth import Breadth
from ...grants.circumstances import Looser
from ...grants.contained import Containment
from ...grants.excess import Excess
from ...grants.prove import Proof
from ...grants.spare import Spare
from ...iam.compare import CannotTell, NoNewAccess, Witness
from ...iam.policy import PolicyKind, Statement
from ...iam.symbol import shown
from ...trace import Hop

_FEW, _LISTED, _SOME = 3, 6, 20
_CARRIED = {
    PolicyKind.IDENTITY: "identity policies",
    PolicyKind.TRUST: "trust policy",
}


def proof_in_words(proof: Proof, *, verbose: bool) -> str:
    """The proof for a person; with `verbose` nothing is left out."""
    parts = (
        _sufficiency(proof),
        _containment(proof, verbose=verbose),
        _necessity(proof),
        _policies(proof, verbose=verbose),
        _circumstances(proof.looser, verbose=verbose),
        _beside(proof.beside, verbose=verbose) if proof.beside else (),
    )
    blocks = ("\n".join(lines) for part in parts if (lines := list(part)))
    return "\n\n".join(blocks) + "\n"


def _sufficiency(proof: Proof) -> Iterator[str]:
    yield (
        f"sufficient: {_yes(proof.sufficient)} (every request decided: {proof.required} have to pass,"
        f" {len(proof.lacking)} are denied, {len(proof.open)} unknown)"
    )
    yield from (f"  denied: {_hop(hop)}" for hop in proof.lacking)
    yield from (f"  unknown: {_hop(hop)}" for hop in proof.open)


def _containment(proof: Proof, *, verbose: bool) -> Iterator[str]:
    proved = sum(isinstance(one.said, NoNewAccess) for one in proof.containments)
    universe = proof.universe
    yield f"contained: {_yes(proof.contained)} ({proof.method})"
    yield (
        f"  symbolic, over all requests: {proved} of {len(proof.containments)} principals and resources"
        f" are proved, {len(proof.beyond)} refuted, {len(proof.untold)} cannot be told"
    )
    yield (
        f"  exhaustive, whatever the circumstances: {sum(1 for _ in universe.triples())} triples of"
        f" {len(universe.principals)} principals, {len(universe.actions)} traced actions and"
        f" {len(universe.resources)} resources; {len(proof.excess)} are allowed and not traced"
    )
    yield from _shortened([_beyond(one) for one in proof.beyond], verbose=verbose)
    yield from (
        f"  cannot tell: {_carried(one)}: {shown(one.said.construct)}"
        for one in proof.untold
        if isinstance(one.said, CannotTell)
    )
    yield from _shortened(list(_excess(proof.excess)), verbose=verbose)


def _beyond(one: Containment) -> str:
    assert isinstance(one.said, Witness)
    return f"  not traced: {_request(one.said)}, by the {_carried(one)}"


def _request(one: Witness) -> str:
    request = one.request
    asking = request.principal.role or request.principal.arn
    told = ", ".join(f"{key} = {_value(held)}" for key, held in request.context.values.items())
    return f"`{shown(asking)}` may `{request.action}` `{shown(request.resource)}`" + (
        f" with {shown(told)}" if told else ""
    )


def _value(held: str | tuple[str, ...]) -> str:
    return f"`{held}`" if isinstance(held, str) else f"`{', '.join(held)}`"


def _excess(excess: Iterable[Excess]) -> Iterator[str]:
    """Each principal with each action in one line."""
    alike: dict[tuple[str, bool, str], list[str]] = {}
    for one in excess:
        alike.setdefault((one.principal, one.certain, one.action), []).append(shown(one.resource))
    for (principal, certain, action), resources in alike.items():
        how = "may" if certain else "might"
        yield f"  not traced: `{shown(principal)}` {how} `{action}` {_listed(resources)}"


def _necessity(proof: Proof) -> Iterator[str]:
    if proof.spare is None:
        yield "necessary: not asked (--necessary)"
        return
    count = f", {len(proof.spare)} are superfluous" if proof.spare else ""
    yield (
        f"necessary: {_yes(not proof.spare)} (every element taken away alone, over all requests{count})"
    )


def _policies(proof: Proof, *, verbose: bool) -> Iterator[str]:
    """Policy by policy and statement by statement: what is superfluous, and what is broader than need be."""
    every: tuple[Spare | Breadth, ...] = (*(proof.spare or ()), *proof.broad)
    alike: dict[int, list[Spare | Breadth]] = {}
    for one in every:
        alike.setdefault(id(one.policy), []).append(one)
    if alike:
        yield "more than need be, policy by policy:"
    for those in alike.values():
        yield f"  {shown(those[0].policy.name)}"
        whole = [one for one in those if isinstance(one, Spare) and one.entry is None]
        if whole:
            named = (f"{_named(one.statement)} at {one.statement.span}" for one in whole)
            yield f"    no request needs {_some(list(named), verbose=verbose)}"
        gone = {one.statement.index for one in whole}
        for index in sorted({one.statement.index for one in those} - gone):
            left = [one for one in those if one.statement.index == index]
            yield f"    {_named(left[0].statement)} at {left[0].statement.span}"
            yield from _statement(left, verbose=verbose)


def _statement(those: Sequence[Spare | Breadth], *, verbose: bool) -> Iterator[str]:
    """What is superfluous of one statement, element by element, then what is broad."""
    spare = [one for one in those if isinstance(one, Spare)]
    for element in dict.fromkeys(one.element for one in spare):
        entries = (one.entry for one in spare if one.element == element and one.entry)
        named = [f"`{shown(entry.text)}` (line {entry.span.line})" for entry in entries]
        yield f"      superfluous in {element}: {_some(named, verbose=verbose)}"
    for one in those:
        if isinstance(one, Breadth):
            yield f"      {_broad(one, verbose=verbose)}"


def _named(statement: Statement) -> str:
    return f"statement `{statement.sid}`" if statement.sid else f"statement {statement.index + 1}"


def _some(texts: Sequence[str], *, verbose: bool) -> str:
    most = len(texts) if verbose else _LISTED
    said = ", ".join(texts[:most])
    return f"{said} and {len(texts) - most} more" if len(texts) > most else said


def _broad(one: Breadth, *, verbose: bool) -> str:
    entry = f"`{shown(one.entry.text)}` in {one.element}"
    at = f"(line {one.entry.span.line})"
    if not one.unasked:
        asked = _listed([shown(each) for each in one.asked], verbose=verbose)
        return f"broad: {entry} {at}, asked for {asked}"
    asked = f"{len(one.asked)} of {one.count} actions"
    named = f" ({_few(one.asked, verbose)})" if one.asked else ""
    return (
        f"broad: {entry} {at}, {asked} are asked for{named}, and not {_few(one.unasked, verbose)}"
    )


def _few(texts: Sequence[str], verbose: bool = False) -> str:
    most = len(texts) if verbose else _FEW
    said = ", ".join(f"`{text}`" for text in texts[:most])
    return f"{said} and {len(texts) - most} more" if len(texts) > most else said


def _listed(texts: Sequence[str], verbose: bool = False) -> str:
    return f"`{texts[0]}`" if len(texts) == 1 else f"on {len(texts)}: {_few(texts, verbose)}"


def _circumstances(looser: tuple[Looser, ...], *, verbose: bool) -> Iterator[str]:
    """Each principal and key in one line."""
    if not looser:
        return
    yield (
        f"circumstances: {len(looser)} traced requests pass in others as well"
        " (each key of each request put otherwise; counts for none of the claims)"
    )
    alike: dict[tuple[str, str, bool], list[str]] = {}
    for one in looser:
        key = (one.principal, one.key, one.without)
        alike.setdefault(key, []).append(f"{one.action}` `{shown(one.resource)}")
    lines = [
        f"  `{shown(principal)}` {'without' if without else 'with another'} `{key}`: {_few(asked)}"
        for (principal, key, without), asked in alike.items()
    ]
    yield from _shortened(lines, verbose=verbose)


def _beside(one: Against, *, verbose: bool) -> Iterator[str]:
    yield (
        f"beside the policies in force: {len(one.added)} principals gain something on a resource,"
        f" and what {len(one.taken)} policies allow beyond what is asked for is gone"
    )
    yield from _shortened([f"  new: {_request(each)}" for each in one.added], verbose=verbose)
    gone = [
        f"  gone: {_request(each.said)}, by the {_carried(each)}"
        for each in one.taken
        if isinstance(each.said, Witness)
    ]
    yield from _shortened(gone, verbose=verbose)
    yield from (f"  cannot tell: {shown(each.construct)}" for each in one.untold)


def _shortened(lines: list[str], *, verbose: bool) -> Iterator[str]:
    most = len(lines) if verbose else _SOME
    yield from lines[:most]
    if (more := len(lines) - most) > 0:
        yield f"  and {more} more (--verbose shows them)"


def _carried(one: Containment) -> str:
    return f"{_CARRIED.get(one.kind, 'policy')} of `{shown(one.of)}`"


def _yes(truth: bool | None) -> str:
    return "cannot tell" if truth is None else "yes" if truth else "no"


def _hop(hop: Hop) -> str:
    request = hop.decision.request
    return (
        f"`{shown(hop.step.principal)}` `{shown(hop.step.action)}` `{shown(request.resource)}`:"
        f" {shown(hop.decision.reason)}"
    )
