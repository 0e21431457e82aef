"""What a snapshot says could not be read, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from ...snapshot.rows import Missing


class Unread:
    """The operations that were refused."""

    def __init__(self, missing: Iterable[Missing]) -> None:
        self._looks: Counter[Missing] = Counter()
        self._listings: dict[tuple[str, str], dict[str, Missing]] = defaultdict(dict)
        for each in missing:
            self._take(each)

    def _take(self, missing: Missing) -> None:
        of_all = Missing(
            missing.account, missing.region, missing.kind, "", missing.operation, missing.error, ""
        )
        self._looks[of_all] += bool(missing.name)
        if not missing.name:
            self._listings[missing.account, missing.region][missing.kind] = missing

    def listing(self, account: str, region: str, kind: str) -> str | None:
        """Why nobody knows which things of a kind there are; None where that is known.

        A row without a kind is about all that is in the Region.
        """
        found = self._listings.get((account, region), {})
        missing = found.get(kind) or found.get("")
        if missing is None:
            return None
        return f"{kind} of {account}, which were not read ({missing.operation}: {missing.error})"

    def told(self) -> Iterator[tuple[str, str]]:
        """What nobody knows, and why, as a reader is told: once for all that were refused alike."""
        for missing, times in self._looks.items():
            where = f"account {missing.account}" + (
                f" in {missing.region}" if missing.region else ""
            )
            what = f"{times} of {missing.kind}" if times else missing.kind or "everything"
            because = f"`{missing.operation}` failed: {missing.error}"
            yield f"{missing.operation} of {what} in {where}", because
