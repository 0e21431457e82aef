"""The shape of xacct-guard.yaml, as pydantic models. Imported only where a configuration is read."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

AccountId = Annotated[str, StringConstraints(pattern=r"^\d{12}$")]
UnitId = Annotated[
    str, StringConstraints(pattern=r"^(ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32})$")
]


class Shape(BaseModel):
    """Unknown keys are errors: a misspelt key must not be silently without effect."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


class Controls(Shape):
    """Service and resource control policies, one list of files a level, root first.

    Those of an account come after those of the organization, which hold for every account.
    """

    scps: list[list[str]] | None = None
    rcps: list[list[str]] | None = None


class OrganizationShape(Shape):
    """The organization the accounts belong to."""

    id: str | None = None
    management_account: AccountId | None = None
    controls: Controls | None = None


class AccountShape(Shape):
    """An account by the name the team uses; `units` are the organizational units above it."""

    id: AccountId
    regions: list[str] | None = None
    units: list[UnitId] | None = None
    controls: Controls | None = None


class StackShape(Shape):
    """A CloudFormation template and where it is deployed."""

    name: str
    template: str
    account: str
    region: str | None = None
    parameters: dict[str, Any] | None = None
    placeholders: dict[str, str] | None = None


class TerraformShape(Shape):
    """A Terraform plan, or a directory of static HCL."""

    plan: str | None = None
    directory: str | None = None
    account: str
    region: str | None = None
    provider: str | None = None
    variables: dict[str, Any] | None = None
    placeholders: dict[str, str] | None = None


class PolicyShape(Shape):
    """A loose policy document and what it is attached to."""

    document: str
    attached_to: str
    account: str
    kind: str | None = None
    placeholders: dict[str, str] | None = None


