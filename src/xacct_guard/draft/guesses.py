"""What the names in a repository suggest: accounts, where stacks go, what parameters and placeholders are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..infer import account_of_pipeline, account_of_template, accounts_named, label_of
from ..span import Node
from .survey import Survey

_ACCOUNT_NAME = re.compile(r"<?(?P<label>[A-Za-z0-9_-]*?)[_-]?Account(?:[_-]?(?:Id|ID|Number))?>?")
_ARN = re.compile(r"arn:aws[\w-]*:(?P<service>[\w-]+):(?P<region>[\w-]*):(?P<account>\d{12}):")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
_SUFFIX = re.compile(r"_?(Arn|ARN|Name)$")
_OWN = frozenset({"", "aws", "this", "own", "current", "my", "account"})


@dataclass(slots=True)
class Account:
    """An account: its id where somebody wrote one, and what it is known by."""

    label: str
    id: str | None = None
    why: list[str] = field(default_factory=list)
    region: str | None = None


@dataclass(slots=True)
class Guesses:
    """The accounts by label, the account of each stack, and ids of which only an ARN tells."""

    accounts: dict[str, Account] = field(default_factory=dict)
    stacks: dict[str, str] = field(default_factory=dict)
    region: str | None = None
    named: list[str] = field(default_factory=list)

    def label(self, word: str) -> str | None:
        """The account that a name speaks of: `TrainingAccountId` of `training`; None for no account."""
        found = _ACCOUNT_NAME.fullmatch(word)
        return self._known(label_of(found["label"])) if found else None

    def _known(self, label: str) -> str | None:
        if label in self.accounts:
            return label
        return next((known for known in self.accounts if _same(known, label)), None)

    def of_id(self, id: str) -> str | None:
        """The label of an account id."""
        return next((a.label for a in self.accounts.values() if a.id == id), None)


def _same(one: str, other: str) -> bool:
    """Do two names mean one account: `shared` and `shared-services`?"""
    here, there = one.split("-"), other.split("-")
    short = min(len(here), len(there))
    return bool(one and other) and here[:short] == there[:short]


def guesses_of(survey: Survey) -> Guesses:
    """What the names suggest. An id is never invented: an account without one is only a name."""
    found = Guesses(region=_region(survey))
    for label, id, why in _named(survey):
        _note(found, label, id, why)
    for name, file in survey.templates.items():
        own = account_of_template(file.node)
        if own is not None:
            found.stacks[name] = _label_of_id(found, own.value, f"{file.path}: {own.because}")
        elif (named := _account_in_name(found, name)) is not None:
            found.stacks[name] = named
    for pipeline in survey.pipelines:
        inferred = account_of_pipeline(pipeline.node.mapping["pipeline"])
        if inferred is not None:
            _label_of_id(found, inferred.value, f"{pipeline.path}: {inferred.because}")
    found.named = [id for id in _ids(survey) if found.of_id(id) is None]
    return found


def _named(survey: Survey) -> Iterator[tuple[str, str | None, str]]:
    for name, file in survey.templates.items():
        for label, inferred in accounts_named(file.node):
            yield label, inferred.value, f"{inferred.because} of {name}"
        declared = file.node.get("Parameters")
        for parameter in declared.mapping if declared else ():
            yield from _of_word(parameter, f"parameter `{parameter}` of {name}")
    for placeholder in survey.placeholders:
        yield from _of_word(placeholder.text, f"placeholder `{placeholder.text}`")


def _of_word(word: str, why: str) -> Iterator[tuple[str, None, str]]:
    found = _ACCOUNT_NAME.fullmatch(word)
    label = label_of(found["label"]) if found else ""
    if label not in _OWN:
        yield label, None, why


def _note(found: Guesses, label: str, id: str | None, why: str) -> None:
    known = next((a for name, a in found.accounts.items() if _same(name, label)), None)
    if known is not None and id is not None and known.id not in (None, id):
        known = None  # one name, two ids: two accounts
        label = f"{label}-{id}"
    if known is None:
        known = found.accounts.setdefault(label, Account(label))
    elif len(label) < len(known.label) and known.label in found.accounts:
        found.accounts[label] = found.accounts.pop(known.label)
        known.label = label
    known.id = known.id or id
    if why not in known.why:
        known.why.append(why)


def _label_of_id(found: Guesses, id: str, why: str) -> str:
    known = found.of_id(id)
    if known is None:
        known = f"account-{id}"
        found.accounts[known] = Account(known, id, [why])
    return known


def _account_in_name(found: Guesses, stack: str) -> str | None:
    """The account that a stack's name starts or ends with; nothing where several would do."""
    words = label_of(stack).split("-")
    fitting = [
        label
        for label in found.accounts
        if (own := label.split("-")) in (words[: len(own)], words[-len(own) :])
    ]
    return fitting[0] if len(fitting) == 1 else None


def _texts(survey: Survey) -> Iterator[str]:
    files = (*survey.templates.values(), *survey.pipelines, *survey.policies)
    return (file.node.span.source.text for file in files)


def _ids(survey: Survey) -> list[str]:
    """The accounts that ARNs name; images may come from registries of AWS or of anybody."""
    found = (each for text in _texts(survey) for each in _ARN.finditer(text))
    return sorted({each["account"] for each in found if each["service"] != "ecr"})


def _region(survey: Survey) -> str | None:
    """The region that ARNs and workflows name most often."""
    named = Counter(
        each["region"]
        for text in _texts(survey)
        for each in _ARN.finditer(text)
        if _REGION.fullmatch(each["region"])
    )
    for workflow in survey.workflows:
        for node in workflow.node.walk():
            region = node.get("aws-region") if node.mapping else None
            if region is not None and _REGION.fullmatch(region.text or ""):
                named[region.text or ""] += 1
    return min(named, key=lambda name: (-named[name], name)) if named else None


def value_for(name: str, stack: str, survey: Survey, guesses: Guesses) -> str | None:
    """A reference that gives a parameter or placeholder its value; None where nothing, or several, fit."""
    word = name.strip("<>")
    if (label := guesses.label(name)) is not None:
        return f"${{accounts.{label}.id}}"
    others = {
        other: survey.templates[other].node
        for other in guesses.stacks
        if other != stack and other in survey.templates
    }
    outputs = [o for o, node in others.items() if _has(node, "Outputs", word)]
    if len(outputs) == 1:
        return f"${{stacks.{outputs[0]}.outputs.{word}}}"
    if outputs:
        return None
    logical = _SUFFIX.sub("", word)
    made = [(o, id) for o, node in others.items() for id in _alike(node, logical)]
    attribute = ".Arn" if word.lower().endswith("arn") else ""
    return f"${{stacks.{made[0][0]}.resources.{made[0][1]}{attribute}}}" if len(made) == 1 else None


def _has(template: Node, section: str, name: str) -> bool:
    """Does a template have it, whatever the conditions?"""
    found = template.get(section, name)
    return found is not None and found.get("Condition") is None


def _alike(template: Node, logical: str) -> Iterator[str]:
    """The resources of that name, in whatever case it is written."""
    declared = template.get("Resources")
    for id in declared.mapping if declared else ():
        if id.lower() == logical.lower() and _has(template, "Resources", id):
            yield id
