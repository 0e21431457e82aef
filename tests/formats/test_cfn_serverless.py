"""Templates of the Serverless Application Model: what the transform makes, at the place it is made of."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.formats.cfn import PLACEMENT, messages, parts
from xacct_guard.definitions.asl import read_tasks
from xacct_guard.formats import Parameters
from xacct_guard.formats.cloudformation import FORMAT
from xacct_guard.formats.cloudformation.serverless.function import READS
from xacct_guard.formats.cloudformation.serverless.invocation import _PRINCIPALS
from xacct_guard.formats.cloudformation.serverless.policy_template import known_templates
from xacct_guard.graph.link import link
from xacct_guard.graph.model import Parts
from xacct_guard.iam.reference import service
from xacct_guard.iam.symbol import shown
from xacct_guard.read import read
from xacct_guard.run import Options, model_of
from xacct_guard.span import Source
from xacct_guard.started.state_machine import definition_of

FUNCTION = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.12, Tracing: Active}}
Resources:
  Score:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: score
      Policies:
        - AWSLambdaVPCAccessExecutionRole
        - arn:aws:iam::111111111111:policy/own
        - !Ref Managed
        - Statement:
            - Effect: Allow
              Action: s3:GetObject
              Resource: "*"
        - S3ReadPolicy: {BucketName: b}
      Events:
        Told: {Type: SNS, Properties: {Topic: !Ref Topic}}
        Queue: {Type: SQS, Properties: {Queue: !GetAtt Queued.Arn}}
        Hourly: {Type: Schedule, Properties: {Schedule: rate(1 hour)}}
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: t}}
  Queued: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}
  Managed:
    Type: AWS::IAM::ManagedPolicy
    Properties: {PolicyDocument: {Statement: {Effect: Allow, Action: "s3:List*", Resource: "*"}}}
Outputs:
  Role: {Value: !GetAtt ScoreRole.Arn}
  Live: {Value: !Ref ScoreAliaslive}
"""


def test_a_function_gets_a_role_with_its_policies():
    found = parts(FUNCTION)
    assert messages(found) == []
    (role,) = found.roles
    assert (role.place, role.span.line) == ("train/ScoreRole", 5)
    assert found.outputs["Role"] == role.arn
    (trust,) = role.trust.statements
    assert [each.text for each in trust.principals.service] == ["lambda.amazonaws.com"]
    assert [arn.text.rpartition("/")[2] for arn in role.managed] == [
        "AWSLambdaBasicExecutionRole",
        "AWSXRayDaemonWriteAccess",
        "AWSLambdaSQSQueueExecutionRole",
        "AWSLambdaVPCAccessExecutionRole",
        "own",
    ]
    assert "service-role/AWSLambdaVPCAccessExecutionRole" in role.managed[3].text
    actions = {
        each.name: [a.text for s in each.statements for a in s.actions] for each in role.identity
    }
    assert actions == {
        "ScoreRolePolicy3": ["s3:GetObject"],
        "ScoreRolePolicy4": [
            "s3:GetObject",
            "s3:ListBucket",
            "s3:GetBucketLocation",
            "s3:GetObjectVersion",
            "s3:GetLifecycleConfiguration",
        ],
        "Managed": ["s3:List*"],
    }
    inline, template, _ = role.identity
    assert inline.statements[0].span.line == 14
    (statement,) = template.statements
    assert [each.text for each in statement.resources] == ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]
    assert (statement.span.line, statement.span.column) == (17, 11)
    assert statement.resources[0].span.line == 17


def test_a_function_lets_in_what_its_events_come_from():
    found = parts(FUNCTION)
    functions = [
        each for each in link((found,)).resources.values() if each.type == "lambda:function"
    ]
    (function,) = functions
    sns, events = function.policy.statements
    assert [each.text for each in sns.principals.service] == ["sns.amazonaws.com"]
    assert sns.conditions[0].values[0].text == "arn:aws:sns:eu-west-1:111111111111:t"
    hourly = shown(events.conditions[0].values[0].text)
    assert hourly == "arn:aws:events:eu-west-1:111111111111:rule/${train.ScoreHourly}"


@pytest.mark.parametrize("kind", ["Function", "StateMachine"])
def test_a_role_that_is_given_is_taken(kind: str):
    found = parts(
        f"""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          It: {{Type: AWS::Serverless::{kind}, Properties: {{Role: "arn:aws:iam::1:role/r"}}}}
        """
    )
    (resource,) = found.resources
    assert found.roles == ()
    assert resource.facts["role"].text == "arn:aws:iam::1:role/r"