class PipelineShape(Shape):
    """A pipeline definition, or the name of a pipeline that a template makes; artifacts are folders here."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": ["definition"]}, {"required": ["name"]}],
            "dependentRequired": {"definition": ["account"]},
        }
    )
    definition: str | None = None
    name: str | None = None
    account: str | None = None
    region: str | None = None
    artifacts: dict[str, str] | None = None
    placeholders: dict[str, str] | None = None

    @model_validator(mode="before")
    @classmethod
    def _is_whole(cls, given: Any) -> Any:  # noqa: ANN401 - pydantic's own signature
        if isinstance(given, dict) and "definition" not in given and "name" not in given:
            raise ValueError("a pipeline with a `definition`, or the `name` of one in a template")
        if isinstance(given, dict) and "definition" in given and "account" not in given:
            raise ValueError("a pipeline whose definition is in an `account`")
        return given


class StateMachineShape(Shape):
    """A state machine whose definition is a file of its own."""

    definition: str
    name: str
    account: str
    region: str | None = None
    role: str | None = None
    substitutions: dict[str, Any] | None = None
    placeholders: dict[str, str] | None = None


class SageMakerPipelineShape(Shape):
    """A SageMaker pipeline definition."""

    definition: str
    role: str
    account: str
    region: str | None = None
    name: str | None = None
    placeholders: dict[str, str] | None = None


class StepShape(Shape):
    """One call (an IAM action, or `assume-role`), or the `start` of something, by its ARN or name.

    What is said of a session goes with `assume-role`: an `external_id` (`""`: none is sent), `tags` and which
    of them are `transitive`, a `source_identity`, a `session_name`, its `duration` in seconds.
    """

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["call"]}, {"required": ["start"]}]}
    )
    call: str | None = None
    start: str | None = None
    role: str | None = None
    resource: str | None = None
    context: dict[str, Any] | None = None
    parameters: dict[str, Any] | None = None
    region: str | None = None
    key: str | None = None
    external_id: str | None = None
    session_name: str | None = None
    source_identity: str | None = None
    tags: dict[str, str] | None = None
    transitive: list[str] | None = None
    duration: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _does_one_thing(cls, given: Any) -> Any:  # noqa: ANN401 - pydantic's own signature
        if isinstance(given, dict) and ("call" in given) is ("start" in given):
            raise ValueError("a step with a `call`, or with a `start`")
        return given


class StandShape(Shape):
    """Where calls are made from: a VPC, or subnets of it with the security groups there."""

    vpc: str | None = None
    subnets: list[str] | None = None
    security_groups: list[str] | None = None


class FlowShape(Shape):
    """What no definition file tells: a person, Jenkins, a notebook, a schedule.

    `network` is where its calls are made from: `public`, the id of a VPC, or subnets and security groups.
    """

    name: str
    account: str
    principal: str
    region: str | None = None
    network: str | StandShape | None = None
    steps: list[StepShape]


class CallsShape(Shape):
    """What code does that is not read."""

    by: str
    steps: list[StepShape]


class EndpointShape(Shape):
    """A VPC endpoint that no template declares."""

    id: str
    service: str
    type: Literal["Gateway", "Interface"] | None = None
    policy: str | None = None
    private_dns: bool | None = None


class NetworkShape(Shape):
    """A VPC where templates do not declare it: its subnets, and whether NAT leads out of them.

    What is `private` may not need the public network: one that a template declares may be marked so, too.
    """

    account: str
    vpc: str
    region: str | None = None
    subnets: list[str] | None = None
    nat: bool | None = None
    private: bool | None = None
    endpoints: list[EndpointShape] | None = None


class IgnoreShape(Shape):
    """A finding that is accepted, with the reason."""

    rule: str
    reason: str
    at: str | None = None
    until: date | None = None
    owner: str | None = None


Level = Literal["critical", "high", "medium", "low", "info", "off"]


class PathRulesShape(Shape):
    """What holds for findings in files of some paths: rules that are not heard there, or less severe."""

    at: str
    ignore: list[str] | None = None
    severity: dict[str, Level] | None = None


class RulesShape(Shape):
    """Which rules run, how severe they are, what is ignored, and the file of what is accepted already."""

    packs: list[str] | None = None
    select: list[str] | None = None
    severity: dict[str, Level] | None = None
    paths: list[PathRulesShape] | None = None
    ignore: list[IgnoreShape] | None = None
    baseline: str | None = None


class CaseShape(Shape):
    """A request that must be allowed, or must not: `principal` may hold `*`, for each role of the estate."""

    name: str
    principal: str
    action: str
    resource: str
    context: dict[str, str | list[str]] | None = None
    severity: Literal["critical", "high", "medium", "low", "info"] | None = None


class PackShape(Shape):
    """A policy pack, a TOML file."""

    name: str
    about: str
    tiers: list[Literal["baseline", "strict", "audit"]] | None = None
    select: list[str] | None = None
    ignore: list[str] | None = None
    severity: dict[str, Level] | None = None
    must: list[CaseShape] | None = None
    must_not: list[CaseShape] | None = None


class Configuration(Shape):
    """Everything xacct-guard.yaml may hold. `extends` names a file that holds the rest."""

    extends: str | None = None
    organization: OrganizationShape | None = None
    accounts: dict[str, AccountShape] = Field(default_factory=dict)
    stacks: list[StackShape] | None = None
    terraform: list[TerraformShape] | None = None
    policies: list[PolicyShape] | None = None
    placeholders: dict[str, str] | None = None
    pipelines: list[PipelineShape] | None = None
    objects: dict[str, str] | None = None
    state_machines: list[StateMachineShape] | None = None
    sagemaker_pipelines: list[SageMakerPipelineShape] | None = None
    flows: list[FlowShape] | None = None
    calls: list[CallsShape] | None = None
    network: list[NetworkShape] | None = None
    snapshots: list[str] | None = None
    rules: RulesShape | None = None
    must: list[CaseShape] | None = None
    must_not: list[CaseShape] | None = None
