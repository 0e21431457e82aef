"""Under which conditions an open request would be allowed, in words."""

from __future__ import annotations

from collections.abc import Iterator

from ..iam.decision import Decision
from ..iam.home import is_at_home
from ..iam.layers import Layers
from ..iam.match import speaks_about
from ..iam.policy import Statement
from ..iam.request import Request
from ..iam.semantics import semantics_of
from ..iam.symbol import shown, symbols_in
from ..iam.voice import Voice
from ..iam.voices import hear_all
from ..question import stands_for_anyone
from ..words.conditions import all_of_them, asked_for, open_conditions, unless


def conditions_of(decision: Decision, layers: Layers) -> tuple[str, ...]:
    """Each must be so for an undecided request to be allowed; what cannot be worded is named."""
    open_request = _OpenRequest(decision, layers)
    return tuple(dict.fromkeys((*open_request.in_words(), *open_request.left_over())))


class _OpenRequest:
    """A request that depends on what nobody knows."""

    def __init__(self, decision: Decision, layers: Layers) -> None:
        self.request: Request = decision.request
        self.depends = frozenset(decision.depends_on)
        semantics = semantics_of(self.request.action, self.request.resource)
        self.voices = hear_all(self.request, layers, semantics)
        who = symbols_in(self.request.principal.arn)
        self.worded: set[str] = {symbol.name for symbol in who if not symbol.created}

    def in_words(self) -> tuple[str, ...]:
        """What each Deny, gate and side that is open asks for."""
        return (*self._denies(), *self._gates(), *self._sides())

    def left_over(self) -> Iterator[str]:
        """What it depends on besides."""
        for name in sorted(self.depends - self.worded):
            yield f"it depends on `{shown(name)}`"

    def _denies(self) -> Iterator[str]:
        for voice in self.voices.all:
            for statement in voice.denying if voice.denies.is_open else ():
                said = speaks_about(statement, self.request)
                if said.depends & self.depends:
                    self.worded |= said.depends
                    yield unless(statement, self.request) or f"{_called(statement)} does not apply"

    def _gates(self) -> Iterator[str]:
        for voice in (*self.voices.gates, *self.voices.limiting):
            if voice.allows.is_open:
                yield self._alternatives(voice)

    def _sides(self) -> Iterator[str]:
        """At home one side is enough; from another account each must allow."""
        sides = (self.voices.identity, self.voices.resource)
        open_ones = [one for one in sides if one.allows.depends & self.depends]
        phrases = [self._alternatives(voice) for voice in open_ones]
        if len(phrases) > 1 and is_at_home(self.request).is_yes:
            yield " or ".join(f"({phrase})" for phrase in phrases)
        else:
            yield from phrases

    def _alternatives(self, voice: Voice) -> str:
        """Any one of the statements that may allow; or the policies that are not held."""
        self.worded |= voice.allows.depends
        phrases = dict.fromkeys(self._asks(statement) for statement in voice.allowing)
        if not voice.layer.held:
            phrases[self._not_held(voice)] = None
        return " or ".join(phrases) or f"the {voice.kind.value} policy allows it"

    def _asks(self, statement: Statement) -> str:
        wanted = all_of_them(map(asked_for, open_conditions(statement, self.request)))
        return wanted or f"{_called(statement)} applies"

    def _not_held(self, voice: Voice) -> str:
        if stands_for_anyone(self.request.principal) and voice is self.voices.identity:
            return "its own account allows it"
        absent = voice.layer.absent or f"the {voice.kind.value} policy"
        return f"{shown(absent)}, not held here, allow it"


def _called(statement: Statement) -> str:
    name = f"`{statement.sid}`" if statement.sid else f"statement {statement.index + 1}"
    return f"{name} of {statement.policy}"
