"""Amazon SageMaker: the model registry, pipelines, models and what they are deployed as."""

from __future__ import annotations

from ..shape import at, mapping, shape
from ..span import Node
from . import Ask, Kind

_GONE = ("ValidationException",)  # `Could not find`, of a name that was listed
_VARIABLES = frozenset({"Environment"})


def _body(record: Node) -> Node | None:
    said = at(record, "describe_pipeline.PipelineDefinition")
    return mapping(said, {"PipelineDefinitionBody": said}) if said else None


def _list(operation: str, permission: str) -> Ask:
    return Ask("sagemaker", operation, (f"sagemaker:{permission}",))


def _look(operation: str, permission: str, argument: str, keep: str = "@") -> Ask:
    return Ask(
        "sagemaker", operation, (f"sagemaker:{permission}",), {argument: argument}, keep=keep
    )


LIVE = (
    Kind(
        "sagemaker:model-package-group",
        _list("list_model_package_groups", "ListModelPackageGroups"),
        items="ModelPackageGroupSummaryList",
        named="ModelPackageGroupName",
        looks=(
            Ask(
                "sagemaker",
                "get_model_package_group_policy",
                ("sagemaker:GetModelPackageGroupPolicy",),
                {"ModelPackageGroupName": "ModelPackageGroupName"},
                # `Cannot find resource policy` is all that it says where there is none.
                absent=("ValidationException",),
            ),
        ),
        cfn="AWS::SageMaker::ModelPackageGroup",
        properties=shape(ModelPackageGroupName="list_model_package_groups.ModelPackageGroupName"),
        policy="get_model_package_group_policy.ResourcePolicy",
    ),
    Kind(
        "sagemaker:model-package",
        Ask(
            "sagemaker",
            "list_model_packages",
            ("sagemaker:ListModelPackages",),
            fixed={"ModelPackageType": "Both"},
        ),
        items="ModelPackageSummaryList",
        named="ModelPackageArn",
        looks=(
            Ask(
                "sagemaker",
                "describe_model_package",
                ("sagemaker:DescribeModelPackage",),
                {"ModelPackageName": "ModelPackageArn"},
                keep="{InferenceSpecification: InferenceSpecification, SecurityConfig: SecurityConfig,"
                " ModelApprovalStatus: ModelApprovalStatus, SourceUri: SourceUri}",
            ),
        ),
        gone=_GONE,
        veil=_VARIABLES,
        cfn="AWS::SageMaker::ModelPackage",
        properties=shape(
            ModelPackageGroupName="list_model_packages.ModelPackageGroupName",
            InferenceSpecification="describe_model_package.InferenceSpecification",
            SecurityConfig="describe_model_package.SecurityConfig",
            ModelApprovalStatus="describe_model_package.ModelApprovalStatus",
        ),
        arn="list_model_packages.ModelPackageArn",
    ),
    Kind(
        "sagemaker:pipeline",
        _list("list_pipelines", "ListPipelines"),
        items="PipelineSummaries",
        named="PipelineName",
        looks=(_look("describe_pipeline", "DescribePipeline", "PipelineName"),),
        gone=("ResourceNotFound",),
        veil=_VARIABLES,
        cfn="AWS::SageMaker::Pipeline",
        properties=shape(
            PipelineName="list_pipelines.PipelineName",
            RoleArn="describe_pipeline.RoleArn",
            PipelineDefinition=_body,
        ),
    ),
    Kind(
        "sagemaker:model",
        _list("list_models", "ListModels"),
        items="Models",
        named="ModelName",
        looks=(_look("describe_model", "DescribeModel", "ModelName"),),
        gone=_GONE,
        veil=_VARIABLES,
        cfn="AWS::SageMaker::Model",
        properties=shape(
            ModelName="list_models.ModelName",
            ExecutionRoleArn="describe_model.ExecutionRoleArn",
            PrimaryContainer="describe_model.PrimaryContainer",
            Containers="describe_model.Containers",
            VpcConfig="describe_model.VpcConfig",
            EnableNetworkIsolation="describe_model.EnableNetworkIsolation",
        ),
    ),
    Kind(
        "sagemaker:endpoint-config",
        _list("list_endpoint_configs", "ListEndpointConfigs"),
        items="EndpointConfigs",
        named="EndpointConfigName",
        looks=(_look("describe_endpoint_config", "DescribeEndpointConfig", "EndpointConfigName"),),
        gone=_GONE,
        cfn="AWS::SageMaker::EndpointConfig",
        properties=shape(
            EndpointConfigName="list_endpoint_configs.EndpointConfigName",
            ProductionVariants="describe_endpoint_config.ProductionVariants",
            ShadowProductionVariants="describe_endpoint_config.ShadowProductionVariants",
            KmsKeyId="describe_endpoint_config.KmsKeyId",
            DataCaptureConfig="describe_endpoint_config.DataCaptureConfig",
            AsyncInferenceConfig="describe_endpoint_config.AsyncInferenceConfig",
            ExecutionRoleArn="describe_endpoint_config.ExecutionRoleArn",
            VpcConfig="describe_endpoint_config.VpcConfig",
        ),
    ),
    Kind(
        "sagemaker:endpoint",
        _list("list_endpoints", "ListEndpoints"),
        items="Endpoints",
        named="EndpointName",
        looks=(
            _look(
                "describe_endpoint",
                "DescribeEndpoint",
                "EndpointName",
                "{EndpointConfigName: EndpointConfigName, EndpointStatus: EndpointStatus}",
            ),
        ),
        gone=_GONE,
        cfn="AWS::SageMaker::Endpoint",
        properties=shape(
            EndpointName="list_endpoints.EndpointName",
            EndpointConfigName="describe_endpoint.EndpointConfigName",
        ),
    ),
)
