"""A role of the same account is passed to a service, and what it does there is the caller's to say."""

from __future__ import annotations

from ..method import Method, Takes
from .page import page_of

_GLUE = "glue/latest/dg"
_SAGEMAKER = "sagemaker/latest/APIReference"


def _passing(service: str, guide: str, *rows: tuple[str, str, str]) -> tuple[Method, ...]:
    """Rows of what is said, the actions, and the type of what has to be there already."""
    return tuple(
        Method(
            says,
            tuple(actions.split()),
            page_of(guide, actions.split()[0]),
            Takes.PASSED,
            service=f"{service}.amazonaws.com",
            thing=thing,
        )
        for says, actions, thing in rows
    )


_START = "ec2:RunInstances"
_FUNCTION = "lambda:CreateFunction"
_TASK = "ecs:RegisterTaskDefinition"
PASSING = (
    *_passing(
        "ec2",
        "AWSEC2/latest/APIReference",
        ("start an instance", _START, ""),
        ("ask for a spot instance", "ec2:RequestSpotInstances", ""),
    ),
    *_passing(
        "ec2",
        "autoscaling/ec2/APIReference",
        (
            "start instances in a group",
            "autoscaling:CreateLaunchConfiguration autoscaling:CreateAutoScalingGroup",
            "",
        ),
    ),
    *_passing(
        "ec2",
        "emr/latest/APIReference",
        ("start a cluster of EMR", "elasticmapreduce:RunJobFlow", ""),
    ),
    *_passing(
        "lambda",
        "lambda/latest/api",
        ("make a function and invoke it", f"{_FUNCTION} lambda:InvokeFunction", ""),
        (
            "make a function that a stream invokes",
            f"{_FUNCTION} lambda:CreateEventSourceMapping",
            "",
        ),
        ("make a function and let others invoke it", f"{_FUNCTION} lambda:AddPermission", ""),
        (
            "give a function other code and another role",
            "lambda:UpdateFunctionConfiguration lambda:UpdateFunctionCode",
            "lambda:function",
        ),
    ),
    *_passing(
        "glue",
        _GLUE,
        ("make a development endpoint", "glue:CreateDevEndpoint", ""),
        ("open an interactive session", "glue:CreateSession glue:RunStatement", ""),
        ("make a job and run it", "glue:CreateJob glue:StartJobRun", ""),
        ("make a job that a trigger runs", "glue:CreateJob glue:CreateTrigger", ""),
        ("change a job and run it", "glue:UpdateJob glue:StartJobRun", "glue:job"),
        ("change a job that a trigger runs", "glue:UpdateJob glue:CreateTrigger", "glue:job"),
    ),
    *_passing(
        "cloudformation",
        "AWSCloudFormation/latest/APIReference",
        ("make a stack", "cloudformation:CreateStack", ""),
        ("update a stack", "cloudformation:UpdateStack", ""),
        (
            "execute a change set",
            "cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet",
            "",
        ),
        (
            "make a stack set",
            "cloudformation:CreateStackSet cloudformation:CreateStackInstances",
            "",
        ),
        ("update a stack set", "cloudformation:UpdateStackSet", "cloudformation:stackset"),
    ),
    *_passing(
        "datapipeline",
        "datapipeline/latest/APIReference",
        (
            "activate a data pipeline",
            "datapipeline:CreatePipeline datapipeline:PutPipelineDefinition"
            " datapipeline:ActivatePipeline",
            "",
        ),
    ),
    *_passing(
        "codebuild",
        "codebuild/latest/APIReference",
        ("make a build project and start it", "codebuild:CreateProject codebuild:StartBuild", ""),
        (
            "make a build project and start a batch",
            "codebuild:CreateProject codebuild:StartBuildBatch",
            "",
        ),
        ("start a build under another role", "codebuild:StartBuild", "codebuild:project"),
        (
            "start a batch of builds under another role",
            "codebuild:StartBuildBatch",
            "codebuild:project",
        ),
    ),
    *_passing(
        "codepipeline",
        "codepipeline/latest/APIReference",
        ("make a pipeline", "codepipeline:CreatePipeline", ""),
        (
            "change a pipeline and start it",
            "codepipeline:UpdatePipeline codepipeline:StartPipelineExecution",
            "codepipeline:pipeline",
        ),
    ),
    *_passing(
        "ecs-tasks",
        "AmazonECS/latest/APIReference",
        ("run a task", f"{_TASK} ecs:RunTask", ""),
        ("start a task on an instance", f"{_TASK} ecs:StartTask", ""),
        ("make a service of tasks", f"{_TASK} ecs:CreateService", ""),
        ("update a service of tasks", f"{_TASK} ecs:UpdateService", ""),
        ("run a task under another role", "ecs:RunTask", "ecs:task-definition"),
        ("start a task under another role", "ecs:StartTask", "ecs:task-definition"),
    ),
    *_passing(
        "ecs-tasks",
        "batch/latest/APIReference",
        ("submit a batch job", "batch:RegisterJobDefinition batch:SubmitJob", ""),
    ),
    *_passing(
        "tasks.apprunner",
        "apprunner/latest/api",
        ("make a service of App Runner", "apprunner:CreateService", ""),
        ("update a service of App Runner", "apprunner:UpdateService", ""),
    ),
    *_passing(
        "bedrock-agentcore",
        "bedrock-agentcore-control/latest/APIReference",
        (
            "run code in an interpreter of Bedrock",
            "bedrock-agentcore:CreateCodeInterpreter bedrock-agentcore:StartCodeInterpreterSession"
            " bedrock-agentcore:InvokeCodeInterpreter",
            "",
        ),
    ),
    *_passing(
        "sagemaker",
        _SAGEMAKER,
        (
            "open a notebook",
            "sagemaker:CreateNotebookInstance sagemaker:CreatePresignedNotebookInstanceUrl",
            "",
        ),
        (
            "start a notebook with a script",
            "sagemaker:CreateNotebookInstance sagemaker:CreateNotebookInstanceLifecycleConfig",
            "",
        ),
        (
            "open Studio as a user of its own",
            "sagemaker:CreateUserProfile sagemaker:CreatePresignedDomainUrl",
            "",
        ),
        ("run a training job", "sagemaker:CreateTrainingJob", ""),
        ("run tuning jobs", "sagemaker:CreateHyperParameterTuningJob", ""),
        ("run a processing job", "sagemaker:CreateProcessingJob", ""),
        ("transform with a model", "sagemaker:CreateModel sagemaker:CreateTransformJob", ""),
        (
            "serve a model",
            "sagemaker:CreateModel sagemaker:CreateEndpointConfig sagemaker:CreateEndpoint",
            "",
        ),
        (
            "make a SageMaker pipeline and start it",
            "sagemaker:CreatePipeline sagemaker:StartPipelineExecution",
            "",
        ),
        (
            "change a SageMaker pipeline and start it",
            "sagemaker:UpdatePipeline sagemaker:StartPipelineExecution",
            "sagemaker:pipeline",
        ),
    ),
    *_passing(
        "states",
        "step-functions/latest/apireference",
        (
            "make a state machine and start it",
            "states:CreateStateMachine states:StartExecution",
            "",
        ),
        (
            "change a state machine and start it",
            "states:UpdateStateMachine states:StartExecution",
            "states:stateMachine",
        ),
    ),
    *_passing(
        "events",
        "eventbridge/latest/APIReference",
        ("let a rule of EventBridge act", "events:PutRule events:PutTargets", ""),
    ),
    *_passing(
        "scheduler",
        "scheduler/latest/APIReference",
        ("let a schedule act", "scheduler:CreateSchedule", ""),
        ("change what a schedule does", "scheduler:UpdateSchedule", "scheduler:schedule"),
    ),
    *_passing(
        "ssm",
        "systems-manager/latest/APIReference",
        ("run an automation", "ssm:CreateDocument ssm:StartAutomationExecution", ""),
    ),
    *_passing(
        "emr-serverless",
        "emr-serverless/latest/APIReference",
        ("run a job of EMR", "emr-serverless:CreateApplication emr-serverless:StartJobRun", ""),
    ),
)
