"""Rule: a judgement of one kind, and the page that explains it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ..finding import Confidence, Evidence, Finding, Fix, Kind, Severity
from ..iam.symbol import shown
from ..span import Span
from .facts import Facts

Check = Callable[[Facts], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: a function from facts to findings. Its file's name is its id, its docstring its page."""

    check: Check
    severity: Severity
    kind: Kind
    confidence: Confidence = Confidence.HIGH

    @property
    def file(self) -> Path:
        """Where the rule is written."""
        return Path(self.check.__code__.co_filename)

    @property
    def id(self) -> str:
        """The file's name in kebab case."""
        return self.file.stem.replace("_", "-")

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
    ) -> Finding:
        """A finding of this rule; `at` is where it is shown, `evidence` what else bears on it."""
        return Finding(
            rule=self.id,
            kind=self.kind,
            severity=severity or self.severity,
            confidence=confidence or self.confidence,
            message=message,
            locations=(Evidence(at, says), *evidence),
            account=shown(account) if account else None,
            fix=fix,
        )
