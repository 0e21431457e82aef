"""Wording: a text without the names in it.

What AWS and the tool have named stays. In code (an ARN, a name in backticks, a policy) every other word is
taken for a name; in a sentence those that are known names, and all that the tool does not write in sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..iam.reference.condition_keys import condition_key_type
from .known import is_grammar, is_known, is_ordinary, is_region, is_said, is_service, is_type
from .names import Names

_SYMBOL = r"\$\{[^}]*\}"
_CHUNK = re.compile(
    rf"(?P<arn>arn:(?:{_SYMBOL}|[^\s`\"',;()<>|])*)|`(?P<code>[^`\s]+)`|(?P<symbol>\$\{{[^}}\s]*\}})"
)
_WORDY = re.compile(r"(\$\{[^}\s]*\s[^}]*\})")  # a symbol that is described in words
_URL = r"https://docs\.(?:aws\.amazon\.com|amazonaws\.cn)/[^\s`\"'<>)]*"
_MANAGED = r"arn:[a-z-]+:iam::aws:policy/[\w+=,.@/-]+|alias/aws/[\w-]+"
_HEAD = r"arn:(?P<partition>[a-z-]*):(?P<service>[a-z0-9-]*):(?P<region>[a-z0-9-]*):"
_TYPE = r"AWS::\w+(?:::\w+)?"
_ACTION = r"(?<![\w-])(?P<prefix>[a-z0-9-]+):(?P<operation>[A-Z][A-Za-z0-9]*\*?|\*)"
_PRINCIPAL = (
    r"(?<![\w.-])[a-z0-9-]+(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com(?:\.cn)?(?![\w-])"
)
_ADDRESS = r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"
_TOKEN = r"\w+(?:[.@+-]+\w+)*"
_PLAIN = re.compile(r"[a-z]+")
_NUMBER = re.compile(r"\d{1,5}|\d{4}-\d\d-\d\d")
_RUNTIME = re.compile(
    r"(?:python|nodejs|java|dotnet|dotnetcore|go|ruby|provided)[\d.]*(?:x|al\d+)?"
)
_FILE = re.compile(r".+\.(?:ya?ml|json|tf|hcl|tfvars|template|toml|snapshot|py|sh|zip|asl)")
_WHOLE = re.compile(_TOKEN)


class Wording:
    """Rewrites texts. The names that are given when it is made are names in a sentence, too.

    Those that are no single word are looked for as they are. Each text is worked out once.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._told = frozenset(names.given)
        self._done: dict[tuple[bool, str], str] = {}
        apart = (name for name in self._told if not _WHOLE.fullmatch(name))
        longest = sorted(apart, key=lambda name: (-len(name), name))
        phrases = "|".join(map(re.escape, longest)) or r"(?!)"
        self._master = re.compile(
            rf"(?P<url>{_URL})|(?P<managed>{_MANAGED})|(?<!\w)(?P<phrase>{phrases})(?!\w)|(?P<head>{_HEAD})"
            rf"|(?P<type>{_TYPE})|(?P<principal>{_PRINCIPAL})|(?P<action>{_ACTION})|(?P<ip>{_ADDRESS})"
            rf"|(?P<token>{_TOKEN})"
        )

    def prose(self, text: str) -> str:
        """A sentence: code in it is code, the rest is words."""
        key = (False, text)
        if key not in self._done:
            self._done[key] = self._mixed(text)
        return self._done[key]

    def code(self, text: str) -> str:
        """An ARN, a name, a policy: whatever is not AWS's own is a name."""
        key = (True, text)
        if key not in self._done:
            parts = _WORDY.split(text)
            self._done[key] = "".join(
                f"${{{self.prose(part[2:-1])}}}"
                if index % 2
                else self._rewritten(part, self._in_code)
                for index, part in enumerate(parts)
            )
        return self._done[key]

    def _mixed(self, text: str) -> str:
        parts: list[str] = []
        at = 0
        for found in _CHUNK.finditer(text):
            parts.append(self._rewritten(text[at : found.start()], self._in_prose))
            parts.append(self.code(found[0]))
            at = found.end()
        return "".join((*parts, self._rewritten(text[at:], self._in_prose)))

    def _rewritten(self, text: str, word: Callable[[str], str]) -> str:
        return self._master.sub(lambda found: self._said(found, word), text)

    def _said(self, found: re.Match[str], word: Callable[[str], str]) -> str:
        said = found[0]
        match _kind(found):
            case "phrase":
                return self._names.give(said)
            case "head":
                return (
                    said
                    if found["service"] in ("", "*") or is_service(found["service"])
                    else self._each(said, word)
                )
            case "action":
                return self._asked(found, word)
            case "ip":
                return self._names.address(said)
            case "token":
                return self._token(said, word, is_apart=_stands_apart(found))
            case _:
                return said

    def _asked(self, found: re.Match[str], word: Callable[[str], str]) -> str:
        """An action or a condition key of AWS stays; what only looks like one is two words."""
        said = found[0]
        if (
            is_service(found["prefix"])
            or condition_key_type(said)
            or condition_key_type(f"{said}/x")
        ):
            return said
        return f"{self._token(found['prefix'], word)}:{self._token(found['operation'], word)}"

    def _each(self, text: str, word: Callable[[str], str]) -> str:
        return _WHOLE.sub(lambda found: self._token(found[0], word), text)

    def _token(self, token: str, word: Callable[[str], str], *, is_apart: bool = False) -> str:
        """A word; one with dots in it that is not known as a whole is as many words as it has parts."""
        if token in self._told and self._is_meant(token, word, is_apart=is_apart):
            return self._names.give(token)
        if _FILE.fullmatch(token):
            return self._names.file(token)
        if len(token) == 12 and token.isdigit():
            return self._names.account(token)
        if is_known(token) or _NUMBER.fullmatch(token) or _RUNTIME.fullmatch(token):
            return token
        parts = re.split(r"([.@+]+)", token)
        if len(parts) == 1:
            return word(token)
        return "".join(
            self._token(part, word) if index % 2 == 0 else part for index, part in enumerate(parts)
        )

    def _is_meant(self, name: str, word: Callable[[str], str], *, is_apart: bool) -> bool:
        """Is this word the name that it also is? Not if AWS calls something so, or it is an ordinary one.

        What a service is called is a name all the same where names stand (`role/billing`).
        """
        is_account = self._names.give(name).startswith("account-")
        is_of_aws = is_grammar(name) or is_type(name) or (is_service(name) and not is_apart)
        if not is_account and is_of_aws:
            return False
        return word != self._in_prose or is_account or not is_ordinary(name)

    def _in_code(self, token: str) -> str:
        if is_service(token) or is_type(token) or is_region(token):
            return token
        return self._names.give(token)

    def _in_prose(self, token: str) -> str:
        return token if _PLAIN.fullmatch(token) and is_said(token) else self._in_code(token)


def _stands_apart(found: re.Match[str]) -> bool:
    """Is it the whole text, or what follows a `/`, a dot or a backtick?"""
    before = found.string[: found.start()]
    return before.endswith(("/", ".", "`")) or found[0] == found.string


_KINDS = ("url", "managed", "phrase", "head", "type", "principal", "action", "ip", "token")


def _kind(found: re.Match[str]) -> str:
    return next(kind for kind in _KINDS if found[kind] is not None)
