"""AWS CodeConnections. What was made as CodeStar Connections keeps that prefix, in ARNs and in actions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..graph.caller import Caller
from ..graph.step import Page, Step
from ..iam.arn import Arn
from ..iam.symbol import shown, surely_differ
from . import ResourceType, Service

_PREFIXES = ("codestar-connections", "codeconnections")


def use(connection: str, caller: Caller, page: Page, sent: Mapping[str, str]) -> Iterator[Step]:
    """Use a connection: the action has the prefix of the connection's ARN. `sent` are its context keys.

    Whether the other prefix is asked for as well, no page says in so many words. Neither does one say how a
    connection gets to another account; it is seen to be shared by RAM, which the estate does not tell.
    """
    arn = Arn.parse(connection)
    own = arn.service if arn and arn.service in _PREFIXES else _PREFIXES[0]
    if arn and surely_differ(arn.account, caller.account):
        yield caller.unknown("use the connection", f"share of {shown(connection)}", page)
        return
    for prefix in sorted(_PREFIXES, key=lambda prefix: prefix != own):
        yield caller.ask(
            "use the connection",
            f"{prefix}:UseConnection",
            connection,
            page,
            context={f"{prefix}:{key}": value for key, value in sent.items()},
            optional=prefix != own,
        )


SERVICE = Service(
    "codeconnections",
    resources=(
        ResourceType(
            "codeconnections:connection",
            arn="arn:{partition}:codeconnections:{region}:{account}:connection/{name}",
            cfn="AWS::CodeConnections::Connection",
            ref="arn",
            attributes={"ConnectionArn": "{arn}"},
            unnamed="????????-????-????-????-????????????",
            takes_policy=False,
        ),
    ),
)
