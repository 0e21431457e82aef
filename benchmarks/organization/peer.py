"""PMapper on accounts of the same organization: the same requests, and who comes into which account.

It reads no snapshot and has a graph for each account: the roles and their policies are handed to it as they
stand in the snapshot, with the policy of each resource that is asked for and the service control policies. Each
side is timed by its own processor clock, what it takes to load not counted.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.model import Role
from xacct_guard.question import Circumstances, Question, ask
from xacct_guard.rule.escalation.reach import escalations
from xacct_guard.rule.facts import Facts
from xacct_guard.run import Options, model_of
from xacct_guard.trace.request import principal_of

from ..figure import Figure
from ..peers import pmapper
from .content import Content, Json
from .controls import standing_above
from .layout import BUCKETS, REPOSITORIES, Layout
from .write import furnished, write

ACCOUNTS, ROLES = 4, 100
_OWN = 2
_PAIRS = 1000 * 999 // 2
_TOLD = {"aws:SecureTransport": "true", "aws:RequestedRegion": "us-east-1"}
_PMAPPER = """
import collections, collections.abc, json, sys, time
collections.Mapping = collections.abc.Mapping
collections.MutableMapping = collections.abc.MutableMapping
from itertools import combinations
from principalmapper.common import Graph, Node, Policy
from principalmapper.graphing.cross_account_edges import get_edges_between_graphs
from principalmapper.querying.query_interface import local_check_authorization_full as check
told = json.load(sys.stdin)
def policies(owner, documents):
    return [Policy(owner, f"p{n}", one) for n, one in enumerate(documents)]
def read(one):
    nodes = [Node(arn, "AROAEXAMPLE", policies(arn, held), None, trust, None, 0, False, False, None, False, {})
        for arn, trust, held in one["roles"]]
    about = {"account_id": one["id"], "pmapper_version": "1.1.5", "org-id": told["organization"]}
    return Graph(nodes, [], [], [], about), [policies("scp", level) for level in one["scps"]]
graphs = [read(one) for one in told["accounts"]]
(own, levels), allowed = graphs[told["own"]], 0
began = time.process_time()
for action, resource, policy, owner in told["requests"]:
    for node in own.nodes:
        allowed += check(node, action, resource, told["context"], policy, owner, levels, None)
asked = time.process_time() - began
began = time.process_time()
edges = [edge for (a, above_a), (b, above_b) in combinations(graphs, 2)
    for edge in get_edges_between_graphs(a, b, above_a, above_b)]
print(json.dumps([asked, allowed, time.process_time() - began, len(edges)]))
"""

Asked = tuple[str, str, Json, str]
"""An action, the resource, its policy and its account."""


def figures() -> Iterator[Figure]:
    """What both take for the requests of an account's roles, and for who comes into which other account."""
    layout = Layout(ACCOUNTS, ROLES)
    contents = [furnished(layout, index) for index in range(ACCOUNTS)]
    requests = tuple(_requests(contents))
    many = len(requests) * ROLES
    graph = _graph(layout)
    spent, allowed = _asked(graph, contents[_OWN], requests)
    joining, doors = _entered(graph)
    python = pmapper()
    theirs = _theirs(python, contents, requests) if python else None
    told = f"{allowed} of {many:,} allowed, each with what decides it"
    pace = many / theirs[0] if theirs else None
    if theirs:
        told += f"; PMapper says yes or no, {theirs[1]} allowed"
    name = f"requests of the {ROLES} roles of an account"
    yield Figure(name, many / spent, "/s", peers={"PMapper": pace}, note=told)
    told = f"{doors} doors, by every method"
    if theirs:
        each = theirs[2] / (ACCOUNTS * (ACCOUNTS - 1) / 2)
        told += (
            f"; PMapper finds {theirs[3]} by AssumeRole alone and goes through all pairs, {each:.1f} s each:"
            f" {each * _PAIRS / 86_400:.0f} days for 1,000 accounts"
        )
    joined = {"PMapper": theirs[2] if theirs else None}
    yield Figure(
        f"who comes into which of {ACCOUNTS} accounts", joining, "s", None, None, joined, told
    )


def _requests(contents: Sequence[Content]) -> Iterator[Asked]:
    """To read each bucket's objects and to pull from each repository, of every account."""
    for content in contents:
        layout, index = content.layout, content.index
        for number in range(BUCKETS):
            name = layout.bucket(index, number)
            policy = content.things["s3:bucket", name].policy or {}
            yield "s3:GetObject", f"arn:aws:s3:::{name}/shared/part-0", policy, content.id
        for number in range(REPOSITORIES):
            policy = content.things["ecr:repository", layout.repository(number)].policy or {}
            whole = {"Resource": "*"}  # as PMapper wants it: ECR's policies have none
            said = {**policy, "Statement": [{**each, **whole} for each in policy["Statement"]]}
            yield "ecr:BatchGetImage", layout.repository_arn(index, number), said, content.id


def _asked(graph: AccessGraph, own: Content, requests: Sequence[Asked]) -> tuple[float, int]:
    """Seconds of processor time, and how many of the requests are allowed."""
    told = Circumstances({key.lower(): value for key, value in _TOLD.items()})
    principals = [principal_of(role["Arn"]) for role in own.roles.values()]
    began, allowed = time.process_time(), 0
    for action, resource, _, _ in requests:
        for principal in principals:
            question = Question(principal, action, resource, told)
            allowed += ask(question, graph).decision.verdict == "allow"
    return time.process_time() - began, allowed


def _entered(graph: AccessGraph) -> tuple[float, int]:
    """Seconds of processor time for what each role can come to hold, and how many come into other accounts."""
    began = time.process_time()
    found = escalations(Facts(graph, ()))
    spent = time.process_time() - began
    edges = (edge for those in found.values() for edge in those if isinstance(edge.end, Role))
    return spent, sum(edge.end.account != edge.start.account for edge in edges)


def _graph(layout: Layout) -> AccessGraph:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "snapshot"
        write(layout, file)
        return model_of((file,), Options()).graph


def _theirs(
    python: Path, contents: Sequence[Content], requests: Sequence[Asked]
) -> tuple[float, int, float, int]:
    """PMapper's seconds and allowed requests, then its seconds and edges between accounts."""
    told = {
        "organization": contents[_OWN].layout.id,
        "accounts": [_account(content) for content in contents],
        "own": _OWN,
        "requests": requests,
        "context": _TOLD,
    }
    done = subprocess.run(
        [python, "-c", _PMAPPER], input=json.dumps(told), capture_output=True, text=True, check=True
    )
    took, allowed, joined, edges = json.loads(done.stdout)
    return took, allowed, joined, edges


def _account(content: Content) -> Json:
    return {
        "id": content.id,
        "roles": [_node(content, role) for role in content.roles.values()],
        "scps": standing_above(content.layout, content.index),
    }


def _node(own: Content, role: Json) -> tuple[str, Json, list[Any]]:
    names = [each["PolicyName"] for each in role["AttachedManagedPolicies"]]
    managed = [own.managed[name]["PolicyVersionList"][0]["Document"] for name in names]
    inline = [each["PolicyDocument"] for each in role["RolePolicyList"]]
    return role["Arn"], role["AssumeRolePolicyDocument"], [*inline, *managed]
