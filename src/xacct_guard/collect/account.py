"""One account being collected: what is asked of it, in which order, and what came of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ..live import Ask, Kind
from ..snapshot.rows import Document, Missing
from ..veil import bare
from .access import Access
from .events import Event, Tell
from .expression import found
from .lanes import Task
from .refusal import Refusal

_SLOW = 10.0
Item = dict[str, Any]


@dataclass(slots=True)
class _Look:
    """An item whose looks are being asked; `left` of them are."""

    kind: Kind
    region: str
    at: str
    name: str
    item: Item
    record: dict[str, Any]
    missing: list[Missing] = field(default_factory=list)
    left: int = 0
    gone: bool = False


def _inside(within: _Look | None, said: Refusal) -> Refusal:
    """A refusal that says what it is that things could not be listed in."""
    return replace(said, message=f"within `{within.name}`: {said.message}") if within else said


class Account:
    """What is collected of one account. Everything but the asking itself happens in one thread."""

    def __init__(
        self,
        access: Access,
        kinds: tuple[Kind, ...],
        regions: tuple[str, ...],
        tell: Tell,
        done: Callable[[Account], None],
    ) -> None:
        """`done` is called when nothing more is to be asked."""
        self.access = access
        self.regions = regions
        self.documents: dict[tuple[str, str, str], Document] = {}
        self.missing: list[Missing] = []
        self.expired: Refusal | None = None
        self._kinds = kinds
        self._tell = tell
        self._done = done
        self._left: Counter[str] = Counter()
        self._begun = time.monotonic()

    @property
    def id(self) -> str:
        """The account's id."""
        return self.access.account

    def begin(self) -> Iterator[Task]:
        """The listings of all kinds that are in no other, in each Region or in one for all."""
        once = (
            self.access.home if self.access.home in self.regions else next(iter(self.regions), "")
        )
        for kind in self._kinds:
            if kind.within:
                continue
            for region in (once or self.access.home,) if kind.once else self.regions:
                yield self._listing(kind, region, None)
        if not self._left.total():
            self._done(self)

    def lacks(self, region: str, operation: str, refusal: Refusal) -> None:
        """Say that nothing of a Region (empty: of the account) could be read."""
        self._miss(Missing(self.id, region, "", "", operation, refusal.error, refusal.message))

    def _listing(self, kind: Kind, region: str, within: _Look | None) -> Task:
        item = self._known("" if kind.once else region, within)
        return self._task(
            kind, kind.lists, region, item, lambda said: self._listed(kind, region, within, said)
        )

    def _listed(self, kind: Kind, region: str, within: _Look | None, said: Any) -> Iterable[Task]:
        at = "" if kind.once else region
        if isinstance(said, Refusal):
            if said.error in kind.lists.absent or (within and said.error in kind.gone):
                return
            if said.is_no_endpoint and not self.access.offers(kind.lists.client, region):
                return
            self._miss(self._missing(kind, at, "", kind.lists, _inside(within, said)))
            return
        for each in found(kind.items, said) or ():
            yield from self._item(kind, region, within, each)

    def _item(self, kind: Kind, region: str, within: _Look | None, each: Any) -> Iterator[Task]:
        of_service = each if isinstance(each, dict) else {"name": each}
        item = {**of_service, **self._known("" if kind.once else region, within)}
        if kind.region:
            item["region"] = found(kind.region, item) or ""
        at = item["region"]
        name = str(found(kind.named, item))
        look = _Look(kind, region if not kind.once else at or region, at, name, item, {})
        look.record[kind.lists.key] = item
        look.left = len(kind.looks)
        if not kind.looks:
            yield from self._seen(look)
        for ask in kind.looks:
            yield self._task(kind, ask, look.region, item, self._looker(look, ask))

    def _looker(self, look: _Look, ask: Ask) -> Callable[[Any], Iterable[Task]]:
        def looked(said: Any) -> Iterable[Task]:
            self._note(look, ask, said)
            look.left -= 1
            if not look.left:
                yield from self._seen(look)

        return looked

    def _note(self, look: _Look, ask: Ask, said: Any) -> None:
        """Keep what a look brought: an answer, null for what is not there, or what was refused."""
        if not isinstance(said, Refusal):
            look.record[ask.key] = said
        elif said.error in ask.absent:
            look.record[ask.key] = None
        elif said.error in look.kind.gone:
            look.gone = True
        else:
            look.missing.append(self._missing(look.kind, look.at, look.name, ask, said))

    def _seen(self, look: _Look) -> Iterator[Task]:
        """All looks at an item are done: it goes into the snapshot, and what is within it is listed."""
        if look.gone:
            self._say("gone", look.at, look.kind.name, look.name)
            return
        key = (look.at, look.kind.name, look.name)
        if (before := self.documents.get(key)) is not None:
            self._twice(look, before)
            return
        self.documents[key] = Document(self.id, *key, look.record)
        for each in look.missing:
            self._miss(each)
        for kind in self._kinds:
            if kind.within == look.kind.name:
                yield self._listing(kind, look.region, look)

    def _twice(self, look: _Look, before: Document) -> None:
        """The same thing on two pages is no matter; two things of one name are not both held."""
        if before.record[look.kind.lists.key] != look.item:
            said = Refusal("NameTwice", "two things of this kind have one name; the first is held")
            self._miss(self._missing(look.kind, look.at, look.name, look.kind.lists, said))

    def _task(
        self,
        kind: Kind,
        ask: Ask,
        region: str,
        item: Item,
        then: Callable[[Any], Iterable[Task]],
    ) -> Task:
        self._left[region] += 1

        def done(said: Any, seconds: float) -> Iterator[Task]:
            if seconds > _SLOW:
                self._say(
                    "slow", region, operation=f"{ask.client}:{ask.operation}", seconds=seconds
                )
            if isinstance(said, Refusal) and said.is_expiry:
                self.expired = said
            if self.expired is None:
                yield from then(said)
            self._one_less(region)

        def without_secrets(said: Any) -> Any:
            return bare(said, kind.drop, kind.veil)

        def run() -> Any:
            return self.expired or self.access.ask(ask, item, region, without_secrets)

        return Task((self.id, ask.client), region, ask.operation, run, done)

    def _one_less(self, region: str) -> None:
        self._left[region] -= 1
        if not self._left[region]:
            count = sum(at == region for at, *_ in self.documents)
            self._say("region-done", region, seconds=time.monotonic() - self._begun, count=count)
        if not self._left.total():
            self._done(self)

    def _known(self, region: str, within: _Look | None) -> Item:
        """What we know of an item beside what the service says."""
        known: Item = {
            "account": self.id,
            "region": region,
            "partition": self.access.partition,
        }
        return {**known, "within": within.item} if within else known

    def _missing(self, kind: Kind, at: str, name: str, ask: Ask, said: Refusal) -> Missing:
        return Missing(self.id, at, kind.name, name, ask.key, said.error, said.message)

    def _miss(self, row: Missing) -> None:
        self.missing.append(row)
        self._tell(
            Event(
                "refused",
                row.account,
                row.region,
                row.kind,
                row.name,
                row.operation,
                row.error,
                row.message,
            )
        )

    def _say(self, what: str, region: str, kind: str = "", name: str = "", **more: Any) -> None:
        self._tell(Event(what, self.id, region, kind, name, **more))
