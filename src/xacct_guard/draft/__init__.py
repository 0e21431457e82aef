"""A first configuration for a repository, from what is found in it; nothing is asked.

What is known is written, what is not stands beside it as a comment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from ..actions import provider_of
from ..config import NAME
from ..definitions.codepipeline import read_pipeline
from ..errors import XacctGuardError
from ..formats.document import kind_of, owner_of
from ..graph.model import Action, Placement
from ..iam.policy import PolicyKind
from ..iam.symbol import shown
from ..infer import account_of_pipeline, region_of_pipeline
from ..span import Node
from .guesses import Account, Guesses, guesses_of, value_for
from .survey import File, Survey, survey_of

_PLAIN = re.compile(r"[A-Za-z][\w./-]*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_PLACEHOLDER = re.compile(r"<[A-Za-z][\w-]*>")
_REGION = "us-east-1"
_LONGEST = 120


def draft(root: Path) -> str | None:
    """The text of a configuration for the repository in a folder: it loads as it is. None for nothing."""
    survey = survey_of(root)
    if not survey.found_something:
        return None
    guesses = guesses_of(survey)
    sections = (
        _header(root),
        _accounts(guesses),
        _stacks(survey, guesses),
        _assemblies(survey),
        _terraform(survey),
        _policies(survey),
        _placeholders(survey, guesses),
        _pipelines(survey, guesses),
        _machines(survey),
        _sagemaker_pipelines(survey),
        _calls(survey),
        _flows(survey),
    )
    texts = ("\n".join(lines) for lines in map(tuple, sections) if lines)
    return "\n\n".join(texts) + "\n"


def _header(root: Path) -> Iterator[str]:
    yield f"# {NAME}, drafted from what was found in {_one_line(root.resolve().name)}."
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
    why = _one_line(account.why[0]) if account.why else ""
    return f'{_text(account.label)}: {{id: "{account.id}", regions: [{region}]}}  # {why}'


def _stacks(survey: Survey, guesses: Guesses) -> Iterator[str]:
    deployed = _deployed(survey)
    wanted = [name for name in survey.templates if survey.templates[name].path.name not in deployed]
    placed = [name for name in wanted if name in guesses.stacks]
    if not wanted:
        return
    yield "stacks:" if placed else "# stacks:"
    for name in placed:
        yield from _stack(name, survey, guesses)
    for name in wanted:
        if name not in guesses.stacks:
            yield from (f"# {line}" for line in _stack(name, survey, guesses))


def _deployed(survey: Survey) -> frozenset[str]:
    """The templates that pipelines deploy: these are found by the pipelines."""
    inner = (file.node.mapping["pipeline"] for file in survey.pipelines)
    actions = (action for pipeline in inner for action in _actions(pipeline))
    paths = (action.configuration.get("TemplatePath") for action in actions)
    return frozenset(re.split(r"/|::", path.text or "")[-1] for path in paths if path is not None)


def _stack(name: str, survey: Survey, guesses: Guesses) -> Iterator[str]:
    file = survey.templates[name]
    account = guesses.stacks.get(name)
    yield f"  - name: {_text(name)}"
    yield f"    template: {_text(file.path)}"
    yield f"    account: {_text(account) if account else '…'}"
    declared = file.node.get("Parameters")
    lines = [
        (value_for(parameter, name, survey, guesses), parameter, node)
        for parameter, node in (declared.mapping if declared else {}).items()
    ]
    written = [line for line in lines if line[0] and line[2].get("Default") is None]
    if lines:
        yield "    parameters:" if written else "    # parameters:"
    for value, parameter, node in lines:
        default = node.get("Default")
        if value is not None and default is None:
            yield f"      {_text(parameter)}: {_text(value)}"
        elif default is not None:
            yield f"      # {_text(parameter)}: {_one_line(default.text or '')}  # its default"
        else:
            yield f"      # {_text(parameter)}: …{_about(node)}"


def _about(node: Node) -> str:
    said = node.get("Description")
    return f"  # {_one_line(said.text or '')}" if said and said.text else ""


def _assemblies(survey: Survey) -> Iterator[str]:
    for folder, stacks in survey.assemblies.items():
        yield f"# {_one_line(str(folder))} is an assembly of the CDK: it is read as it is, with its stacks"
        for stack in stacks:
            place = f"{shown(stack.placement.account)}, {shown(stack.placement.region)}"
            yield f"#   {_one_line(stack.placement.stack)} ({_one_line(place)})"


def _terraform(survey: Survey) -> Iterator[str]:
    if survey.terraform:
        yield "# terraform:  # a plan (`terraform show -json`) tells more than the files do"
        for folder in survey.terraform:
            yield f"#   - {{directory: {_text(folder)}, account: …, region: …}}"


def _policies(survey: Survey) -> Iterator[str]:
    if survey.policies:
        yield "# policies:"
        for file in survey.policies:
            said = f'document: {_text(file.path)}, attached_to: "arn:…", account: …'
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
            yield f"  {_text(name)}: {_text(value)}"
        else:
            yield f"  # {_text(name)}: …"


def _pipelines(survey: Survey, guesses: Guesses) -> Iterator[str]:
    lines = [_pipeline(file, guesses) for file in survey.pipelines]
    if lines:
        yield "pipelines:" if any(line.startswith("  -") for line in lines) else "# pipelines:"
        yield from lines


def _pipeline(file: File, guesses: Guesses) -> str:
    inner = file.node.mapping["pipeline"]
    account = _account_of(inner, guesses)
    region = region_of_pipeline(inner)
    artifacts = ", ".join(f"{_text(name)}: {_text(file.path.parent)}" for name in _sources(inner))
    said = f"definition: {_text(file.path)}, account: {_text(account) if account else '…'}"
    said += f", region: {region.value}" if region else ""
    said += f", artifacts: {{{artifacts}}}" if artifacts else ""
    return f"  - {{{said}}}" if account else f"#  - {{{said}}}"


def _account_of(pipeline: Node, guesses: Guesses) -> str | None:
    """The account of the service role, by its id or by the placeholder in its ARN."""
    inferred = account_of_pipeline(pipeline)
    if inferred is not None:
        return guesses.of_id(inferred.value)
    role = pipeline.get("roleArn")
    written = role.span.source.text.splitlines() if role else []
    line = written[role.span.line - 1] if role and role.span.line else ""
    return next(filter(None, map(guesses.label, _PLACEHOLDER.findall(line))), None)


def _sources(pipeline: Node) -> tuple[str, ...]:
    """The artifacts that hold what the repository holds: the outputs of source actions."""
    actions = _actions(pipeline)
    return tuple(name for each in actions if each.category == "Source" for name in each.outputs)


def _actions(pipeline: Node) -> tuple[Action, ...]:
    try:
        read = read_pipeline(pipeline, Placement("", "", ""), "")
    except XacctGuardError:
        return ()
    return tuple(action for stage in read.stages for action in stage.actions)


def _machines(survey: Survey) -> Iterator[str]:
    if survey.machines:
        yield "# Definitions of state machines. One that a template names by `DefinitionS3Location` is found by"
        yield "# its file's name, or here; one that no template makes stands under `state_machines`."
        yield "# objects:"
        for file in survey.machines:
            yield f'#   "s3://…/{_one_line(file.path.name)}": {_text(file.path)}'
        yield "# state_machines:"
        for file in survey.machines:
            name = _text(file.path.name.split(".")[0])
            yield f'#   - {{definition: {_text(file.path)}, name: {name}, account: …, role: "arn:…"}}'


def _sagemaker_pipelines(survey: Survey) -> Iterator[str]:
    if survey.sagemaker_pipelines:
        yield "# sagemaker_pipelines:"
        for file in survey.sagemaker_pipelines:
            yield f'#   - {{definition: {_text(file.path)}, role: "arn:…", account: …}}'


def _calls(survey: Survey) -> Iterator[str]:
    """A sample for each function that a pipeline invokes, and for what build scripts name."""
    functions = dict.fromkeys(_invoked(survey))
    hints = [(path, hint) for path, hints in survey.builds for hint in hints]
    if functions or hints:
        yield "# Code is not read. What it asks of AWS can be said here:"
        yield "# calls:"
    for function in functions:
        yield f'#   - by: "…:function:{_one_line(function)}"'
        yield '#     steps: [{call: "sagemaker:CreateEndpoint", resource: "arn:aws:sagemaker:…:endpoint/*"}]'
    for path, hint in hints:
        yield f"#   # {_one_line(str(path))}: {hint.how} {_one_line(hint.name)}"


def _invoked(survey: Survey) -> Iterator[str]:
    pipelines = [file.node.mapping["pipeline"] for file in survey.pipelines]
    for template in survey.templates.values():
        declared = template.node.get("Resources")
        for each in declared.mapping.values() if declared else ():
            type, properties = each.get("Type"), each.get("Properties")
            if type and type.text == "AWS::CodePipeline::Pipeline" and properties:
                pipelines.append(properties)
    for action in (action for pipeline in pipelines for action in _actions(pipeline)):
        provider = provider_of(action)
        name = action.configuration.get("FunctionName")
        if provider is not None and provider.provider == "Lambda":
            yield shown(name.text or "…") if name is not None and name.text else "…"


def _flows(survey: Survey) -> Iterator[str]:
    if survey.workflows:
        yield "# Workflows of GitHub are read as they are: what role each job takes on."
    if not survey.jenkins:
        return
    yield "# flows:"
    for path, roles in survey.jenkins:
        yield f"#   - name: {_text(path.stem)}  # {_one_line(str(path))}"
        yield "#     account: …"
        yield '#     principal: "arn:aws:iam::…:role/…"  # what Jenkins runs as'
        yield "#     steps:"
        for role in dict.fromkeys(shown(role.role) for role in roles):
            yield f'#       - {{call: assume-role, role: "{_one_line(role)}"}}'


def _text(value: str | Path) -> str:
    """A value as YAML takes it on one line."""
    text = value.as_posix() if isinstance(value, Path) else value
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if plain else json.dumps(text)


def _one_line(text: str) -> str:
    """Text inside a comment: it may not end the line."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:_LONGEST]
