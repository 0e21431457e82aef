"""Conditions and statements put into words: what a request must bring, or must not."""

from __future__ import annotations

from collections.abc import Iterable

from ..iam.condition import holds
from ..iam.conditions import operators
from ..iam.context import Missing, look_up, spelled
from ..iam.match import speaks_about, ways
from ..iam.policy import Condition, Effect, SetOperator, Statement
from ..iam.principal import By
from ..iam.request import Request
from ..iam.symbol import shown

_VERBS = {
    "stringequals": "is",
    "stringequalsignorecase": "is (in upper or lower case)",
    "stringlike": "is like",
    "numericequals": "is",
    "numericlessthan": "is less than",
    "numericlessthanequals": "is at most",
    "numericgreaterthan": "is more than",
    "numericgreaterthanequals": "is at least",
    "dateequals": "is",
    "datelessthan": "is before",
    "datelessthanequals": "is not after",
    "dategreaterthan": "is after",
    "dategreaterthanequals": "is not before",
    "bool": "is",
    "binaryequals": "is",
    "ipaddress": "is in",
    "arnequals": "is like",
    "arnlike": "is like",
}
_OPPOSITE = {"true": "false", "false": "true"}


def asked_for(condition: Condition) -> str:
    """What the condition asks for: `aws:SourceVpce` is `vpce-1`."""
    return _words(condition, denied=False)


def not_asked_for(condition: Condition) -> str:
    """The contrary, which keeps a Deny with this condition from applying."""
    return _words(condition, denied=True)


def _words(condition: Condition, *, denied: bool) -> str:
    name, key = condition.operator.lower(), f"`{shown(condition.key)}`"
    values = [shown(value.text) for value in condition.values]
    if name == "null":
        return f"{key} is {_presence(values, denied=denied)}"
    if name == "bool" and denied and values[0].lower() in _OPPOSITE and len(values) == 1:
        return f"{_subject(condition, key)} is `{_OPPOSITE[values[0].lower()]}`"
    negated = operators()[name].negated
    verb = _verb(name)
    is_not = negated is not denied
    phrase = f"{_subject(condition, key)} {_not(verb) if is_not else verb} {_several(values)}"
    return f"{phrase}, or is absent" if condition.if_exists and not denied else phrase


def _verb(name: str) -> str:
    plain = name.replace("not", "", 1) if name not in _VERBS else name
    return _VERBS.get(plain, f"meets {name}")


def _not(verb: str) -> str:
    if verb.startswith("is not "):
        return verb.replace("is not", "is", 1)
    return verb.replace("is", "is not", 1) if verb.startswith("is") else f"not ({verb})"


def _presence(values: list[str], *, denied: bool) -> str:
    wants_absent = values[:1] == ["true"]
    return "absent" if wants_absent is not denied else "there"


def _subject(condition: Condition, key: str) -> str:
    if condition.set_operator is SetOperator.ALL:
        return f"every {key}"
    return f"some {key}" if condition.set_operator is SetOperator.ANY else key


def _several(values: list[str]) -> str:
    quoted = ", ".join(f"`{value}`" for value in values)
    return quoted if len(values) == 1 else f"one of {quoted}"


def in_request(condition: Condition, request: Request) -> str:
    """What the request has for the condition's key."""
    held = look_up(request, condition.key)
    if held is Missing.ABSENT:
        return f"no {spelled(condition.key)}"
    if isinstance(held, Missing):
        return f"an unknown {spelled(condition.key)}"
    return _several([held] if isinstance(held, str) else list(held)) if held else "an empty list"


def open_conditions(statement: Statement, request: Request) -> tuple[Condition, ...]:
    """The conditions of a statement of which nobody can tell whether they hold."""
    return tuple(one for one in statement.conditions if holds(one, statement, request).is_open)


def says_of(statement: Statement, request: Request) -> str:
    """What a statement that applies, or may apply, does; and what would have to be so."""
    open_ones = open_conditions(statement, request)
    denies = statement.effect is Effect.DENY
    verb = "denies it" if denies else f"allows it{_naming(statement, request)}"
    said = speaks_about(statement, request)
    if said.is_open and not open_ones:
        names = ", ".join(f"`{shown(name)}`" for name in sorted(said.depends))
        return f"{verb}, depending on {names}"
    if open_ones and denies:
        return f"denies it unless {unless(statement, request)}"
    if open_ones:
        return f"{verb} if {all_of_them(map(asked_for, open_ones))}"
    if denies and statement.conditions:
        met = (f"{asked_for(c)} (it has {in_request(c, request)})" for c in statement.conditions)
        return f"denies it, as {all_of_them(met)}"
    return verb


def unless(statement: Statement, request: Request) -> str:
    """What keeps a Deny with open conditions from applying: any one of them not being met."""
    return " or ".join(map(not_asked_for, open_conditions(statement, request)))


_NAMED = {
    By.DIRECT: "",
    By.ROLE: ", naming the role",
    By.FEDERATING_USER: ", naming the user behind the session",
    By.ACCOUNT: " for the account as a whole: its own policies decide",
    By.STAR: ", naming everyone",
}


def _naming(statement: Statement, request: Request) -> str:
    """In what way an Allow of a resource's policy names who asks: the strongest."""
    if statement.principals is None:
        return ""
    found = {by: said for by, said in ways(statement, request).items() if not said.is_no}
    sure = {by for by, said in found.items() if said.is_yes} or found.keys()
    return next((words for by, words in _NAMED.items() if by in sure), "")


def all_of_them(phrases: Iterable[str]) -> str:
    """The phrases joined by `and`, each once."""
    return " and ".join(dict.fromkeys(phrases))
