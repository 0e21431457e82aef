"""Together: one picture of several; what is in more than one is drawn once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from . import Arrow, Box, Picture, numbered


def together(pictures: Iterable[Picture]) -> Picture:
    """All boxes and arrows of these; an account has the words of the first that knows it."""
    given = tuple(pictures)
    words: dict[str, str] = {}
    boxes: dict[str, Box] = {}
    arrows: dict[tuple[str, ...], Arrow] = {}
    for picture in given:
        arns = {box.id: box.arn for box in picture.boxes}
        for id, said in picture.accounts.items():
            words.setdefault(id, said)
        for box in picture.boxes:
            boxes.setdefault(box.arn, replace(box, id=box.arn))
        for arrow in picture.arrows:
            drawn = replace(arrow, source=arns[arrow.source], target=arns[arrow.target])
            arrows.setdefault((drawn.source, drawn.target, drawn.kind, drawn.verdict), drawn)
    return numbered(boxes.values(), arrows.values(), words.__getitem__)
