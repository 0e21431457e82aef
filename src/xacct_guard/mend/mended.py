"""MEND: as many of the fixes as go together and do no harm, found without writing anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import EditError, XacctGuardError
from ..finding import Finding, Safety
from ..graph.model import Resource, Role
from ..iam.policy import Policy
from ..options import Options, within
from ..run import Run, run_of
from .access import new_access
from .harm import Harm, harms, key_of
from .trial import Proposal, State, Trial, texts_of

_ROUNDS = 20
"""A path that is mended hop by hop needs a round for each; no path needs so many."""


@dataclass(frozen=True, slots=True)
class Left:
    """A finding that is not mended, and why."""

    finding: Finding
    why: str
    needs_unsafe: bool = False


@dataclass(frozen=True, slots=True)
class Mended:
    """The texts of the files that change, before and after, what is mended by it, and what is not.

    `run` is what a check says afterwards; `accounts` says whose each file is, `folders` where they lie.
    """

    before: Mapping[Path, str]
    after: Mapping[Path, str]
    names: Mapping[Path, str]
    fixed: tuple[Finding, ...]
    left: tuple[Left, ...]
    run: Run
    accounts: Mapping[Path, str]
    folders: tuple[Path, ...]


def mend(
    paths: tuple[Path, ...], options: Options, *, unsafe: bool = False, for_review: bool = False
) -> Mended:
    """The fixes of what is found in the paths that can be made; with `unsafe`, those that widen access too.

    `for_review` if it is only to be shown: then Terraform's files may be among those that change.

    Raises XacctGuardError where there is nothing that could be judged.
    """
    trial = Trial(paths, options, for_review=for_review)
    start = state = trial.start()
    fixed: list[Finding] = []
    rejected: dict[object, Left] = {}
    for _ in range(_ROUNDS):
        proposals = [
            p for p in _proposals(state, unsafe=unsafe) if _name(p.finding) not in rejected
        ]
        search = _Search(trial, state, unsafe=unsafe)
        possible = search.possible(proposals)
        accepted = search.grow((), possible) if possible else ()
        rejected |= {_name(left.finding): left for left in search.rejected.values()}
        fixed += [proposal.finding for proposal in accepted]
        if not accepted:
            break
        rejected = {name: left for name, left in rejected.items() if name not in search.in_conflict}
        state = search.best
    sources = start.sources()
    changed = {p: text for p, text in state.texts.items() if text != sources[p].text}
    return Mended(
        before={path: sources[path].text for path in changed},
        after=changed,
        names={path: sources[path].name for path in changed},
        fixed=tuple(fixed),
        left=tuple(_left(state, rejected, unsafe=unsafe)),
        run=run_of(state.model, options, state.judgement),
        accounts=_accounts(start),
        folders=(*within(paths, start.model.config), start.model.config.root),
    )


def _proposals(state: State, *, unsafe: bool) -> list[Proposal]:
    return [
        Proposal(finding, finding.fix.edits)
        for finding in state.judgement.findings
        if finding.suppressed is None and finding.fix is not None and finding.fix.edits
        if unsafe or finding.fix.safety is Safety.SAFE
    ]


def _name(finding: Finding) -> object:
    return key_of(finding), finding.message


class _Search:
    """All that goes together: everything at first, and where that fails each half."""

    def __init__(self, trial: Trial, base: State, *, unsafe: bool) -> None:
        self.trial = trial
        self.base = self.best = base
        self.unsafe = unsafe
        self.rejected: dict[int, Left] = {}
        self.in_conflict: set[object] = set()

    def grow(
        self, accepted: tuple[Proposal, ...], more: tuple[Proposal, ...]
    ) -> tuple[Proposal, ...]:
        """The accepted ones and as many more as do no harm."""
        harm = self._try((*accepted, *more))
        if harm is None:
            return (*accepted, *more)
        at_fault = tuple(p for p in more if key_of(p.finding) == harm.of)
        if len(more) == 1 or len(at_fault) == 1:
            for proposal in at_fault or more:
                alone = not accepted and len(more) == 1
                self.rejected[id(proposal)] = self._reject(proposal, harm.why, alone=alone)
            rest = tuple(p for p in more if id(p) not in self.rejected)
            return self.grow(accepted, rest) if rest else accepted
        half = len(more) // 2
        return self.grow(self.grow(accepted, more[:half]), more[half:])

    def possible(self, proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
        """Those whose edits can be made at all; the others are rejected."""
        found = []
        for proposal in proposals:
            try:
                texts_of((proposal,), self.base, for_review=self.trial.for_review)
                found.append(proposal)
            except EditError as error:
                self.rejected[id(proposal)] = Left(proposal.finding, error.message)
        return tuple(found)

    def _reject(self, proposal: Proposal, why: str, *, alone: bool) -> Left:
        if not alone:  # beside others it may not have been possible: it is tried again after them
            self.in_conflict.add(_name(proposal.finding))
        return Left(proposal.finding, why.removeprefix(_WIDER), needs_unsafe=why.startswith(_WIDER))

    def _try(self, proposals: tuple[Proposal, ...]) -> Harm | None:
        """Why these are not made together, or None, and they are the best there is so far."""
        try:
            after = self.trial.after(self.base, proposals)
        except EditError as error:
            return Harm(error.message)
        except XacctGuardError as error:
            return Harm(f"then: {error.message}")
        harm = next(harms(self.base, after, proposals), None)
        if harm is None and not self.unsafe:
            found = next(new_access(self.base.model.graph, after.model.graph), None)
            harm = Harm(f"{_WIDER}{found}") if found else None
        if harm is None:
            self.best = after
        return harm


_WIDER = "wider: "
_NOT_SAFE = "its rule does not call the change safe"


def _left(state: State, rejected: Mapping[object, Left], *, unsafe: bool) -> list[Left]:
    """What remains, each with the reason."""
    found = []
    for finding in state.judgement.findings:
        if finding.suppressed is not None:
            continue
        known = rejected.get(_name(finding))
        if known is not None:
            found.append(Left(finding, known.why, known.needs_unsafe))
        elif finding.fix is None or not finding.fix.edits:
            found.append(Left(finding, ""))
        else:
            found.append(Left(finding, _NOT_SAFE, needs_unsafe=not unsafe))
    return found


def _accounts(state: State) -> dict[Path, str]:
    """Whose roles and resources are in each file."""
    graph = state.model.graph
    found: dict[Path, str] = {}
    every: tuple[Role | Resource, ...] = (*graph.roles.values(), *graph.resources.values())
    for each in every:
        account = graph.accounts.get(each.account)
        named = f"{account.name} ({account.id})" if account else each.account
        for span in (each.span, *(policy.span for policy in _policies(each))):
            found.setdefault(Path(span.source.name).resolve(), named)
    return found


def _policies(each: Role | Resource) -> Iterator[Policy]:
    if isinstance(each, Resource):
        yield from filter(None, (each.policy,))
    else:
        yield from filter(None, (each.trust, *each.identity, each.boundary))
