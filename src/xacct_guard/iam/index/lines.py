"""LineReader: scenarios as lines of JSON, of which each text of policies is read once.

A line of the usual shape is read without making a tree of it; every other goes the way of
`case.read_scenario`, which knows all shapes and has all complaints. Both ways lead to the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

from ...errors import InputError, XacctGuardError
from ..case import ScenarioError, is_action, principal_doing, read_scenario
from ..request import Context, ContextValue, Organization, Principal, Request
from .compiled import Compiled
from .policy_texts import PolicyText, PolicyTexts

Json = Any


class Line(NamedTuple):
    """A scenario: the `id` as it is written, the request, and the policies that have a say in it."""

    id: Json
    request: Request
    engine: Compiled


class LineError(InputError):
    """A line that cannot be answered; `where` is the layer or `request`, None where it is no scenario."""

    def __init__(self, error: XacctGuardError, id: Json = None, where: str | None = None) -> None:
        super().__init__(error.message, at=error.at, help=error.help)
        self.id = id
        self.where = where


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)


class LineReader:
    """Reads one line after the other, and remembers policies by their text."""

    __slots__ = ("_policies",)

    def __init__(self) -> None:
        self._policies = PolicyTexts()

    def read(self, line: bytes) -> Line:
        """The scenario of a line. Raises LineError."""
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            raise LineError(InputError("not UTF-8", help="save the scenarios as UTF-8")) from error
        text = text.removeprefix("\ufeff")
        try:
            found = self._quickly(text)
        except (LookupError, ValueError, RecursionError, XacctGuardError):
            found = None  # not of the usual shape: the long way says what is wrong, if anything is
        return found or _slowly(text)

    def _quickly(self, text: str) -> Line | None:
        """The scenario, where the line has the usual shape."""
        members = self._members(text)
        policies = members.get("policies")
        if not isinstance(policies, PolicyText):
            return None
        organization = _organization(members.get("organization"), policies.has_scps)
        request = _request(members.get("request"), organization) if organization else None
        if request is None:
            return None
        return Line(members.get("id"), request, policies.engine(request.resource))

    def _members(self, text: str) -> Mapping[str, Json]:
        """The members of the outer object; `policies` as a PolicyText, if it is an object.

        Raises ValueError for all that is not JSON, and some of what is.
        """
        members: dict[str, Json] = {}
        at, name = 0, _FIRST(text)
        while name:
            if name[1] == "policies":
                members["policies"], at = self._policy_text(text, name.end())
            else:
                members[name[1]], at = _DECODER.raw_decode(text, name.end())
            name = _NEXT(text, at)
        if not _END(text, at):
            raise ValueError("not an object of the usual shape")
        return members

    def _policy_text(self, text: str, at: int) -> tuple[PolicyText, int]:
        known = self._policies.at(text, at)
        if known is None:
            value, end = _DECODER.raw_decode(text, at)
            if not isinstance(value, dict):
                raise ValueError("policies of another shape")
            known = self._policies.of(text[at:end], value)
        return known, at + len(known.text)


_SPACE = r"[ \t\r\n]*"
_MEMBER = rf'{_SPACE}"([^"\\\x00-\x1f]*)"{_SPACE}:{_SPACE}'
_FIRST = re.compile(rf"{_SPACE}{{{_MEMBER}").match
_NEXT = re.compile(rf"{_SPACE},{_MEMBER}").match
_END = re.compile(rf"{_SPACE}}}{_SPACE}\Z").match


def _slowly(text: str) -> Line:
    """The scenario of a line of any shape. Raises LineError."""
    try:
        written = _DECODER.decode(text)
    except ValueError as error:
        raise LineError(
            InputError(f"not JSON: {_complaint(error)}", help="write one object of JSON a line")
        ) from error
    except RecursionError as error:
        raise LineError(
            InputError("nested too deeply", help="give a scenario no members but its own")
        ) from error
    if not isinstance(written, dict):
        raise LineError(InputError("not an object", help='write it as in `{"request": {...}}`'))
    id = written.get("id")
    try:
        scenario = read_scenario(written)
    except ScenarioError as error:
        raise LineError(error, id, error.where) from error
    return Line(id, scenario.request, Compiled(scenario.layers))


def _complaint(error: ValueError) -> str:
    if not isinstance(error, json.JSONDecodeError):
        return str(error)
    return f"{error.msg[:1].lower()}{error.msg[1:]} at column {error.colno}"


_REQUEST = frozenset(
    {
        *("principal", "principal_account", "action", "resource", "resource_account"),
        *("region", "context", "unknown_context"),
    }
)
_PRINCIPAL_ARN = "aws:principalarn"


def _request(written: Json, organization: Organization) -> Request | None:
    """The request, where every member is what it usually is."""
    if not isinstance(written, dict) or not _REQUEST.issuperset(written):
        return None
    get = written.get
    arn, action, resource = get("principal"), get("action"), get("resource")
    account, owner, region = get("principal_account"), get("resource_account"), get("region")
    if not (isinstance(arn, str) and isinstance(action, str) and isinstance(resource, str)):
        return None
    if not (_may_be_text(account) and _may_be_text(owner) and _may_be_text(region)):
        return None
    if not _is_action(action):
        return None
    context = _context(get("context"), get("unknown_context"))
    if context is None:
        return None
    if _PRINCIPAL_ARN in context.values or _PRINCIPAL_ARN in context.unknown:
        principal = principal_doing(action, arn, account, context)
    else:
        principal = _principal(action, arn, account)
    return Request(principal, action, resource, owner, region, context, organization)


_is_action = lru_cache(maxsize=1 << 12)(is_action)


def _principal(action: str, arn: str, account: str | None) -> Principal:
    """The principal. Of a session nothing but its own ARN hangs on its name."""
    head, _, tail = arn.partition("/")
    role, slash, _ = tail.partition("/")
    if not slash or not head.endswith(":assumed-role") or head.count(":") != _COLONS:
        return _known_principal(action, arn, account)
    one = _known_principal(action, f"{head}/{role}/", account)
    return Principal(one.kind, arn, one.account, one.role, one.knows_path)


_COLONS = 5


@lru_cache(maxsize=1 << 12)
def _known_principal(action: str, arn: str, account: str | None) -> Principal:
    return principal_doing(action, arn, account, Context())


def _may_be_text(value: Json) -> bool:
    return value is None or isinstance(value, str)


def _context(given: Json, unknown: Json) -> Context | None:
    values: dict[str, ContextValue] = {}
    if given is not None:
        if not isinstance(given, dict) or "$unknown" in given:
            return None
        for key, value in given.items():
            if isinstance(value, str):
                values[key.lower()] = value
            elif isinstance(value, list):
                if not all(isinstance(one, str) for one in value):
                    return None
                values[key.lower()] = tuple(value)
            elif value is not None:
                return None
    if not unknown:
        return Context(values) if unknown is None or unknown == [] else None
    if not isinstance(unknown, list) or not all(isinstance(one, str) for one in unknown):
        return None
    return Context(values, frozenset(key.lower() for key in unknown))


_FLAGS = ("principal_in_org", "principal_account_is_management", "resource_account_is_management")


def _organization(written: Json, has_scps: bool) -> Organization | None:
    if written is None:
        return Organization(principal_in_org=has_scps)
    if not isinstance(written, dict) or "$unknown" in written:
        return None
    name = written.get("id")
    member, manages, owns = flags = tuple(map(written.get, _FLAGS))
    for flag in flags:
        if flag is not None and flag is not True and flag is not False:
            return None
    if not _may_be_text(name):
        return None
    return _known_organization(name, has_scps if member is None else member, manages, owns)


@lru_cache(maxsize=1 << 12)
def _known_organization(
    name: str | None, member: bool, manages: bool | None, owns: bool | None
) -> Organization:
    return Organization(name, member, bool(manages), bool(owns))
