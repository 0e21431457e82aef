"""Harm: why a change of texts is not made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..finding import Asked, Finding
from ..iam.decision import Verdict
from ..iam.symbol import shown
from .trial import Proposal, State

Key = tuple[str, str, str, tuple[str, ...]]
_Stage = tuple[str, str]


def key_of(finding: Finding) -> Key:
    """The rule, the account and the place, whatever the numbers of list items have become."""
    at = finding.at
    steps = tuple(step for step in at.route if isinstance(step, str)) if at else ()
    return finding.rule, finding.account or "", at.source.name if at else "", steps


@dataclass(frozen=True, slots=True)
class Harm:
    """Why a change is not made, and the finding whose change it is, where that can be seen at once."""

    why: str
    of: Key | None = None


def harms(before: State, after: State, proposals: tuple[Proposal, ...]) -> Iterator[Harm]:
    """What speaks against the change, the plainest reason first; nothing if all is well."""
    progress = _Progress(before, after)
    yield from map(Harm, _failures(before, after))
    yield from map(Harm, progress.denials())
    yield from _findings(before, after, proposals, progress)


def _failures(before: State, after: State) -> Iterator[str]:
    known = Counter(_complaints(before))
    for message in _complaints(after):
        if known[message] == 0:
            yield f"then: {message}"
        known[message] -= 1


def _complaints(state: State) -> Iterator[str]:
    for failure in (*state.model.failures, *state.judgement.failures):
        yield failure.message


class _Progress:
    """Which requests are asked and decided differently, and in which stages."""

    def __init__(self, before: State, after: State) -> None:
        self._before = _verdicts(before)
        self._after = after
        self._broken = _broken_stages(before)

    def denials(self) -> Iterator[str]:
        """Requests that were allowed and are not any more, or that break a stage that passed."""
        for stage, asked, verdict in _asked(self._after):
            if verdict is Verdict.ALLOW:
                continue
            was = self._before.get(asked)
            if was is Verdict.ALLOW or (was is Verdict.UNKNOWN and verdict.denied):
                yield f"`{asked[1]}` on `{shown(asked[2])}` would be {_words(verdict)} in stage {stage[1]}"
            elif was is None and verdict.denied and stage not in self._broken:
                yield f"`{asked[1]}` on `{shown(asked[2])}` would be denied in stage {stage[1]}"

    def is_consequence(self, finding: Finding) -> bool:
        """Is it about requests that are only reached since something else passes?"""
        return bool(finding.explains) and not any(each in self._before for each in finding.explains)


def _words(verdict: Verdict) -> str:
    return "denied" if verdict.denied else "unknown"


def _asked(state: State) -> Iterator[tuple[_Stage, Asked, Verdict]]:
    for path in state.model.paths:
        for hop in path.hops:
            if not hop.step.optional:
                yield (path.pipeline.name, path.stage.name), hop.asked, hop.decision.verdict


def _verdicts(state: State) -> dict[Asked, Verdict]:
    found: dict[Asked, Verdict] = {}
    for _, asked, verdict in _asked(state):
        if found.get(asked, Verdict.ALLOW) is Verdict.ALLOW:
            found[asked] = verdict
    return found


def _broken_stages(state: State) -> frozenset[_Stage]:
    return frozenset(stage for stage, _, verdict in _asked(state) if verdict.denied)


def _findings(
    before: State, after: State, proposals: tuple[Proposal, ...], progress: _Progress
) -> Iterator[Harm]:
    allowed = _counts(before.judgement.findings)
    for proposal in proposals:
        for rank in range(proposal.finding.severity.rank, 5):
            allowed[*key_of(proposal.finding), rank] -= 1
    mended = {key_of(proposal.finding): proposal.finding for proposal in proposals}
    seen: Counter[tuple[object, ...]] = Counter()
    for finding in _open(after.judgement.findings):
        key = *key_of(finding), finding.severity.rank
        seen[key] += 1
        worse = sum(seen[*key[:-1], rank] for rank in range(finding.severity.rank + 1))
        if worse <= allowed[key] or progress.is_consequence(finding):
            continue
        if key_of(finding) in mended:
            said = f"the finding would remain: {shown(finding.message)}"
            yield Harm(said, key_of(finding))
        else:
            yield Harm(f"it would bring {finding.rule}: {shown(finding.message)}")
    yield from map(Harm, _hidden(before, after))


def _hidden(before: State, after: State) -> Iterator[str]:
    """An ignore that would now hold for something else."""
    known = Counter(key_of(f) for f in before.judgement.findings if f.suppressed is not None)
    for finding in after.judgement.findings:
        if finding.suppressed is None:
            continue
        key = key_of(finding)
        if known[key] == 0:
            yield f"an ignore would then hide {finding.rule}: {shown(finding.message)}"
        known[key] -= 1


def _counts(findings: Iterable[Finding]) -> Counter[tuple[object, ...]]:
    """How many findings there are at a place, of a severity or a worse one."""
    found: Counter[tuple[object, ...]] = Counter()
    for finding in _open(findings):
        for rank in range(finding.severity.rank, 5):
            found[*key_of(finding), rank] += 1
    return found


def _open(findings: Iterable[Finding]) -> Iterator[Finding]:
    return (finding for finding in findings if finding.suppressed is None)
