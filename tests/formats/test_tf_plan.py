"""Plans: what is known, what only the deployment tells, and where each resource is made."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.formats.tf import ACCOUNT, graph, plan, planned, refers, resource, role
from xacct_guard.graph.model import Placement
from xacct_guard.iam.symbol import shown, symbols_in

KEY_ARN = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/${{infra/aws_kms_key.k}}"
TRUST = {
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "x.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]
}
KEY = {
    "type": "aws_kms_key",
    "name": "k",
    "unknown": {"arn": True, "id": True, "key_id": True, "policy": True},
}
ROLE: dict[str, Any] = {
    "type": "aws_iam_role",
    "name": "r",
    "values": {"name": "r", "path": "/", "assume_role_policy": json.dumps(TRUST)},
    "unknown": {"arn": True, "id": True, "unique_id": True},
    "expressions": {"name": {"constant_value": "r"}},
}
OF_KEY = ("aws_kms_key.k.arn", "aws_kms_key.k")


def given(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


def test_a_key_that_is_being_created_has_the_default_policy_of_aws():
    found = resource(plan(planned(KEY)), "kms:key")
    assert shown(found.arn) == KEY_ARN
    assert all(symbol.created for symbol in symbols_in(found.arn))
    assert found.policy is not None
    assert found.policy.name == "default kms policy"


def test_what_exists_has_the_arn_that_the_plan_knows():
    arn = "arn:aws:kms:us-east-1:999999999999:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    found = resource(
        plan(planned({**KEY, "values": {"arn": arn, "key_id": "1234abcd"}, "unknown": {}})),
        "kms:key",
    )
    assert found.arn == arn


def test_places_have_a_route_and_no_line():
    policy = {
        "type": "aws_iam_role_policy",
        "name": "p",
        "values": {"policy": given(ALLOW), "role": "r"},
    }
    (found,) = role(plan(planned(ROLE, policy)), "r").identity
    span = found.statements[0].actions[0].span
    assert (span.line, span.path) == (None, "aws_iam_role_policy.p.policy.Statement[0].Action")
    assert str(span) == "p.json: aws_iam_role_policy.p.policy.Statement[0].Action"


@pytest.mark.parametrize(
    "references",
    [("aws_iam_role.r.id", "aws_iam_role.r"), ("aws_iam_role.r.name", "aws_iam_role.r")],
)
def test_an_unknown_argument_that_names_a_role_is_that_role(references):
    policy = {
        "type": "aws_iam_role_policy",
        "name": "p",
        "values": {"policy": given(ALLOW)},
        "unknown": {"role": True},
        "expressions": {"role": refers(*references)},
    }
    assert len(role(plan(planned(ROLE, policy)), "r").identity) == 1


def test_an_attachment_to_a_policy_that_is_being_created_is_that_policy():
    policy = {
        "type": "aws_iam_policy",
        "name": "p",
        "values": {"name": "p", "policy": given(ALLOW)},
        "unknown": {"arn": True},
        "expressions": {"name": {"constant_value": "p"}},
    }
    attachment = {
        "type": "aws_iam_role_policy_attachment",
        "name": "a",
        "values": {"role": "r"},
        "unknown": {"policy_arn": True},
        "expressions": {"policy_arn": refers("aws_iam_policy.p.arn", "aws_iam_policy.p")},
    }
    found = role(plan(planned(ROLE, policy, attachment)), "r")
    assert (len(found.identity), found.managed) == (1, ())


def test_instances_are_found_by_the_key_of_whoever_asks():
    roles = [
        {**ROLE, "key": f'["{key}"]', "values": {**ROLE["values"], "name": f"r-{key}"}}
        for key in "ab"
    ]
    policies = [
        {
            "type": "aws_iam_role_policy",
            "name": "p",
            "key": f'["{key}"]',
            "values": {"policy": given({**ALLOW, "Action": f"s3:Get{key}"})},
            "unknown": {"role": True},
            "expressions": {"role": refers("aws_iam_role.r", "each.key")},
        }
        for key in "ab"
    ]
    parts = plan(planned(*roles, *policies))
    for key in "ab":
        (policy,) = role(parts, f"r-{key}").identity
        assert policy.statements[0].actions[0].text == f"s3:Get{key}"


def test_what_a_role_was_seen_to_have_yields_to_the_resources_that_give_it():
    seen = {
        **ROLE["values"],
        "inline_policy": [
            {"name": "mine", "policy": given({**ALLOW, "Action": "s3:*"})},
            {"name": "theirs", "policy": given({**ALLOW, "Action": "sqs:*"})},
        ],
        "managed_policy_arns": [
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
            "arn:aws:iam::111111111111:policy/gone",
        ],
    }
    policy = {
        "type": "aws_iam_role_policy",
        "name": "p",
        "values": {"role": "r", "name": "mine", "policy": given(ALLOW)},
    }
    document = planned({**ROLE, "values": seen}, policy)
    document["resource_changes"][1].update(type="aws_iam_role_policy")
    document["resource_changes"][1]["change"]["before"] = {"role": "r", "name": "mine"}
    gone = {"role": "r", "policy_arn": "arn:aws:iam::111111111111:policy/gone"}
    document["resource_changes"].append(
        {
            "address": "x",
            "type": "aws_iam_role_policy_attachment",
            "change": {"actions": ["delete"], "before": gone},
        }
    )
    found = role(plan(document), "r")
    assert {policy.name: policy.statements[0].actions[0].text for policy in found.identity} == {
        "theirs": "sqs:*",
        "aws_iam_role_policy.p": "s3:GetObject",
    }
    assert [arn.text for arn in found.managed] == ["arn:aws:iam::aws:policy/ReadOnlyAccess"]


@pytest.mark.parametrize(("named", "statements"), [("b", None), ("other", 1)])
def test_a_policy_that_was_seen_yields_to_the_resource_that_will_not_be(named, statements):
    seen = {"id": "b", "bucket": "b", "policy": given({**ALLOW, "Principal": "*"})}
    bucket = {
        "type": "aws_s3_bucket",
        "name": "b",
        "values": seen,
        "expressions": {"bucket": {"constant_value": "b"}},
    }
    document = planned(bucket)
    gone = {"actions": ["delete"], "before": {"bucket": named, "policy": "{}"}, "after": None}
    change = {"address": "aws_s3_bucket_policy.p", "type": "aws_s3_bucket_policy", "change": gone}
    document["resource_changes"].append(change)
    policy = resource(plan(document), "s3:bucket").policy
    assert (len(policy.statements) if policy else None) == statements


def test_a_policy_of_which_only_references_are_known_is_unknown_and_not_absent():
    policy = {
        "type": "aws_iam_role_policy",
        "name": "p",
        "values": {"role": "r"},
        "unknown": {"policy": True},
        "expressions": {"policy": refers(*OF_KEY)},
    }
    (found,) = role(plan(planned(ROLE, KEY, policy)), "r").identity
    assert found.statements == ()
    assert found.unresolved == "infra/aws_iam_role_policy.p.policy (aws_kms_key.k.arn)"


def document(resources: Any, unknown: Any, references: Any, **more: Any) -> tuple[Any, Any]:
    statement = {
        "actions": ["kms:Decrypt"],
        "effect": None,
        "sid": None,
        "resources": resources,
        "principals": [],
        "condition": [],
    }
    data = {
        "type": "aws_iam_policy_document",
        "name": "d",
        "mode": "data",
        "values": {"statement": [statement], "version": None},
        "unknown": {
            "json": True,
            "id": True,
            "statement": [
                {"actions": [False], "resources": unknown, "principals": [], "condition": []}
            ],
        },
        "expressions": {
            "statement": [{"actions": {"constant_value": ["kms:Decrypt"]}, "resources": references}]
        },
        **more,
    }
    policy = {
        "type": "aws_iam_role_policy",
        "name": "p",
        "values": {"role": "r"},
        "unknown": {"policy": True},
        "expressions": {
            "policy": refers(
                "data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d"
            )
        },
    }
    return data, policy


def resources_of(*resources: Any, **more: Any) -> list[str]:
    (policy,) = role(plan(planned(ROLE, *resources, **more)), "r").identity
    assert policy.unresolved is None
    return [shown(each.text) for each in policy.statements[0].resources]


def test_a_document_that_is_read_at_the_deployment_is_joined_from_its_blocks():
    found = resources_of(KEY, *document([None], [True], refers(*OF_KEY)))
    assert found == [KEY_ARN]


def test_each_unknown_of_a_list_is_the_reference_in_its_place():
    other = {**KEY, "name": "other"}
    references = refers(*OF_KEY, "aws_kms_key.other.arn", "aws_kms_key.other")
    found = resources_of(
        KEY, other, *document(["arn:aws:s3:::b", None, None], [False, True, True], references)
    )
    assert found == ["arn:aws:s3:::b", KEY_ARN, KEY_ARN.replace("_key.k", "_key.other")]


def test_a_bucket_may_have_something_behind_it_and_stays_unknown():
    bucket = {
        "type": "aws_s3_bucket",
        "name": "b",
        "values": {"bucket": "b"},
        "unknown": {"arn": True},
        "expressions": {"bucket": {"constant_value": "b"}},
    }
    references = refers("aws_s3_bucket.b.arn", "aws_s3_bucket.b")
    (found,) = resources_of(bucket, *document([None], [True], references))
    assert "statement[0].resources[0] (aws_s3_bucket.b.arn)" in found


def test_a_list_with_more_references_than_unknowns_stays_unknown():
    other = {**KEY, "name": "other"}
    references = refers(*OF_KEY, "aws_kms_key.other.arn", "aws_kms_key.other")
    (found,) = resources_of(KEY, other, *document([None], [True], references))
    assert found.startswith("${infra/data.aws_iam_policy_document.d.statement[0].resources[0]")


def test_a_list_that_is_unknown_whole_is_unknown():
    (found,) = resources_of(KEY, *document(None, True, refers(*OF_KEY)))
    assert found.startswith("${infra/data.aws_iam_policy_document.d.statement[0].resources")


def test_an_unknown_of_a_dynamic_block_is_unknown_and_not_absent():
    (found,) = resources_of(KEY, *document([None], [True], None, expressions={}))
    assert found.startswith("${infra/data.aws_iam_policy_document.d.statement[0].resources[0]")


def test_two_names_made_of_one_random_text_are_two_names():
    def bucket(name: str) -> Any:
        return {
            "type": "aws_s3_bucket",
            "name": name,
            "unknown": {"arn": True, "bucket": True, "id": True},
            "expressions": {"bucket": refers("random_id.x.hex", "random_id.x")},
        }

    parts = plan(
        planned(
            bucket("a"), bucket("b"), {"type": "random_id", "name": "x", "unknown": {"hex": True}}
        )
    )
    assert len({each.arn for each in parts.resources}) == 2
    assert all(symbol.created for each in parts.resources for symbol in symbols_in(each.name))


PIPELINE = {
    "type": "aws_codepipeline",
    "name": "p",
    "values": {
        "name": "p",
        "artifact_store": [{"location": "b", "type": "S3", "encryption_key": [{"type": "KMS"}]}],
        "stage": [
            {
                "name": "Deploy",
                "action": [
                    {
                        "name": "a",
                        "category": "Deploy",
                        "owner": "AWS",
                        "provider": "CloudFormation",
                        "version": "1",
                        "configuration": {"StackName": "s"},
                    }
                ],
            }
        ],
    },
    "unknown": {
        "role_arn": True,
        "artifact_store": [{"region": True, "encryption_key": [{"id": True}]}],
        "stage": [{"action": [{"region": True, "configuration": {"RoleArn": True}}]}],
    },
    "expressions": {
        "role_arn": refers("aws_iam_role.r.arn", "aws_iam_role.r"),
        "artifact_store": [
            {"location": {"constant_value": "b"}, "encryption_key": [{"id": refers(*OF_KEY)}]}
        ],
        "stage": [
            {
                "name": {"constant_value": "Deploy"},
                "action": [
                    {"configuration": refers("var.stack", "aws_iam_role.r.arn", "aws_iam_role.r")}
                ],
            }
        ],
    },
}


def test_a_pipeline_knows_its_role_its_key_and_the_role_it_passes():
    (found,) = plan(planned(ROLE, KEY, PIPELINE)).pipelines
    store, action = found.stores["eu-west-1"], found.stages[0].actions[0]
    assert found.role_arn == f"arn:aws:iam::{ACCOUNT}:role/r"
    assert shown(store.key or "") == KEY_ARN
    assert action.region == "eu-west-1"
    assert {name: node.text for name, node in action.configuration.items()} == {
        "StackName": "s",
        "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/r",
    }


PROVIDERS = {
    "provider_config": {
        "aws": {"expressions": {"region": {"references": ["var.region"]}}},
        "aws.b": {
            "expressions": {
                "region": {"constant_value": "us-east-1"},
                "assume_role": [
                    {"role_arn": {"constant_value": "arn:aws:iam::222222222222:role/x"}}
                ],
            }
        },
        "aws.c": {"expressions": {"allowed_account_ids": {"constant_value": ["333333333333"]}}},
        "aws.d": {"expressions": {"assume_role": [{"role_arn": {"references": ["var.account"]}}]}},
        "aws.e": {"expressions": {}},
        "aws.f": {"expressions": {}},
        "aws.g": {"expressions": {"assume_role": [{"role_arn": {"references": ["local.role"]}}]}},
        "aws.h": {"expressions": {"profile": {"constant_value": "other"}}},
        "module.m:aws": {"expressions": {"region": {"references": ["local.region"]}}},
    }
}


@pytest.mark.parametrize(
    ("provider", "place"),
    [
        ("aws", (ACCOUNT, "eu-central-1")),
        ("aws.b", ("222222222222", "us-east-1")),
        ("module.m:aws.b", ("222222222222", "us-east-1")),
        ("aws.c", ("333333333333", "eu-west-1")),
        ("aws.d", ("444444444444", "eu-west-1")),
        ("aws.e", ("555555555555", "ap-south-1")),
        ("aws.f", ("666666666666", "eu-west-1")),
        ("aws.g", ("${account of provider aws.g of infra}", "eu-west-1")),
        ("aws.h", ("${account of provider aws.h of infra}", "eu-west-1")),
        ("module.n:aws.h", ("${account of provider aws.h of infra}", "eu-west-1")),
    ],
)
def test_a_resource_is_where_its_provider_works(provider, place):
    topic = {"type": "aws_sns_topic", "name": "t", "values": {"name": "t"}, "provider": provider}
    asked = {
        "type": "aws_caller_identity",
        "name": "f",
        "mode": "data",
        "values": {"account_id": "666666666666"},
        "provider": "aws.f",
    }
    said = {"aws.e": Placement("555555555555", "ap-south-1", "infra")}
    variables = {"region": {"value": "eu-central-1"}, "account": {"value": "444444444444"}}
    document = planned(topic, asked, configuration=PROVIDERS, variables=variables)
    found = resource(plan(document, said), "sns:topic")
    assert (shown(found.account), found.region) == place


def test_modules_are_read_and_their_references_followed():
    inner = {
        "address": "module.m.aws_iam_role_policy.p",
        "mode": "managed",
        "type": "aws_iam_role_policy",
        "values": {"policy": given(ALLOW)},
    }
    document = dict(planned(ROLE))
    root = document["planned_values"]["root_module"]
    root["child_modules"] = [{"address": "module.m", "resources": [inner]}]
    document["resource_changes"].append(
        {"address": inner["address"], "change": {"after_unknown": {"role": True}}}
    )
    document["configuration"]["root_module"]["module_calls"] = {
        "m": {
            "expressions": {"role": refers("aws_iam_role.r.name", "aws_iam_role.r")},
            "module": {
                "resources": [
                    {
                        "address": "aws_iam_role_policy.p",
                        "provider_config_key": "aws",
                        "expressions": {"role": refers("var.role")},
                    }
                ]
            },
        }
    }
    (found,) = role(plan(document), "r").identity
    assert found.name == "module.m.aws_iam_role_policy.p"


def test_outputs_that_are_known_can_be_referred_to():
    document = {
        "planned_values": {
            "root_module": {},
            "outputs": {"a": {"value": "x"}, "b": {}, "c": {"value": [1]}},
        }
    }
    assert plan(document).outputs == {"a": "x"}


def test_what_will_be_destroyed_is_not_there():
    document = dict(planned())
    document["resource_changes"] = [
        {
            "address": "aws_sns_topic.t",
            "change": {
                "actions": ["delete"],
                "before": {"name": "t"},
                "after": None,
                "after_unknown": {},
            },
        }
    ]
    assert plan(document).resources == ()


@pytest.mark.parametrize(
    "broken",
    [
        {"planned_values": None},
        {"planned_values": {"root_module": {"resources": [{}]}}},
        {
            "planned_values": {
                "root_module": {
                    "resources": [{"address": "a.b", "type": "aws_iam_role", "values": 5}]
                }
            }
        },
        {"resource_changes": "none"},
        {"configuration": []},
    ],
)
def test_a_plan_that_lacks_a_part_is_read_without_it(broken):
    assert graph is not None
    plan(broken)
