"""The packed data: known facts, every name, and the packers on small samples."""

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.pack_managed_policies import encode as encode_managed_policies
from tools.pack_reference import (
    encode_authorization,
    encode_handlers,
    read_dependents,
    read_services,
    read_shared,
)
from tools.preset_dictionary import preset_dictionary
from xacct_guard.iam.reference import (
    action,
    actions_matching,
    condition_key_type,
    dates,
    handlers,
    managed_policy,
    managed_policy_names,
    rcp_services,
    service,
    services,
)
from xacct_guard.iam.reference.authorization import pack as authorization_pack
from xacct_guard.iam.reference.handler_permissions import pack as handlers_pack
from xacct_guard.iam.reference.managed_policies import pack as managed_policy_pack
from xacct_guard.iam.reference.pack import encode_pack, open_pack

SHARED = Path(__file__).resolve().parents[3] / "shared"
AWS = "arn:aws:iam::aws:policy/"
IN_USE = (
    "AWSCloudFormationFullAccess",
    "AWSCodePipelineCustomActionAccess",
    "AWSCodePipeline_FullAccess",
    "AWSLambda_FullAccess",
    "AWSStepFunctionsFullAccess",
    "AmazonS3FullAccess",
    "AmazonSageMakerFullAccess",
    "service-role/AWSLambdaBasicExecutionRole",
    "service-role/AWSLambdaRole",
)


def document(name, partition="aws"):
    return json.loads(managed_policy(f"arn:{partition}:iam::aws:policy/{name}"))


# --- packs -----------------------------------------------------------------------------------


def test_a_pack_gives_back_what_was_packed(tmp_path):
    documents = {"b": {"x": [1, "é", None]}, "a": [], "": "text"}
    path = tmp_path / "small.pack"
    path.write_bytes(encode_pack({"date": "2026-01-02"}, documents, 'dictionary,"é"'))
    pack = open_pack(path)
    assert pack.about == {"date": "2026-01-02"}
    assert dict(pack.read_all()) == documents
    assert {name: pack.read(name) for name in pack.places} == documents


def test_packing_is_deterministic():
    one = encode_pack({"date": "1"}, {"a": 1, "b": 2})
    assert one == encode_pack({"date": "1"}, {"b": 2, "a": 1})


def test_another_file_is_not_a_pack(tmp_path):
    path = tmp_path / "other.pack"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(ValueError, match=r"`other\.pack` is not a pack"):
        open_pack(path)


# --- AWS managed policies --------------------------------------------------------------------


@pytest.mark.parametrize("name", IN_USE)
def test_a_policy_pipelines_use_is_packed(name):
    assert document(name)["Statement"]


def test_every_managed_policy_is_a_policy_document():
    names = managed_policy_names()
    assert len(names) > 1500
    assert list(names) == sorted(names)
    for name, policy in managed_policy_pack().read_all():
        assert name.startswith(AWS)
        assert policy["Version"] in {"2012-10-17", "2008-10-17"}, name
        assert list(policy)[-1] == "Statement", name
        assert policy["Statement"], name


def test_the_text_is_indented_so_that_lines_mean_something():
    lines = managed_policy(f"{AWS}AmazonS3FullAccess").splitlines()
    assert lines[:2] == ["{", '  "Version": "2012-10-17",']
    assert '        "s3:*",' in lines


def test_a_path_is_part_of_the_name():
    assert managed_policy(f"{AWS}AWSLambdaRole") is None
    assert document("service-role/AWSLambdaRole")["Statement"][0]["Action"] == [
        "lambda:InvokeFunction"
    ]


@pytest.mark.parametrize(
    "arn",
    [
        "",
        "AmazonS3FullAccess",
        "arn:aws:iam::aws:policy/",
        "arn:aws:iam::aws:policy/NoSuchPolicy",
        "arn:aws:iam::111122223333:policy/AmazonS3FullAccess",
        "aws:iam::aws:policy/AmazonS3FullAccess",
    ],
)
def test_an_unknown_policy_is_none(arn):
    assert managed_policy(arn) is None


