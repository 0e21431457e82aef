"""SAME: which live thing is which of the templates, though a deployment drew its name.

What CloudFormation lists of a stack goes first, then the tags that it puts on what it makes, then the names
that it makes up (`stack-LogicalId-…`), then what is named alike on both sides. What nothing tells stays open.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..graph.access_graph import AccessGraph
from ..graph.model import Role
from ..iam.policy import Policy, Statement
from ..iam.symbol import has_symbol, only_symbol, symbols_in
from ..span import Node
from .item import Item, is_telling, items, unified
from .seen import Seen
from .stacks import Stacks
from .values import with_values

_TAGS = "aws:cloudformation:stack-name", "aws:cloudformation:logical-id"
_ENDS = "/:|"
_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Same:
    """`wanted` with the names that are known. `open` are the ARNs that are not, with what each may be.

    `gone` are the ARNs of what is known not to be live.
    """

    wanted: AccessGraph
    open: Mapping[str, tuple[str, ...]]
    gone: frozenset[str]
    stacks: Stacks


def same(wanted: AccessGraph, live: AccessGraph, seen: Seen) -> Same:
    """The templates with the names of what is live, as far as these can be told."""
    stacks = Stacks(items(wanted), seen)
    told = tuple(_by_stacks(wanted, stacks))
    wanted = with_values(wanted, _agreed(told))
    for _ in range(_ROUNDS):
        found = _Round(wanted, live).names()
        if not found:
            break
        wanted = with_values(wanted, found)
    last = _Round(wanted, live)
    gone = frozenset(one.arn for one in last.waiting if _is_gone(one, last, stacks))
    left = {arn: those for arn, those in last.candidates.items() if arn not in gone}
    return Same(wanted, left, gone, stacks)


def _agreed(told: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """The values of names of which only one was told."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, value in told:
        found[name].add(value)
    return {name: next(iter(values)) for name, values in found.items() if len(values) == 1}


def _by_stacks(wanted: AccessGraph, stacks: Stacks) -> Iterator[tuple[str, str]]:
    for item in items(wanted):
        stack = stacks.of(item) if item.is_open else None
        if stack is not None:
            physical = (stack.resources or {}).get(item.logical, ("", ""))[1]
            yield from _values(item, physical)


def _values(item: Item, physical: str) -> Iterator[tuple[str, str]]:
    """What a physical id says: it is the ARN, the name, or ends in the name (the address of a queue)."""
    if not physical:
        return
    whole = unified(item.arn, physical, shaped=False)
    if whole is not None:
        yield from whole.items()
        return
    ends = (physical.rpartition(end)[2] for end in _ENDS)
    for text in dict.fromkeys((physical, *ends)):
        found = unified(item.name, text, shaped=False)
        if found is not None:
            yield from found.items()
            return


def _is_gone(item: Item, last: _Round, stacks: Stacks) -> bool:
    """Is it known not to be there: its stack has no such thing, or nothing has a name like its own?"""
    stack = stacks.of(item)
    if stack is not None and stack.resources is not None:
        return item.logical not in stack.resources
    is_there = stack is not None or item.label in last.known_names
    return is_there and not last.candidates[item.arn] and is_telling(item)


