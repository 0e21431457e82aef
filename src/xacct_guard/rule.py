"""JUDGE: facts become findings. And the facade: all that a rule imports comes from here."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from types import ModuleType

from .errors import RuleError
from .finding import Confidence, Evidence, Finding, Fix, Kind, Safety, Severity
from .graph.access_graph import AccessGraph
from .graph.link import of_aws
from .graph.model import Account, Placeholder, Resource, Role
from .graph.step import Ground, Page, Step
from .iam.action import closest_action, is_known_action, is_known_service, reference_is_old
from .iam.arn import Arn
from .iam.decision import Decision, LayerOutcome, Miss, Verdict
from .iam.pattern import match
from .iam.policy import Condition, Effect, Policy, PolicyKind, Principals, Statement, Written
from .iam.symbol import has_symbol, shown, symbols_in
from .iam.truth import Truth
from .repair import repair
from .services.s3 import is_aws_managed
from .span import Node, Span
from .trace import AccessPath, Hop, answer, missing
from .words import evidence_of

__all__ = [
    "AccessGraph",
    "AccessPath",
    "Account",
    "Arn",
    "Condition",
    "Confidence",
    "Decision",
    "Effect",
    "Evidence",
    "Facts",
    "Finding",
    "Fix",
    "Ground",
    "Hop",
    "Kind",
    "LayerOutcome",
    "Miss",
    "Node",
    "Page",
    "Placeholder",
    "Policy",
    "PolicyKind",
    "Principals",
    "Resource",
    "Role",
    "Rule",
    "Safety",
    "Severity",
    "Span",
    "Statement",
    "Step",
    "Truth",
    "Verdict",
    "Written",
    "answer",
    "closest_action",
    "has_symbol",
    "is_aws_managed",
    "is_known_action",
    "is_known_service",
    "match",
    "missing",
    "reference_is_old",
    "shown",
    "symbols_in",
]


class Facts:
    """What rules judge: the graph, its access paths, and what is derived from both, once."""

    def __init__(self, graph: AccessGraph, paths: tuple[AccessPath, ...]) -> None:
        self.graph = graph
        self.paths = paths

    @cached_property
    def hops(self) -> tuple[Hop, ...]:
        """Every hop of every path: those that matter, optional ones, and those beyond a missing role."""
        return tuple(
            hop for path in self.paths for hop in (*path.hops, *path.optional, *path.beyond)
        )

    @cached_property
    def statements(self) -> tuple[tuple[Policy, Statement], ...]:
        """Every statement that somebody of the estate wrote, each once, with its policy."""
        ours = (policy for policy in self.graph.policies() if not of_aws(policy))
        return tuple({(p.kind, s.span): (p, s) for p in ours for s in p.statements}.values())

    @cached_property
    def used(self) -> frozenset[Statement]:
        """The statements that decide some hop."""
        return frozenset(
            statement
            for hop in self.hops
            for outcome in hop.decision.outcomes
            for statement in outcome.deciding
        )

    def ask(self, principal: str, action: str, resource: str, about: Span) -> Decision:
        """Would AWS allow this single request, made from the principal's own account?"""
        arn = Arn.parse(principal)
        region = next((p.region for p in self.graph.pipelines), "us-east-1")
        step = Step(
            "asked by a rule",
            principal,
            action,
            resource,
            arn.account if arn else "",
            region,
            Page("a question", Ground.DECLARED),
            about,
        )
        return answer(step, self.graph)

    def impossible(self, hop: Hop) -> bool:
        """Does the hop fail because a role ARN in it cannot exist?"""
        return missing(hop.step, self.graph) is not None

    def mistaken(self, hop: Hop) -> tuple[tuple[str, Role], ...]:
        """The role ARNs of a hop that cannot exist, each with the role that has the name."""
        arns = (hop.step.principal, hop.step.resource)
        roles = (arn for arn in arns if ":role/" in arn and arn not in self.graph.roles)
        return tuple((arn, role) for arn in roles for role in self.graph.namesakes(arn))

    def repair(self, hop: Hop) -> Fix | None:
        """The smallest change that would let a denied hop pass."""
        return repair(hop, self.graph)

    def evidence(self, hop: Hop) -> tuple[Evidence, ...]:
        """The places that decide a hop."""
        return evidence_of(hop.decision)

    def covers(self, statement: Statement, action: str) -> bool:
        """Do the statement's actions speak of this one?"""
        if statement.not_actions:
            return all(
                match(w.text, action, ignore_case=True) is Truth.NO for w in statement.not_actions
            )
        return any(match(w.text, action, ignore_case=True) is Truth.YES for w in statement.actions)

    def principals(self, statement: Statement) -> tuple[Written, ...]:
        """The AWS principals that a statement names."""
        return statement.principals.aws if statement.principals else ()

    def account_of(self, principal: Written) -> str | None:
        """The account that a principal entry stands for as a whole (`…:root` or its id), else None."""
        text = principal.text
        if text.isdecimal() and len(text) == 12:
            return text
        arn = Arn.parse(text)
        return arn.account if arn is not None and arn.resource == "root" else None

    def ways_through(self, role: Role, accounts: tuple[str, ...]) -> Iterator[tuple[Role, Role]]:
        """Roles of these accounts that may assume the role, with roles of third accounts it may assume."""
        for start in self.graph.roles.values():
            if start.account not in accounts or not self._may_assume(start, role):
                continue
            for end in self.graph.roles.values():
                if end.account not in (start.account, role.account) and self._may_assume(role, end):
                    yield start, end

    def _may_assume(self, start: Role, end: Role) -> bool:
        decision = self.ask(start.arn, "sts:AssumeRole", end.arn, start.span)
        return decision.verdict is Verdict.ALLOW

    def name_of(self, principal: str) -> str:
        """The name a role goes by in the estate (its logical id), else the principal as it is."""
        role = self.graph.roles.get(principal)
        return role.place.rpartition("/")[2] if role and role.place else shown(principal)

    def full_name_of(self, principal: str) -> str:
        """`account.Role`, in the words of the configuration."""
        role = self.graph.roles.get(principal)
        account = self.graph.accounts.get(role.account) if role else None
        return f"{account.name}.{self.name_of(principal)}" if account else self.name_of(principal)

    def where(self, path: AccessPath) -> str:
        """Which pipeline action of which stage."""
        return f"stage `{shown(path.stage.name)}`, action `{shown(path.action.name)}`"

    def account_name(self, id: str) -> str:
        """The name the configuration gives an account, with its id."""
        account = self.graph.accounts.get(id)
        return f"{account.name} ({id})" if account else shown(id)


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


