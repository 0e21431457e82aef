"""A Jenkinsfile, and a workflow of GitHub."""

from __future__ import annotations

from xacct_guard.definitions.github_workflow import is_workflow, read_workflow
from xacct_guard.definitions.jenkinsfile import flow_of, read_jenkinsfile
from xacct_guard.read import decode, read

from ..outcome import tolerant
from ..target import Target


def take(data: bytes) -> None:
    """The roles that it takes on."""

    def jenkinsfile() -> None:
        for taken in read_jenkinsfile(decode(data, "Jenkinsfile")):
            flow_of(taken, "x")

    def workflow() -> None:
        document = read(decode(data, "x.yml"))
        if is_workflow(document):
            read_workflow(document)

    tolerant(jenkinsfile)
    tolerant(workflow)


TARGET = Target(
    "jenkinsfile",
    take,
    ("fixtures/**/Jenkinsfile*", "fixtures/**/.github/workflows/*"),
    (
        "pipeline { stages { stage('A') { steps { withAWS(role: 'r', roleAccount: '111111111111',"
        " region: \"us-east-1\") { sh 'aws s3 cp a s3://b/${env.C}' } /* x */ } } } // y\n}\n",
        "on: push\npermissions: {id-token: write}\njobs: {a: {environment: p, steps: [{uses: "
        "aws-actions/configure-aws-credentials@v4, with: {role-to-assume: arn:aws:iam::111111111111:role/r}}]}}\n",
    ),
)
