"""Terraform's functions over plain values: what is given is known whole.

Reference: developer.hashicorp.com/terraform/language/functions. A function that is not here, or that
cannot be worked out before the deployment, gives a symbol that names the call.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from itertools import product
from posixpath import basename, dirname
from typing import Any, NoReturn

from ...bounds import LARGEST, LONGEST, cost_of
from ...errors import InputError

Value = Any

_MOST_DIGITS = 4000  # Python refuses to write integers of more than 4,300
_MOST_TRIES = 3_000_000
_IN_NEW = re.compile(r"\$\{?(\w+)\}?")


def _stop(message: str, help: str) -> NoReturn:
    raise InputError(message, help=help)


def bounded(length: int) -> None:
    """Refuse a text that would be too long. Raises InputError."""
    if length > LONGEST:
        message = f"a text of more than {LONGEST:,} characters is put together here"
        _stop(message, "AWS takes none as long: see what makes it grow")


def _few(number: int) -> None:
    """Refuse a list that would be too long. Raises InputError."""
    if number > LARGEST:
        message = f"a list of more than {LARGEST:,} values is made here"
        _stop(message, "write out fewer values: see what multiplies them")


class SlowPatternError(Exception):
    """A pattern that Terraform looks for in no time, and Python perhaps without end."""


def _quick(pattern: str, text: str) -> None:
    """Look for no pattern that may take for ever. Raises SlowPatternError."""
    if cost_of(pattern, len(text)) * (1 + pattern.count("(")) > _MOST_TRIES:
        raise SlowPatternError


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _format(form: str, *values: Value) -> str:
    left = list(values)

    def one(found: re.Match[str]) -> str:
        verb = found[2]
        if verb == "%":
            return "%"
        bounded(max(int(digits[:9]) for digits in re.findall(r"\d+", found[1]) or ["0"]))
        value = left.pop(0)
        if verb in "sv":
            shown = value if isinstance(value, str) else _shown(value)
            return f"%{found[1]}s" % shown
        if verb == "q":
            return json.dumps(_text(value))
        return f"%{found[1]}{verb}" % (float(value) if verb in "fge" else int(value))

    return re.sub(r"%([-+ 0#]*\d*(?:\.\d+)?)([%svqdfgextoXb])", one, form)


def _shown(value: Value) -> str:
    return json.dumps(value) if isinstance(value, list | dict) else _text(value)


def _replace(text: str, old: str, new: str) -> str:
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        return _replace_all(old[1:-1], text, new)
    bounded(len(text) + text.count(old) * len(new))
    return text.replace(old, new)


def _replace_all(pattern: str, text: str, new: str) -> str:
    _quick(pattern, text)
    times = sum(1 for _ in re.finditer(pattern, text))
    bounded(len(text) * (1 + len(_IN_NEW.findall(new))) + times * len(new))
    return re.sub(pattern, _IN_NEW.sub(r"\\g<\1>", new), text)


def _regex(pattern: str, text: str) -> Value:
    _quick(pattern, text)
    found = re.search(pattern, text)
    if found is None:
        raise ValueError(pattern)
    return _groups(found)


def _regex_all(pattern: str, text: str) -> list[Value]:
    _quick(pattern, text)
    _few(sum(1 for _ in re.finditer(pattern, text)))
    return [_groups(found) for found in re.finditer(pattern, text)]


def _groups(found: re.Match[str]) -> Value:
    if found.re.groupindex:
        return found.groupdict()
    return list(found.groups()) if found.re.groups else found.group()


def _flatten(value: list[Value]) -> list[Value]:
    flat: list[Value] = []
    for each in value:
        flat += _flatten(each) if isinstance(each, list) else [each]
    return flat


def _distinct(values: list[Value]) -> list[Value]:
    found: dict[Value, Value] = {}
    for each in values:
        found.setdefault(_identity(each), each)
    return list(found.values())


def _identity(value: Value) -> Value:
    """What equal values have in common and others do not."""
    return json.dumps([value], sort_keys=True) if isinstance(value, list | dict) else value


def _range(*limits: int) -> list[int]:
    numbers = range(*map(int, limits))
    _few((numbers.stop - numbers.start) // numbers.step)
    return list(numbers)


def _digest(name: str) -> Callable[[str], str]:
    return lambda text: hashlib.new(name, text.encode()).hexdigest()


def _title(text: str) -> str:
    return re.sub(r"(^|[^\w'])(\w)", lambda found: found[1] + found[2].upper(), text)


def _set(values: list[Value]) -> list[Value]:
    unique = _distinct(values)
    return sorted(unique) if all(isinstance(each, str) for each in unique) else unique


def _number(value: Value) -> Value:
    number = float(value)
    return int(number) if number.is_integer() else number


def _parse_int(text: Value, base: int) -> int:
    if len(str(text)) > _MOST_DIGITS:
        raise ValueError(text)
    return int(str(text), int(base))


def _power(base: Value, exponent: Value) -> Value:
    if base and abs(exponent) * max(math.log10(abs(base)), 0) > _MOST_DIGITS:
        _stop(
            f"a number of more than {_MOST_DIGITS:,} digits is worked out here",
            "see what its exponent is",
        )
    return base**exponent


def _cut(text: str, start: int, length: int) -> str:
    start = max(start + len(text), 0) if start < 0 else start
    return text[start:] if length < 0 else text[start : start + length]


def _indent(width: int, text: str) -> str:
    bounded(len(text) + text.count("\n") * int(width))
    return text.replace("\n", "\n" + " " * width)


def _index(values: list[Value], wanted: Value) -> int:
    return values.index(wanted)


def _trim_prefix(text: str, prefix: str) -> str:
    return text.removeprefix(prefix)


def _trim_suffix(text: str, suffix: str) -> str:
    return text.removesuffix(suffix)


def _log(value: float, base: float) -> float:
    return math.log(value, base)


def _chunks(values: list[Value], size: int) -> list[Value]:
    return [values[at : at + size] for at in range(0, len(values), size)] if size else [values]


def _intersection(first: list[Value], *others: list[Value]) -> list[Value]:
    known = [set(map(_identity, other)) for other in others]
    return [each for each in first if all(_identity(each) in other for other in known)]


def _union(*lists: list[Value]) -> list[Value]:
    return _set([each for values in lists for each in values])


def _subtract(one: list[Value], other: list[Value]) -> list[Value]:
    known = set(map(_identity, other))
    return [each for each in one if _identity(each) not in known]


def _cidr_host(prefix: str, number: int) -> str:
    return str(ip_network(prefix)[int(number)])


def _cidr_subnet(prefix: str, bits: int, number: int) -> str:
    whole = ip_network(prefix)
    length = whole.prefixlen + int(bits)
    if not 0 <= int(number) < 2 ** int(bits) or length > whole.max_prefixlen:
        raise ValueError(number)
    start = whole.network_address + (int(number) << (whole.max_prefixlen - length))
    return f"{start}/{length}"


def _arn_parts(text: str) -> dict[str, str]:
    names = ("partition", "service", "region", "account_id", "resource")
    begin, *parts = text.split(":", 5)
    if begin != "arn" or len(parts) != len(names):
        raise ValueError(text)
    return dict(zip(names, parts, strict=True))


def _without_path(arn: str) -> str:
    """The ARN of a role as EKS wants it: `role/a/b` is `role/b`."""
    return re.sub(r"(:role/).*/", r"\1", arn)


def _product(*lists: list[Value]) -> list[list[Value]]:
    _few(math.prod(map(len, lists)) * len(lists))
    return [list(each) for each in product(*lists)]


def _split(mark: str, text: str) -> list[str]:
    _few(text.count(mark))
    return text.split(mark)


KNOWN: Mapping[str, Callable[..., Value]] = {
    "abs": abs,
    "base64decode": lambda text: base64.b64decode(text).decode(),
    "base64encode": lambda text: base64.b64encode(text.encode()).decode(),
    "base64sha256": lambda text: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode(),
    "basename": basename,
    "ceil": math.ceil,
    "chomp": lambda text: text.rstrip("\r\n"),
    "chunklist": _chunks,
    "cidrhost": _cidr_host,
    "cidrnetmask": lambda prefix: str(ip_network(prefix).netmask),
    "cidrsubnet": _cidr_subnet,
    "dirname": lambda path: dirname(path) or ".",
    "endswith": lambda text, end: text.endswith(end),
    "floor": math.floor,
    "format": _format,
    "indent": _indent,
    "index": _index,
    "jsondecode": json.loads,
    "log": _log,
    "lower": lambda text: text.lower(),
    "max": max,
    "md5": _digest("md5"),
    "min": min,
    "parseint": _parse_int,
    "pow": _power,
    "provider::aws::arn_parse": _arn_parts,
    "provider::aws::trim_iam_role_path": _without_path,
    "range": _range,
    "regex": _regex,
    "regexall": _regex_all,
    "replace": _replace,
    "setintersection": _intersection,
    "setproduct": _product,
    "setsubtract": _subtract,
    "setunion": _union,
    "sha1": _digest("sha1"),
    "sha256": _digest("sha256"),
    "sha512": _digest("sha512"),
    "signum": lambda value: (value > 0) - (value < 0),
    "sort": sorted,
    "split": _split,
    "startswith": lambda text, start: text.startswith(start),
    "strcontains": lambda text, part: part in text,
    "strrev": lambda text: text[::-1],
    "substr": _cut,
    "sum": sum,
    "title": _title,
    "tonumber": _number,
    "trim": lambda text, letters: text.strip(letters),
    "trimprefix": _trim_prefix,
    "trimspace": lambda text: text.strip(),
    "trimsuffix": _trim_suffix,
    "upper": lambda text: text.upper(),
    "urlencode": lambda text: "".join(
        letter if re.match(r"[\w.~-]", letter) else f"%{ord(letter):02X}" for letter in text
    ),
}