@pytest.mark.parametrize("partition", ["aws-cn", "aws-us-gov"])
def test_another_partition_shares_a_document_that_names_none(partition):
    assert document("AmazonS3FullAccess", partition) == document("AmazonS3FullAccess")


@pytest.mark.parametrize(
    ("partition", "name"),
    [
        ("aws-cn", "AmazonSageMakerFullAccess"),  # names arn:aws:...
        ("aws-us-gov", "AWSLambda_FullAccess"),  # names arn:aws:...
        ("aws-cn", "AWSCodeArtifactReadOnlyAccess"),  # names a service principal
    ],
)
def test_another_partition_does_not_share_a_document_bound_to_one(partition, name):
    assert document(name)["Statement"]
    assert managed_policy(f"arn:{partition}:iam::aws:policy/{name}") is None


def test_service_principals_read_the_same_in_govcloud():
    name = "AWSCodeArtifactReadOnlyAccess"
    assert document(name, "aws-us-gov") == document(name)


def test_the_packer_of_managed_policies_keeps_documents_and_newest_date(tmp_path):
    statement = {"Action": "s3:*", "Effect": "Allow", "Resource": "*", "Sid": "A"}
    table = {
        "New": {
            "Path": "/service-role/",
            "UpdateDate": "2026-02-03T00:00:00+00:00",
            "Document": {"Statement": [statement], "Version": "2012-10-17"},
        },
        "Old": {
            "Path": "/",
            "UpdateDate": "2015-02-03T00:00:00+00:00",
            "Document": {"Statement": statement, "Version": "2012-10-17"},
        },
    }
    path = tmp_path / "managed.pack"
    path.write_bytes(encode_managed_policies(table, "1.2.3"))
    pack = open_pack(path)
    assert (pack.about["date"], pack.about["sources"][0]["version"]) == ("2026-02-03", "1.2.3")
    assert pack.read(f"{AWS}service-role/New") == table["New"]["Document"]
    assert pack.read(f"{AWS}Old") == table["Old"]["Document"]
    assert list(pack.read(f"{AWS}Old")["Statement"]) == ["Sid", "Effect", "Action", "Resource"]


def test_every_managed_policy_the_shared_material_names_is_packed():
    folders = [SHARED / name for name in ("corpus", "systems", "seeds")]
    if not all(folder.is_dir() for folder in folders):
        pytest.skip(f"no shared material beside the working copy ({SHARED})")
    named = set()
    for folder in folders:
        for path in filter(Path.is_file, folder.rglob("*")):
            text = path.read_text("utf-8", errors="replace")
            named |= set(re.findall(r"iam::aws:policy/([\w+=,.@/-]+)", text))
    missing = sorted(name for name in named if managed_policy(f"{AWS}{name}") is None)
    assert len(named) > 20
    assert missing == []


# --- the service authorization reference -----------------------------------------------------

