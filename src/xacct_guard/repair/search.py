"""The fewest edits after which a request is allowed: every proposal is decided before it is made."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from ..errors import PolicyError
from ..graph.access_graph import AccessGraph
from ..graph.aws_managed_key import is_aws_managed
from ..iam.decide import decide
from ..iam.decision import Decision, Verdict
from ..iam.grammar import parse_policy
from ..iam.layers import Layers
from ..iam.policy import PolicyKind, Statement
from ..iam.request import PrincipalKind
from ..iam.semantics import AccountTrust, semantics_of
from ..iam.symbol import has_symbol
from ..iam.voice import Voice
from ..iam.voices import hear_all
from ..read import read
from ..services import takes_policy
from ..span import Source, Span
from ..trace.decide import layers_of
from ..words.kinds import KINDS
from .change import Change, Json, changed
from .exception import exemption
from .grant import grant
from .home import Home, home_of

Homes = Callable[[PolicyKind], Home]
_HAVE_IDENTITY = (PrincipalKind.SESSION, PrincipalKind.USER)


@dataclass(frozen=True, slots=True)
class Repair:
    """Edits that belong together, and what is decided once all of them are made."""

    changes: tuple[Change, ...]
    then: Decision


def find_repair(decision: Decision, graph: AccessGraph) -> Repair | None:
    """The fewest edits of the estate's policies that let a denied request pass; None if none do."""
    request = decision.request
    return fewest_changes(
        decision, layers_of(request, graph), lambda kind: home_of(kind, request, graph)
    )


def fewest_changes(decision: Decision, layers: Layers, home: Homes) -> Repair | None:
    """The fewest edits of these layers that let a denied request pass; None where no policy can.

    What must be made in any case comes first: exceptions from each Deny, Allows in gates. Where
    only unknown parts would remain to decide, the repair says so in `then`.
    """
    if not decision.verdict.denied or has_symbol(decision.request.action):
        return None
    asked = _Asked(decision, layers, home)
    needed = (*asked.exceptions(), *asked.grants(asked.voices.gates))
    kept = tuple(change for change in needed if change is not None)
    return asked.fewest(kept) if len(kept) == len(needed) else None


class _Asked:
    """One denied request, and what each layer says of it."""

    def __init__(self, decision: Decision, layers: Layers, home: Homes) -> None:
        self.request = decision.request
        self.denied_by = decision.denied_by
        self.layers = layers
        self.home = home
        self.semantics = semantics_of(self.request.action, self.request.resource)
        self.voices = hear_all(self.request, layers, self.semantics)

    def fewest(self, needed: tuple[Change, ...]) -> Repair | None:
        """With what is needed, as few Allows as will do; else what leaves the least open."""
        open_one: Repair | None = None
        sides = tuple(change for change in self.grants(self._silent_sides()) if change)
        for count in range(len(sides) + 1):
            for some in combinations(sides, count):
                found = self._with((*needed, *some))
                if found.changes and found.then.verdict is Verdict.ALLOW:
                    return found
                if found.changes and found.then.verdict is Verdict.UNKNOWN:
                    open_one = open_one or found
        return open_one

    def _with(self, changes: tuple[Change, ...]) -> Repair:
        then = decide(self.request, changed(self.layers, changes), self.semantics)
        return Repair(changes, then)

    def exceptions(self) -> Iterator[Change | None]:
        """An exception from each Deny that applies; None for one that allows of none."""
        for voice in self.voices.all:
            for statement in voice.denying if voice.denies.is_yes else ():
                yield self._exception(statement, voice)

    def _exception(self, statement: Statement, voice: Voice) -> Change | None:
        found = exemption(statement, voice.kind, self.request)
        if found is None:
            return None
        home = self.home(voice.kind)
        name = f"`{statement.sid}`" if statement.sid else f"in statement {statement.index + 1}"
        return Change(
            voice.kind,
            home.to,
            home.where,
            f"in the Deny {name} of the {KINDS[voice.kind]} {statement.policy}, {found.says}",
            found.written,
            found.statement,
            at=statement.span,
            instead=statement,
            level=self._level(voice),
        )

    def _silent_sides(self) -> Iterator[Voice]:
        """The sides that are silent and could speak, the one that denies first."""
        could = (self.voices.identity, self.voices.resource, *self.voices.limiting)
        ordered = sorted(could, key=lambda voice: voice.kind is not self.denied_by)
        return (voice for voice in ordered if self._can_speak(voice))

    def _can_speak(self, voice: Voice) -> bool:
        request = self.request
        if voice.kind is PolicyKind.IDENTITY:
            return request.principal.kind in _HAVE_IDENTITY
        if voice.kind is PolicyKind.RESOURCE:
            if self.semantics.account_trust is AccountTrust.NO_RESOURCE_POLICY:
                return False
            editable = takes_policy(request.resource) and not is_aws_managed(request.resource)
            return editable and request.resource != "*"
        return bool(voice.layer.policies) or voice.kind is PolicyKind.TRUST

    def grants(self, voices: Iterable[Voice]) -> Iterator[Change | None]:
        """An Allow for each of these that is silent; None where nobody can be named."""
        return (self._grant(voice) for voice in voices if voice.allows.is_no)

    def _grant(self, voice: Voice) -> Change | None:
        written = grant(voice.kind, self.request)
        statement = _parsed(written, voice.kind) if written else None
        if written is None or statement is None:
            return None
        home, level = self.home(voice.kind), self._level(voice)
        of_level = f" (level {level + 1})" if voice.kind is PolicyKind.SCP else ""
        return Change(
            voice.kind,
            home.to,
            home.where,
            f"allow it in the {KINDS[voice.kind]} of {home.where}{of_level}",
            written,
            statement,
            at=_policy_of(voice) or home.at,
            level=level,
        )

    def _level(self, voice: Voice) -> int:
        of_rcps = voice.kind is PolicyKind.RCP
        levels = self.voices.rcps if of_rcps else self.voices.scps
        return levels.index(voice) if voice in levels else 0


def _policy_of(voice: Voice) -> Span | None:
    """The policy of a gate that has one; of a side, the one that fits best is chosen elsewhere."""
    gate = voice.kind in (PolicyKind.SCP, PolicyKind.SESSION, PolicyKind.ENDPOINT)
    return voice.layer.policies[-1].span if gate and voice.layer.policies else None


def _parsed(written: Json, kind: PolicyKind) -> Statement | None:
    """The statement as AWS would read it; None for one that it would not take (of no ARN, say)."""
    document = json.dumps({"Version": "2012-10-17", "Statement": [written]}, ensure_ascii=False)
    try:
        policy = parse_policy(read(Source("(to be added)", document)), kind, "to be added")
    except PolicyError:
        return None
    return policy.statements[0] if policy.statements else None
