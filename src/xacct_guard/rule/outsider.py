"""Outsiders: what a resource's policy gives to somebody of whom no more is known than the account.

Nothing is presumed of the way an outsider comes, nor of what its own account lets it do: asked is only what
the resource's side says. Somebody of an account has no tags, and a name and an id that nobody else has: who is
let in all the same is let in whoever it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..graph.model import Resource
from ..iam.arn import Arn
from ..iam.decision import Decision
from ..iam.match import speaks_about
from ..iam.pattern import match
from ..iam.policy import Condition, Effect, PolicyKind, Statement
from ..iam.truth import Truth
from ..question import Circumstances, Question, ask
from ..trace.request import principal_of
from .facts import Facts, fact

ANYONE = "*"
_NOBODY = "000000000000"  # an account that no statement names
_ACCOUNT_KEYS = frozenset({"kms:calleraccount", "aws:principalaccount"})
_PERSONAL = ("aws:principalarn", "aws:principaltag/", "aws:userid", "aws:username")
_OF_OWNERS = (PolicyKind.RESOURCE, PolicyKind.TRUST, PolicyKind.RCP)
_NAME = "anybody"
_IDS: Mapping[str, str] = {
    "user": "AIDA0000000000ANYBODY",
    "role": f"AROA0000000000ANYBODY:{_NAME}",
}
_OF_NETWORKS = frozenset(
    {
        *("aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip", "aws:sourcevpcarn"),
        *("aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths"),
    }
)
FROM_ANYWHERE = Circumstances({"aws:sourceip": "203.0.113.1"}, absent=_OF_NETWORKS)
"""From some address of the internet (RFC 5737 keeps this one free)."""

USES: Mapping[str, tuple[str, ...]] = {
    "s3:bucket": (
        *("s3:PutObject", "s3:DeleteObject", "s3:PutObjectAcl", "s3:PutBucketPolicy"),
        *("s3:GetObject", "s3:ListBucket"),
    ),
    "ecr:repository": ("ecr:PutImage", "ecr:BatchGetImage"),
    "sagemaker:model-package-group": (
        *("sagemaker:CreateModelPackage", "sagemaker:UpdateModelPackage"),
        *("sagemaker:DeleteModelPackage", "sagemaker:CreateModel"),
        *("sagemaker:DescribeModelPackage", "sagemaker:DescribeModelPackageGroup"),
    ),
    "secretsmanager:secret": ("secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"),
    "lambda:function": ("lambda:UpdateFunctionCode", "lambda:InvokeFunction"),
    "sns:topic": ("sns:Publish", "sns:Subscribe"),
    "sqs:queue": ("sqs:ReceiveMessage", "sqs:SendMessage"),
    "events:event-bus": ("events:PutRule", "events:PutEvents"),
}
"""What it matters to be let in to, by the type of resource."""

_ON_ITSELF = frozenset(
    {"s3:ListBucket", "s3:PutBucketPolicy", "sagemaker:DescribeModelPackageGroup"}
)
_PARTS: Mapping[str, Callable[[str], str]] = {
    "s3:bucket": lambda arn: f"{arn}/",
    "sagemaker:model-package-group": lambda arn: (
        arn.replace(":model-package-group/", ":model-package/", 1) + "/"
    ),
}
"""How the ARNs of what is in a resource begin; most actions are about that."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A statement of a resource's policy lets everybody of another account in, to these actions.

    `account` is `*` where a statement for everyone keeps out no account that it does not name.
    """

    statement: Statement
    account: str
    actions: tuple[str, ...]


@fact
def openings(facts: Facts) -> tuple[tuple[Resource, tuple[Opening, ...]], ...]:
    """The resources that let whole accounts in, keys and roles apart, each with the statements that do."""
    every = (resource for type in USES for resource in facts.graph.of_type(type))
    found = ((resource, tuple(_openings(resource, facts))) for resource in every)
    return tuple((resource, opened) for resource, opened in found if opened)


def _openings(resource: Resource, facts: Facts) -> Iterator[Opening]:
    for statement in facts.statements_of(resource.policy):
        if statement.effect is not Effect.ALLOW:
            continue
        for account in dict.fromkeys(accounts_named(statement, facts)):
            if account != resource.account:
                actions = let_in(account, statement, resource, facts)
                if actions:
                    yield Opening(statement, account, actions)


@fact
def public(facts: Facts) -> tuple[tuple[Resource, Opening], ...]:
    """Of those, the statements that surely let in anybody of any account, from anywhere, and to what."""
    found = (
        (resource, replace(opening, actions=tuple(_certain(opening, resource, facts))))
        for resource, opened in openings(facts)
        for opening in opened
        if opening.account == ANYONE
    )
    return tuple((resource, opening) for resource, opening in found if opening.actions)


def _certain(opening: Opening, resource: Resource, facts: Facts) -> Iterator[str]:
    for action in opening.actions:
        for thing in things(action, opening.statement, resource):
            decision = outsider(ANYONE, action, thing, facts)
            if is_by(opening.statement, decision) and is_certain(decision):
                yield action
                break


def is_certain(decision: Decision) -> bool:
    """Does the resource's side allow it whatever else is so?"""
    sides = [outcome for outcome in decision.outcomes if outcome.kind in _OF_OWNERS]
    is_given = any(side.allows is Truth.YES for side in sides if side.kind is not PolicyKind.RCP)
    return is_given and all(side.denies is Truth.NO for side in sides)


