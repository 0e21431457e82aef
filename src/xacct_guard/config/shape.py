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

    model_config = ConfigDict(
        extra="forbid", coerce_numbers_to_str=True, use_attribute_docstrings=True
    )

    @classmethod
    def has_known_keys(cls, given: Any) -> bool:  # noqa: ANN401 - pydantic hands on what was given
        """Is it a mapping with no other keys than these? Of others, these are what is told."""
        return isinstance(given, dict) and given.keys() <= cls.model_fields.keys()


class Controls(Shape):
    """Service and resource control policies, one list of files a level, root first.

    Those of an account come after those of the organization, which hold for every account.
    """

    scps: list[list[str]] | None = None
    """Service control policies: a list of files for each level, the root's first."""
    rcps: list[list[str]] | None = None
    """Resource control policies, likewise."""


class OrganizationShape(Shape):
    """The organization the accounts belong to."""

    id: str | None = None
    """Its id, `o-…`: what conditions on `aws:PrincipalOrgID` ask for."""
    management_account: AccountId | None = None
    """The account that control policies do not bind."""
    controls: Controls | None = None
    """Control policies that hold for every account."""


class AccountShape(Shape):
    """An account by the name the team uses; `units` are the organizational units above it."""

    id: AccountId
    """Twelve digits; in quotes, or YAML takes away a leading zero."""
    regions: list[str] | None = None
    """The Regions it works in; the first one is where an entry without a `region` is deployed."""
    units: list[UnitId] | None = None
    """The organizational units above it, which stack sets and conditions name."""
    controls: Controls | None = None
    """Control policies of this account, after those of the organization."""


class StackShape(Shape):
    """A CloudFormation template and where it is deployed."""

    name: str
    """The name of the stack, by which others refer to it; names that AWS draws begin with it."""
    template: str
    """The file."""
    account: str
    """The name of an account above."""
    region: str | None = None
    """By default the first of the account."""
    parameters: dict[str, Any] | None = None
    """Values of the template's parameters; one that is not here has its default, or is unknown."""
    placeholders: dict[str, str] | None = None
    """Texts that are replaced in this file alone."""


class TerraformShape(Shape):
    """A Terraform plan, or a directory of static HCL."""

    plan: str | None = None
    """What `terraform show -json` prints of a plan."""
    directory: str | None = None
    """A folder of static HCL, in place of a plan."""
    account: str
    """The name of an account above."""
    region: str | None = None
    """By default the first of the account."""
    provider: str | None = None
    """The provider of the plan or folder (`aws.live`) that works in this account, where there are several."""
    variables: dict[str, Any] | None = None
    """Values of input variables."""
    placeholders: dict[str, str] | None = None
    """Texts that are replaced in these files alone."""


class PolicyShape(Shape):
    """A loose policy document and what it is attached to."""

    document: str
    """The file, JSON or YAML."""
    attached_to: str
    """The ARN, or `stack/LogicalId`, of what has the policy."""
    account: str
    """The name of an account above."""
    kind: str | None = None
    """What policy it is, where that does not follow: `boundary`, `session`, `trust`, `scp` …"""
    placeholders: dict[str, str] | None = None
    """Texts that are replaced in this file alone."""


class PipelineShape(Shape):
    """A pipeline definition, or the name of a pipeline that a template makes; artifacts are folders here."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": ["definition"]}, {"required": ["name"]}],
            "dependentRequired": {"definition": ["account"]},
        }
    )
    definition: str | None = None
    """The file, as `aws codepipeline get-pipeline` prints it."""
    name: str | None = None
    """In place of a definition: the name of a pipeline that a template makes."""
    account: str | None = None
    """The name of an account above."""
    region: str | None = None
    """By default the first of the account."""
    artifacts: dict[str, str] | None = None
    """For each artifact the folder that it is made of; by default the definition's own."""
    placeholders: dict[str, str] | None = None
    """Texts that are replaced in this file alone."""

    @model_validator(mode="before")
    @classmethod
    def _is_whole(cls, given: Any) -> Any:  # noqa: ANN401 - pydantic's own signature
        if not cls.has_known_keys(given):
            return given
        if "definition" not in given and "name" not in given:
            raise ValueError("a pipeline with a `definition`, or the `name` of one in a template")
        if "definition" in given and "account" not in given:
            raise ValueError("a pipeline whose definition is in an `account`")
        return given


class StateMachineShape(Shape):
    """A state machine whose definition is a file of its own."""

    definition: str
    """The file, in Amazon States Language."""
    name: str
    """The name of the state machine."""
    account: str
    """The name of an account above."""
    region: str | None = None
    """By default the first of the account."""
    role: str | None = None
    """The ARN of the role that it works as."""
    substitutions: dict[str, Any] | None = None
    """Values of `${…}` in the definition."""
    placeholders: dict[str, str] | None = None
    """Texts that are replaced in this file alone."""


