"""Rule: a judgement of one kind, and the page that explains it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

from ..finding import Confidence, Evidence, Finding, Fix, Kind, Severity
from ..iam.symbol import shown
from ..span import Span
from ..trace import Hop
from .facts import Facts
from .supposition import Supposition
from .tier import Tier

Check = Callable[[Facts], Iterable[Finding]]


class Turn(IntEnum):
    """When a rule is judged: with most others, when it is known what these explain, or what was ignored."""

    FIRST = 0
    REST = 1
    LAST = 2


@cache  # it is asked for very often
def _id_of(file: str) -> str:
    name = file.replace("\\", "/").rpartition("/")[2]
    return name.removesuffix(".py").replace("_", "-")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: a function from facts to findings. Its file's name is its id, its docstring its page.

    `since` is the version of the tool that brought it: for a pack pinned to an earlier one it speaks as `info`.
    `supposes` is what of live accounts has to be known whole for what it concludes.
    """

    check: Check
    severity: Severity
    kind: Kind
    confidence: Confidence = Confidence.HIGH
    tier: Tier = Tier.BASELINE
    since: str = "0.1"
    turn: Turn = Turn.FIRST
    supposes: tuple[Supposition, ...] = ()

    @property
    def file(self) -> Path:
        """Where the rule is written."""
        return Path(self.check.__code__.co_filename)

    @property
    def id(self) -> str:
        """The file's name in kebab case."""
        return _id_of(self.check.__code__.co_filename)

    @property
    def page(self) -> str:
        """The rule's page, in Markdown."""
        return str(self.check.__globals__["__doc__"] or "").strip()

    @property
    def title(self) -> str:
        """The first line of the page."""
        return self.page.partition("\n")[0]

    def finding(
        self,
        message: str,
        *,
        at: Span,
        says: str = "",
        evidence: Iterable[Evidence] = (),
        severity: Severity | None = None,
        confidence: Confidence | None = None,
        account: str | None = None,
        fix: Fix | None = None,
        explains: Iterable[Hop] = (),
    ) -> Finding:
        """A finding of this rule; `at` is where it is shown, `evidence` what else bears on it.

        Of the denied hops that it `explains` no other rule need speak.
        """
        return Finding(
            rule=self.id,
            kind=self.kind,
            severity=severity or self.severity,
            confidence=confidence or self.confidence,
            message=message,
            locations=tuple(dict.fromkeys((Evidence(at, says), *evidence))),
            account=shown(account) if account else None,
            fix=fix,
            explains=tuple(dict.fromkeys(hop.asked for hop in explains)),
        )
