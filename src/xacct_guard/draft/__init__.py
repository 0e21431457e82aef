"""A first configuration for a repository, from what is found in it; nothing is asked.

What is known is written, what is not stands beside it as a comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..config import NAME
from ..definitions.jenkinsfile import RoleTaken
from ..formats.document import kind_of, owner_of
from ..iam.policy import PolicyKind
from ..iam.symbol import shown
from ..load.documents import LARGEST
from .guesses import Account, Guesses, guesses_of, value_for
from .line import remark, scalar
from .pipelines import invoked, pipelines
from .stacks import stacks
from .survey import File, Survey, survey_of

_REGION = "us-east-1"


def draft(root: Path, largest: float = LARGEST) -> str | None:
    """The text of a configuration for the repository in a folder: it loads as it is. None for nothing.

    Files of more than `largest` MB are left out.
    """
    survey = survey_of(root, largest)
    if not survey.found_something:
        return None
    guesses = guesses_of(survey)
    sections = (
        _header(root),
        _accounts(guesses),
        stacks(survey, guesses),
        _assemblies(survey),
        _terraform(survey),
        _policies(survey),
        _placeholders(survey, guesses),
        pipelines(survey, guesses),
        _machines(survey),
        _sagemaker_pipelines(survey),
        _calls(survey),
        _flows(survey),
    )
    texts = ("\n".join(lines) for lines in map(tuple, sections) if lines)
    return "\n\n".join(texts) + "\n"


def _header(root: Path) -> Iterator[str]:
    yield f"# {NAME}, drafted from what was found in {remark(root.resolve().name)}."
    yield "# What could not be known is a comment: complete it, or leave it, and the answer is `unknown`."


def _accounts(guesses: Guesses) -> Iterator[str]:
    known = [account for account in guesses.accounts.values() if account.id]
    unknown = [account for account in guesses.accounts.values() if not account.id]
    others = [f'#  account-{id}: {{id: "{id}"}}  # an ARN names it' for id in guesses.named]
    if not (known or unknown):
        yield "accounts: {}"
        yield from others or ['#  production: {id: "…", regions: [us-east-1]}']
        return
    yield "accounts:"
    if guesses.region is None:
        yield f"  # No file names a region: `{_REGION}` is a guess."
    for account in known:
        yield f"  {_account(account, guesses)}"
    if unknown:
        yield "  # Nobody wrote these ids: they are stand-ins, different from each other. Write the true ones."
    for number, account in enumerate(unknown, 1):
        account.id = f"{number:012d}"
        yield f"  {_account(account, guesses)}"
    yield from others


def _account(account: Account, guesses: Guesses) -> str:
    region = guesses.region or _REGION
    why = remark(account.why[0]) if account.why else ""
    return f'{scalar(account.label)}: {{id: "{account.id}", regions: [{region}]}}  # {why}'


def _assemblies(survey: Survey) -> Iterator[str]:
    for folder, found in survey.assemblies.items():
        yield f"# {remark(str(folder))} is an assembly of the CDK: it is read as it is, with its stacks"
        for stack in found:
            place = f"{shown(stack.placement.account)}, {shown(stack.placement.region)}"
            yield f"#   {remark(stack.placement.stack)} ({remark(place)})"


def _terraform(survey: Survey) -> Iterator[str]:
    if survey.terraform:
        yield "# terraform:  # a plan (`terraform show -json`) tells more than the files do"
        for folder in survey.terraform:
            yield f"#   - {{directory: {scalar(folder)}, account: …, region: …}}"


def _policies(survey: Survey) -> Iterator[str]:
    if survey.policies:
        yield "# policies:"
        for file in survey.policies:
            said = f'document: {scalar(file.path)}, attached_to: "arn:…", account: …'
            yield f"#   - {{{said}}}  # {_kind(file)}"


def _kind(file: File) -> str:
    words = {
        PolicyKind.IDENTITY: "an identity policy: of a role or user",
        PolicyKind.TRUST: "a trust policy: of a role",
        PolicyKind.SCP: "a service control policy: of an account or organizational unit",
        PolicyKind.RCP: "a resource control policy: of an account or organizational unit",
        PolicyKind.ENDPOINT: "a VPC endpoint policy: of `vpce-…`",
    }
    return words.get(kind_of(file.node), f"a resource policy: of {owner_of(file.node)}")


def _placeholders(survey: Survey, guesses: Guesses) -> Iterator[str]:
    names = sorted({placeholder.text for placeholder in survey.placeholders})
    values = {name: value_for(name, "", survey, guesses) for name in names}
    if not names:
        return
    yield "placeholders:" if any(values.values()) else "# placeholders:"
    for name, value in values.items():
        if value is not None:
            yield f"  {scalar(name)}: {scalar(value)}"
        else:
            yield f"  # {scalar(name)}: …"


def _machines(survey: Survey) -> Iterator[str]:
    if survey.machines:
        yield "# Definitions of state machines. One that a template names by `DefinitionS3Location` is found by"
        yield "# its file's name, or here; one that no template makes stands under `state_machines`."
        yield "# objects:"
        for file in survey.machines:
            yield f'#   "s3://…/{remark(file.path.name)}": {scalar(file.path)}'
        yield "# state_machines:"
        for file in survey.machines:
            name = scalar(file.path.name.split(".")[0])
            yield f'#   - {{definition: {scalar(file.path)}, name: {name}, account: …, role: "arn:…"}}'


def _sagemaker_pipelines(survey: Survey) -> Iterator[str]:
    if survey.sagemaker_pipelines:
        yield "# sagemaker_pipelines:"
        for file in survey.sagemaker_pipelines:
            yield f'#   - {{definition: {scalar(file.path)}, role: "arn:…", account: …}}'


def _calls(survey: Survey) -> Iterator[str]:
    """A sample for each function that a pipeline invokes, and for what build scripts name."""
    functions = dict.fromkeys(invoked(survey))
    hints = [(path, hint) for path, hints in survey.builds for hint in hints]
    if functions or hints:
        yield "# Code is not read. What it asks of AWS can be said here:"
        yield "# calls:"
    for function in functions:
        yield f'#   - by: "…:function:{remark(function)}"'
        yield '#     steps: [{call: "sagemaker:CreateEndpoint", resource: "arn:aws:sagemaker:…:endpoint/*"}]'
    for path, hint in hints:
        yield f"#   # {remark(str(path))}: {hint.how} {remark(hint.name)}"


def _flows(survey: Survey) -> Iterator[str]:
    if survey.workflows:
        yield "# Workflows of GitHub are read as they are: what role each job takes on."
    if not survey.jenkins:
        return
    yield "# flows:"
    for path, roles in survey.jenkins:
        yield f"#   - name: {scalar(path.stem)}  # {remark(str(path))}"
        yield "#     account: …"
        yield '#     principal: "arn:aws:iam::…:role/…"  # what Jenkins runs as'
        yield "#     steps:"
        yield from dict.fromkeys(map(_taken, roles))


def _taken(taken: RoleTaken) -> str:
    id = taken.external_id
    sent = f", context: {{sts:ExternalId: {scalar(remark(shown(id)))}}}" if id else ""
    return f'#       - {{call: assume-role, role: "{remark(shown(taken.role))}"{sent}}}'
