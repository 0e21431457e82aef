"""Automaton: several patterns read side by side, each text once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from .clock import UNHURRIED, Clock
from .tokens import Tokens, Wild

State = frozenset[int]
_LONG = 32  # characters that no wildcard of a place stands for: of so many one stands for all
_FILLERS = "xyzwvutsrqponmlkjihgfedcba0123456789"


class Automaton:
    """A state is the set of places reached in all patterns.

    These are the subsets of the usual construction, made only when a text leads there. Of the
    characters no pattern names at a place one stands for all. Sets of patterns are bit sets, by
    the order in which the patterns were given.
    """

    __slots__ = ("_bits", "_tokens", "start")

    def __init__(self, patterns: Iterable[Tokens]) -> None:
        self._tokens: list[str | Wild | None] = []
        self._bits: list[int] = []
        begins: list[int] = []
        for number, tokens in enumerate(patterns):
            begins.append(len(self._tokens))
            self._tokens += tokens
            self._tokens.append(None)
            self._bits += [1 << number] * (len(tokens) + 1)
        self.start = self._closed(begins)

    def _closed(self, places: Iterable[int]) -> State:
        """With the places that a star standing for nothing leads to."""
        found = set(places)
        for place in places:
            token = self._tokens[place]
            while type(token) is Wild and token.many:
                place += 1  # noqa: PLW2901
                found.add(place)
                token = self._tokens[place]
        return frozenset(found)

    def step(self, state: State, letter: str) -> State:
        """The state after one more character."""
        found: list[int] = []
        tokens = self._tokens
        for place in state:
            token = tokens[place]
            if type(token) is str:
                if letter in token:
                    found.append(place + 1)
            elif type(token) is Wild and letter not in token.but:
                found.append(place if token.many else place + 1)
        return self._closed(found)

    def reads(self, text: str) -> int:
        """The patterns that match a text."""
        state = self.start
        for letter in text:
            state = self.step(state, letter)
        return self.accepted(state)

    def accepted(self, state: State) -> int:
        """The patterns that match a text which ends here."""
        found = 0
        for place in state:
            if self._tokens[place] is None:
                found |= self._bits[place]
        return found

    def ahead(self, state: State) -> int:
        """The patterns that some continuation matches."""
        found = 0
        for place in state:
            found |= self._bits[place]
        return found

    def letters(self, state: State) -> list[str]:
        """One character for each way on: first one that nobody names here, where there is one."""
        named: set[str] = set()
        spared: set[str] = set()
        for place in state:
            token = self._tokens[place]
            if type(token) is str:
                named.update(token)
            elif type(token) is Wild:
                spared.add(token.but)
        refused = "".join(spared)
        named.update(refused if len(refused) < _LONG else refused[:1])
        ways = sorted(named)
        return [_filler(named.union(refused)), *ways] if spared else ways

    def walk(
        self, within: int, clock: Clock = UNHURRIED, construct: str = "patterns"
    ) -> Iterator[tuple[int, str]]:
        """For every state, the patterns that match there and a shortest text, shortest first.

        Goes on only while a pattern of `within` may still match.
        """
        seen = {self.start}
        waiting = deque([(self.start, "")])
        while waiting:
            state, text = waiting.popleft()
            clock.check(construct)
            yield self.accepted(state), text
            for letter in self.letters(state):
                found = self.step(state, letter)
                if found not in seen and self.ahead(found) & within:
                    seen.add(found)
                    waiting.append((found, text + letter))


def _filler(named: set[str]) -> str:
    for letter in _FILLERS:
        if letter not in named:
            return letter
    return next(chr(code) for code in range(0xA1, 0x2000) if chr(code) not in named)
