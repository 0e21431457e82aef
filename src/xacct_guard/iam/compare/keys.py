"""Keys: the context keys of a question, and the values that stand for all."""

from __future__ import annotations

from collections.abc import Sequence

from ..context import Missing, look_up
from ..policy import Statement
from ..request import Request
from ..symbol import has_symbol
from ..variables import _key_and_default, _split
from .asking import Chosen
from .clock import Clock
from .held import Held, domain_of
from .tested import Test

OF_PRINCIPAL = ("aws:username", "aws:principalarn", "aws:principalaccount", "aws:userid")
"""Keys that tell one principal from another."""
_ANOTHER = "another-value"


class Keys:
    """What the requests of a question may hold; `request` is one of them as far as it is known.

    `alone`: whoever asks stands for nobody else.
    """

    __slots__ = ("_alone", "_clock", "_request", "_statements", "_tests", "_usually")

    def __init__(
        self,
        request: Request,
        statements: Sequence[Statement],
        tests: Sequence[Test],
        clock: Clock,
        *,
        alone: bool,
    ) -> None:
        self._request, self._alone, self._clock = request, alone, clock
        self._statements, self._tests = statements, tests
        self._usually: Chosen | None = None

    def usual(self) -> Chosen:
        """What a request holds for the keys that are asked for, where it makes no difference."""
        if self._usually is None:
            tests = {one.key: one for one in self._tests}
            known = (key for key in sorted(tests) if not has_symbol(key))
            self._usually = {
                key: domain_of(key, [tests[key]], self._clock).held[0].value
                for key in known
                if look_up(self._request, key) is Missing.UNKNOWN
            }
        return self._usually

    def of_variables(self) -> tuple[str, ...]:
        """The keys of variables that may have more than one value, sorted."""
        found = {
            _key_and_default(part)[0].lower()
            for text in self._texts()
            if "${" in text
            for part in _split(text)[1::2]
            if part not in "*?$"
        }
        return tuple(sorted(filter(self._varies, found)))

    def values(self, key: str) -> tuple[Held, ...]:
        """The values of the key of a variable that are tried one by one."""
        told = look_up(self._request, key)
        if told is not Missing.UNKNOWN:
            return (Held(told, stands_for_all=not self._alone),)
        tests = [one for one in self._tests if one.key == key]
        held = domain_of(key, tests, self._clock).held
        single = [one for one in held if one.known and not isinstance(one.value, tuple)]
        return (Held(_ANOTHER), *sorted(single, key=lambda one: one.value == ""))

    def _varies(self, key: str) -> bool:
        is_open = look_up(self._request, key) is Missing.UNKNOWN
        return is_open or (not self._alone and key in OF_PRINCIPAL)

    def _texts(self) -> list[str]:
        """What the statements write where variables are read."""
        found: list[str] = []
        for statement in self._statements:
            if statement.variables:
                written = (*statement.resources, *statement.not_resources)
                found += (one.text for one in written)
                found += (one.text for two in statement.conditions for one in two.values)
        return found