def test_a_state_machine_gets_a_role_that_step_functions_may_assume():
    found = parts(
        """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Train:
            Type: AWS::Serverless::StateMachine
            Properties:
              Name: train
              Definition: {StartAt: A, States: {A: {Type: Pass, End: true}}}
              Policies: [{Statement: {Effect: Allow, Action: "sagemaker:*", Resource: "*"}}]
        """
    )
    assert messages(found) == []
    (machine,), (role,) = found.resources, found.roles
    assert (machine.type, machine.name) == ("states:stateMachine", "train")
    assert machine.facts["role"].text == role.arn
    assert role.trust.statements[0].principals.service[0].text == "states.amazonaws.com"


HEAD = "Transform: AWS::Serverless-2016-10-31\n"


def assuming(text: str) -> tuple[Parts, list[str]]:
    """What a template declares, and what is taken for granted about it."""
    about: list[str] = []
    given = Parameters(lambda _name: None, assume=lambda what, *_: about.append(what))
    document = read(Source("stack.yaml", HEAD + dedent(text)))
    return FORMAT.open(document, PLACEMENT, given, lambda _path: None).parts(), about


ALONE = """
Resources:
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: live, Auth: {DefaultAuthorizer: A}}}
  Graph: {Type: AWS::Serverless::GraphQLApi, Properties: {Name: g}}
  Reads:
    Type: AWS::Serverless::Function
    Properties:
      DeploymentPreference: {Type: Canary10Percent5Minutes}
      Policies: [{UnheardOfPolicy: {}}]
      Events: {Old: {Type: MQ, Properties: {Broker: b}}}
    Connectors: {ToTable: {Properties: {Destination: {Id: Table}, Permissions: [Write]}}}
  Writes: {Type: AWS::Serverless::Function}
  Table: {Type: AWS::Serverless::SimpleTable}
  Between:
    Type: AWS::Serverless::Connector
    Properties: {Source: {Id: Writes}, Destination: {Id: Table}, Permissions: [Write]}
"""


def test_what_the_transform_makes_and_we_do_not_is_named():
    found, about = assuming(ALONE)
    assert found.failures == ()
    assert about == [
        f"what {name} makes in stack train"
        for name in (
            "Auth of AWS::Serverless::Api",
            "AWS::Serverless::GraphQLApi",
            "DeploymentPreference of AWS::Serverless::Function",
            "Connectors",
            "event MQ",
            "policy template UnheardOfPolicy",
            "AWS::Serverless::Connector",
        )
    ]


def test_what_a_connector_lets_its_source_do_is_open():
    reads, writes = assuming(ALONE)[0].roles
    unresolved = {policy.unresolved for policy in (*reads.identity, *writes.identity)}
    assert unresolved == {
        "what UnheardOfPolicy stands for",
        "what event Old of Reads lets its role do",
        "what connector ReadsToTable lets Reads do",
        "what connector Between lets Writes do",
    }


def test_a_template_that_is_carried_out_whole_leaves_nothing_to_assume():
    assert assuming(FUNCTION.replace(HEAD, ""))[1] == []


def test_a_macro_is_named_where_it_stands_and_in_what_is_assumed():
    text = """
    Transform: [Count, AWS::LanguageExtensions]
    Resources:
      Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: {Fn::Transform: {Name: Upper}}}}
    Outputs: {Name: {Value: !Ref Bucket}}
    """
    about: list[str] = []
    given = Parameters(lambda _name: None, assume=lambda what, *_: about.append(what))
    document = read(Source("stack.yaml", dedent(text)))
    found = FORMAT.open(document, PLACEMENT, given, lambda _path: None).parts()
    assert "macro Upper at" in shown(found.outputs["Name"])
    assert about == [f"what macro {name} makes in stack train" for name in ("Count", "Upper")]


