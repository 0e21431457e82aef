"""Amazon SageMaker."""

from __future__ import annotations

from . import ResourceType, Service


def _job_definition(kind: str) -> ResourceType:
    """A definition of monitoring jobs, which schedules name."""
    type = f"{_KEBAB[kind]}-job-definition"
    members = (
        *(f"{kind}AppSpecification", f"{kind}BaselineConfig", f"{kind}JobInput"),
        *(f"{kind}JobOutputConfig", "JobResources", "NetworkConfig", "RoleArn"),
    )
    return ResourceType(
        f"sagemaker:{type}",
        arn=f"arn:{{partition}}:sagemaker:{{region}}:{{account}}:{type}/{{name}}",
        cfn=f"AWS::SageMaker::{kind}JobDefinition",
        named_by="JobDefinitionName",
        ref="arn",
        attributes={"JobDefinitionArn": "{arn}"},
        takes_policy=False,
        facts={member: member for member in members},
    )


_KEBAB = {
    "DataQuality": "data-quality",
    "ModelQuality": "model-quality",
    "ModelBias": "model-bias",
    "ModelExplainability": "model-explainability",
}
SERVICE = Service(
    "sagemaker",
    # sagemaker/latest/dg/interface-vpc-endpoint.html
    endpoint="sagemaker.api",
    endpoints={
        **dict.fromkeys(
            ("invokeendpoint", "invokeendpointasync", "invokeendpointwithresponsestream"),
            "sagemaker.runtime",
        ),
        **dict.fromkeys(
            ("putrecord", "getrecord", "deleterecord", "batchgetrecord"),
            "sagemaker.featurestore-runtime",
        ),
    },
    resources=(
        ResourceType(
            "sagemaker:model",
            arn="arn:{partition}:sagemaker:{region}:{account}:model/{name}",
            cfn="AWS::SageMaker::Model",
            named_by="ModelName",
            ref="arn",
            attributes={"ModelArn": "{arn}", "ModelName": "{name}"},
            takes_policy=False,
            facts={
                "role": "ExecutionRoleArn",
                "container": "PrimaryContainer",
                "containers": "Containers",
                "vpc": "VpcConfig",
            },
        ),
        ResourceType(
            "sagemaker:endpoint-config",
            arn="arn:{partition}:sagemaker:{region}:{account}:endpoint-config/{name}",
            cfn="AWS::SageMaker::EndpointConfig",
            named_by="EndpointConfigName",
            ref="arn",
            attributes={"EndpointConfigArn": "{arn}", "EndpointConfigName": "{name}"},
            takes_policy=False,
            facts={
                "variants": "ProductionVariants",
                "shadows": "ShadowProductionVariants",
                "key": "KmsKeyId",
                "capture": "DataCaptureConfig",
                "async": "AsyncInferenceConfig",
                "role": "ExecutionRoleArn",
            },
        ),
        ResourceType(
            "sagemaker:endpoint",
            arn="arn:{partition}:sagemaker:{region}:{account}:endpoint/{name}",
            cfn="AWS::SageMaker::Endpoint",
            named_by="EndpointName",
            ref="arn",
            attributes={"EndpointArn": "{arn}", "EndpointName": "{name}"},
            takes_policy=False,
            facts={"config": "EndpointConfigName"},
        ),
        ResourceType(
            "sagemaker:pipeline",
            arn="arn:{partition}:sagemaker:{region}:{account}:pipeline/{name}",
            cfn="AWS::SageMaker::Pipeline",
            named_by="PipelineName",
            reads=("definition_location",),
            facts={
                "role": "RoleArn",
                "definition": "PipelineDefinition",
                "definition_location": "PipelineDefinition.PipelineDefinitionS3Location",
            },
        ),
        ResourceType(
            "sagemaker:model-package-group",
            arn="arn:{partition}:sagemaker:{region}:{account}:model-package-group/{name}",
            cfn="AWS::SageMaker::ModelPackageGroup",
            named_by="ModelPackageGroupName",
            ref="arn",
            attributes={"ModelPackageGroupArn": "{arn}"},
            policy="ModelPackageGroupPolicy",
        ),
        ResourceType(
            "sagemaker:model-package",
            # A version of a group is `group/number`; what lets others in is the group's policy
            # (sagemaker/latest/dg/model-registry-version.html).
            arn="arn:{partition}:sagemaker:{region}:{account}:model-package/{prefix}{name}",
            cfn="AWS::SageMaker::ModelPackage",
            named_by="ModelPackageName",
            within="ModelPackageGroupName",
            unnamed="*",
            ref="arn",
            attributes={"ModelPackageArn": "{arn}"},
            facts={
                "group": "ModelPackageGroupName",
                "inference": "InferenceSpecification",
                "security": "SecurityConfig",
            },
        ),
        ResourceType(
            "sagemaker:monitoring-schedule",
            arn="arn:{partition}:sagemaker:{region}:{account}:monitoring-schedule/{name}",
            cfn="AWS::SageMaker::MonitoringSchedule",
            named_by="MonitoringScheduleName",
            ref="arn",
            attributes={"MonitoringScheduleArn": "{arn}"},
            takes_policy=False,
            facts={"config": "MonitoringScheduleConfig"},
        ),
        *map(_job_definition, ("DataQuality", "ModelQuality", "ModelBias", "ModelExplainability")),
        ResourceType(
            "sagemaker:project",
            arn="arn:{partition}:sagemaker:{region}:{account}:project/{name}",
            cfn="AWS::SageMaker::Project",
            named_by="ProjectName",
            ref="arn",
            attributes={"ProjectArn": "{arn}"},
            takes_policy=False,
        ),
        ResourceType(
            "sagemaker:notebook-instance",
            arn="arn:{partition}:sagemaker:{region}:{account}:notebook-instance/{name}",
            cfn="AWS::SageMaker::NotebookInstance",
            named_by="NotebookInstanceName",
            ref="arn",
            attributes={"NotebookInstanceArn": "{arn}", "NotebookInstanceName": "{name}"},
            takes_policy=False,
            facts={"role": "RoleArn", "key": "KmsKeyId", "subnet": "SubnetId"},
        ),
        ResourceType(
            "sagemaker:domain",
            arn="arn:{partition}:sagemaker:{region}:{account}:domain/{name}",
            cfn="AWS::SageMaker::Domain",
            attributes={"DomainArn": "{arn}", "DomainId": "{name}"},
            unnamed="d-*",
            takes_policy=False,
            facts={"user_settings": "DefaultUserSettings", "key": "KmsKeyId", "vpc": "VpcId"},
        ),
        ResourceType(
            "sagemaker:user-profile",
            arn="arn:{partition}:sagemaker:{region}:{account}:user-profile/{within}/{name}",
            cfn="AWS::SageMaker::UserProfile",
            named_by="UserProfileName",
            within="DomainId",
            attributes={"UserProfileArn": "{arn}"},
            takes_policy=False,
            facts={"user_settings": "UserSettings"},
        ),
        ResourceType(
            "sagemaker:feature-group",
            arn="arn:{partition}:sagemaker:{region}:{account}:feature-group/{name}",
            cfn="AWS::SageMaker::FeatureGroup",
            named_by="FeatureGroupName",
            facts={"role": "RoleArn", "offline_store": "OfflineStoreConfig"},
        ),
        ResourceType(
            "sagemaker:code-repository",
            arn="arn:{partition}:sagemaker:{region}:{account}:code-repository/{name}",
            cfn="AWS::SageMaker::CodeRepository",
            named_by="CodeRepositoryName",
            ref="arn",
            attributes={"CodeRepositoryArn": "{arn}", "CodeRepositoryName": "{name}"},
            takes_policy=False,
        ),
    ),
)
