"""What a mutation changes, by a check of the changed files against one of the unchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from tests.other_policies import with_policies
from xacct_guard.finding import Evidence, Finding
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.iam.policy import Policy
from xacct_guard.load.documents import Documents
from xacct_guard.rule import Facts
from xacct_guard.rule.catalogue import catalogue
from xacct_guard.rule.judge import judge
from xacct_guard.run import Model, Options, model_of
from xacct_guard.trace import AccessPath, trace
from xacct_guard.verdicts import ActionVerdict, HopVerdict, PipelineVerdict
from xacct_guard.words import verdicts

from .edits import place_of
from .notation import CONFIGURATION, SYSTEMS, Mutation

STAGE_DENIED = next(rule for rule in catalogue() if rule.id == "stage-denied")
NO_STATEMENT = re.compile(r'"?Statement"?\s*[:=]\s*\[\s*\]')

EVERYTHING_BUT_KEYS = """{
  "Version": "2012-10-17",
  "Statement": [{"Sid": "EverythingButKeys", "Effect": "Allow", "NotAction": "kms:*", "Resource": "*"}]
}
"""

Place = tuple[str, ...]  # pipeline, stage, action


@dataclass(frozen=True)
class Outcome:
    """The pipeline actions whose verdict changes, and what the mutated file then holds."""

    changed: Mapping[Place, ActionVerdict]
    before: Mapping[Place, str]
    findings: tuple[Finding, ...]
    file: Path
    text: str

    @property
    def broken(self) -> tuple[HopVerdict, ...]:
        """What made the verdicts change."""
        return tuple(hop for action in self.changed.values() for hop in action.broken)

    def points_to(self, line: int) -> bool:
        """Does what is said of it point to the resource (or the document) of this line?"""
        begin, end = place_of(self.text, line)
        return any(
            Path(evidence.span.source.name) == self.file
            and (evidence.span.line is None or begin <= evidence.span.line <= end)
            for evidence in self._evidence
        )

    @property
    def _evidence(self) -> Iterator[Evidence]:
        for each in self.broken:
            yield from each.evidence
        for finding in self.findings:
            yield from finding.locations


def outcome_of(mutation: Mutation) -> Outcome:
    """Check the system with the mutation made in it."""
    folder = _copy(mutation.system)
    file, before = folder / mutation.file, _unmutated(mutation.system)
    text = file.read_text()
    mutated = mutation.change(text)
    assert mutated != text, "the mutation changes nothing in the file"
    if NO_STATEMENT.search(mutated):
        after, mutated = _without(before, file, mutation.line + 1), text
    else:
        file.write_text(mutated)
        added = folder / mutation.adds if mutation.adds else None
        if added:
            added.write_text(EVERYTHING_BUT_KEYS)
        try:
            after = _model(folder, _documents(mutation.system).with_texts({file: mutated}))
        finally:
            file.write_text(text)
            if added:
                added.unlink()
    was, becomes = _actions(before.paths), _actions(after.paths)
    assert was.keys() == becomes.keys(), f"no longer the same: {was.keys() ^ becomes.keys()}"
    changed = {
        place: action for place, action in becomes.items() if action.verdict != was[place].verdict
    }
    findings, crashed = judge(Facts(after.graph, after.paths), [STAGE_DENIED])
    assert crashed == ()
    verdicts_before = {place: action.verdict for place, action in was.items()}
    return Outcome(changed, verdicts_before, findings, file, mutated)


def words_of(hop: HopVerdict) -> str:
    """All that is said of a hop."""
    evidence = "; ".join(evidence.says for evidence in hop.evidence)
    key = f"; under {hop.key}" if hop.key else ""
    return f"{hop.action} on {hop.resource}: {hop.in_one_line}; {evidence}{key}"


def _without(model: Model, file: Path, line: int) -> Model:
    """The model without the only statement of a document: text that has none is no policy for AWS."""

    def changed(policy: Policy) -> Policy:
        kept = tuple(
            each
            for each in policy.statements
            if (Path(each.span.source.name), each.span.line) != (file, line)
        )
        return policy if kept == policy.statements else replace(policy, statements=kept)

    graph: AccessGraph = with_policies(model.graph, changed)
    return replace(model, graph=graph, paths=trace(graph))


@cache
def _room(_system: str) -> TemporaryDirectory[str]:
    return TemporaryDirectory()  # it is gone when the run is over


@cache
def _copy(system: str) -> Path:
    room = Path(_room(system).name).resolve()
    return Path(copytree(SYSTEMS / system / "corrected", room / system))


@cache
def _unmutated(system: str) -> Model:
    return _model(_copy(system), _documents(system))


@cache
def _documents(_system: str) -> Documents:
    """The files of the system as they are: of a mutated one only one or two are others."""
    return Documents()


def _model(folder: Path, documents: Documents) -> Model:
    model = model_of((folder,), Options(config=folder / CONFIGURATION), documents)
    assert model.failures == (), [str(failure) for failure in model.failures]
    return model


def _actions(paths: tuple[AccessPath, ...]) -> Mapping[Place, ActionVerdict]:
    return dict(_each(verdicts(paths)))


def _each(pipelines: tuple[PipelineVerdict, ...]) -> Iterator[tuple[Place, ActionVerdict]]:
    for pipeline in pipelines:
        for stage in pipeline.stages:
            for action in stage.actions:
                yield (pipeline.name, stage.name, action.name), action
