"""Arguments that name another resource, and what of it they name.

A plan tells which references an unknown expression makes, not how: these are arguments whose value is
nothing but the reference.
"""

from __future__ import annotations

NAMING = {
    **dict.fromkeys(("role", "user", "group", "roles", "users", "groups"), "name"),
    **dict.fromkeys(("bucket", "location", "repository", "rule", "event_bus_name"), "id"),
    **dict.fromkeys(("function_name", "state_machine_name", "model_name", "policy_name"), "name"),
    **dict.fromkeys(("endpoint_config_name", "model_package_group_name", "queue_url"), "id"),
    **dict.fromkeys(("policy_arn", "role_arn", "execution_role_arn", "service_role"), "arn"),
    **dict.fromkeys(("permissions_boundary", "managed_policy_arns", "arn", "topic_arn"), "arn"),
    **dict.fromkeys(("kms_key_id", "kms_key_arn", "kms_master_key_id", "key_id"), "arn"),
    **dict.fromkeys(("target_key_id", "encryption_key", "kms_key", "primary_key_arn"), "arn"),
    **dict.fromkeys(("secret_arn", "resource_arn", "source_arn", "id"), "arn"),
    **dict.fromkeys(("role_name", "user_name", "group_name", "execution_role_name"), "name"),
    **dict.fromkeys(("policy_arns", "grantee_principal", "resource_share_arn", "key_arn"), "arn"),
    **dict.fromkeys(("execution_role", "administration_role_arn", "iam_role_arn"), "arn"),
    **dict.fromkeys(("policy_id", "target_id", "parent_id", "domain_id", "stack_set_name"), "id"),
    **dict.fromkeys(("vpc_id", "subnet_id", "route_table_id", "security_group_id"), "id"),
    **dict.fromkeys(("vpc_endpoint_id", "gateway_id", "nat_gateway_id"), "id"),
    **dict.fromkeys(("internet_gateway_id", "referenced_security_group_id"), "id"),
    **dict.fromkeys(("source_security_group_id", "prefix_list_id"), "id"),
    **dict.fromkeys(("subnet_ids", "route_table_ids", "security_group_ids"), "id"),
}
"""Arguments that name another resource, and the attribute of it that they mean."""
_CONFIGURED = frozenset(
    # members of a pipeline action's configuration that name something
    {"BucketName", "ConnectionArn", "FunctionName", "ProjectName", "RepositoryName", "RoleArn"}
    | {"StateMachineArn"}
)
_JSON = frozenset({"policy", "assume_role_policy", "source_json", "override_json"})
_DOCUMENTS = ("json", "minified_json")
_LISTS = frozenset({"identifiers", "resources", "not_resources", "values"})
MANY = _LISTS | {"groups", "managed_policy_arns", "policy_arns", "roles", "users"}
"""Lists: where the whole list is unknown, there may be more in it than its reference."""
_WHOLE = ("aws_kms_key", "aws_iam_role", "aws_iam_user", "aws_iam_policy", "aws_ecr_repository")
"""Resources below whose ARN there is nothing: who refers to the ARN means the ARN."""


def is_whole(argument: str, type: str, attribute: str) -> bool:
    """Is the value of this argument surely nothing but that attribute of a resource of that type?"""
    if argument in NAMING or argument in _CONFIGURED:
        return True
    if argument in _JSON or argument.endswith("_policy_documents"):
        return type == "aws_iam_policy_document" and attribute in _DOCUMENTS
    return argument in _LISTS and type in _WHOLE and attribute == "arn"
