"""The file is the registration: each exports its entry, and no two entries claim the same thing."""

from __future__ import annotations

import ast
import pkgutil
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from inspect import getdoc, signature
from pathlib import Path
from types import ModuleType

import pytest

from xacct_guard import actions, catalogue, report, services
from xacct_guard.actions import ActionProvider
from xacct_guard.board import Sketch
from xacct_guard.drawing import Draw
from xacct_guard.formats import Format
from xacct_guard.handlers import Handler
from xacct_guard.iam.arn import Arn
from xacct_guard.iam.conditions import Operator, operators
from xacct_guard.iam.reference import action, condition_key_type, handlers, service
from xacct_guard.iam.symbol import has_symbol
from xacct_guard.operations import Operation, operations
from xacct_guard.refusals import Refusal
from xacct_guard.report import Render
from xacct_guard.rule import Truth, is_aws_managed, match
from xacct_guard.run import Options, model_of
from xacct_guard.services import PolicyType, ResourceType, Service
from xacct_guard.started import Started, kinds
from xacct_guard.trace import Hop
from xacct_guard.trace.initiators import Initiator

FIXTURES = Path(__file__).parents[1] / "fixtures"
Entries = dict[str, type | tuple[type, ...]]
EXPORTS: dict[str, Entries] = {
    "actions": {"PROVIDER": ActionProvider},
    "handlers": {"HANDLERS": tuple},
    "operations": {"OPERATION": Operation},
    "refusals": {"REFUSAL": Refusal},
    "started": {"STARTED": Started},
    "services": {"SERVICE": Service},
    "formats": {"FORMAT": Format},
    "report": {"RENDER": Render},
    "board": {"SKETCH": Sketch},
    "drawing": {"DRAW": Draw},
    "trace.initiators": {"INITIATOR": Initiator},
    "iam.conditions": {"OPERATORS": tuple},
}


def modules(package: str) -> Iterator[ModuleType]:
    name = f"xacct_guard.{package}"
    for found in pkgutil.iter_modules(import_module(name).__path__):
        yield import_module(f"{name}.{found.name}")


FILES = [
    pytest.param(module, entries, id=module.__name__.removeprefix("xacct_guard."))
    for package, entries in EXPORTS.items()
    for module in modules(package)
]


def twice(keys: Iterable[object]) -> list[object]:
    return [key for key, count in Counter(keys).items() if count > 1]


@pytest.mark.parametrize(("module", "entries"), FILES)
def test_a_file_exports_an_entry_of_the_kind_its_package_asks_for(module, entries):
    exported = {name: getattr(module, name) for name in entries if hasattr(module, name)}
    assert exported
    for name, entry in exported.items():
        assert isinstance(entry, entries[name])


@pytest.mark.parametrize("module", modules("definitions"), ids=lambda module: module.__name__)
def test_a_definition_language_is_read_by_a_documented_function(module):
    readers = [
        each
        for name, each in vars(module).items()
        if name.startswith("read_") and each.__module__ == module.__name__
    ]
    assert readers
    for reader in readers:
        assert getdoc(reader)
        assert signature(reader).return_annotation is not None


def test_each_operator_family_is_a_tuple_of_operators():
    for module in modules("iam.conditions"):
        assert module.OPERATORS
        assert all(isinstance(each, Operator) for each in module.OPERATORS)


def test_no_two_families_have_an_operator_of_the_same_name():
    families = catalogue.entries("xacct_guard.iam.conditions", "OPERATORS")
    assert twice(each.name.lower() for family in families for each in family) == []
    assert len(operators()) == sum(map(len, families))


def test_no_two_providers_have_the_same_key():
    found = catalogue.entries("xacct_guard.actions", "PROVIDER")
    assert len(actions.providers()) == sum(len(each.categories) for each in found)


def test_no_two_files_say_what_follows_the_same_operation():
    found = catalogue.entries("xacct_guard.operations", "OPERATION")
    assert len(operations()) == len({operation.name for operation in found}) == len(found)


def test_the_file_of_an_operation_has_its_name():
    found = {each.name: each for each in catalogue.entries("xacct_guard.operations", "OPERATION")}
    assert found.keys() == set(operations())
    assert {name for name, each in found.items() if operations()[name] is not each} == set()


def test_what_is_started_is_a_known_resource_and_followed_by_one_file_only():
    assert len(kinds()) == len(catalogue.entries("xacct_guard.started", "STARTED"))
    assert all(services.of_type(type) for type in kinds())


def test_a_report_format_is_named_like_its_file():
    for module in modules("report"):
        assert module.RENDER.name == module.__name__.rpartition(".")[2]
    assert set(report.names()) == {module.RENDER.name for module in modules("report")}


