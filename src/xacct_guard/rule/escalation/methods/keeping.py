"""A thing that is there has a role already: who says what it does has the role."""

from __future__ import annotations

from ..method import Method, Takes
from .page import page_of

_SAGEMAKER = "sagemaker/latest/APIReference"


def _keeping(
    thing: str, guide: str, *rows: tuple[str, str], service: str = "", role_at: str = "role"
) -> tuple[Method, ...]:
    return tuple(
        Method(
            says,
            tuple(actions.split()),
            page_of(guide, actions.split()[0]),
            Takes.KEPT,
            service=service,
            thing=thing,
            role_at=role_at,
        )
        for says, actions in rows
    )


KEEPING = (
    *_keeping(
        "lambda:function",
        "lambda/latest/api",
        ("give a function other code", "lambda:UpdateFunctionCode"),
    ),
    *_keeping(
        "codebuild:project",
        "codebuild/latest/APIReference",
        ("start a build with commands of its own", "codebuild:StartBuild"),
        ("start a batch of builds with commands of its own", "codebuild:StartBuildBatch"),
    ),
    *_keeping(
        "sagemaker:notebook-instance",
        _SAGEMAKER,
        ("open a notebook that is there", "sagemaker:CreatePresignedNotebookInstanceUrl"),
        (
            "give a notebook another script and start it",
            "sagemaker:UpdateNotebookInstance sagemaker:CreateNotebookInstanceLifecycleConfig"
            " sagemaker:StopNotebookInstance sagemaker:StartNotebookInstance",
        ),
    ),
    *_keeping(
        "sagemaker:user-profile",
        _SAGEMAKER,
        ("open the Studio of another user", "sagemaker:CreatePresignedDomainUrl"),
        role_at="user_settings.ExecutionRole",
    ),
)
