"""Amazon EventBridge Pipes."""

from __future__ import annotations

from ..shape import shape
from . import Ask, Kind

LIVE = (
    Kind(
        "pipes:pipe",
        Ask("pipes", "list_pipes", ("pipes:ListPipes",)),
        items="Pipes",
        named="Name",
        looks=(
            Ask(
                "pipes",
                "describe_pipe",
                ("pipes:DescribePipe",),
                {"Name": "Name"},
                keep="{RoleArn: RoleArn, KmsKeyIdentifier: KmsKeyIdentifier}",
            ),
        ),
        gone=("NotFoundException",),
        cfn="AWS::Pipes::Pipe",
        properties=shape(
            Name="list_pipes.Name",
            RoleArn="describe_pipe.RoleArn",
            Source="list_pipes.Source",
            Enrichment="list_pipes.Enrichment",
            Target="list_pipes.Target",
            DesiredState="list_pipes.DesiredState",
        ),
    ),
)