@pytest.mark.parametrize("name", known_templates())
def test_a_policy_template_is_a_policy_of_its_parameters(name: str):
    wanted = known_templates()[name]["parameters"]
    given = ", ".join(f"{each}: arn:aws:given:::{each}" for each in wanted)
    function = f"{{Policies: [{{{name}: {{{given}}}}}]}}"
    found, about = assuming(
        f"Resources: {{F: {{Type: AWS::Serverless::Function, Properties: {function}}}}}"
    )
    assert (found.failures, about) == ((), [])
    (policy,) = found.roles[0].identity
    assert policy.unresolved is None
    texts = [each.text for statement in policy.statements for each in statement.resources]
    texts += [
        value.text
        for statement in policy.statements
        for condition in statement.conditions
        for value in condition.values
    ]
    assert all("${" not in text for text in texts)
    assert all(any(f"given:::{each}" in text for text in texts) for each in wanted)


@pytest.mark.parametrize("name", known_templates())
def test_every_action_of_a_policy_template_exists(name: str):
    for statement in known_templates()[name]["statements"]:
        actions = statement["Action"]
        for action in [actions] if isinstance(actions, str) else actions:
            assert service(action.partition(":")[0]) is not None, action


def test_a_parameter_that_a_policy_template_lacks_is_open():
    (role,) = assuming(
        "Resources: {F: {Type: AWS::Serverless::Function, Properties: {Policies: [{S3ReadPolicy: {}}]}}}"
    )[0].roles
    resource = role.identity[0].statements[0].resources[0]
    assert shown(resource.text) == "arn:aws:s3:::${BucketName of policy template S3ReadPolicy}"


CHOICES = {
    "!If [Open, arn:aws:iam::111111111111:policy/a, !Ref AWS::NoValue]": (1, 0),
    "!If [Open, {SQSPollerPolicy: {QueueName: q}}, !Ref AWS::NoValue]": (0, 1),
    "!If [Open, {Statement: {Effect: Allow, Action: 's3:Get*', Resource: '*'}},"
    " {S3ReadPolicy: {BucketName: b}}]": (0, 1),
    "!If [Open, arn:aws:iam::111111111111:policy/a, {S3ReadPolicy: {BucketName: b}}]": (1, 1),
}  # fmt: skip


@pytest.mark.parametrize("entry", CHOICES)
def test_a_choice_of_policies_is_decided_with_its_condition(entry: str):
    text = f"""
    Parameters: {{P: {{Type: String}}}}
    Conditions: {{Open: !Equals [!Ref P, x]}}
    Resources: {{F: {{Type: AWS::Serverless::Function, Properties: {{Policies: [{entry}]}}}}}}
    """
    open_role, with_it, without = (
        parts(HEAD + dedent(text), **given).roles[0] for given in ({}, {"P": "x"}, {"P": "y"})
    )
    managed, inline = CHOICES[entry]
    assert all(policy.unresolved for policy in open_role.identity)
    assert len(open_role.managed) == 1 + managed
    assert len(open_role.identity) == inline
    for role in (with_it, without):
        assert all(policy.unresolved is None for policy in role.identity)
    assert len(with_it.managed) + len(with_it.identity) == 2
    branches = 2 if "NoValue" not in entry else 1
    assert len(without.managed) + len(without.identity) == branches


EVENTS = """
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: f
      Events: {E: {Type: %s, Properties: %s}}
  Pool: {Type: AWS::Cognito::UserPool}
"""
HERE = "eu-west-1:111111111111"
INVOKED = {
    "S3": ("{Bucket: b}", "s3", "111111111111"),
    "SNS": ("{Topic: arn:t}", "sns", "arn:t"),
    "Schedule": ("{Schedule: rate(1 day)}", "events", f"arn:aws:events:{HERE}:rule/${{train.FE}}"),
    "EventBridgeRule": ("{Pattern: {}, RuleName: r}", "events", f"arn:aws:events:{HERE}:rule/r"),
    "CloudWatchEvent": ("{Pattern: {}}", "events", f"arn:aws:events:{HERE}:rule/${{train.FE}}"),
    "CloudWatchLogs": ("{LogGroupName: /l}", "logs", f"arn:aws:logs:{HERE}:log-group:/l:*"),
    "Api": (
        "{Path: '/a/{id}', Method: get}",
        "apigateway",
        f"arn:aws:execute-api:{HERE}:${{train.ServerlessRestApi}}/*/GET/a/*",
    ),
    "HttpApi": (
        "{ApiId: abc, Path: /, Method: any}",
        "apigateway",
        f"arn:aws:execute-api:{HERE}:abc/*/*/",
    ),
    "IoTRule": ("{Sql: s}", "iot", f"arn:aws:iot:{HERE}:rule/${{rule of event E of F}}"),
    "Cognito": (
        "{UserPool: !Ref Pool, Trigger: PreSignUp}",
        "cognito-idp",
        "${train.Pool.Arn}",
    ),
    "AlexaSkill": ("{SkillId: amzn1}", "alexa-appkit", "amzn1"),
}