KNOWN = [  # name, access level, resource types (required)
    ("s3:GetObject", "Read", {"object": False, "accesspointobject": False}),
    ("s3:ListAllMyBuckets", "List", {}),
    ("s3:PutBucketPolicy", "Permissions management", {"bucket": True}),
    ("kms:Decrypt", "Write", {"key": True}),
    ("kms:CreateGrant", "Permissions management", {"key": True}),
    ("sts:AssumeRole", "Write", {"role": True}),
    ("iam:PassRole", "Write", {"role": True}),
    ("ecr:BatchGetImage", "Read", {"repository": True}),
    ("ecr:GetAuthorizationToken", "Read", {}),
    ("lambda:InvokeFunction", "Write", {"function": True}),
    ("codepipeline:StartPipelineExecution", "Write", {"pipeline": True}),
    ("codebuild:StartBuild", "Write", {"project": True}),
    ("codestar-connections:UseConnection", "Read", {"Connection": True}),
    ("codeconnections:UseConnection", "Read", {"Connection": True}),
    ("cloudformation:CreateStack", "Write", {"stack": True}),
    ("states:StartExecution", "Write", {"statemachine": True}),
    ("sagemaker:CreateModel", "Write", {"model": True}),
    ("sagemaker:PutModelPackageGroupPolicy", "Write", {"model-package-group": True}),
    ("secretsmanager:GetSecretValue", "Read", {"Secret": True}),
]
ARNS = [
    ("s3", "bucket", "arn:${Partition}:s3:::${BucketName}"),
    ("s3", "object", "arn:${Partition}:s3:::${BucketName}/${ObjectName}"),
    ("kms", "key", "arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}"),
    (
        "codepipeline",
        "pipeline",
        "arn:${Partition}:codepipeline:${Region}:${Account}:${PipelineName}",
    ),
    ("iam", "role", "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}"),
]
KEY_TYPES = [
    ("aws:SourceArn", "ARN"),
    ("aws:sourcearn", "ARN"),
    ("aws:SourceIp", "IPAddress"),
    ("aws:SecureTransport", "Bool"),
    ("aws:CurrentTime", "Date"),
    ("aws:MultiFactorAuthAge", "Numeric"),
    ("aws:PrincipalOrgID", "String"),
    ("aws:PrincipalOrgPaths", "ArrayOfString"),
    ("aws:CalledVia", "ArrayOfString"),
    ("aws:TagKeys", "ArrayOfString"),
    ("aws:PrincipalTag/team", "String"),
    ("aws:RequestTag/${TagKey}", "String"),
    ("kms:EncryptionContext:aws:s3:arn", "String"),
    ("kms:GrantIsForAWSResource", "Bool"),
    ("kms:ViaService", "String"),
    ("s3:ExistingObjectTag/stage", "String"),
    ("s3:max-keys", "Numeric"),
    ("iam:PassedToService", "String"),
    ("iam:PermissionsBoundary", "ARN"),
    ("sts:ExternalId", "String"),
    ("sagemaker:VpcSubnets", "ArrayOfString"),
    ("sagemaker:ResourceTag/team", "String"),
    ("secretsmanager:ResourceTag/team", "String"),
    ("saml:aud", "String"),
    ("lambda:SourceFunctionArn", "ARN"),
    ("token.actions.githubusercontent.com:sub", "String"),
    ("oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF:aud", "String"),
]


@pytest.mark.parametrize(("name", "level", "types"), KNOWN, ids=lambda value: str(value)[:40])
def test_an_action_is_as_aws_documents_it(name, level, types):
    known = action(name)
    assert (known.name, known.access_level) == (name, level)
    assert {one.name: one.required for one in known.resource_types} == types


def test_an_action_knows_its_condition_keys_and_dependent_actions():
    assert action("iam:PassRole").condition_keys == (
        "iam:AssociatedResourceArn",
        "iam:PassedToService",
    )
    assert "iam:PassRole" in action("sagemaker:CreateTrainingJob").dependent_actions
    (image,) = (one for one in action("ec2:RunInstances").resource_types if one.name == "image")
    assert image.required
    assert "ec2:ImageID" in image.condition_keys


@pytest.mark.parametrize("name", ["S3:GETOBJECT", "s3:getobject", "s3:GetObject"])
def test_action_names_ignore_case(name):
    assert action(name).name == "s3:GetObject"
    assert service(name.partition(":")[0]).prefix == "s3"


@pytest.mark.parametrize(
    "name", ["", "s3", "s3:", ":GetObject", "s3:NoSuch", "nosuch:Get", "*:rcp", "*"]
)
def test_an_unknown_action_is_none(name):
    assert action(name) is None


@pytest.mark.parametrize("prefix", ["", "*", "nosuch", "s3:"])
def test_an_unknown_service_is_none(prefix):
    assert service(prefix) is None


def test_what_only_the_newer_source_knows_is_marked_and_not_made_up():
    known = action("lambda:CreateWebFunction")
    assert known.sources == ("cfn-lint",)
    assert known.access_level is None
    assert known.condition_keys is None
    assert [one.required for one in known.resource_types] == [None]