def test_no_two_input_formats_have_the_same_name():
    assert twice(each.name for each in catalogue.entries("xacct_guard.formats", "FORMAT")) == []


SERVICES: tuple[Service, ...] = catalogue.entries("xacct_guard.services", "SERVICE")
TYPES: tuple[ResourceType, ...] = tuple(row for each in SERVICES for row in each.resources)
POLICIES: tuple[PolicyType, ...] = tuple(row for each in SERVICES for row in each.policies)
SERVICE = pytest.mark.parametrize("each", SERVICES, ids=lambda each: each.name)
TYPE = pytest.mark.parametrize("row", TYPES, ids=lambda row: row.name)


def test_no_two_services_have_the_same_prefix():
    assert twice(each.name for each in SERVICES) == []


def test_no_resource_type_is_described_twice():
    assert twice(row.name for row in TYPES) == []


def test_no_cloudformation_type_is_claimed_twice():
    assert twice(row.cfn for row in (*TYPES, *POLICIES) if row.cfn) == []


@SERVICE
def test_the_prefix_of_a_service_is_one_of_aws(each):
    assert service(each.name) is not None
    assert {row.name.partition(":")[0] for row in each.resources} <= {each.name}


@SERVICE
def test_the_context_keys_of_a_service_exist(each):
    assert {key for key in each.never_sent if condition_key_type(key) is None} == set()
    assert {key for key in each.never_sent if key != key.lower()} == set()


UNASKED = {
    "apigateway:integration": "a part of its API",
    "apigateway:method": "it is told by its API, its path and its verb",
    "lambda:destinations": "the configuration of a function, which has no name of its own",
    "s3:bucket-notifications": "the configuration of a bucket, written apart",
    "sns:subscription": "requests are for its topic (list_amazonsns.html)",
}
"""Types that no request is for: their ARN only tells them apart here."""


@TYPE
def test_the_arn_of_a_resource_type_is_one_that_aws_describes(row):
    if row.name in UNASKED:
        return
    described = service(row.name.partition(":")[0]).resource_types.values()
    patterns = {re.sub(r"\$\{\w+\}", "*", arn) for each in described for arn in each.arns}
    assert re.sub(r"\{\w+\}", "*", row.arn.replace("{prefix}", "")) in patterns
    assert Arn.parse(row.arn).service == row.name.partition(":")[0]


@TYPE
def test_a_resource_type_speaks_of_facts_that_it_takes(row):
    assert set(row.reads) <= row.facts.keys()


HANDLERS: tuple[Handler, ...] = tuple(
    handler
    for several in catalogue.entries("xacct_guard.handlers", "HANDLERS")
    for handler in several
)


def test_no_two_files_say_what_making_the_same_type_takes():
    assert twice(handler.type for handler in HANDLERS) == []


# Found out by calling the API: the lists of these types leave it out.
NOT_LISTED = {
    "s3:PutBucketAcl",  # AmazonS3/latest/API/API_CreateBucket.html, for AccessControl
}


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda handler: handler.type)
def test_a_handler_asks_for_nothing_but_what_aws_lists_for_its_type(handler):
    known = handlers(handler.type)
    if known is None:  # a type without a published list
        return
    given = (name for names in handler.given.values() for name in names)
    for name in {*handler.create, *given, *handler.aside} - NOT_LISTED:
        listed = known.create or ()
        assert any(match(each, name, ignore_case=True) is Truth.YES for each in listed), name


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda handler: handler.type)
def test_the_context_keys_of_a_handler_exist(handler):
    assert {key for key in handler.keys if condition_key_type(key) is None} == set()
    assert {key for key in handler.keys if key != key.lower()} == set()


@pytest.mark.parametrize("row", POLICIES, ids=lambda row: row.cfn)
def test_a_policy_type_belongs_to_a_known_resource_type(row):
    assert services.of_type(row.of) is not None


# What is asked for: every action and context key, as written in the tables and as met in traces.

_ACTION = re.compile(r"[a-z][a-z0-9-]*:[A-Z][A-Za-z0-9]+")


