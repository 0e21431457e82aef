"""The form of ARNs: what is wrong with one that fits nothing AWS has.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache

from ..iam import reference
from ..iam.arn import Arn
from ..iam.likeness import only_near
from ..iam.overlap import may_overlap
from ..iam.pattern import glob, match
from ..iam.symbol import Symbol, has_symbol, shown, split_symbols
from ..iam.truth import Truth
from .statements import head_of

_PARTITIONS = (
    *("aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"),
)
_REGION = re.compile(r"([a-z]{2,4}(?:-[a-z]+)+)-[1-9]")
_AREAS = frozenset(
    {
        *(
            "af-south",
            "ap-east",
            "ap-northeast",
            "ap-south",
            "ap-southeast",
            "ca-central",
            "ca-west",
        ),
        *(
            "cn-north",
            "cn-northwest",
            "eu-central",
            "eu-north",
            "eu-south",
            "eu-west",
            "eusc-de-east",
        ),
        *("il-central", "me-central", "me-south", "me-west", "mx-central", "sa-east", "sa-west"),
        *("us-east", "us-gov-east", "us-gov-west", "us-iso-east", "us-iso-west", "us-isob-east"),
        *("us-isob-west", "us-isof-east", "us-isof-south", "eu-isoe-west", "us-west"),
    }
)
"""https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html"""
_VARIABLE = re.compile(r"\$\{[^}]*\}")
_NOT_IN_TABLES = {
    "cloudformation": ("arn:${Partition}:cloudformation:${Region}:aws:transform/${Name}",),
    "resource-explorer-2": ("arn:${Partition}:resource-explorer-2:${Region}::view/${Name}",),
    "ssm": tuple(
        f"arn:${{Partition}}:ssm:${{Region}}::{kind}/${{Name}}"
        for kind in ("parameter/aws", "document", "automation-definition")
    ),
    "sagemaker": ("arn:${Partition}:sagemaker:${Region}:aws:${Name}",),
    "elasticbeanstalk": ("arn:${Partition}:elasticbeanstalk:${Region}::solutionstack/${Name}",),
}
"""What AWS has for everybody, which stands in no account or in its own; its guides name these.