def test_every_action_and_service_loads():
    actions = [name for prefix in services() for name in service(prefix).actions]
    assert len(actions) == len(set(actions)) > 22_000
    levels = {"List", "Read", "Write", "Permissions management", "Tagging"}
    for name in actions:
        known = action(name)
        assert known.name == name
        assert known.sources
        assert known.access_level in levels or known.sources == ("cfn-lint",), name


def test_every_resource_type_and_condition_key_an_action_names_is_known():
    for prefix in services():
        types = service(prefix).resource_types
        for name in service(prefix).actions:
            known = action(name)
            assert {one.name for one in known.resource_types} <= types.keys(), name
            of_types = (key for one in known.resource_types for key in one.condition_keys or ())
            for key in {*(known.condition_keys or ()), *of_types}:
                assert condition_key_type(key), (name, key)


def test_every_arn_pattern_has_six_parts():
    for prefix in services():
        for known in service(prefix).resource_types.values():
            assert known.arns
            for pattern in known.arns:
                assert pattern == "*" or pattern.count(":") >= 5, (prefix, pattern)


@pytest.mark.parametrize(("prefix", "name", "pattern"), ARNS)
def test_a_resource_type_has_its_arn(prefix, name, pattern):
    assert service(prefix).resource_types[name].arns == (pattern,)


@pytest.mark.parametrize(("key", "expected"), KEY_TYPES)
def test_a_condition_key_has_a_type(key, expected):
    assert condition_key_type(key) == expected


@pytest.mark.parametrize(
    "key", ["", "aws:", "aws:NoSuchKey", "nosuch:key", "s3", "aws:RequestTag/"]
)
def test_an_unknown_condition_key_has_no_type(key):
    assert condition_key_type(key) is None


def test_resource_control_policies_reach_some_services():
    assert {"s3", "sts", "kms", "sqs", "secretsmanager", "ecr"} <= rcp_services()
    assert not {"sagemaker", "lambda", "ec2"} & rcp_services()
    assert rcp_services() <= set(services())


# --- actions by pattern ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "some", "none_of"),
    [
        ("s3:GetObject", {"s3:GetObject"}, {"s3:GetObjectAcl"}),
        ("S3:getobject*", {"s3:GetObject", "s3:GetObjectAcl"}, {"s3:PutObject"}),
        ("kms:GenerateDataKey?", set(), {"kms:GenerateDataKey"}),
        ("kms:GenerateDataKeyPai?", {"kms:GenerateDataKeyPair"}, {"kms:GenerateDataKey"}),
        ("s3:*", {"s3:PutObject"}, {"s3-outposts:GetObject"}),
        ("*:*PipelineExecution", {"codepipeline:StartPipelineExecution"}, {"s3:GetObject"}),
        ("code*:Start*", {"codebuild:StartBuild"}, {"states:StartExecution"}),
        ("*", {"s3:GetObject", "sts:AssumeRole"}, set()),
        ("s3:[GP]etObject", set(), {"s3:GetObject"}),
        ("", set(), {"s3:GetObject"}),
    ],
)
def test_a_pattern_names_actions(pattern, some, none_of):
    found = set(actions_matching(pattern))
    assert some <= found
    assert not none_of & found
    assert found if some else True


def test_a_pattern_without_wildcards_names_one_action():
    assert actions_matching("sagemaker:createmodel") == ("sagemaker:CreateModel",)
    assert actions_matching("sagemaker:CreateModell") == ()


def test_the_lone_wildcard_names_every_action():
    assert len(actions_matching("*")) == sum(len(service(prefix).actions) for prefix in services())


def test_a_pattern_of_many_wildcards_is_answered():
    assert actions_matching("s3:" + "*e" * 60 + "z") == ()


def covers(pattern, name):
    if not pattern:
        return not name
    if pattern[0] == "*":
        return covers(pattern[1:], name) or (bool(name) and covers(pattern, name[1:]))
    return bool(name) and pattern[0] in {"?", name[0]} and covers(pattern[1:], name[1:])


@given(st.text("*?agstp", max_size=6), st.sampled_from(["sqs", "sns", "sts"]))
def test_a_pattern_names_exactly_what_its_grammar_says(pattern, prefix):
    names = service(prefix).actions
    whole = f"{prefix}:{pattern}"
    expected = tuple(name for name in names if covers(whole, name.lower()))
    assert actions_matching(whole) == expected