def texts(module: ModuleType) -> Iterator[str]:
    tree = ast.parse(Path(str(module.__file__)).read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize(
    "module",
    [
        each
        for package in ("actions", "handlers", "operations", "started", "services")
        for each in modules(package)
    ],
    ids=lambda module: module.__name__.removeprefix("xacct_guard."),
)
def test_every_action_that_a_file_names_exists(module):
    named = {text for text in texts(module) if _ACTION.fullmatch(text)}
    actions = {name for name in named if condition_key_type(name.lower()) is None}
    assert {name for name in actions if action(name) is None} == set()


MODES = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: arn:aws:iam::111111111111:role/Pipeline
      ArtifactStore: {Type: S3, Location: artifacts}
      Stages:
        - Name: Deploy
          Actions:
"""
MODE = """\
            - Name: {mode}
              ActionTypeId: {{Category: Deploy, Owner: AWS, Provider: CloudFormation, Version: "1"}}
              InputArtifacts: [{{Name: Source}}]
              OutputArtifacts: [{{Name: Out}}]
              Configuration:
                ActionMode: {mode}
                StackName: models
                ChangeSetName: changes
                OutputFileName: out.json
                RoleArn: arn:aws:iam::111111111111:role/Deploy
"""
ACTION_MODES = (
    "CREATE_UPDATE",
    "DELETE_ONLY",
    "REPLACE_ON_FAILURE",
    "CHANGE_SET_REPLACE",
    "CHANGE_SET_EXECUTE",
)


def hops_of(*paths: Path, config: Path | None = None) -> tuple[Hop, ...]:
    model = model_of(paths, Options(config=config))
    return tuple(h for path in model.paths for h in (*path.hops, *path.optional, *path.beyond))


@cache
def hops_of_fixtures(names: str = "xacct-guard.yaml") -> tuple[Hop, ...]:
    found = sorted(FIXTURES.rglob(names))
    return tuple(hop for file in found for hop in hops_of(config=file))


def hops_of_modes(folder: Path) -> tuple[Hop, ...]:
    template = folder / "modes.yaml"
    template.write_text(MODES + "".join(MODE.format(mode=mode) for mode in ACTION_MODES))
    return hops_of(template)


def strange(hops: Iterable[Hop], name: Callable[[str], object | None]) -> set[str]:
    asked = {hop.step.action for hop in hops if not has_symbol(hop.step.action)}
    return {each for each in asked if name(each) is None}


def test_every_action_that_a_fixture_is_traced_to_exists():
    assert len({hop.step.action for hop in hops_of_fixtures()}) > 30
    assert strange(hops_of_fixtures(), action) == set()


def test_every_action_of_every_mode_of_cloudformation_exists(tmp_path):
    hops = hops_of_modes(tmp_path)
    assert {"cloudformation:DeleteStack", "cloudformation:ExecuteChangeSet"} <= {
        hop.step.action for hop in hops
    }
    assert strange(hops, action) == set()


def test_every_context_key_that_a_fixture_sends_exists_in_lower_case(tmp_path):
    hops = (*hops_of_fixtures(), *hops_of_modes(tmp_path))
    sent = {key for hop in hops for key in (*hop.step.context, *hop.step.absent)}
    assert {key for key in sent if condition_key_type(key) is None} == set()
    assert {key for key in sent if key != key.lower()} == set()


def test_every_action_that_a_fixture_is_traced_to_takes_the_kind_of_resource_it_is_asked_on():
    """`*` where the reference asks for no resource, else an ARN of one of the kinds it names.

    A key that AWS made, or one whose alias alone is known, is written as its alias. What was published
    may name what cannot be: only what is right is held to this.
    """
    wrong = {
        (hop.step.action, hop.step.resource)
        for hop in hops_of_fixtures("corrected/xacct-guard.yaml")
        if not has_symbol(hop.step.action) and not fits(hop.step.action, hop.step.resource)
    }
    assert {(action, arn) for action, arn in wrong if ":alias/" not in arn} == set()


# What a guide asks for and the reference leaves out: a model of another account's package takes a right on
# the package (sagemaker/latest/dg/model-registry-deploy-xaccount.html).
BESIDE = {"sagemaker:CreateModel": ("model-package",)}
# What SageMaker checks of a role when something with a VpcConfig is created fails where the policy names
# resources, so it is asked for without one (sagemaker/latest/dg/sagemaker-roles.html).
WITHOUT_RESOURCE = {
    f"ec2:{verb}NetworkInterface{what}"
    for verb in ("Create", "Delete")
    for what in ("", "Permission")
} | {"ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"}


def fits(name: str, resource: str) -> bool:
    known = action(name)
    kinds = service(name.partition(":")[0]).resource_types
    if known is None or is_aws_managed(resource):
        return True
    if resource == "*":
        needed = any(each.required for each in known.resource_types)
        return name in WITHOUT_RESOURCE or not needed
    names = (*(each.name for each in known.resource_types), *BESIDE.get(name, ()))
    patterns = (arn for each in names for arn in kinds[each].arns)
    globs = (re.sub(r"\\\$\\\{\w+\\\}|\\\*", ".*", re.escape(arn)) for arn in patterns)
    return any(re.fullmatch(glob, resource) for glob in globs)