https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html
"""
_WITHOUT_TABLES = frozenset({"apigateway", "waf", "waf-regional"})
"""Services the tables of which leave out part of what they take."""


@dataclass(frozen=True, slots=True)
class ArnFault:
    """What is wrong with an ARN, and what to write instead.

    `doubtful`: AWS may know more than its tables; `harmless`: some page says that it works all the same.
    `meant` is a part of it as it stands and as it surely should be.
    """

    why: str
    hint: str
    doubtful: bool = False
    harmless: bool = False
    meant: tuple[str, str] | None = None


def is_region_name(text: str) -> bool:
    """May a Region of AWS have this name?"""
    found = _REGION.fullmatch(text)
    return found is not None and found[1] in _AREAS


def arn_fault(text: str, *, of_resource: bool) -> ArnFault | None:
    """What is wrong with an ARN, or a pattern of ARNs; None where nothing is known to be.

    `of_resource`: it stands where resources are named, so the tables of its service say what it may be.
    """
    if text.isascii() and "${" not in text:
        head = head_of(text)
        beginnings, tests = _sound(head)
        name = text[len(head) :]
        if name.startswith(beginnings) or any(is_one(name) for is_one in tests):
            return None
    return _fault(text, of_resource=of_resource)


@lru_cache(maxsize=1 << 12)
def _sound(head: str) -> tuple[tuple[str, ...], tuple[Callable[[str], bool], ...]]:
    """What the last part of ARNs with this head may begin with, and tests for forms that say more than that.

    There are none where the head itself is at fault.
    """
    arn = Arn.parse(head)
    if arn is None or any(_faults(arn, of_resource=False)) or arn.service in _WITHOUT_TABLES:
        return (), ()
    own = (each for each in _forms(arn.service) if each.account != "aws")
    starred = {_starred(each.resource) for each in own if _has_parts_of(each, arn)}
    open_behind = {each for each in starred if each.find("*") == len(each) - 1}
    beginnings = tuple(each[:-1] for each in open_behind if "?" not in each)
    return beginnings, tuple(map(glob, sorted(starred - open_behind)))


@lru_cache(maxsize=1 << 12)
def _fault(text: str, *, of_resource: bool) -> ArnFault | None:
    text = _VARIABLE.sub("*", text) if "${" in text else text
    arn = Arn.parse(text)
    if not text.startswith("arn:") or "<" in text:
        return None
    if arn is None:
        return None if has_symbol(text) or not of_resource else _too_short(text)
    return next(filter(None, _faults(arn, of_resource=of_resource)), None)


def _too_short(text: str) -> ArnFault:
    parts = text.count(":") + 1
    why = f"it has {parts} of the six parts of an ARN"
    return ArnFault(
        why, "write all of `arn:partition:service:region:account:resource`", harmless=True
    )


def _faults(arn: Arn, *, of_resource: bool) -> Iterator[ArnFault | None]:
    yield _of_partition(arn.partition)
    yield _of_service(arn.service)
    if _is_fixed(arn.region) and arn.region and not _is_region(arn.region):
        yield ArnFault(f"there is no Region `{arn.region}`", "write the name of a Region")
    if _is_fixed(arn.account) and arn.account.isdigit() and len(arn.account) != 12:
        yield ArnFault("an account id has twelve digits", "write the account's id in full")
    if of_resource and _is_fixed(arn.service) and arn.service not in _WITHOUT_TABLES:
        yield _of_form(arn)


def _of_partition(partition: str) -> ArnFault | None:
    if not _is_fixed(partition) or partition in _PARTITIONS:
        return None
    close = get_close_matches(partition, _PARTITIONS, n=1)
    return ArnFault(
        f"there is no partition `{partition}`",
        f"write `{close[0] if close else 'aws'}`",
        meant=_meant(partition, only_near(partition, _PARTITIONS)),
    )


def _meant(written: str, close: str | None) -> tuple[str, str] | None:
    return (written, close) if close else None


def _of_service(service: str) -> ArnFault | None:
    if has_symbol(service) or service == "*":
        return None
    if "*" in service or "?" in service:
        why = f"`{service}` may stand for services that nobody meant, and no page says it works"
        return ArnFault(why, "name the service", harmless=True)
    if service != service.lower():
        small = service.lower()
        why = "services are written in small letters"
        return ArnFault(why, f"write `{small}`", meant=(service, small))
    if reference.service(service) is not None or service in _all_forms():
        return None
    close = get_close_matches(service, _all_forms(), n=1, cutoff=0.8)
    hint = f"write `{close[0]}`" if close else "write the name that the service has in ARNs"
    return ArnFault(
        f"no service has ARNs with `{service}`",
        hint,
        doubtful=not close,
        meant=_meant(service, only_near(service, _all_forms())),
    )


def _of_form(arn: Arn) -> ArnFault | None:
    """The parts that no resource of the service has, or that each has."""
    if any(_has_parts_of(form, arn) for form in _fitting(arn, _forms(arn.service))):
        return None  # as most have
    fitting = tuple(_fitting(arn, _forms(arn.service))) or tuple(
        _fitting(arn, _all_forms().get(arn.service, ()))
    )
    if not fitting:
        known = _forms(arn.service)
        why = f"no resource of `{arn.service}` is called `{shown(arn.resource)}`"
        return (
            ArnFault(why, f"write it as in {_examples(arn, known)}", doubtful=True)
            if known
            else None
        )
    return _of_part("Region", arn.region, {each.region for each in fitting}) or _of_part(
        "account", arn.account, {each.account for each in fitting}
    )


def _has_parts_of(form: Arn, arn: Arn) -> bool:
    """Is there a Region where the form has one, and an account where it has one?"""
    return bool(form.region) is bool(arn.region) and bool(form.account) is bool(arn.account)


def _of_part(name: str, written: str, known: set[str]) -> ArnFault | None:
    if known == {""} and _is_fixed(written) and written:
        return ArnFault(
            f"such a resource stands in no {name}", f"leave the {name} out", doubtful=True
        )
    if "" not in known and not written:
        return ArnFault(f"the {name} is missing", f"write the {name}, or `*`", doubtful=True)
    return None


def _fitting(arn: Arn, forms: Iterable[Arn]) -> Iterator[Arn]:
    """The forms that some resource named by this ARN may have."""
    begins = _beginning(arn.resource)
    for form in forms:
        if not _agree(begins, _beginning(form.resource)):
            continue  # most forms of a service, told apart at a glance
        of_aws = form.account == "aws" and match(arn.account, "aws") is Truth.NO
        if not of_aws and _may_be(arn.resource, form.resource):
            yield form


def _may_be(resource: str, form: str) -> bool:
    if has_symbol(resource):
        return match(resource, form) is not Truth.NO
    return may_overlap(resource, _starred(form))


@cache
def _starred(form: str) -> str:
    """A form with a star for each open part."""
    return "".join(each if isinstance(each, str) else "*" for each in split_symbols(form))


@lru_cache(maxsize=1 << 14)
def _beginning(text: str) -> str:
    """The text up to its first open part."""
    return _LITERAL.match(text)[0]  # type: ignore[index]


def _agree(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


_LITERAL = re.compile("[^*?\ue000-\uf8ff]*")


@cache
def _forms(service: str) -> tuple[Arn, ...]:
    """The forms of ARNs in the tables of a service, what is left open in them a symbol."""
    known = reference.service(service)
    types = known.resource_types.values() if known else ()
    printed = (*(arn for each in types for arn in each.arns), *_NOT_IN_TABLES.get(service, ()))
    every = map(_form, printed)
    return tuple(form for form in every if form is not None)


def _form(printed: str) -> Arn | None:
    count = iter(range(100))
    return Arn.parse(
        re.sub(r"\$\{[^}]*\}|\*", lambda _: str(Symbol(f"part {next(count)}")), printed)
    )


@cache
def _all_forms() -> Mapping[str, tuple[Arn, ...]]:
    """The forms of all services by the name in the ARN: some have ARNs of others in their tables."""
    found: dict[str, list[Arn]] = {}
    for prefix in reference.services():
        for form in _forms(prefix):
            found.setdefault(form.service, []).append(form)
    return {service: tuple(forms) for service, forms in found.items()}


def _examples(arn: Arn, forms: tuple[Arn, ...]) -> str:
    """The forms that are most like the resource."""
    known = {_shown(each): each for each in forms}
    close = get_close_matches(arn.resource, known, n=1, cutoff=0.3) or list(known)[:1]
    return f"`{close[0]}`"


def _shown(form: Arn) -> str:
    """The resource part of a form, stars for what is open in it."""
    return re.sub(r"\$\{part \d+\}", "*", shown(form.resource))


def _is_region(text: str) -> bool:
    return is_region_name(text) or text == "aws"


def _is_fixed(text: str) -> bool:
    return not ("*" in text or "?" in text or has_symbol(text))