RETIRED = {  # services whose actions AWS took out of the reference, not out of its policies
    *("budgets", "builderid", "cloudhsm", "deepcomposer", "deeplens", "deepracer"),
    *("elastic-inference", "iot1click", "payments", "qapps", "zocalo"),
}


def test_the_actions_of_managed_policies_are_known():
    """Two packs of different origin must agree but for the retired and the few not yet added."""
    unknown = set()
    for _, policy in managed_policy_pack().read_all():
        listed = policy["Statement"]
        for statement in listed if isinstance(listed, list) else [listed]:
            patterns = statement.get("Action", statement.get("NotAction"))
            unknown |= {
                pattern
                for pattern in ([patterns] if isinstance(patterns, str) else patterns)
                if not actions_matching(pattern)
            }
    assert len([one for one in unknown if one.partition(":")[0] not in RETIRED]) < 40, unknown


# --- CloudFormation's handlers ---------------------------------------------------------------


def test_a_type_lists_what_its_handlers_need():
    group = handlers("AWS::SageMaker::ModelPackageGroup")
    assert "sagemaker:PutModelPackageGroupPolicy" in group.create
    assert "iam:PassRole" in handlers("AWS::CodePipeline::Pipeline").update


def test_a_type_without_an_update_handler_says_so():
    assert handlers("AWS::IAM::RolePolicy").update is not None
    assert handlers("AWS::Lambda::Permission").update is None


@pytest.mark.parametrize(
    "name", ["", "AWS::S3", "AWS::S3::bucket", "AWS::CodeBuild::Project", "Custom::Thing", "*"]
)
def test_a_type_without_handlers_is_none(name):
    assert handlers(name) is None


def every_type():
    return [name for _, types in handlers_pack().read_all() for name in types]


def test_every_type_loads():
    names = every_type()
    assert len(names) == len(set(names)) > 1700
    for name in names:
        known = handlers(name)
        assert known.create is not None, name
        assert all(known.create), name


def test_the_handlers_are_those_of_the_shared_sample():
    sample = SHARED / "facts" / "cfn-handlers-sample.json"
    if not sample.is_file():
        pytest.skip(f"no shared material beside the working copy ({sample})")
    verbs = ("create", "read", "update", "delete", "list")
    for name, expected in json.loads(sample.read_text("utf-8")).items():
        known = handlers(name)
        found = {verb: getattr(known, verb) for verb in verbs} if known else {}
        listed = {verb: list(names) for verb, names in found.items() if names is not None}
        assert listed == expected, name


# --- dates, sources, cost --------------------------------------------------------------------


def test_every_pack_has_its_date():
    assert set(dates()) == {
        "AWS managed policies",
        "CloudFormation handler permissions",
        "registries of SageMaker's own images",
        "service authorization reference",
    }
    assert all(date(2026, 1, 1) < date.fromisoformat(one) for one in dates().values())


@pytest.mark.parametrize("pack", [authorization_pack, handlers_pack, managed_policy_pack])
def test_every_pack_names_its_sources(pack):
    for source in pack().about["sources"]:
        assert source["package"]
        assert source["version"]
        assert source["license"] in {"MIT", "MIT-0", "Apache-2.0"}
    notice = pack().path.with_name("NOTICE.md").read_text("utf-8")
    assert pack().path.name in notice
    assert all(source["package"] in notice for source in pack().about["sources"])


def test_the_packs_stay_small():
    packs = (authorization_pack(), handlers_pack(), managed_policy_pack())
    assert sum(pack.path.stat().st_size for pack in packs) < 1_200_000