def shipped(name: str) -> Path:
    """The folder of that name: inside the wheel, else beside `src` in a working copy."""
    packed = Path(str(resources.files("xacct_guard"))) / f"_{name}"
    return packed if packed.is_dir() else Path(__file__).resolve().parents[2] / name


def catalogue(own: Path | None = None, failures: list[RuleError] | None = None) -> tuple[Rule, ...]:
    """The rules of the packaged folder and of a folder given by hand, by id.

    Rules are code: they never load from the repository that is being looked at. A rule that cannot be
    loaded raises; with `failures` it is added there, and the others load.
    """
    found: dict[str, Rule] = {}
    for file in (*_files(shipped("rules")), *(_files(own) if own else ())):
        try:
            rule = _new(_loaded(file), found)
            found[rule.id] = rule
        except RuleError as error:
            if failures is None:
                raise
            failures.append(error)
    return tuple(found.values())


def _new(rule: Rule, found: Container[str]) -> Rule:
    if rule.id in found:
        raise RuleError(f"rule `{rule.id}` is there already", help=f"rename `{rule.file}`")
    return rule


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*.py") if not file.stem.startswith("_"))


def _loaded(file: Path) -> Rule:
    module = _module(file)
    rule = getattr(module, "RULE", None)
    if not isinstance(rule, Rule):
        raise RuleError(f"`{file}` does not export `RULE`", help="it must be a `Rule`")
    return rule


def _module(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"xacct_guard_rules.{file.stem}", file)
    if spec is None or spec.loader is None:
        raise RuleError(f"`{file}` cannot be loaded as a rule")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise RuleError(f"rule `{file.stem}` cannot be loaded: {error}", help=str(file)) from error
    return module


def judge(facts: Facts, rules: Iterable[Rule]) -> tuple[tuple[Finding, ...], tuple[RuleError, ...]]:
    """What the rules find, worst first; a rule that raises becomes a failure, the others go on."""
    found: list[Finding] = []
    failed: list[RuleError] = []
    for rule in rules:
        try:
            found.extend(_only_findings(rule.check(facts)))
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            failed.append(RuleError(f"rule `{rule.id}` crashed: {said}", help="run with `--debug`"))
    return tuple(sorted(found, key=_order)), tuple(failed)


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
