"""Places: the resources that statements tell apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ..arn_pattern import UNTYPED, completed, odd_part
from ..policy import Statement
from ..semantics import TYPES_WITH_POLICY
from ..symbol import has_symbol, split_symbols
from ..wildcard import quoted
from .automaton import Automaton
from .clock import Clock
from .held import widest
from .loose import WITH_COLON, head
from .tokens import Tokens, arn_tokens, glob_tokens

_ARN = arn_tokens("arn:*:*:*:*:*")
_WITH_COLON = arn_tokens(WITH_COLON)
_STAR = glob_tokens(quoted("*"))
_TYPED = {
    "kms": ("arn:*:kms:*:*:*:alias/*", "arn:*:kms:*:*:alias/*", "*:alias/*"),
    "sts": ("arn:*:iam:*:*:role/*",),
}
_LINKED = "arn:*:iam:*:*:role/aws-service-role/*"
_FILLED = str.maketrans({"*": "x", "?": "x"})
_known: dict[tuple[frozenset[Tokens], frozenset[Tokens]], tuple[str, ...]] = {}
_MOST = 4096


class Places:
    """The resources within some patterns, as far as statements about an action tell them apart.

    With `account` it matters, too, whether the ARN names it. `spelled` writes a pattern of which
    part is not known so that it covers whatever it may stand for.
    """

    __slots__ = ("_domain", "_patterns", "_statements")

    def __init__(
        self,
        statements: Sequence[Statement],
        action: str,
        within: Sequence[str],
        account: str | None = None,
        spelled: Callable[[str], str] = widest,
    ) -> None:
        self._statements = statements
        self._patterns = frozenset(_patterns(statements, action, within, account, spelled))
        self._domain = frozenset(_domain(within))

    def told_apart(self, clock: Clock) -> tuple[tuple[str, bool], ...]:
        """One resource for each way of telling some apart.

        And others that hold a value known only after deployment (False): witnesses, but no proof.
        """
        found = _known.get((self._patterns, self._domain))
        if found is None:
            if len(_known) > _MOST:
                _known.clear()
            found = tuple(_told_apart(self._patterns, self._domain, clock))
            _known[self._patterns, self._domain] = found
        open_ones = ((text, False) for text in _open(self._statements))
        return (*((text, True) for text in found), *open_ones)

    def alike(self, place: str, types: Sequence[Tokens], clock: Clock) -> str | None:
        """A resource of one of some types that no statement tells apart from a place."""
        patterns, domain = tuple(self._patterns), tuple(self._domain)
        automaton = Automaton((*patterns, *domain, *types))
        mine = (1 << len(patterns)) - 1
        wanted = automaton.reads(place) & mine
        of_domain = ((1 << len(domain)) - 1) << len(patterns)
        of_types = ((1 << len(types)) - 1) << (len(patterns) + len(domain))
        for matched, text in automaton.walk(of_types, clock, "a usual resource"):
            if matched & of_types and matched & of_domain and matched & mine == wanted:
                return text
        return None


def _domain(within: Sequence[str]) -> Iterator[Tokens]:
    for pattern in within:
        if pattern == "*":
            yield from (_ARN, _STAR)
        else:
            yield arn_tokens(pattern)


def _told_apart(
    patterns: frozenset[Tokens], domain: frozenset[Tokens], clock: Clock
) -> Iterator[str]:
    automaton = Automaton((*domain, *patterns))
    bits = (1 << len(domain)) - 1
    seen: set[int] = set()
    for matched, text in automaton.walk(bits, clock, "the resources of many patterns"):
        if matched & bits and matched >> len(domain) not in seen:
            seen.add(matched >> len(domain))
            yield text


def _patterns(
    statements: Iterable[Statement],
    action: str,
    within: Sequence[str],
    account: str | None,
    spelled: Callable[[str], str],
) -> Iterator[Tokens]:
    yield _STAR
    odd = False
    for statement in statements:
        for written in (*statement.resources, *statement.not_resources):
            text = written.text
            if has_symbol(text) or (statement.variables and "${" in text):
                text = spelled(text)
            elif statement.completes:
                text = completed(text)
            yield arn_tokens(text)
            yield from _behind(within, (text, written.text))
            if text.count(":") < 5 and text != "*":
                yield glob_tokens(text.rstrip("*") + "*")
            elif begins := head(text):
                yield from (arn_tokens(begins), _WITH_COLON)
            odd = odd or odd_part(text) == "type"
    if odd:
        yield from _TYPES
    service = action.partition(":")[0].lower()
    yield from map(arn_tokens, (*_TYPED.get(service, ()), _LINKED))
    if service in TYPES_WITH_POLICY:
        yield from _types_of(service)
    if account:
        yield arn_tokens(f"*:*:*:*:{account}:*")


def _types_of(service: str) -> Iterator[Tokens]:
    for name in TYPES_WITH_POLICY[service]:
        for mark in "/:":
            yield arn_tokens(f"arn:*:*:*:*:{name}{mark}*")


def _behind(within: Sequence[str], texts: Iterable[str]) -> Iterator[Tokens]:
    """Where a resource begins with a name that nobody knows: what patterns may ask for behind it."""
    for domain in within:
        if not has_symbol(domain):
            continue
        *before, last = split_symbols(domain)
        if not isinstance(last, str):
            before, last = [*before, last], ""
        begin = glob_tokens(quoted("".join(map(str, before))))
        for text in texts:
            wanted = text.split(":", 5)[-1]
            yield from ((*begin, *glob_tokens(wanted[at:])) for at in range(len(wanted) + 1))


_TYPES = (
    *(arn_tokens(f"*:*:{service}:*:*:*") for service in sorted(UNTYPED)),
    arn_tokens("*:*:s3:::*"),
    *(arn_tokens(f"*:*:*:*:*:{mark}*") for mark in "/:"),
    arn_tokens("*:*:*:*:*:"),
)
"""What makes a resource one of a type, or of none."""


def _open(statements: Iterable[Statement]) -> list[str]:
    """Resources that hold the symbols of the statements."""
    found: set[str] = set()
    for statement in statements:
        for written in (*statement.resources, *statement.not_resources):
            if has_symbol(written.text) and "${" not in written.text:
                found.add("".join(_filled(written.text)))
    return sorted(found)


def _filled(text: str) -> Iterator[str]:
    for part in split_symbols(text):
        yield part.translate(_FILLED) if isinstance(part, str) else str(part)