@pytest.mark.parametrize("kind", INVOKED)
def test_the_service_of_an_event_is_let_in_for_its_source_alone(kind: str):
    properties, principal, source = INVOKED[kind]
    found, about = assuming(EVENTS % (kind, properties))
    assert (found.failures, about) == ((), [])
    (function,) = link((found,)).of_type("lambda:function")
    (statement,) = function.policy.statements
    (who,) = statement.principals.service
    assert who.text.partition(".amazon")[0] == principal
    assert shown(statement.conditions[0].values[0].text) == source
    assert statement.span.line == 8


@pytest.mark.parametrize(
    ("kind", "named"),
    [("SQS", "Queue"), ("Kinesis", "Stream"), ("DynamoDB", "Stream"), ("MSK", "Stream")],
)
def test_what_a_function_reads_itself_is_mapped_to_it_and_lets_nobody_in(kind: str, named: str):
    found, about = assuming(EVENTS % (kind, f"{{{named}: 'arn:aws:x:{HERE}:y'}}"))
    assert (found.failures, about, found.attached) == ((), [], ())
    (mapping,) = link((found,)).of_type("lambda:event-source-mapping")
    assert mapping.facts["source"].text == f"arn:aws:x:{HERE}:y"
    assert mapping.facts["function"].text == "f"
    (role,) = found.roles
    assert role.managed[-1].text == READS[kind]


def test_every_event_that_lets_a_service_in_has_a_case():
    assert set(INVOKED) == set(_PRINCIPALS)


def test_the_api_that_events_share_is_made_once():
    two = EVENTS % ("Api", "{Path: /, Method: get}") + (
        "  G: {Type: AWS::Serverless::Function, Properties: {Events: {A: {Type: Api, Properties: "
        "{Path: /g, Method: post}}, B: {Type: HttpApi}}}}\n"
        "Outputs: {Rest: {Value: !Ref ServerlessRestApi}, Http: {Value: !Ref ServerlessHttpApi}}"
    )
    found, _ = assuming(two)
    assert found.failures == ()
    made = [each.type for each in found.made if "Api" in each.type]
    assert sorted(made) == [
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGateway::Stage",
        "AWS::ApiGatewayV2::Api",
        "AWS::ApiGatewayV2::Stage",
    ]
    assert shown(found.outputs["Rest"]) == "${train.ServerlessRestApi}"


def test_a_function_with_an_open_address_lets_everybody_in():
    found, _ = assuming(
        "Resources: {F: {Type: AWS::Serverless::Function, Properties: {FunctionUrlConfig: {AuthType: NONE}}}}"
    )
    (function,) = link((found,)).of_type("lambda:function")
    address, by_way_of_it = function.policy.statements
    assert [each.text for each in address.principals.aws] == ["*"]
    assert address.actions[0].text == "lambda:InvokeFunctionUrl"
    assert address.conditions[0].key == "lambda:FunctionUrlAuthType"
    assert by_way_of_it.conditions[0].key == "lambda:InvokedViaFunctionUrl"


def test_what_is_let_in_for_an_alias_is_let_in_to_the_alias():
    text = EVENTS % ("SNS", "{Topic: arn:t}") + "Outputs: {Live: {Value: !Ref FAliaslive}}"
    found, _ = assuming(
        text.replace("FunctionName: f", "FunctionName: f\n      AutoPublishAlias: live")
    )
    alias = f"arn:aws:lambda:{HERE}:function:f:live"
    assert found.outputs["Live"] == alias
    assert [each.to for each in found.attached] == [alias]


def test_a_function_may_send_to_where_its_failures_go():
    text = """
    Resources:
      F:
        Type: AWS::Serverless::Function
        Properties:
          DeadLetterQueue: {Type: SQS, TargetArn: 'arn:aws:sqs:eu-west-1:111111111111:q'}
          EventInvokeConfig:
            DestinationConfig:
              OnSuccess:
                Type: EventBridge
                Destination: arn:aws:events:eu-west-1:111111111111:event-bus/b
    """
    (role,) = assuming(text)[0].roles
    statements = [each for policy in role.identity for each in policy.statements]
    assert [(s.actions[0].text, s.resources[0].text) for s in statements] == [
        ("sqs:SendMessage", f"arn:aws:sqs:{HERE}:q"),
        ("events:PutEvents", f"arn:aws:events:{HERE}:event-bus/b"),
    ]


