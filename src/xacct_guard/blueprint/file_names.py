"""Names of files: what is deployed first comes first in a listing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..iam.symbol import shown
from .piece import Place

_ODD = re.compile(r"[^A-Za-z0-9._]+")


def file_name(text: str) -> str:
    """The text as a part of a file name, without anything that a file system or a shell takes amiss."""
    return _ODD.sub("-", shown(text)).strip("-.") or "unnamed"


def place_names(places: Iterable[Place]) -> dict[Place, str]:
    """Each place by its account, and by its Region too where the account has several."""
    places = set(places)
    accounts = [place.account for place in places]
    return {
        place: file_name(place.account)
        + (f"-{file_name(place.region)}" if accounts.count(place.account) > 1 else "")
        for place in places
    }


def numbered(number: int, of: int, rest: str) -> str:
    """`03-rest` where there are ten or more."""
    return f"{number:0{len(str(of))}}-{rest}"
