"""The actions there are, told apart as far as policies and the law tell them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from .. import reference
from ..control import RCP_SERVICES
from ..pattern import match
from ..policy import Statement
from ..semantics import IDENTITY_ONLY, semantics_of
from ..symbol import has_symbol, split_symbols
from ..truth import Truth

_APART = ("kms", "sts", "iam", "s3")
_TYPED = ("sagemaker", "events", "ecr", "secretsmanager", "lambda")
_NAMED = frozenset(
    {
        *("sts:assumerole", "sts:getfederationtoken", "sts:getsessiontoken"),
        *("sts:getcalleridentity", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"),
        *("sts:setsourceidentity", "sts:tagsession", "iam:passrole", "kms:retiregrant"),
        *("s3:createbucket", "s3:deletebucketpolicy", "s3:getbucketpolicy", "s3:putbucketpolicy"),
        *("kms:creategrant", "kms:createkey"),
    }
)
"""Actions of which the law has something of its own to say."""

Kind = tuple[str, bool, bool]
"""What the law asks of an action: its name or service where that matters, and who may rule it."""


@lru_cache(maxsize=1 << 15)
def kind_of(action: str) -> Kind:
    """Actions of one kind are decided alike where the policies speak alike of them."""
    name = action.lower()
    service = name.partition(":")[0]
    apart = service if service in (*_APART, *_TYPED) else ""
    if name in _NAMED or service == "kms":
        apart = name
    by_identity = semantics_of(name, "arn:aws:x:::x") is IDENTITY_ONLY
    return apart, service in RCP_SERVICES, by_identity


class ActionSets:
    """Sets of actions as statements write them, by number; `index` gives a statement's own."""

    __slots__ = ("_default", "_flips", "_numbers")

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._numbers: dict[tuple[bool, frozenset[str]], int] = {}
        self._flips: dict[str, int] = defaultdict(int)
        self._default = 0
        for statement in statements:
            self._add(*_written(statement))

    def _add(self, negated: bool, patterns: frozenset[str]) -> None:
        if (negated, patterns) in self._numbers:
            return
        bit = 1 << len(self._numbers)
        self._numbers[negated, patterns] = bit
        everything = "*" in patterns or "*:*" in patterns
        if negated != everything:
            self._default |= bit
        if not everything:
            for action in _named_by(patterns):
                self._flips[action] ^= bit

    def bit(self, statement: Statement) -> int:
        """The bit of the set that a statement writes."""
        return self._numbers[_written(statement)]

    def classes(
        self, wanted: Sequence[str], *, also_unnamed: bool
    ) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The bits that hold for some actions, and those actions; only actions of `wanted`.

        `also_unnamed`: actions of which no statement speaks may be allowed all the same.
        """
        found: dict[tuple[int, Kind], list[str]] = defaultdict(list)
        for action, flips in self._flips.items():
            if _is_wanted(action, wanted):
                found[self._default ^ flips, kind_of(action)].append(action)
        if self._default or also_unnamed:
            for kind, action in self._untouched(wanted):
                found[self._default, kind].append(action)
        for (bits, _), actions in found.items():
            yield bits, tuple(actions)

    def _untouched(self, wanted: Sequence[str]) -> Iterator[tuple[Kind, str]]:
        """For each kind one action that no pattern names, where there is one."""
        named = [pattern for pattern in wanted if pattern not in ("*", "*:*")]
        if named:
            for action in _named_by(named):
                if action not in self._flips:
                    yield kind_of(action), action
            return
        for kind, actions in _by_kind():
            free = self._free(actions) or self._free(_everywhere(kind))
            if free is not None:
                yield kind, free

    def _free(self, actions: tuple[str, ...]) -> str | None:
        return next((one for one in actions if one not in self._flips), None)


def _is_wanted(action: str, wanted: Sequence[str]) -> bool:
    return any(match(one, action, ignore_case=True) is Truth.YES for one in wanted)


def _written(statement: Statement) -> tuple[bool, frozenset[str]]:
    negated = bool(statement.not_actions)
    written = statement.not_actions if negated else statement.actions
    texts = (one.text for one in written)
    if negated:  # what is not known of a list of exceptions may be no exception
        return True, frozenset(text.lower() for text in texts if not has_symbol(text))
    return False, frozenset(_widest(text).lower() for text in texts)


def _widest(text: str) -> str:
    """The pattern with a star for each symbol."""
    if not has_symbol(text):
        return text
    return "".join(part if isinstance(part, str) else "*" for part in split_symbols(text))


def _named_by(patterns: Iterable[str]) -> list[str]:
    """Each action that one of the patterns names, once."""
    return list(dict.fromkeys(one for pattern in sorted(patterns) for one in _matching(pattern)))


@lru_cache(maxsize=1 << 14)
def _matching(pattern: str) -> tuple[str, ...]:
    """The actions a pattern names; one that nobody knows, and is written out, names itself."""
    found = reference.actions_matching(pattern)
    if found or "*" in pattern or "?" in pattern:
        return found
    return (pattern,)


@cache
def _by_kind() -> tuple[tuple[Kind, tuple[str, ...]], ...]:
    """Known actions of every kind: all of the services that matter, some of the rest."""
    found: dict[Kind, list[str]] = defaultdict(list)
    for service in (*_APART, *_TYPED, *_FAMILIAR):
        for action in _matching(f"{service}:*"):
            found[kind_of(action)].append(action)
    return tuple((kind, tuple(actions)) for kind, actions in found.items())


@cache
def _everywhere(kind: Kind) -> tuple[str, ...]:
    """The known actions of a kind, whatever their service; none where `_by_kind` has them all."""
    if kind[0]:
        return ()
    known = (one for service in reference.services() for one in _matching(f"{service}:*"))
    return tuple(one for one in known if kind_of(one) == kind)


_FAMILIAR = ("ec2", "sns", "dynamodb", "sqs", "logs", "athena", "codepipeline", "glue", "ssm")
"""Services that stand for those nobody names."""
