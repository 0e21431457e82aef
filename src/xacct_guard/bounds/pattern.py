r"""How long Python may look for a pattern: it tries every way, where RE2 and its like try all at once.

The estimate is of the worst text. A repeat whose end is told by what follows (`[^:]+:`) is tried in one
way only; any other (`.*`) in as many as there are characters, an option (`a?`, `a|b`) in two. A repeat of
something that has several ways itself has no bound that is worth knowing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from math import comb, inf

_PIECE = re.compile(
    r"""(?P<class>\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\])
      | (?P<strange>\(\?(?!:|P?<\w))
      | (?P<open>\((?:\?:|\?P?<\w+>)?)
      | (?P<close>\))
      | (?P<or>\|)
      | (?P<repeat>(?:[*+?]|\{\d+(?:,\d*)?\})\??)
      | (?P<edge>[\^$]|\\[bBAzZ])
      | (?P<atom>\\.|.)""",
    re.VERBOSE | re.DOTALL,
)
_LITERAL = re.compile(r"\\?([^\w\\.^$*+?{}\[\]()|])|(\w)|\\([.^$*+?{}\[\]()|\\])")
_FLAGS = re.compile(r"\(\?[ims]+\)")
_MOST_TIMES = 1000  # RE2 repeats nothing more often
_MOST_WAYS = 30
_LONGEST = 1000  # characters of a pattern


class _End(Enum):
    """Where a repeat ends: nobody knows, before a letter that it does not take, where all ends."""

    OPEN = auto()
    LETTER = auto()
    ALL = auto()


@dataclass(slots=True)
class _Ways:
    """The ways to match a group: repeats of open end, options, and how often it is written out.

    `looks` says whether something that failed may have looked at all of the text.
    """

    repeats: int = 0
    options: int = 0
    times: int = 1
    looks: bool = False


def cost_of(pattern: str, length: int) -> float:
    """About how many steps a pattern takes on a text of that many characters; infinite for no bound."""
    if len(pattern) > _LONGEST:
        return inf
    flags = _FLAGS.match(pattern)
    pattern = pattern[flags.end() :] if flags else pattern
    pieces = [(found.lastgroup or "", found[0]) for found in _PIECE.finditer(pattern)]
    groups = [_Ways()]
    last = _Ways()  # what a repeat would repeat
    for index, (kind, text) in enumerate(pieces):
        match kind:
            case "strange":
                return inf
            case "open":
                groups.append(_Ways())
            case "close" if len(groups) > 1:
                last = groups.pop()
                _add(groups[-1], last)
            case "or":
                groups[-1].options += 1
            case "repeat":
                before = pieces[index - 1] if index else ("", "")
                end = _end(before, pieces[index + 1 :])
                if not _repeated(groups[-1], last, text, end):
                    return inf
                last = _Ways()
            case _:
                last = _Ways()
    return _cost(groups[0], length, 0 if pattern.startswith("^") and "|" not in pattern else 1)


def _cost(ways: _Ways, length: int, anywhere: int) -> float:
    if ways.repeats > _MOST_WAYS or ways.options > _MOST_WAYS or ways.times > _MOST_TIMES:
        return inf
    worst = comb(length + ways.repeats + anywhere, ways.repeats + anywhere) * ways.times
    return float(worst * (length + 1 if ways.looks else 1)) * 2.0**ways.options


def _add(group: _Ways, inner: _Ways) -> None:
    group.repeats += inner.repeats
    group.options += inner.options
    group.times = max(group.times, inner.times)
    group.looks |= inner.looks


def _repeated(group: _Ways, inner: _Ways, sign: str, end: _End) -> bool:
    """Count a repeat of what is in the group already; no if that has no bound."""
    least, most = _limits(sign)
    if max(least, most if most < inf else 0) > _MOST_TIMES:
        return False
    if least == most:
        group.repeats += inner.repeats * (least - 1)
        group.options += inner.options * (least - 1)
        group.times = max(group.times, inner.times * max(least, 1))
        return True
    if most == 1:
        group.options += 1
        return True
    if inner.repeats or inner.options or inner.times > 1:
        return False
    group.repeats += end is _End.OPEN
    group.looks |= end is not _End.ALL
    return True


def _limits(sign: str) -> tuple[int, float]:
    """How often at least and at most."""
    match sign[0]:
        case "*":
            return 0, inf
        case "+":
            return 1, inf
        case "?":
            return 0, 1
    least, comma, most = sign.rstrip("?")[1:-1].partition(",")
    return int(least[:9]), float(most[:9]) if most else inf if comma else int(least[:9])


def _end(repeated: tuple[str, str], after: list[tuple[str, str]]) -> _End:
    """Where a repeat ends, as far as what follows says that."""
    kind, atom = repeated
    while after and after[0][0] == "close" and (len(after) < 2 or after[1][0] != "repeat"):
        after = after[1:]
    if not after:
        return _End.ALL
    if kind not in ("class", "atom") or (len(after) > 1 and after[1][0] == "repeat"):
        return _End.OPEN
    letter = _LITERAL.fullmatch(after[0][1]) if after[0][0] == "atom" else None
    if letter is None:
        return _End.OPEN
    try:
        taken = re.fullmatch(atom, next(filter(None, letter.groups())), re.DOTALL | re.IGNORECASE)
    except re.error:
        return _End.OPEN
    return _End.OPEN if taken else _End.LETTER
