"""What cfn-lint finds in the templates of an estate, as findings of the rule `cfn-lint`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import ConfigError
from .finding import Confidence, Evidence, Finding, Kind, Severity
from .span import Node, Span

if TYPE_CHECKING:
    from cfnlint.match import Match

RULE = "cfn-lint"
_LEVELS = {
    "E": (Severity.HIGH, Kind.BLOCKS),
    "W": (Severity.LOW, Kind.HYGIENE),
    "I": (Severity.INFO, Kind.HYGIENE),
}


def opinions(documents: Iterable[Node], regions: Iterable[str] = ()) -> tuple[Finding, ...]:
    """The findings in the templates among these documents; raises ConfigError without cfn-lint.

    No `.cfnlintrc` is read, neither of the checked repository nor of the user: it may name rules to import.
    Of what a template says in its own Metadata only what picks rules is heeded.
    """
    templates = {
        Path(node.span.source.name).resolve(): node for node in documents if _is_template(node)
    }
    if not templates:
        return ()
    return tuple(
        _finding(match, templates[path])
        for match in _matches(tuple(templates), frozenset(regions))
        if (path := Path(match.filename or "").resolve()) in templates
    )


def _is_template(node: Node) -> bool:
    resources = node.get("Resources")
    is_file = Path(node.span.source.name).is_file()
    return is_file and any(
        (each.text_at("Type") or "").startswith(("AWS::", "Custom::"))
        for each in (resources.mapping.values() if resources else ())
    )


def _matches(templates: tuple[Path, ...], regions: frozenset[str]) -> list[Match]:
    try:
        from cfnlint.config import ConfigMixIn
        from cfnlint.helpers import REGIONS
        from cfnlint.runner import Runner
    except ImportError as error:
        help = "install it with `pip install cfn-lint`, or leave out `--with-cfn-lint`"
        raise ConfigError("cfn-lint is not installed", help=help) from error
    known = sorted(regions & frozenset(REGIONS))
    config = ConfigMixIn(
        [
            *("--config-file", os.devnull),
            *(("--regions", *known) if known else ()),
            *("--template", *(escape(str(template)) for template in templates)),
        ]
    )
    return list(Runner(config).run())


def _finding(match: Match, template: Node) -> Finding:
    severity, kind = _LEVELS.get(match.rule.id[:1], _LEVELS["W"])
    return Finding(
        RULE,
        kind,
        severity,
        Confidence.HIGH,
        f"{match.rule.id}: {_first_lower(match.message)}",
        (Evidence(_span(match, template), match.rule.shortdesc),),
    )


def _first_lower(text: str) -> str:
    """As we begin a message: in lower case, but for names in capitals."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _span(match: Match, template: Node) -> Span:
    """The lines that cfn-lint tells, with the route to the value that is written there."""
    start = match.linenumber, match.columnnumber
    ends = {"end_line": match.linenumberend, "end_column": match.columnnumberend}
    place = Span(template.span.source, (), *start)
    if (match.linenumberend, match.columnnumberend) > start:
        place = replace(place, **ends)
    routes = (route for span, route in _places(template) if _holds(span, start))
    return replace(place, route=max(routes, key=len, default=()))


def _places(template: Node) -> Iterator[tuple[Span, tuple[str | int, ...]]]:
    """The place of every value and of every key, with the route to the value."""
    for node in template.walk():
        yield node.span, node.span.route
        for key, span in node.keys.items():
            yield span, (*node.span.route, key)


def _holds(span: Span, at: tuple[int, int]) -> bool:
    if span.line is None or span.column is None or span.end_line is None:
        return False
    return (span.line, span.column) <= at < (span.end_line, span.end_column or 1)
