"""The list of mutations, as it is written: tests/mutations/<system>.yaml, worked out by hand.

`stages` gives names to the pipeline actions of a system. `grants` says of each statement of the corrected
system what it is needed for: by which action of whom in which stages, with the rows of the facts that say
so. From that follow three kinds of mutation and what each must change: the statement dropped, one of its
actions dropped, one of its principals dropped. What nothing is known to need (a log, a look-up) stands in
none of them. `changes` are all others: a text for another, and what must come of it. `boundaries` and `scps`
say of each role and account (or the organization) what can no longer be when a policy above it allows
everything but kms. `controls` are changes of which nothing may come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.written import written

from .edits import (
    lines_of,
    with_boundary,
    with_replaced,
    with_scp,
    without_entry,
    without_statement,
)

LISTS = Path(__file__).parent
SYSTEMS = LISTS.parents[1] / "fixtures" / "systems"
CONFIGURATION = "xacct-guard.yaml"
WITHOUT_KEYS = (
    "without-keys.json"  # a policy that the mutations without kms put beside the configuration
)
BOUNDARY, SCP = "a boundary without kms", "a service control policy without kms"
DROPPED = ("a statement dropped", "an action dropped", "a principal dropped")

Needs = Mapping[str, tuple[str, ...]]  # the stages in which an action is asked for


@dataclass(frozen=True)
class Mutation:
    """One change of one file of a system, and what must come of it.

    `adds` is a file that comes with it. `verdicts` are those of the stages that change; no other may.
    `actions` are what is then refused (or not known) there, no more and no less; `who` asks for it. Some of
    these says each text of `says`. Unless `elsewhere`, one of them points to the place that is changed.
    """

    system: str
    kind: str
    name: str
    file: str
    change: Any
    line: int
    verdicts: Mapping[tuple[str, ...], str]
    actions: frozenset[str]
    who: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    elsewhere: bool = False
    adds: str | None = None


def mutations() -> tuple[Mutation, ...]:
    """Every mutation of every system."""
    return tuple(each for file in sorted(LISTS.glob("*.yaml")) for each in _of_system(file))


def _of_system(file: Path) -> Iterator[Mutation]:
    said = written(file)
    stages = {name: tuple(path) for name, path in said["stages"].items()}
    make = partial(_Maker, file.stem, stages)
    for grant in said["grants"]:
        yield from make(grant).of_grant()
    for change in said["changes"]:
        yield make(change).of_change()
    for bounded in said["boundaries"]:
        yield make(bounded).of_boundary()
    for controlled in said["scps"]:
        yield make(controlled).of_scp()


def controls() -> tuple[Mutation, ...]:
    """The changes of which nothing may come."""
    found: list[Mutation] = []
    for file in sorted(LISTS.glob("*.yaml")):
        said = written(file)
        stages = {name: tuple(path) for name, path in said["stages"].items()}
        found += (_Maker(file.stem, stages, each).of_change() for each in said["controls"])
    return tuple(found)


@dataclass(frozen=True)
class _Maker:
    system: str
    stages: Mapping[str, tuple[str, ...]]
    said: Mapping[str, Any]

    @property
    def text(self) -> str:
        return (SYSTEMS / self.system / "corrected" / self.said["file"]).read_text()

    def of_grant(self) -> Iterator[Mutation]:
        sid, under = self.said["sid"], self.said.get("under")
        parts = self.said.get("principals") or [self.said]
        all_parts = [(each.get("who", ""), _needs(each["needed"])) for each in parts]
        whole, single = _added(needs for _, needs in all_parts), f"{under or ''} {sid}".strip()
        who = tuple(who for who, _ in all_parts)
        drop = partial(without_statement, sid=sid, under=under)
        yield self._dropped(DROPPED[0], single, drop, whole, who)
        if len(whole) > 1 or self.said.get("more"):
            for action in whole:
                stages = {action: whole[action]}
                entry = self.said.get("written", {}).get(action, action)
                gone = partial(without_entry, entry=entry, sid=sid, under=under)
                askers = tuple(who for who, needs in all_parts if action in needs)
                yield self._dropped(DROPPED[1], f"{single} {action}", gone, stages, askers)
        for each in self.said.get("principals") or ():
            gone = partial(without_entry, entry=each["text"], sid=sid, under=under)
            needs = _needs(each["needed"])
            name = f"{single} {each['who']}"
            yield self._dropped(DROPPED[2], name, gone, needs, (each["who"],))

    def _dropped(
        self, kind: str, name: str, change: Any, needs: Needs, who: tuple[str, ...]
    ) -> Mutation:
        verdicts = {self.stages[stage]: "deny" for stages in needs.values() for stage in stages}
        return Mutation(
            self.system,
            kind,
            f"{self.said['file']} {name}",
            self.said["file"],
            change,
            lines_of(self.text, self.said["sid"], self.said.get("under"))[0],
            verdicts,
            frozenset(needs),
            who,
            elsewhere=self.said.get("elsewhere", False),
        )

    def of_change(self) -> Mutation:
        old, new, text = self.said["from"], self.said["to"], self.text
        begin = 0
        for before in filter(None, (self.said.get("under"), self.said.get("after"))):
            begin = text.index(before, begin)
        at = text.index(old, begin)
        names = [self.said["file"], self.said.get("under"), self.said.get("after")]
        where = " ".join(filter(None, names))
        return Mutation(
            self.system,
            self.said["kind"],
            f"{where}: {_short(old)} -> {_short(new)}",
            self.said["file"],
            partial(with_replaced, old=old, new=new, begin=begin),
            text[:at].count("\n"),
            self._verdicts,
            self._refused,
            says=tuple(self.said.get("says", ())),
            elsewhere=self.said.get("elsewhere", False),
        )

    def of_boundary(self) -> Mutation:
        role, account = self.said["role"], self.said["account"]
        change = partial(with_boundary, role=role, account=account, document=WITHOUT_KEYS)
        return self._without_keys(BOUNDARY, f"{role}", change, ("permissions boundary",))

    def of_scp(self) -> Mutation:
        account = self.said["account"]
        change = partial(with_scp, account=account, document=WITHOUT_KEYS)
        name = f"account {account}" if account else "the organization"
        return self._without_keys(SCP, name, change, ("service control polic",))

    def _without_keys(self, kind: str, name: str, change: Any, says: tuple[str, ...]) -> Mutation:
        return Mutation(
            self.system,
            kind,
            name,
            CONFIGURATION,
            change,
            0,
            self._verdicts,
            self._refused,
            (self.said["who"],) if "who" in self.said else (),
            says,
            elsewhere=True,
            adds=WITHOUT_KEYS,
        )

    @property
    def _verdicts(self) -> dict[tuple[str, ...], str]:
        must = self.said.get("must", {})
        told = {"deny": must} if isinstance(must, str) else must
        return {
            self.stages[stage]: verdict
            for verdict, stages in told.items()
            for stage in stages.split()
        }

    @property
    def _refused(self) -> frozenset[str]:
        return frozenset(self.said.get("refused", "").split())


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 200 else f"{words[:197]}..."


def _needs(needed: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {action: tuple(stages.split()) for action, stages in needed.items()}


def _added(parts: Iterator[Needs]) -> dict[str, tuple[str, ...]]:
    whole: dict[str, tuple[str, ...]] = {}
    for needs in parts:
        for action, stages in needs.items():
            whole[action] = (*whole.get(action, ()), *stages)
    return whole
