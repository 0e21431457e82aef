"""Speech: what one layer has to say about one action, whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from weakref import WeakValueDictionary

from ..answer import NO as UNBOUNDED
from ..answer import Answer
from ..explain import alike
from ..layers import Layer
from ..policy import Effect, PolicyKind, Statement
from .asked import Asked
from .policies import index_of
from .principals import Naming, Ways, principal_test
from .statements import Elements, every, joined, some
from .truths import NO, OPEN, YES, Test


class Claims:
    """The statements of one effect: does one of them apply?

    `least` is what holds whatever the request is; the tests may say more.
    """

    __slots__ = ("hold", "is_silent", "least")

    def __init__(self, least: int, tests: tuple[Test, ...]) -> None:
        self.least = least
        self.is_silent = least == NO and not tests
        self.hold = some(least, tests)


class Allowed(NamedTuple):
    """A statement that allows, and the test for its principal; None: it names whoever asks."""

    elements: Elements
    who: Test | None


class Speech:
    """The statements of a layer that speak about an action.

    `hidden` is what a layer that nobody holds, or can read whole, may say. A resource policy's
    Allow statements are kept apart, in `naming`, since it matters how they name whoever asks.
    `bounded`: has the principal a permissions boundary; `gateway`: is this a gateway endpoint.
    """

    __slots__ = (
        *("__weakref__", "_action", "_bounded", "_far", "_found", "_indices", "_near"),
        *("_spoken", "allowing", "denying", "gateway", "hidden", "kind", "layer", "name"),
        "naming",
    )

    def __init__(
        self,
        layer: Layer,
        kind: PolicyKind,
        name: str,
        action: str,
        *,
        bounded: Answer = UNBOUNDED,
        gateway: bool = False,
    ) -> None:
        self.layer, self.kind, self.name = layer, kind, name
        self._bounded, self.gateway = bounded, gateway
        self._action = action
        self._indices = tuple(map(index_of, layer.policies))
        self._found = tuple(found for index in self._indices for found in index.found(action))
        self._spoken: tuple[tuple[Statement, Test | None], ...] | None = None
        self._near: tuple[Allowed, ...] | None = None
        self._far: tuple[Allowed, ...] | None = None
        unread = not layer.held or any(policy.unresolved for policy in layer.policies)
        self.hidden = OPEN if unread else NO
        splits = kind in _SPLIT
        self.denying = self._claims(Effect.DENY)
        self.allowing = Claims(self.hidden, ()) if splits else self._claims(Effect.ALLOW)
        self.naming = tuple(self._named()) if splits else ()

    def ways(self, asked: Asked) -> Ways:
        """For each way of naming whoever asks, does a resource policy allow?"""
        direct = role = user = account = star = self.hidden
        for test, naming in self.naming:
            truth = YES if test is None else test(asked)
            if truth == NO:
                continue
            d, r, u, a, s = naming.ways(asked) if naming else _AS_ANYONE
            if truth == OPEN:
                d, r, u, a, s = (one and OPEN for one in (d, r, u, a, s))
            direct = d if d > direct else direct
            role = r if r > role else role
            user = u if u > user else user
            account = a if a > account else account
            star = s if s > star else star
        return direct, role, user, account, star

    @property
    def spoken(self) -> tuple[tuple[Statement, Test | None], ...]:
        """Each statement with the test for all its elements; None: it applies."""
        if self._spoken is None:
            self._spoken = tuple(
                (elements.statement, elements.joined_with(self._who(elements.statement), action))
                for elements, action in self._found
            )
        return self._spoken

    @property
    def allowed_near(self) -> tuple[Allowed, ...]:
        """The statements that would allow if another element than the action matched."""
        if self._near is None:
            self._near = tuple(self._allowed(one for one, _ in self._found))
        return self._near

    @property
    def allowed_far(self) -> tuple[Allowed, ...]:
        """The statements that allow other actions, those that allow the most alike first."""
        if self._far is None:
            others = (one for index in self._indices for one in index.not_found(self._action))
            self._far = tuple(sorted(self._allowed(others), key=self._otherness))
        return self._far

    def _otherness(self, allowed: Allowed) -> int:
        """How far the actions that a statement allows are from this one: less, if more is alike."""
        statement = allowed.elements.statement
        written = statement.actions or statement.not_actions
        return -max((alike(one.text, self._action) for one in written), default=0)

    def _allowed(self, statements: Iterable[Elements]) -> Iterator[Allowed]:
        for one in statements:
            if one.statement.effect is Effect.ALLOW:
                who = principal_test(one.statement, bounded=UNBOUNDED, gateway=self.gateway)
                yield Allowed(one, who)

    def _claims(self, effect: Effect) -> Claims:
        """Statements about the same resources ask for them together, and only once."""
        alone: list[str] = []
        together: dict[tuple[str, ...], list[Test]] = {}
        tests: list[Test | None] = []
        for elements, action in self._found:
            if elements.statement.effect is not effect:
                continue
            who = self._who(elements.statement)
            if action != YES or elements.resources is None:
                tests.append(elements.joined_with(who, action))
            elif others := (*elements.conditions, *((who,) if who else ())):
                together.setdefault(elements.resources, []).append(every(others))
            else:
                alone += elements.resources
        if alone:
            tests.append(joined(tuple(alone), (), YES))
        tests += (joined(one, (some(NO, others),), YES) for one, others in together.items())
        certain = self.hidden if None not in tests else YES
        return Claims(certain, tuple(filter(None, tests)))

    def _named(self) -> Iterator[tuple[Test | None, Naming | None]]:
        for elements, action in self._found:
            statement = elements.statement
            if statement.effect is not Effect.ALLOW:
                continue
            if statement.principals is None:
                yield elements.joined_with(self._who(statement), action), None
            else:
                yield elements.joined_with(None, action), Naming(statement.principals)

    def _who(self, statement: Statement) -> Test | None:
        """The test for the principal. What a resource policy allows hangs on no boundary."""
        allows = self.kind in _SPLIT and statement.effect is Effect.ALLOW
        bounded = UNBOUNDED if allows else self._bounded
        return principal_test(statement, bounded=bounded, gateway=self.gateway)


_Key = tuple[int, str, str, str, int, bool]
_speeches: WeakValueDictionary[_Key, Speech] = WeakValueDictionary()


def speech_of(
    layer: Layer,
    kind: PolicyKind,
    name: str,
    action: str,
    *,
    bounded: Answer = UNBOUNDED,
    gateway: bool = False,
) -> Speech:
    """The one speech of this very layer about an action, for as long as somebody holds it."""
    key = (id(layer), kind, name, action, int(bounded.truth), gateway)
    found = _speeches.get(key)
    if found is None:
        found = Speech(layer, kind, name, action, bounded=bounded, gateway=gateway)
        _speeches[key] = found
    return found


_SPLIT = (PolicyKind.RESOURCE, PolicyKind.TRUST)
_AS_ANYONE: Ways = (NO, NO, NO, NO, YES)