@pytest.mark.parametrize(
    ("kind", "properties", "service", "made"),
    [
        ("Schedule", "{Schedule: rate(1 day)}", "events", "AWS::Events::Rule"),
        ("EventBridgeRule", "{Pattern: {}}", "events", "AWS::Events::Rule"),
        (
            "ScheduleV2",
            "{ScheduleExpression: rate(1 day)}",
            "scheduler",
            "AWS::Scheduler::Schedule",
        ),
        ("Api", "{Path: /, Method: post}", "apigateway", "AWS::IAM::Role"),
    ],
)
def test_what_starts_a_state_machine_does_so_as_a_role_of_its_own(kind, properties, service, made):
    text = f"""
    Resources:
      M:
        Type: AWS::Serverless::StateMachine
        Properties:
          Name: m
          Definition: {{StartAt: A, States: {{A: {{Type: Pass, End: true}}}}}}
          Events: {{E: {{Type: {kind}, Properties: {properties}}}}}
    """
    found, _ = assuming(text)
    assert found.failures == ()
    (role,) = [each for each in found.roles if each.place == "train/MERole"]
    assert role.trust.statements[0].principals.service[0].text == f"{service}.amazonaws.com"
    (statement,) = role.identity[0].statements
    assert statement.actions[0].text == "states:StartExecution"
    assert statement.resources[0].text == f"arn:aws:states:{HERE}:stateMachine:m"
    assert made in [each.type for each in found.made]


def test_a_schedule_of_a_function_invokes_it_as_a_role_of_its_own():
    found, _ = assuming(EVENTS % ("ScheduleV2", "{ScheduleExpression: rate(1 day)}"))
    assert found.failures == ()
    (role,) = [each for each in found.roles if each.place == "train/FERole"]
    (statement,) = role.identity[0].statements
    assert statement.resources[0].text == f"arn:aws:lambda:{HERE}:function:f"
    assert link((found,)).of_type("lambda:function")[0].policy is None


@pytest.mark.parametrize(
    "type", ["AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine"]
)
def test_a_definition_that_is_a_file_here_is_read(type: str, tmp_path):
    named = "DefinitionUri" if "Serverless" in type else "DefinitionS3Location"
    role = "Role" if "Serverless" in type else "RoleArn"
    (tmp_path / "template.yaml").write_text(
        HEAD * ("Serverless" in type) + f"Resources: {{M: {{Type: {type}, Properties: "
        f"{{{role}: 'arn:aws:iam::111111111111:role/r', {named}: machines/train.asl.json, "
        "DefinitionSubstitutions: {Function: score}}}}\n"
    )
    (tmp_path / "machines").mkdir()
    (tmp_path / "machines" / "train.asl.json").write_text(
        '{"StartAt": "A", "States": {\n "A": {"Type": "Task", "End": true,\n'
        '  "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "${Function}"}}}}'
    )
    model = model_of((tmp_path,), Options())
    assert model.estate.failures == ()
    (machine,) = model.graph.of_type("states:stateMachine")
    (task,) = read_tasks(definition_of(machine, model.graph))
    assert task.state.span.source.name.endswith("machines/train.asl.json")
    assert (task.state.span.line, task.parameters.get("FunctionName").text) == (2, "score")


def test_what_functions_share_is_blended_with_their_own():
    (function,) = (
        each
        for each in parts(
            """
            Transform: AWS::Serverless-2016-10-31
            Globals:
              Function:
                Runtime: python3.12
                VpcConfig: {SubnetIds: [subnet-1], SecurityGroupIds: [sg-1]}
            Resources:
              Score:
                Type: AWS::Serverless::Function
                Properties:
                  FunctionName: score
                  Runtime: python3.13
                  VpcConfig: {SecurityGroupIds: [sg-2]}
            """
        ).resources
        if each.type == "lambda:function"
    )
    vpc = function.facts["vpc"]
    assert function.facts["runtime"].text == "python3.13"
    assert [each.text for each in vpc.get("SubnetIds").items] == ["subnet-1"]
    assert [each.text for each in vpc.get("SecurityGroupIds").items] == ["sg-1", "sg-2"]
