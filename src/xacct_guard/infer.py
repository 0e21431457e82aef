"""Where a document belongs, read off the document itself, where nobody said it.

Only what must be so is taken: a service takes on roles of its own account alone, so the account of a
role that is passed to one is the account of the document (IAM user guide, id_roles_use_passrole.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .iam.arn import Arn
from .span import Node, Span

_ACCOUNT = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_PASSED = frozenset({"ExecutionRoleArn", "Role", "RoleArn", "ServiceRole", "TaskRoleArn"})
_ELSEWHERE = frozenset(
    {
        # What the role of a custom resource is for, its function alone knows.
        *("AWS::CloudFormation::CustomResource", "AWS::CodePipeline::Pipeline"),
        "AWS::Events::EventBusPolicy",
    }
)
_ID_NAME = re.compile(r"(?P<label>.*?)_?-?Account_?-?(Id|ID|Number)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Inferred:
    """A value read off a document: what, from what, and where it is written."""

    value: str
    because: str
    span: Span


def account_of_pipeline(pipeline: Node) -> Inferred | None:
    """The account of a pipeline definition: that of its service role."""
    role = pipeline.get("roleArn") or pipeline.get("RoleArn")
    return _account(role, "the account of its service role") if role else None


def region_of_pipeline(pipeline: Node) -> Inferred | None:
    """The region of a pipeline definition: that of its one artifact store's key."""
    store = pipeline.get("artifactStore")
    key = store.get("encryptionKey", "id") if store else None
    arn = Arn.parse(key.text or "") if key else None
    if key is None or arn is None or not _REGION.fullmatch(arn.region):
        return None
    return Inferred(arn.region, "the region of its artifact store's key", key.span)


def account_of_template(template: Node) -> Inferred | None:
    """The account of a template: that of the roles it passes to services, if all agree."""
    found = [each for role in _passed(template) if (each := _account(role, _WHY))]
    return found[0] if len({each.value for each in found}) == 1 else None


_WHY = "the account of a role that it passes to a service"


def _passed(template: Node) -> Iterator[Node]:
    resources = template.get("Resources")
    for declared in resources.mapping.values() if resources else ():
        type, properties = declared.get("Type"), declared.get("Properties")
        named = (type.text if type else None) or ""
        if properties is None or named in _ELSEWHERE or not named.startswith("AWS::"):
            continue
        for name in _PASSED & properties.mapping.keys():
            yield properties.mapping[name]


def _account(node: Node, because: str) -> Inferred | None:
    arn = Arn.parse(node.text or "")
    if arn is None or arn.service != "iam" or not _ACCOUNT.fullmatch(arn.account):
        return None
    return Inferred(arn.account, because, node.span)


def accounts_named(document: Node) -> Iterator[tuple[str, Inferred]]:
    """Accounts that parameters name, each with the name: `TrainingAccountId` with a default is `training`."""
    declared = document.get("Parameters")
    for name, node in declared.mapping.items() if declared else ():
        found, default = _ID_NAME.fullmatch(name), node.get("Default")
        if found and default is not None and _ACCOUNT.fullmatch(default.text or ""):
            because = f"the default of parameter `{name}`"
            label = label_of(found["label"])
            if label:
                yield label, Inferred(default.text or "", because, default.span)


def label_of(text: str) -> str:
    """A name as people write it -> the name of an account or stack: `SharedServices` is `shared-services`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", text)
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def stack_names(files: tuple[Path, ...]) -> dict[Path, str]:
    """A name for the stack of each template: the file's, with folders before it until it is the only one."""
    names = {file: _name(file, 1) for file in files}
    for depth in range(2, max((len(file.parts) for file in files), default=0) + 1):
        every = tuple(names.values())
        names = {
            file: _name(file, depth) if every.count(name) > 1 else name
            for file, name in names.items()
        }
    return names


def _name(file: Path, depth: int) -> str:
    parts = (*file.parts[:-1], file.name.removesuffix(file.suffix))
    return "-".join(part for part in parts[-depth:] if part not in ("/", "..", "."))
