"""Choice: which rules are heard in a run, and how severe what they find is taken."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path

from ..config import Config
from ..errors import ConfigError
from ..finding import Finding, Severity
from ..span import Node, Span
from .pack import DEFAULT, OFF, Pack, pack_named
from .places import Places
from .rule import Rule, Turn

_OF_NEWER = Severity.INFO


@dataclass(frozen=True, slots=True)
class Choice:
    """The rules that run, the packs they are chosen by, and the severities that somebody has set.

    `paths` are settings that hold for the findings in some files only.
    """

    rules: tuple[Rule, ...]
    packs: tuple[Pack, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    paths: tuple[Node, ...] = ()

    @property
    def ordinary(self) -> tuple[Rule, ...]:
        """The rules that are judged before it is known what is ignored."""
        return tuple(rule for rule in self.rules if rule.turn is not Turn.LAST)

    @property
    def last(self) -> tuple[Rule, ...]:
        """The rules that are judged when it is known what was ignored."""
        return tuple(rule for rule in self.rules if rule.turn is Turn.LAST)

    def heard(self, known: Iterable[Rule]) -> dict[str, bool]:
        """Of each rule there is, whether it runs."""
        running = {rule.id for rule in self.rules}
        return {rule.id: rule.id in running for rule in known}

    def weigh(self, findings: Iterable[Finding], places: Places) -> Iterator[Finding]:
        """The findings as severe as they are taken to be here; those that are not heard are left out."""
        for finding in findings:
            level = self._level(finding, places)
            if level != OFF:
                yield replace(finding, severity=Severity(level)) if level else finding

    def _level(self, finding: Finding, places: Places) -> str | None:
        level = self.severity.get(finding.rule)
        for entry in self.paths if finding.at else ():
            name, pattern = places.of(finding.at)[0] if finding.at else "", entry.text_at("at")
            if fnmatchcase(name, pattern or ""):
                left_out = entry.get("ignore")
                if left_out and any(item.text == finding.rule for item in left_out.items):
                    return OFF
                level = entry.text_at("severity", finding.rule) or level
        return level


def choose(
    rules: tuple[Rule, ...],
    config: Config,
    *,
    own: Path | None = None,
    packs: tuple[str, ...] = (),
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
) -> Choice:
    """The choice that the configuration and the command line make; raises ConfigError for unknown names.

    Without a selection the packs choose, and the rules of the folder `own` run in any case. What the command
    line says goes before the configuration, and that before the packs.
    """
    known = {rule.id: rule for rule in rules}
    section = config.node.get("rules")
    taken = packs_of(config, packs)
    said = _texts(section, "select")
    for name, at in (*((name, None) for name in (*select, *ignore)), *said):
        must_be_known(name, known, at)
    selected = select or tuple(name for name, _ in said)
    severity = _severity(taken, section, known)
    chosen = (
        [known[name] for name in selected]
        if selected
        else [rule for rule in rules if rule.file.parent == own or _is_taken(rule, taken)]
    )
    heard = (r for r in chosen if r.id not in ignore and severity.get(r.id) != OFF)
    paths = section.get("paths") if section else None
    return Choice(tuple(dict.fromkeys(heard)), taken, severity, paths.items if paths else ())


def packs_of(config: Config, given: tuple[str, ...] = ()) -> tuple[Pack, ...]:
    """The packs that are given by hand, else those of the configuration, else the baseline."""
    if given:
        return tuple(map(pack_named, given))
    found = config.node.get("rules", "packs")
    written = found.items if found else ()
    named = (pack_named(each.text or "", each.span, config.path(each).parent) for each in written)
    return tuple(named) or (pack_named(DEFAULT),)


def must_be_known(name: str, known: Mapping[str, Rule], at: Span | None = None) -> None:
    """Raise ConfigError where no rule has this name."""
    if name not in known:
        close = closest_name(name, known)
        help = f"did you mean `{close}`?" if close else "`xacct-guard rules` lists them"
        raise ConfigError(f"unknown rule `{name}`", at=at, help=help)


def closest_name(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like this one, if one is."""
    close = difflib.get_close_matches(name, tuple(known), n=1, cutoff=0.6)
    return close[0] if close else None


def _is_taken(rule: Rule, packs: tuple[Pack, ...]) -> bool:
    takes = any(rule.tier in pack.tiers or rule.id in pack.select for pack in packs)
    return takes and not any(rule.id in pack.ignore for pack in packs)


def _severity(
    packs: tuple[Pack, ...], section: Node | None, known: Mapping[str, Rule]
) -> dict[str, str]:
    """The severity that somebody set, by rule; a rule newer than every pack that takes it speaks as info."""
    found: dict[str, str] = {
        name: _OF_NEWER for name, rule in known.items() if _is_newer(rule, packs)
    }
    for pack in packs:
        found |= pack.severity
    levels = section.get("severity") if section else None
    for name, level in levels.mapping.items() if levels else ():
        must_be_known(name, known, levels.keys.get(name) if levels else None)
        found[name] = level.text or ""
    return found


def _is_newer(rule: Rule, packs: tuple[Pack, ...]) -> bool:
    taking = [pack for pack in packs if rule.tier in pack.tiers or rule.id in pack.select]
    return bool(taking) and all(
        pack.pin is not None and _version(rule.since) > _version(pack.pin) for pack in taking
    )


def _version(written: str) -> tuple[int, ...]:
    return tuple(int(part) for part in written.split(".") if part.isdecimal())


def _texts(section: Node | None, name: str) -> tuple[tuple[str, Span], ...]:
    found = section.get(name) if section else None
    return tuple((item.text or "", item.span) for item in found.items) if found else ()