class _Round:
    """What can be told of open names, once those that are known are filled in."""

    def __init__(self, wanted: AccessGraph, live: AccessGraph) -> None:
        self._wanted, self._live = wanted, live
        every = tuple(items(wanted))
        self.waiting = tuple(one for one in every if one.is_open)
        self._there = {one.arn: one for one in items(live)}
        known = {one.arn for one in every if not one.is_open}
        self._pairs = tuple(one for one in every if one.arn in self._there)
        self.known_names = {one.label for one in self._pairs if _is_made_up(one)}
        free: dict[tuple[str, str], list[Item]] = defaultdict(list)
        self._free = free
        for one in self._there.values():
            if one.arn not in known:
                free[one.type, one.account].append(one)
        self.candidates: Mapping[str, tuple[str, ...]] = {
            one.arn: tuple(
                each.arn
                for each in free[one.type, one.account]
                if unified(one.arn, each.arn) is not None
            )
            for one in self.waiting
        }

    def names(self) -> Mapping[str, str]:
        """The values that are told by the first kind of evidence that tells any."""
        ways = (self._by_tags, self._by_names, self._by_prefix, self._by_mentions)
        return next((found for way in ways if (found := _agreed(way()))), {})

    def _by_tags(self) -> Iterator[tuple[str, str]]:
        tags = _tags(self._live)
        for item in self.waiting:
            for arn in self.candidates[item.arn]:
                if tags.get(self._there[arn].place) == (item.stack, item.logical):
                    yield from (unified(item.arn, arn) or {}).items()

    def _by_names(self) -> Iterator[tuple[str, str]]:
        wanted = Counter(arn for those in self.candidates.values() for arn in those)
        for item in self.waiting:
            found = self.candidates[item.arn]
            if is_telling(item) and len(found) == 1 and wanted[found[0]] == 1:
                yield from (unified(item.arn, found[0]) or {}).items()

    def _by_prefix(self) -> Iterator[tuple[str, str]]:
        """Where all that a stack has still to find is there under one other name of the stack."""
        inside: dict[str, list[Item]] = defaultdict(list)
        for item in self.waiting:
            if is_telling(item) and only_symbol(item.name) and item.label not in self.known_names:
                inside[item.label].append(item)
        for those in inside.values():
            found = [self._prefixed(item) for item in those]
            common = set.intersection(*map(set, found))
            if len(common) == 1:
                prefix = common.pop()
                for item, names in zip(those, found, strict=True):
                    yield from (unified(item.arn, names[prefix], shaped=False) or {}).items()

    def _prefixed(self, item: Item) -> Mapping[str, str]:
        """The ARNs that may be of an item, by what stands before its logical id; each alone of its kind."""
        found: dict[str, list[str]] = defaultdict(list)
        for each in self._free[item.type, item.account]:
            prefix, is_in, _ = each.name.lower().partition(f"-{item.logical.lower()}-")
            if is_in and unified(item.arn, each.arn, shaped=False) is not None:
                found[prefix].append(each.arn)
        return {prefix: arns[0] for prefix, arns in found.items() if len(arns) == 1}

    def _by_mentions(self) -> Iterator[tuple[str, str]]:
        """Where one side names a thing, the other names the same; all that is found must agree.

        What is deleted may still be named: any name will do where nothing live can have it.
        """
        may_be: dict[str, set[str] | None] = {}
        for item in self.waiting:
            if not self.candidates[item.arn] and is_telling(item):
                may_be |= {symbol.name: None for symbol in symbols_in(item.arn)}
            for arn in self.candidates[item.arn]:
                for name, value in (unified(item.arn, arn) or {}).items():
                    values = may_be.setdefault(name, set())
                    if values is not None:
                        values.add(value)
        for ours, theirs in self._mentions():
            for text in ours - theirs:
                if any(symbol.name in may_be for symbol in symbols_in(text)):
                    yield from _possible(text, theirs - ours, may_be)

    def _mentions(self) -> Iterator[tuple[set[str], set[str]]]:
        for one in self._pairs:
            ours = {text for text in _texts(one) if has_symbol(text)}
            if ours:
                yield ours, set(_texts(self._there[one.arn]))
        for alias, key in self._wanted.aliases.items():
            if has_symbol(key) and alias in self._live.aliases:
                yield {key}, {self._live.aliases[alias]}


def _is_made_up(item: Item) -> bool:
    """Is its name the one that CloudFormation makes up for it in a stack that is called so?"""
    return item.name.lower().startswith(f"{item.stack}-{item.logical}-".lower())


def _possible(
    text: str, theirs: Iterable[str], may_be: Mapping[str, set[str] | None]
) -> Iterator[tuple[str, str]]:
    """The values for which a text stands on the other side as well, of those that there are."""
    for other in theirs:
        found = unified(text, other)
        for name, value in (found or {}).items():
            values = may_be.get(name, set())
            if values is None or value in values:
                yield name, value


def _tags(live: AccessGraph) -> Mapping[str, tuple[str, str]]:
    """The stack and logical id in the tags of what is live, by place."""
    found: dict[str, tuple[str, str]] = {}
    for made in live.made:
        written = made.properties.get("Tags") if made.properties is not None else None
        pairs = {
            tag.text_at("Key") or "": tag.text_at("Value") or ""
            for tag in (written.items if written else ())
        }
        if all(key in pairs for key in _TAGS):
            found[made.place] = pairs[_TAGS[0]], pairs[_TAGS[1]]
    return found


def _texts(item: Item) -> Iterator[str]:
    """The texts of policies and settings in which something may be named."""
    it = item.it
    if isinstance(it, Role):
        policies: tuple[Policy | None, ...] = (it.trust, *it.identity, it.boundary)
    else:
        policies = (it.policy,)
        yield from (text for fact in it.facts.values() for text in _of_node(fact))
    for policy in filter(None, policies):
        for statement in policy.statements:
            yield from _of_statement(statement)


def _of_node(node: Node) -> Iterator[str]:
    for each in node.walk():
        text = each.text
        if text and only_symbol(text) is None:  # a bare name may be that of anything
            yield text


def _of_statement(statement: Statement) -> Iterator[str]:
    for principals in filter(None, (statement.principals, statement.not_principals)):
        yield from (one.text for one in (*principals.aws, *principals.federated))
    yield from (one.text for one in (*statement.resources, *statement.not_resources))
    for condition in statement.conditions:
        yield from (one.text for one in condition.values)
