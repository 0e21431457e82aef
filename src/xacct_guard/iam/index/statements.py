"""Elements: a statement as tests, each compiled when first needed."""

from __future__ import annotations

from collections.abc import Sequence

from ..policy import Statement
from .asked import Asked
from .conditions import condition_test
from .resources import covers, plain_resources, resource_test
from .texts import TextTest
from .truths import NO, YES, Test


class Elements:
    """The elements of one statement but its action.

    `resources` are the entries of Resource where they are plain patterns, else None.
    """

    __slots__ = ("_resource", "conditions", "resources", "statement")

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self.resources = plain_resources(statement)
        self.conditions = tuple(condition_test(one, statement) for one in statement.conditions)
        self._resource: Test | None = None

    @property
    def resource(self) -> Test:
        """The test for the resource."""
        if self._resource is None:
            self._resource = self._resource_test()
        return self._resource

    def _resource_test(self) -> Test:
        if self.resources is None:
            return resource_test(self.statement)
        return joined(self.resources, (), YES) or (lambda _: YES)

    def joined_with(self, who: Test | None, action: int) -> Test | None:
        """One test for all elements; None: they always match.

        `who` is the test for the principal, `action` the truth of the Action element, not NO.
        """
        first = () if self.resources is not None else (self.resource,)
        last = (who,) if who else ()
        return joined(self.resources, (*first, *self.conditions, *last), action)


def joined(resources: tuple[str, ...] | None, tests: tuple[Test, ...], most: int) -> Test | None:
    """One test for elements that must all match, `most` at best; None: they always do."""
    covered = covers(resources) if resources is not None else None
    if most == YES:
        if covered is None:
            return every(tests) if tests else None
        if not tests:
            return _resource_alone(covered)
        return _resource_and(covered, every(tests))
    return _at_most(most, joined(resources, tests, YES))


def _resource_alone(covered: TextTest) -> Test:
    return lambda asked: covered(asked.resource)


def _resource_and(covered: TextTest, other: Test) -> Test:
    def test(asked: Asked) -> int:
        truth = covered(asked.resource)
        if truth == NO:
            return NO
        said = other(asked)
        return said if said < truth else truth

    return test


def _at_most(most: int, test: Test | None) -> Test:
    return lambda asked: min(most, test(asked)) if test else most


def every(tests: tuple[Test, ...]) -> Test:
    """The lowest of what the tests say; there is at least one."""
    if len(tests) == 1:
        return tests[0]

    def test(asked: Asked) -> int:
        least = YES
        for one in tests:
            truth = one(asked)
            if truth < least:
                if truth == NO:
                    return NO
                least = truth
        return least

    return test


def some(least: int, tests: Sequence[Test]) -> Test:
    """The highest of what the tests say, `least` at worst."""
    if least == YES or not tests:
        return lambda _: least
    if least == NO and len(tests) == 1:
        return tests[0]

    def test(asked: Asked) -> int:
        most = least
        for one in tests:
            truth = one(asked)
            if truth > most:
                if truth == YES:
                    return YES
                most = truth
        return most

    return test
