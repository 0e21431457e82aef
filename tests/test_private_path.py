"""The platform's private path: what is taken off it, or put on it too narrowly, stops what goes that way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from xacct_guard.run import Options, check
from xacct_guard.verdicts import HopVerdict, Report

SYSTEM = Path(__file__).parents[1] / "fixtures/systems/enterprise-ml-platform/corrected"
GATEWAY = "      RouteTableIds: [!Ref Routes]\n"
RUNTIME = "com.amazonaws.${AWS::Region}.sagemaker.runtime"
EXEMPT = "                  - !GetAtt PipelineRoleA.Arn\n                  - !GetAtt PipelineRoleA2.Arn\n"
WITHOUT_A = EXEMPT.replace("                  - !GetAtt PipelineRoleA.Arn\n", "")
OBJECTS = "              - !Sub 'arn:aws:s3:::${ArtifactBucketName}/*'\n"
HTTPS = "          FromPort: 443\n          ToPort: 443\n"
CLOSED = HTTPS.replace("443", "80")
# A file, what is changed in it, and what is refused then: as whom, which action, and the words for it.
CASES = {
    "a gateway without a route": (
        *("network.yaml", GATEWAY, ""),
        *("JobRole", "s3:GetObject", "no way from subnet"),
    ),
    "no endpoint of the runtime": (
        *("network.yaml", RUNTIME, "com.amazonaws.${AWS::Region}.sagemaker.metrics"),
        *("FunctionRole", "sagemaker:InvokeEndpoint", "no way from subnet"),
    ),
    "a runtime endpoint without its private name": (
        *(
            "network.yaml",
            f"{RUNTIME}'\n      PrivateDnsEnabled: true",
            f"{RUNTIME}'\n      PrivateDnsEnabled: false",
        ),
        *("FunctionRole", "sagemaker:InvokeEndpoint", "no way from subnet"),
    ),
    "security groups that let no HTTPS in": (
        *(
            "network.yaml",
            f"{HTTPS}          SourceSecurityGroupId",
            f"{CLOSED}          SourceSecurityGroupId",
        ),
        *("FunctionRole", "sagemaker:InvokeEndpoint", "lets no HTTPS in"),
    ),
    "security groups that let no HTTPS out": (
        *("network.yaml", f"{HTTPS}          CidrIp", f"{CLOSED}          CidrIp"),
        *("JobRole", "s3:GetObject", "lets HTTPS out"),
    ),
    "an endpoint policy without the objects": (
        *("network.yaml", OBJECTS, ""),
        *("EndpointRole", "s3:GetObject", "VPC endpoint policy"),
    ),
    "an endpoint that the bucket does not know": (
        *("shared.yaml", "                  - !Ref ProductionEndpointId\n", ""),
        *("EndpointRole", "s3:GetObject", "DenyPastTheEndpoints"),
    ),
    "a pipeline's role that is not exempt": (
        *("shared.yaml", EXEMPT, WITHOUT_A),
        *("PipelineRoleA}", "s3:PutObject", "DenyPastTheEndpoints"),
    ),
}


def changed(folder: Path, file: str, old: str, new: str) -> Report:
    """What a run says of the system with one thing changed in it."""
    shutil.copytree(SYSTEM, folder, dirs_exist_ok=True)
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))
    return check((folder,), Options(config=folder / "xacct-guard.yaml")).report


def refused(report: Report) -> list[HopVerdict]:
    return [
        hop
        for stage in report.stages
        for action in stage.actions
        for hop in action.hops
        if hop.outcome == "deny"
    ]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_taken_off_the_path_stops_what_goes_that_way(tmp_path, case):
    file, old, new, who, what, words = case
    hops = refused(changed(tmp_path, file, old, new))
    mine = [hop for hop in hops if who in hop.principal and hop.action == what]
    assert any(words in hop.because for hop in mine), [
        (h.principal, h.action, h.because) for h in hops
    ]
