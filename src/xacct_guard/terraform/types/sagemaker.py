"""Models, endpoints, pipelines, domains."""

from __future__ import annotations

from collections.abc import Mapping

from ...services import PolicyType
from .. import shapes
from .row import TerraformType

_CONTAINERS = {
    "container": "Containers",
    "model_data_url": "ModelDataUrl",
    "container_hostname": "ContainerHostname",
}

TYPES: Mapping[str, TerraformType] = {
    "aws_sagemaker_model": TerraformType(
        "AWS::SageMaker::Model",
        names=_CONTAINERS | {"name": "ModelName"},
        single=("primary_container", "vpc_config", "image_config"),
    ),
    "aws_sagemaker_endpoint_configuration": TerraformType(
        "AWS::SageMaker::EndpointConfig",
        names={"name": "EndpointConfigName", "kms_key_arn": "KmsKeyId"},
        single=("data_capture_config",),
    ),
    "aws_sagemaker_endpoint": TerraformType(
        "AWS::SageMaker::Endpoint", names={"name": "EndpointName"}
    ),
    "aws_sagemaker_pipeline": TerraformType(
        "AWS::SageMaker::Pipeline", adapt=shapes.sagemaker_pipeline, named_by="pipeline_name"
    ),
    "aws_sagemaker_model_package_group": TerraformType(
        "AWS::SageMaker::ModelPackageGroup", named_by="model_package_group_name"
    ),
    "aws_sagemaker_model_package_group_policy": TerraformType(
        policy=PolicyType(
            "",
            of="sagemaker:model-package-group",
            target="ModelPackageGroupName",
            document="ResourcePolicy",
        )
    ),
    "aws_sagemaker_notebook_instance": TerraformType(
        "AWS::SageMaker::NotebookInstance", names={"name": "NotebookInstanceName"}
    ),
    "aws_sagemaker_domain": TerraformType(
        "AWS::SageMaker::Domain",
        single=("default_user_settings", "default_space_settings", "domain_settings"),
        named_by=None,
    ),
    "aws_sagemaker_user_profile": TerraformType(
        "AWS::SageMaker::UserProfile",
        single=("user_settings",),
        named_by="user_profile_name",
        id="{arn}",
    ),
    "aws_sagemaker_feature_group": TerraformType(
        "AWS::SageMaker::FeatureGroup",
        single=("offline_store_config", "online_store_config", "s3_storage_config"),
        named_by="feature_group_name",
    ),
    "aws_sagemaker_code_repository": TerraformType(
        "AWS::SageMaker::CodeRepository", named_by="code_repository_name", single=("git_config",)
    ),
    "aws_sagemaker_project": TerraformType(
        "AWS::SageMaker::Project", named_by="project_name", id="{name}"
    ),
}