def accounts_named(statement: Statement, facts: Facts) -> Iterator[str]:
    """The accounts that a statement names as a whole; `*` where it names none and means everyone."""
    limits = [c for c in statement.conditions if c.key.lower() in _ACCOUNT_KEYS and _is_positive(c)]
    for account in facts.accounts(facts.principals(statement)):
        if account == ANYONE and limits:
            yield from (value.text for value in limits[0].values)
        else:
            yield account


def let_in(account: str, statement: Statement, resource: Resource, facts: Facts) -> tuple[str, ...]:
    """To which uses of the resource the statement lets in anybody of the account, whoever it is."""
    return tuple(
        action
        for action in USES[resource.type]
        if facts.covers(statement, action)
        and any(
            is_open(account, action, thing, statement, facts)
            for thing in things(action, statement, resource)
        )
    )


def things(action: str, statement: Statement, resource: Resource) -> Iterator[str]:
    """What an action on the resource may be about, as far as the statement speaks of it."""
    is_part = resource.type in _PARTS and action not in _ON_ITSELF
    base = _PARTS[resource.type](resource.arn) if is_part else resource.arn
    example = f"{base}any" if is_part else base
    for text in [entry.text for entry in statement.resources] or [ANYONE]:
        if match(text, example) is not Truth.NO:
            yield example
        elif text.startswith(base) and (is_part or resource.type not in _PARTS):
            yield text.replace("*", "any").replace("?", "x")


def is_open(account: str, action: str, thing: str, statement: Statement, facts: Facts) -> bool:
    """Does the statement let everybody of the account in, whoever it is? `*`: of an account nobody knows."""
    return any(
        is_by(statement, outsider(account, action, thing, facts, kind)) for kind in ("user", "role")
    )


def stranger(account: str, like: str, kind: str = "role") -> str:
    """The ARN of a role or user of the account of which nothing is known, in the partition of `like`, an ARN.

    `*` stands for an account that nobody names.
    """
    arn = Arn.parse(like)
    home = _NOBODY if account == ANYONE else account
    return f"arn:{arn.partition if arn else 'aws'}:iam::{home}:{kind}/{_NAME}"


def outsider(
    account: str,
    action: str,
    resource: str,
    facts: Facts,
    kind: str = "role",
    *,
    absent: frozenset[str] = frozenset(),
) -> Decision:
    """What AWS says to a role or user of the account of which nothing is known; `*`: of no account known.

    In the place of the account may stand a principal of it, of which nothing else is known either.
    """
    if account.startswith("arn:"):
        return _answer(account, action, resource, Circumstances(absent=absent), facts)
    told = FROM_ANYWHERE if account == ANYONE else Circumstances(absent=absent)
    somebody = stranger(account, resource, kind)
    return _answer(somebody, action, resource, _apart_from_all(told, kind), facts)


def _apart_from_all(told: Circumstances, kind: str) -> Circumstances:
    """What tells principals of one account apart: this one has nothing of it that could be meant.

    IAM user guide, reference_policies_condition-keys.html and reference_policies_variables.html.
    """
    absent = {"aws:principaltag/*"} if kind == "user" else {"aws:principaltag/*", "aws:username"}
    values = {**told.values, "aws:userid": _IDS[kind]}
    if kind == "user":
        values["aws:username"] = _NAME
    return replace(told, values=values, absent=told.absent | absent)


def from_anywhere(account: str, action: str, resource: str, facts: Facts) -> Decision:
    """What AWS says to a role of the account of which nothing is known, and that comes from the internet."""
    return _answer(stranger(account, resource), action, resource, FROM_ANYWHERE, facts)


def _answer(
    principal: str, action: str, resource: str, told: Circumstances, facts: Facts
) -> Decision:
    known = _answers(facts)
    asked = principal, action, resource, told.absent, tuple(told.values.items())
    if asked not in known:
        question = Question(principal_of(principal), action, resource, told)
        known[asked] = ask(question, facts.graph).decision
    return known[asked]


@fact
def _answers(_facts: Facts) -> dict[tuple[object, ...], Decision]:
    """What has been asked already: a policy may say the same in a thousand statements."""
    return {}


def is_by(statement: Statement, decision: Decision) -> bool:
    """Is this let in, as far as the resource's side goes, by this statement?"""
    speaks = speaks_about(statement, decision.request)
    return not decision.verdict.denied and not speaks.is_no


def is_personal(statement: Statement) -> bool:
    """Does the statement choose among the principals that it names?"""
    return any(c.key.lower().startswith(_PERSONAL) for c in statement.conditions)


def _is_positive(condition: Condition) -> bool:
    return "Not" not in condition.operator and condition.operator != "Null"
