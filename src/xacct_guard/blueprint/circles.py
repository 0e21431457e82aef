"""CIRCLES: pieces that wait for each other, and the principals that have to be named otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from .piece import Piece


def unwound(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces, without the principals for whose sake some would wait for each other.

    In each circle it is one piece that names fewer principals, rather one that names those of another
    account; what waits for names alone cannot be helped, and stays.
    """
    found = {piece.name: piece for piece in pieces}
    while circle := next(_circles(tuple(found.values())), ()):
        made = frozenset(what for piece in circle for what in piece.makes)
        able = [piece for piece in circle if piece.principals & made]
        if not able:
            break
        piece = min(able, key=lambda one: _harm(one, circle))
        found[piece.name] = replace(piece, principals=piece.principals - made)
    return tuple(found.values())


def _harm(piece: Piece, circle: tuple[Piece, ...]) -> tuple[int, int, str]:
    named = [other for other in circle if other.makes & piece.principals]
    at_home = sum(1 for other in named if other.place.account == piece.place.account)
    return at_home, len(named), piece.name


def _circles(pieces: tuple[Piece, ...]) -> Iterator[tuple[Piece, ...]]:
    """The pieces that wait for each other, or for themselves; those that principals can mend first."""
    named = {piece.name: piece for piece in pieces}
    waits = _waits(pieces)
    found = [
        tuple(named[name] for name in sorted(names))
        for names in _bound_together(waits)
        if len(names) > 1 or names[0] in waits[names[0]]
    ]
    yield from sorted(found, key=lambda circle: not _mendable(circle))


def _mendable(circle: tuple[Piece, ...]) -> bool:
    made = frozenset(what for piece in circle for what in piece.makes)
    return any(piece.principals & made for piece in circle)


def _waits(pieces: tuple[Piece, ...]) -> Mapping[str, tuple[str, ...]]:
    """For each piece the pieces it waits for."""
    makers: dict[str, list[str]] = {}
    for piece in pieces:
        for what in piece.makes:
            makers.setdefault(what, []).append(piece.name)
    return {
        piece.name: tuple(sorted({by for what in piece.waits_for for by in makers.get(what, ())}))
        for piece in pieces
    }


def _bound_together(waits: Mapping[str, tuple[str, ...]]) -> Iterator[list[str]]:
    """The strongly connected components (Tarjan 1972), without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    for root in waits:
        if root in index:
            continue
        work = [(root, iter(waits[root]))]
        index[root] = low[root] = len(index)
        path.append(root)
        while work:
            name, further = work[-1]
            for each in further:
                if each not in index:
                    index[each] = low[each] = len(index)
                    path.append(each)
                    work.append((each, iter(waits[each])))
                    break
                if each in path:
                    low[name] = min(low[name], index[each])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    at = path.index(name)
                    yield path[at:]
                    del path[at:]