def test_importing_reads_nothing():
    code = (
        "import sys, xacct_guard.iam.reference as reference;"
        "print([name for name in sys.modules if name.startswith(reference.__name__ + '.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- the packers -----------------------------------------------------------------------------


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")


@pytest.fixture
def iam_data(tmp_path):
    key = {"key": "demo:Colour/${Name}", "type": "String"}
    get = {
        "name": "GetThing",
        "accessLevel": "Tagging, Write",
        "conditionKeys": ["demo:Colour/${Name}"],
        "resourceTypes": [{"name": "Thing", "required": True, "conditionKeys": []}],
    }
    thing = {"key": "Thing", "arn": "arn:${Partition}:demo:::${ThingName}"}
    script = """{
        key: 'aws:PrincipalTag/tag-key',
        category: 'principal',
        type: 'String',
    },"""
    write(
        tmp_path,
        {
            "data/services.json": ["demo"],
            "data/serviceNames.json": {"demo": "Demo"},
            "data/rcpSupportedServices.json": ["demo"],
            "data/actions/demo.json": {"getthing": get},
            "data/resourceTypes/demo.json": {"thing": thing},
            "data/conditionKeys/demo.json": {"a": key, "b": {"key": "saml:aud", "type": "String"}},
            "dist/cjs/globalConditionKeys.js": script,
        },
    )
    return tmp_path


def test_the_packer_unites_its_sources(iam_data, tmp_path):
    newer = {
        "demo": {
            "Actions": {"getthing": {"Resources": ["thing"]}, "putthing": {"Resources": ["thing"]}},
            "Resources": {"thing": {"ARNFormats": ["x"]}, "new": {"ARNFormats": ["arn:a:::.*"]}},
        },
        "fresh": {"Actions": {"go": {}}, "Resources": {}},
    }
    known = read_services(iam_data)
    packed = encode_authorization(
        known,
        newer,
        {"demo:getthing": ["iam:PassRole"]},
        read_shared(iam_data, known),
        [{"date": "2026-02-03"}],
    )
    path = tmp_path / "authorization.pack"
    path.write_bytes(packed)
    pack = open_pack(path)
    demo = pack.read("demo")
    assert pack.about["date"] == "2026-02-03"
    assert demo["sets"] == [[], ["demo:Colour/${Name}"]]
    assert demo["actions"] == {
        "GetThing": [3, "Tagging", 1, [["Thing", 1, 0]], ["iam:PassRole"]],
        "putthing": [2, None, None, [["Thing", None, None]], []],
    }
    assert demo["resources"] == {
        "Thing": [["arn:${Partition}:demo:::${ThingName}"], 0],
        "new": [["arn:a:::*"], 0],
    }
    assert pack.read("fresh")["actions"] == {"go": [2, None, None, [], []]}
    assert pack.read("*") == {
        "keys": {"aws:PrincipalTag/${TagKey}": "String", "saml:aud": "String"},
        "rcp": ["demo"],
    }


def test_the_packer_reads_dependent_actions(tmp_path):
    types = {"": {"dependent_actions": []}, "thing": {"dependent_actions": ["b:B", "a:A"]}}
    table = {
        "policy_sentry_schema_version": "v2",
        "demo": {
            "prefix": "demo",
            "privileges": {
                "Get": {"resource_types": types},
                "Put": {"resource_types": {"": {"dependent_actions": []}}},
            },
        },
    }
    write(tmp_path, {"policy_sentry/shared/data/iam-definition.json": table})
    assert read_dependents(tmp_path) == {"demo:get": ["a:A", "b:B"]}


def test_the_packer_of_handlers_keeps_absent_verbs_apart_from_empty_ones(tmp_path):
    schemas = [
        {"typeName": "AWS::A::Old"},
        {
            "typeName": "AWS::A::New",
            "handlers": {"create": {"permissions": ["a:Create", ""]}, "read": {}},
        },
    ]
    path = tmp_path / "handlers.pack"
    path.write_bytes(encode_handlers(schemas, {"date": "2026-02-03"}))
    assert open_pack(path).read("AWS::A") == {"AWS::A::New": [["a:Create"], [], None, None, None]}


def test_a_preset_dictionary_ends_with_what_is_shared_most():
    documents = [{"k": ["common", "shared"]}] * 3 + [{"j": ["common", "rare"]}]
    assert preset_dictionary(documents) == '"shared","k":,"common"'
    assert preset_dictionary(documents, window=9) == '"common"'