class SageMakerPipelineShape(Shape):
    """A SageMaker pipeline definition."""

    definition: str
    """The file, as the SDK or `aws sagemaker describe-pipeline` gives it."""
    role: str
    """The ARN of the role that it works as."""
    account: str
    """The name of an account above."""
    region: str | None = None
    """By default the first of the account."""
    name: str | None = None
    """The name of the pipeline."""
    placeholders: dict[str, str] | None = None
    """Texts that are replaced in this file alone."""


class StepShape(Shape):
    """One call (an IAM action, or `assume-role`), or the `start` of something, by its ARN or name.

    What is said of a session goes with `assume-role`: an `external_id` (`""`: none is sent), `tags` and which
    of them are `transitive`, a `source_identity`, a `session_name`, its `duration` in seconds.
    """

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["call"]}, {"required": ["start"]}]}
    )
    call: str | None = None
    """An IAM action such as `sagemaker:CreateModel`, `assume-role`, or `terraform`."""
    start: str | None = None
    """In place of a call: the ARN or name of what is started."""
    role: str | None = None
    """With `assume-role`: the role that the steps after it are made as."""
    resource: str | None = None
    """The ARN that the request is about; `*` in it stands for some name."""
    context: dict[str, Any] | None = None
    """Context keys of the request."""
    parameters: dict[str, Any] | None = None
    """In place of a resource: the parameters of the call, from which follows what it is about."""
    region: str | None = None
    """The Region of the call, where it is another one."""
    key: str | None = None
    """The KMS key that an object is written under."""
    external_id: str | None = None
    """With `assume-role`: the external id; an empty text says that none is sent."""
    session_name: str | None = None
    """With `assume-role`: the name of the session."""
    source_identity: str | None = None
    """With `assume-role`: the source identity."""
    tags: dict[str, str] | None = None
    """With `assume-role`: tags of the session."""
    transitive: list[str] | None = None
    """With `assume-role`: those of the tags that are."""
    duration: int | None = None
    """With `assume-role`: seconds."""

    @model_validator(mode="before")
    @classmethod
    def _does_one_thing(cls, given: Any) -> Any:  # noqa: ANN401 - pydantic's own signature
        if cls.has_known_keys(given) and ("call" in given) is ("start" in given):
            raise ValueError("a step with a `call`, or with a `start`")
        return given


class StandShape(Shape):
    """Where calls are made from: a VPC, or subnets of it with the security groups there."""

    vpc: str | None = None
    """The id of the VPC, or what names it in the estate."""
    subnets: list[str] | None = None
    """Subnets of it."""
    security_groups: list[str] | None = None
    """Security groups there."""


class FlowShape(Shape):
    """What no definition file tells: a person, Jenkins, a notebook, a schedule.

    `network` is where its calls are made from: `public`, the id of a VPC, or subnets and security groups.
    """

    name: str
    """By which reports tell of it."""
    account: str
    """The account that it belongs to."""
    principal: str
    """The ARN of who makes the first step."""
    region: str | None = None
    """By default the first of the account."""
    network: str | StandShape | None = None
    """Where its calls are made from: `public`, a VPC, subnets with security groups. Not said: unknown."""
    steps: list[StepShape]
    """What is done, in order."""


class CallsShape(Shape):
    """What code does that is not read."""

    by: str
    """What has the code: a function, a build project, a container's job."""
    steps: list[StepShape]
    """What the code calls, in order, as the role that it works as."""


class EndpointShape(Shape):
    """A VPC endpoint that no template declares."""

    id: str
    """`vpce-…`"""
    service: str
    """The service behind it: `s3`, or in full, `com.amazonaws.eu-west-1.s3`."""
    type: Literal["Gateway", "Interface"] | None = None
    """A gateway, or an interface."""
    policy: str | None = None
    """The file of its policy; without one it lets everything through."""
    private_dns: bool | None = None
    """Whether the names of the service lead to it; they do unless this says otherwise."""


class NetworkShape(Shape):
    """A VPC where templates do not declare it: its subnets, and whether NAT leads out of them.

    What is `private` may not need the public network: one that a template declares may be marked so, too.
    """

    account: str
    """The name of an account above."""
    vpc: str
    """Its id."""
    region: str | None = None
    """By default the first of the account."""
    subnets: list[str] | None = None
    """Subnets of it that something is said to stand in."""
    nat: bool | None = None
    """Whether NAT leads out of it."""
    private: bool | None = None
    """Whether it must do without the public network."""
    endpoints: list[EndpointShape] | None = None
    """Its endpoints."""


