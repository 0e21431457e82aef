"""A Glue job and a task of ECS take on their roles, and need what has to be there before they run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.model import Resource
from xacct_guard.graph.step import Step
from xacct_guard.iam.symbol import shown
from xacct_guard.read import read
from xacct_guard.span import Source, Span
from xacct_guard.started import ecs_task, glue_job

HOME, AWAY, REGION = "111111111111", "222222222222", "eu-west-1"


def required(kind: Any, type: str, rest: str, facts: Mapping[str, object]) -> list[tuple[str, ...]]:
    service = type.partition(":")[0]
    arn = f"arn:aws:{service}:{REGION}:{HOME}:{rest}"
    known = {key: read(Source("f", json.dumps(value))) for key, value in facts.items()}
    one = Resource(arn, type, HOME, REGION, "x", Span(Source("f", "")), facts=known, place="s/x")
    found = kind.steps(one, AccessGraph(accounts={HOME: None, AWAY: None}))
    asked = [each for each in found if isinstance(each, Step) and not each.optional]
    return [(each.principal, shown(each.action), shown(each.resource)) for each in asked]


def test_a_glue_job_reads_its_script_and_its_code_is_unknown():
    role = f"arn:aws:iam::{HOME}:role/glue"
    facts = {"role": "glue", "command": {"ScriptLocation": "s3://scripts/job.py"}}
    what = "${what the script of s/x asks for}"
    assert required(glue_job, "glue:job", "job/x", facts) == [
        ("glue.amazonaws.com", "sts:AssumeRole", role),
        (role, "s3:GetObject", "arn:aws:s3:::scripts/job.py"),
        (role, what, what),
    ]


def test_a_task_has_its_image_pulled_as_one_role_and_runs_as_another():
    pulls, works = (f"arn:aws:iam::{HOME}:role/{name}" for name in ("pulls", "works"))
    secret = f"arn:aws:secretsmanager:{REGION}:{AWAY}:secret:token-abcdef"
    container = {
        "Image": f"{AWAY}.dkr.ecr.{REGION}.amazonaws.com/serve:1",
        "Secrets": [{"Name": "TOKEN", "ValueFrom": f"{secret}:key::"}],
    }
    facts = {"role": works, "execution_role": pulls, "containers": [container]}
    found = required(ecs_task, "ecs:task-definition", "task-definition/x:1", facts)
    repository = f"arn:aws:ecr:{REGION}:{AWAY}:repository/serve"
    assert ("ecs-tasks.amazonaws.com", "sts:AssumeRole", pulls) in found
    assert ("ecs-tasks.amazonaws.com", "sts:AssumeRole", works) in found
    assert (pulls, "ecr:BatchGetImage", repository) in found
    assert (pulls, "secretsmanager:GetSecretValue", secret) in found
