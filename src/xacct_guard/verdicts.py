"""Access paths in words: pipeline, stage, pipeline action, hop, each with its verdict.

What a report needs and no more: text, numbers and places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from .errors import XacctGuardError
from .finding import Evidence, Finding, Severity

_DENIED = ("implicit_deny", "explicit_deny")


@dataclass(frozen=True, slots=True)
class HopVerdict:
    """One decided request of a path, in words. ARNs are shown with symbols spelled out.

    `key` is the KMS key that what is read or written is under; `via` the VPC endpoint on the way; `owner`
    the account of the resource; `vpc` is the VPC it comes from. `refused_by` is the reason of a refusal
    that no policy decides.
    """

    step: str
    principal: str
    action: str
    resource: str
    account: str | None
    region: str | None
    via: str | None
    verdict: str
    denied_by: str | None
    because: str
    depends_on: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    source: str
    confidence: str
    key: str | None = None
    owner: str | None = None
    refused_by: str | None = None
    vpc: str | None = None

    @property
    def outcome(self) -> str:
        """`allow`, `deny` or `unknown`, as a stage would count it."""
        return "deny" if self.verdict in _DENIED else self.verdict

    @property
    def in_one_line(self) -> str:
        """What for, as whom, and why the verdict is what it is."""
        unsaid = [name for name in self.depends_on if name not in self.because]
        depends = f" (depends on {', '.join(unsaid)})" if unsaid else ""
        return f"{self.step}, as `{self.principal}`: {self.because}{depends}"


@dataclass(frozen=True, slots=True)
class ActionVerdict:
    """A pipeline action: `deny` if any hop is denied, else `unknown` if any is, else `allow`.

    `optional` are requests that the services also make but whose refusal stops nothing.
    """

    name: str
    provider: str
    verdict: str
    hops: tuple[HopVerdict, ...]
    optional: tuple[HopVerdict, ...] = ()

    @property
    def broken(self) -> tuple[HopVerdict, ...]:
        """The hops that gave the action its verdict; none when it is allowed."""
        return tuple(hop for hop in self.hops if hop.outcome == self.verdict != "allow")


@dataclass(frozen=True, slots=True)
class StageVerdict:
    """A stage; `accepted` when all its denials are suppressed or in the baseline."""

    name: str
    verdict: str
    actions: tuple[ActionVerdict, ...]
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class PipelineVerdict:
    """A pipeline and its stages."""

    name: str
    account: str
    region: str
    verdict: str
    stages: tuple[StageVerdict, ...]


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something taken for granted because nobody gave it."""

    about: str
    assumed: str
    because: str

    def __str__(self) -> str:
        return f"assumed: {self.about}: {self.assumed} ({self.because})"


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one run has to say. Failures are `XacctGuardError`s: printed before findings.

    `accounts` are the names that the configuration gives to accounts, by their ids.
    """

    findings: tuple[Finding, ...] = ()
    pipelines: tuple[PipelineVerdict, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    failures: tuple[XacctGuardError, ...] = ()
    accounts: Mapping[str, str] = field(default_factory=dict)

    @property
    def stages(self) -> tuple[StageVerdict, ...]:
        """The stages of all pipelines."""
        return tuple(stage for pipeline in self.pipelines for stage in pipeline.stages)

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """The findings that nobody suppressed."""
        return tuple(finding for finding in self.findings if finding.suppressed is None)

    def fails(
        self, fail_on: Severity | str | None = Severity.HIGH, *, unknown_fails: bool = False
    ) -> bool:
        """Is there an open finding as severe as `fail_on` (None: whatever it is, no), or a denied stage?

        With `unknown_fails` an unknown stage counts as well; a stage whose denials are all accepted does not.
        What could not be read is in `failures`, and counts for nothing here. Raises ValueError for a word
        that is no severity.
        """
        failing = {"deny", "unknown"} if unknown_fails else {"deny"}
        if any(stage.verdict in failing and not stage.accepted for stage in self.stages):
            return True
        bar = None if fail_on is None else Severity(fail_on).rank
        return bar is not None and any(each.severity.rank <= bar for each in self.open_findings)


@dataclass(frozen=True, slots=True)
class Summary:
    """How many there are: open findings by severity, suppressed ones, stages by verdict."""

    findings: Mapping[str, int]
    suppressed: int
    stages: Mapping[str, int]
    accepted: int
    failures: int

    def __str__(self) -> str:
        """One line for a person: `2 findings (1 high, 1 low), 1 suppressed; 3 stages: 3 allow`."""
        found = _several(sum(self.findings.values()), "finding") + _parts(self.findings)
        suppressed = f", {self.suppressed} suppressed" if self.suppressed else ""
        staged = _several(sum(self.stages.values()), "stage") + _parts(self.stages)
        accepted = f", {self.accepted} accepted" if self.accepted else ""
        failed = f"; {_several(self.failures, 'failure')}" if self.failures else ""
        return f"{found}{suppressed}; {staged}{accepted}{failed}"


def _several(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"


def _parts(counts: Mapping[str, int]) -> str:
    parts = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return f" ({parts})" if parts else ""


def summarize(report: Report) -> Summary:
    """Count what the report holds; every severity and verdict is there, if only with 0."""
    found = Counter(finding.severity.value for finding in report.open_findings)
    verdicts = Counter(stage.verdict for stage in report.stages)
    return Summary(
        findings={severity.value: found[severity.value] for severity in Severity},
        suppressed=len(report.findings) - len(report.open_findings),
        stages={verdict: verdicts[verdict] for verdict in ("allow", "deny", "unknown")},
        accepted=sum(stage.accepted for stage in report.stages),
        failures=len(report.failures),
    )
