"""JUDGE: facts become findings, by the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..errors import RuleError, XacctGuardError
from ..finding import Finding
from .crash import crash
from .facts import Facts
from .rule import Rule, Turn
from .supposition import upheld


def judge(facts: Facts, rules: Iterable[Rule]) -> tuple[tuple[Finding, ...], tuple[RuleError, ...]]:
    """What the rules find, worst first; a rule that raises becomes a failure, the others go on.

    Rules of a later turn know what those before them have explained.
    """
    found: list[Finding] = []
    failed: list[RuleError] = []
    for rule in sorted(rules, key=lambda rule: rule.turn):
        if rule.turn is not Turn.FIRST:
            facts = facts.after(found)
        try:
            found.extend(_upheld(rule, facts))
        except XacctGuardError as error:
            said = f"rule `{rule.id}`: {error.message}"
            failed.append(RuleError(said, at=error.at, help=error.help))
        except (Exception, SystemExit) as error:
            failed.append(crash(f"rule `{rule.id}` crashed", error, rule.file))
    return tuple(sorted(found, key=_order)), tuple(failed)


def _upheld(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """What a rule finds, as far as what it supposes of the estate is known."""
    for finding in _only_findings(rule.check(facts)):
        if (held := upheld(finding, rule.supposes, facts)) is not None:
            yield held


def _only_findings(given: Iterable[Finding]) -> Iterator[Finding]:
    for finding in given:
        if not isinstance(finding, Finding):
            raise TypeError(f"it gave a {type(finding).__name__}, not a finding")
        yield finding


def _order(finding: Finding) -> tuple[object, ...]:
    span = finding.locations[0].span
    return (
        finding.severity.rank,
        span.source.name,
        span.line or 0,
        span.column or 0,
        finding.rule,
        finding.message,
    )
