"""AWS Systems Manager: parameters."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.aws_managed_key import is_own_managed_key
from ..graph.caller import Caller
from ..graph.key import key_arn
from ..graph.step import Page, Step
from . import PolicyType, ResourceType, Service

_DECRYPTION = Page.of("systems-manager/latest/userguide", "ps-restrict-decryption.html")


def parameter_arn(said: str, caller: Caller) -> str:
    """The parameter that a name or an ARN means, in the caller's account and Region."""
    return said if said.startswith("arn:") else caller.arn("ssm", f"parameter/{said.lstrip('/')}")


def fetch(caller: Caller, says: str, parameter: str, page: Page) -> Iterator[Step]:
    """What reads the plain value of a parameter asks for: the parameter, and the key of a secure one."""
    read = caller.ask(says, "ssm:GetParameters", parameter, page)
    yield read
    held = caller.graph.resource(parameter)
    type, named = (held.facts.get(fact) if held else None for fact in ("type", "key"))
    if held is None or type is None or type.text != "SecureString" or named is None:
        return
    key = key_arn(named.text, held.region, held.account) if named.text else None
    if key is None:
        yield caller.unknown(f"{says}: decrypt it", "the key of the parameter", _DECRYPTION)
    elif not is_own_managed_key(key, read):
        yield caller.ask(
            f"{says}: decrypt it",
            "kms:Decrypt",
            key,
            _DECRYPTION,
            context={
                "kms:viaservice": f"ssm.{caller.region}.amazonaws.com",
                "kms:encryptioncontext:parameter_arn": held.arn,
                "kms:encryptioncontextkeys": ("PARAMETER_ARN",),
                "aws:viaawsservice": "true",
            },
        )


SERVICE = Service(
    "ssm",
    resources=(
        ResourceType(
            "ssm:parameter",
            arn="arn:{partition}:ssm:{region}:{account}:parameter/{name}",
            cfn="AWS::SSM::Parameter",
            named_by="Name",
            attributes={"Arn": "{arn}", "Name": "{name}"},
            unnamed="CFN-{logical}-*",
            facts={"value": "Value", "type": "Type", "key": "KeyId"},
        ),
    ),
    policies=(
        PolicyType(
            "AWS::SSM::ResourcePolicy", of="ssm:parameter", target="ResourceArn", document="Policy"
        ),
    ),
)
