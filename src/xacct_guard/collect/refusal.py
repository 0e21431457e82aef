"""Why an operation was not answered, whatever botocore raises for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from ..errors import CollectError

T = TypeVar("T")

_EXPIRED = {
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
    "TokenRefreshRequired",
}
_NO_CREDENTIALS = {
    "NoCredentialsError",
    "PartialCredentialsError",
    "CredentialRetrievalError",
    "TokenRetrievalError",
    "SSOTokenLoadError",
    "UnauthorizedSSOTokenError",
    "LoginRefreshRequired",
}
_SILENT = {"ConnectTimeoutError", "EndpointConnectionError", "ReadTimeoutError"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """The code of the error (of botocore's own errors the class) and what it says."""

    error: str
    message: str = ""

    @property
    def is_expiry(self) -> bool:
        """Are the credentials no longer good?"""
        return self.error in _EXPIRED | _NO_CREDENTIALS

    @property
    def is_no_endpoint(self) -> bool:
        """Is there nothing at the address at all?"""
        return self.error == "EndpointConnectionError"

    @property
    def is_silence(self) -> bool:
        """Did nobody answer?"""
        return self.error in _SILENT


class NotTakenError(Exception):
    """A role that could not be taken on."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def unless_refused(ask: Callable[[], T]) -> T | Refusal:
    """What comes of asking, or why nothing does; a mistake of ours is raised."""
    try:
        return ask()
    except Exception as error:
        if (told := refusal(error)) is None:
            raise
        return told


def refusal(error: Exception) -> Refusal | None:
    """The refusal that an error tells of, or None: a mistake of ours."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    if isinstance(error, NotTakenError):
        return error.refusal
    if isinstance(error, ClientError):
        said = error.response.get("Error", {})
        return Refusal(said.get("Code") or "Unknown", " ".join(said.get("Message", "").split()))
    if isinstance(error, CollectError):
        return Refusal("NotAllowed", error.message)
    if isinstance(error, RuntimeError) and "credentials" in str(error):
        return Refusal("ExpiredToken", str(error))  # botocore has no error of its own for it
    if isinstance(error, BotoCoreError | ResponseParserError):
        return Refusal(type(error).__name__, " ".join(str(error).split()))
    return None
