"""A buildspec of CodeBuild."""

from __future__ import annotations

from xacct_guard.definitions.buildspec import is_buildspec, read_buildspec
from xacct_guard.read import decode, read

from ..outcome import tolerant
from ..target import Target


def take(data: bytes) -> None:
    """The phases and their commands."""

    def buildspec() -> None:
        document = read(decode(data, "buildspec.yml"))
        is_buildspec(document)
        read_buildspec(document)

    tolerant(buildspec)


TARGET = Target(
    "buildspec",
    take,
    ("fixtures/**/buildspec*.y*ml",),
    (
        "version: 0.2\nenv: {secrets-manager: {A: 'b:c'}, parameter-store: {D: /e}}\nphases:\n  build:\n"
        "    commands: ['aws s3 cp x s3://b/k && aws sts assume-role --role-arn \"$R\"', {a: b}]\n",
    ),
)
