"""Held: what a request may hold for a context key, one value for each way of telling them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from .. import reference
from ..context import Missing
from ..request import ContextValue
from ..symbol import has_symbol, split_symbols
from ..wildcard import quoted
from .automaton import Automaton
from .clock import Clock
from .number_line import addresses, dates, numbers
from .tested import Test
from .tokens import Tokens, arn_tokens, glob_tokens

_ALWAYS = frozenset(
    {"aws:securetransport", "aws:viaawsservice", "aws:currenttime", "aws:epochtime"}
)
"""Keys that every request has: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html."""
_MOST = 4096
_CROWDED, _FEW = 12, 2


@dataclass(frozen=True, slots=True)
class Held:
    """A value, or that there is none. `stands_for_all`: everything its cell holds, not one text.

    `known`: it is a plain text or its absence; else it holds a symbol, and proves nothing.
    """

    value: ContextValue | Missing
    stands_for_all: bool = True
    known: bool = True


class Domain:
    """What a key may hold, as far as some tests tell it apart.

    `is_whole`: every request is like one of `held` to all these tests.
    """

    __slots__ = ("held", "is_whole")

    def __init__(self, held: tuple[Held, ...], is_whole: bool) -> None:
        self.held = held
        self.is_whole = is_whole


def domain_of(key: str, tests: Sequence[Test], clock: Clock) -> Domain:
    """The values of a key that some tests tell apart."""
    kind = (reference.condition_key_type(key) if not has_symbol(key) else None) or ""
    several = kind.startswith("ArrayOf") or (not kind and any(_asks_sets(test) for test in tests))
    single, is_whole = _single(kind.removeprefix("ArrayOf"), tests, key, clock)
    found: list[Held] = []
    if key not in _ALWAYS:
        found.append(Held(Missing.ABSENT, stands_for_all=False))
    if not kind.startswith("ArrayOf"):
        found += single
    if several:
        most = max(1, sum(not test.operator.on_presence for test in tests))
        crowded = len(single) > _CROWDED and most > _FEW
        found += _sets(single, tests, _FEW if crowded else most)
        is_whole = is_whole and not crowded
    return Domain(tuple(found), is_whole)


def _asks_sets(test: Test) -> bool:
    return test.condition.set_operator is not None


def _single(kind: str, tests: Sequence[Test], key: str, clock: Clock) -> tuple[list[Held], bool]:
    """Single values, and whether there is one for each cell."""
    if kind == "Bool":
        return [Held("true", False), Held("false", False)], True
    limits = {"Numeric": [], "Date": [], "Ip": [], "Text": []}  # type: dict[str, list[Test]]
    for test in tests:
        if not test.operator.on_presence:
            limits[_family(test)].append(test)
    texts = limits.pop("Text")
    found: list[str] = []
    for family, written in (("Numeric", numbers), ("Date", dates), ("Ip", addresses)):
        if limits[family] or kind.startswith(_TYPES[family]):
            found += written(text for test in limits[family] for text in test.texts)
    measured = sum(map(bool, limits.values()))
    if kind.startswith(("Numeric", "Date", "IP")) and not texts and measured <= 1:
        return [Held(text) for text in dict.fromkeys(found)], True
    held = list(_texts(texts, found, key, clock))
    plain = all(_is_exact(test) for test in texts)
    return held, measured == 0 or (measured == 1 and plain)


_TYPES = {"Numeric": "Numeric", "Date": "Date", "Ip": "IP"}


def _family(test: Test) -> str:
    name = test.operator.name
    if name.startswith(("Numeric", "Date")):
        return "Numeric" if name.startswith("Numeric") else "Date"
    return "Ip" if name.endswith("IpAddress") else "Text"


def _is_exact(test: Test) -> bool:
    return "Like" not in test.operator.name and not test.operator.name.startswith("Arn")


def _texts(
    tests: Sequence[Test], measured: Iterable[str], key: str, clock: Clock
) -> Iterator[Held]:
    exact = {
        text
        for test in tests
        if test.operator.name.startswith("StringEq") or "NotEquals" in test.operator.name
        for text in test.texts
        if "${" not in text and not has_symbol(text)
    }
    seen: set[str] = set()
    for text in (*cells(frozenset(_patterns(tests)), f"the values of `{key}`", clock), ""):
        if text not in seen:
            seen.add(text)
            yield Held(text, text not in exact)
    for text in measured:
        if text not in seen:
            seen.add(text)
            yield Held(text)
    for text in _symbolic(tests):
        yield Held(text, known=False)


def _symbolic(tests: Sequence[Test]) -> list[str]:
    texts = {text for test in tests for text in test.texts if has_symbol(text)}
    return sorted("".join(_filled(text)) for text in texts)


def _filled(text: str) -> Iterator[str]:
    for part in split_symbols(text):
        yield part.translate(_FILL) if isinstance(part, str) else str(part)


_FILL = str.maketrans({"*": "x", "?": "x"})


def _patterns(tests: Sequence[Test]) -> Iterator[Tokens]:
    yield glob_tokens("?*")
    for test in tests:
        name, is_arn = test.operator.name, test.operator.name.startswith("Arn")
        ignore_case = "IgnoreCase" in name or name == "Bool"
        if is_arn:
            yield arn_tokens("*:*:*:*:*:*")
        for text in test.texts:
            wanted = widest(text) if test.reads_variables or has_symbol(text) else text
            if "Like" not in name and not is_arn and wanted == text:
                wanted = quoted(wanted)
            yield arn_tokens(wanted) if is_arn else glob_tokens(wanted, ignore_case=ignore_case)


def widest(text: str) -> str:
    """The pattern with the shape of each symbol and a star for each variable."""
    found = "".join(part if isinstance(part, str) else part.shape for part in split_symbols(text))
    at = found.find("${")
    while at >= 0:
        end = found.find("}", at)
        if end < 0:
            break
        found = found[:at] + "*" + found[end + 1 :]
        at = found.find("${", at)
    return found


_cells: dict[frozenset[Tokens], tuple[str, ...]] = {}


def cells(patterns: frozenset[Tokens], construct: str, clock: Clock) -> tuple[str, ...]:
    """One text for each way in which texts match some of the patterns and not the others."""
    found = _cells.get(patterns)
    if found is None:
        if len(_cells) > _MOST:
            _cells.clear()
        ordered = tuple(patterns)
        first: dict[int, str] = {}
        everything = glob_tokens("*")
        automaton = Automaton((*ordered, everything))
        for matched, text in automaton.walk(1 << len(ordered), clock, construct):
            first.setdefault(matched, text)
        found = _cells[patterns] = tuple(first.values())
    return found


def _sets(single: Sequence[Held], tests: Sequence[Test], most: int) -> Iterator[Held]:
    """Sets of values: none, and as many together as tests may need to be met or missed."""
    yield Held(())
    for count in range(1, min(most, len(single)) + 1):
        for chosen in combinations(single, count):
            texts = tuple(str(one.value) for one in chosen)
            yield Held(texts, known=all(one.known for one in chosen))
    if any(test.condition.set_operator is None for test in tests):
        yield from (Held((str(one.value),) * 2, known=one.known) for one in single)