class IgnoreShape(Shape):
    """A finding that is accepted, with the reason."""

    rule: str
    """The id of the rule."""
    reason: str
    """Why; without a reason it is a finding itself."""
    at: str | None = None
    """`stack/LogicalId`, an ARN, a file or `file#route`; `*` stands for any text. Without it: everywhere."""
    until: date | None = None
    """The last day on which it counts."""
    owner: str | None = None
    """Who answers for it."""


Level = Literal["critical", "high", "medium", "low", "info", "off"]


class PathRulesShape(Shape):
    """What holds for findings in files of some paths: rules that are not heard there, or less severe."""

    at: str
    """A file; `*` stands for any text."""
    ignore: list[str] | None = None
    """Rules that are not heard there."""
    severity: dict[str, Level] | None = None
    """Severities of rules there."""


class RulesShape(Shape):
    """Which rules run, how severe they are, what is ignored, and the file of what is accepted already."""

    packs: list[str] | None = None
    """Policy packs by name, pinned (`baseline@0.1`), or files."""
    select: list[str] | None = None
    """These rules alone."""
    severity: dict[str, Level] | None = None
    """Severities by rule; `off` switches one off."""
    paths: list[PathRulesShape] | None = None
    """What holds in some files only."""
    ignore: list[IgnoreShape] | None = None
    """Findings that are accepted."""
    baseline: str | None = None
    """The file of what was there when the team began; by default xacct-guard.baseline.json."""


class CaseShape(Shape):
    """A request that must be allowed, or must not: `principal` may hold `*`, for each role of the estate."""

    name: str
    """By which the finding tells of it."""
    principal: str
    """An ARN, a service, or `stack/LogicalId`; with `*` each role of the estate that it matches."""
    action: str
    """An IAM action; of a `must_not` with wildcards, too."""
    resource: str
    """An ARN or `stack/LogicalId`; of a `must_not` with wildcards, too."""
    context: dict[str, str | list[str]] | None = None
    """Context keys of the request; every other one is open."""
    severity: Literal["critical", "high", "medium", "low", "info"] | None = None
    """How severe it is if it is not met."""


class PackShape(Shape):
    """A policy pack, a TOML file."""

    name: str
    """The name of the pack."""
    about: str
    """What it is for, in a sentence."""
    tiers: list[Literal["baseline", "strict", "audit"]] | None = None
    """The rules of these packs that come along."""
    select: list[str] | None = None
    """Rules beside those."""
    ignore: list[str] | None = None
    """Rules of those that are left out."""
    severity: dict[str, Level] | None = None
    """Severities by rule."""
    must: list[CaseShape] | None = None
    """Requests that must be allowed."""
    must_not: list[CaseShape] | None = None
    """Requests that nobody may be allowed."""


class Configuration(Shape):
    """Everything xacct-guard.yaml may hold. `extends` names a file that holds the rest."""

    extends: str | None = None
    """A file that holds the rest: mappings and lists of named entries are merged, all else is replaced."""
    organization: OrganizationShape | None = None
    """The organization, and its control policies."""
    accounts: dict[str, AccountShape] = Field(default_factory=dict)
    """Accounts, by the names that the rest of the file uses."""
    stacks: list[StackShape] | None = None
    """CloudFormation templates, and where each is deployed."""
    terraform: list[TerraformShape] | None = None
    """Terraform plans and folders."""
    policies: list[PolicyShape] | None = None
    """Loose policy documents, and what they are attached to."""
    placeholders: dict[str, str] | None = None
    """Texts that are replaced in every file that is read, such as `<TEST_ACCOUNT>`."""
    pipelines: list[PipelineShape] | None = None
    """Pipelines of CodePipeline whose definition is a file, or what is said of one that a template makes."""
    objects: dict[str, str] | None = None
    """Objects of S3 that are files here, by `s3://bucket/key`."""
    state_machines: list[StateMachineShape] | None = None
    """State machines whose definition is a file of its own."""
    sagemaker_pipelines: list[SageMakerPipelineShape] | None = None
    """Definitions of SageMaker pipelines."""
    flows: list[FlowShape] | None = None
    """What no definition tells: a person, Jenkins, a notebook."""
    calls: list[CallsShape] | None = None
    """What code does, which is not read."""
    network: list[NetworkShape] | None = None
    """VPCs that no template declares."""
    snapshots: list[str] | None = None
    """Snapshots of live accounts, for the rest."""
    rules: RulesShape | None = None
    """Which rules run, and what is accepted."""
    must: list[CaseShape] | None = None
    """Requests that must be allowed."""
    must_not: list[CaseShape] | None = None
    """Requests that nobody may be allowed."""
