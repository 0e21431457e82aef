"""A synthetic organization with planted faults, loaded and judged at three sizes, beside PMapper.

It is made from a seed, as `audit` would have collected it. `layout` says what there is and who is let in
where; `seats`, `stores`, `pipelines` and `controls` word it as AWS answers; `write` puts it into a snapshot,
account by account; `faults` are what is planted in it, and `planted` says where it has to be found.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..figure import WHOLE, Figure, Scale


def figures(_: Scale = WHOLE) -> Iterator[Figure]:
    """Minutes of work: only when asked for by name."""
    from . import pace, peer, questions

    yield from pace.figures()
    yield from questions.figures()
    yield from peer.figures()


BENCHMARK = figures
