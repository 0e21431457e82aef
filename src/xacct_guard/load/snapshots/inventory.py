"""What was collected of an account but its principals, as the resources of templates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from ...formats.cloudformation.inventory import Declaration, Existing
from ...graph.model import Parts
from ...iam.symbol import Symbol, has_symbol
from ...live import Kind, kinds
from ...shape import at, mapping
from ...snapshot.rows import Account, Document
from ...span import Node, Source, Span
from .doubts import doubts
from .grants import grants_of
from .record import address_of, record_of
from .shares import shared
from .unread import Unread

_BLOCK = "PublicAccessBlockConfiguration"
_ACCOUNT_BLOCK = "s3:account-public-access-block"
_NETWORK = (
    *("ec2:vpc", "ec2:subnet", "ec2:route-table", "ec2:security-group", "ec2:vpc-endpoint"),
)
_RESTRICTS = "RestrictPublicBuckets"


@cache
def _by_name() -> Mapping[str, Kind]:
    return {kind.name: kind for kind in kinds()}


class Inventory:
    """The resources of an account, by Region, and what is known of them that no template says."""

    def __init__(self, account: Account, unread: Unread, source: Source) -> None:
        self._account = account
        self._unread = unread
        self._source = source
        self._resources: dict[str, list[Declaration]] = defaultdict(list)
        self._exports: dict[str, dict[str, str]] = defaultdict(dict)
        self._outputs: dict[tuple[str, str], Mapping[str, str]] = {}
        self._parts: list[Parts] = []
        self._block: Node | None = None

    @property
    def regions(self) -> tuple[str, ...]:
        """The Regions in which there is something; an empty text for what is in none."""
        return tuple(self._resources)

    def resources(self, region: str) -> tuple[Declaration, ...]:
        """The resources of a Region."""
        return tuple(self._resources[region])

    def exports(self, region: str) -> Mapping[str, str]:
        """What the stacks of a Region tell each other, by name."""
        return self._exports[region]

    def outputs(self) -> Mapping[tuple[str, str], Mapping[str, str]]:
        """The outputs of each stack, by Region and name."""
        return self._outputs

    def parts(self) -> Iterator[Parts]:
        """Grants, shares, and doubts about what was not read."""
        yield from self._parts
        yield from doubts(self._account, self._unread, self._source)

    def take(self, document: Document) -> None:
        """Read a document. A kind that this version does not know is passed over."""
        kind = _by_name().get(document.kind)
        if kind is None or self._is_in_the_dark(document):
            return
        document = replace(document, region=document.region or _region(document, kind))
        record = record_of(document, kind, self._source)
        if kind.name == _ACCOUNT_BLOCK:
            self._block = record.get(kind.lists.key)
        elif kind.name == "ram:share":
            self._parts.append(shared(record))
        elif kind.name == "cloudformation:stack":
            self._stack(record, document.region)
        if kind.cfn:
            self._resources[document.region] += self._declared(record, kind, document)
        if kind.name == "kms:key":
            self._parts.append(grants_of(record))

    def _is_in_the_dark(self, document: Document) -> bool:
        """Is this part of a network of which a part is not known? Then nothing is said of any way in it."""
        if document.kind not in _NETWORK:
            return False
        ask = self._unread.listing
        return any(ask(document.account, document.region, kind) for kind in _NETWORK)

    def _declared(self, record: Node, kind: Kind, document: Document) -> Iterator[Declaration]:
        properties = kind.properties(record) if kind.properties else None
        if properties is None or not isinstance(properties.value, Mapping):
            return
        logical = f"{kind.name}/{document.name}"
        existing = _existing(record, kind)
        if kind.name == "s3:bucket":
            properties, existing = self._restricted(properties, existing)
        span = Span(self._source, record.span.route)
        yield Declaration(logical, kind.cfn, span, properties, existing=existing)
        for part in kind.parts(record):
            told = Existing(facts=part.facts)
            yield Declaration(
                f"{logical}/{part.name}", part.cfn, span, part.properties, existing=told
            )

    def _restricted(self, bucket: Node, existing: Existing) -> tuple[Node, Existing]:
        """The bucket with what its account blocks of publicity, which goes before what it blocks itself.

        AmazonS3/latest/userguide/access-control-block-public-access.html
        """
        own = bucket.mapping[_BLOCK]
        if self._block is not None and own.mapping:
            own = _either(own, self._block)
            return mapping(bucket, {**bucket.mapping, _BLOCK: own}), existing
        doubt = self._unread.listing(self._account.id, "", _ACCOUNT_BLOCK)
        if has_symbol(own.text or ""):
            doubt = "its public access block, which was not read"
        if (
            own.text_at(_RESTRICTS) == "true"
            or doubt is None
            or not _names_anybody(existing.policy)
        ):
            return bucket, existing
        return bucket, replace(existing, doubt=doubt)

    def _stack(self, record: Node, region: str) -> None:
        name = at(record, "describe_stacks.StackName")
        listed = at(record, "describe_stacks.Outputs")
        found: dict[str, str] = {}
        for output in listed.items if listed else ():
            value = output.text_at("OutputValue") or ""
            found[output.text_at("OutputKey") or ""] = value
            if exported := output.text_at("ExportName"):
                self._exports[region][exported] = value
        if name is not None and name.text:
            self._outputs[region, name.text] = found


def _existing(record: Node, kind: Kind) -> Existing:
    policy = at(record, kind.policy) if kind.policy else None
    hidden = policy is not None and has_symbol(policy.text or "")
    return Existing(
        name=_text(record, kind.id),
        arn=_text(record, kind.arn),
        policy=None if hidden else policy,
        doubt=f"{kind.policy} of {record.span.path}, which was not read" if hidden else None,
    )


def _text(record: Node, route: str) -> str:
    found = at(record, route) if route else None
    return (found.text if found else None) or ""


def _region(document: Document, kind: Kind) -> str:
    """The Region of what is in one that the listing does not tell; of a bucket it may be asked apart.

    AmazonS3/latest/API/API_GetBucketLocation.html
    """
    if not kind.region:
        return ""
    told = document.record.get("get_bucket_location")
    if not isinstance(told, Mapping):
        return str(Symbol(f"region of {address_of(document)}"))
    region = told.get("LocationConstraint")
    return {None: "us-east-1", "EU": "eu-west-1"}.get(region, str(region))


def _either(own: Node, of_account: Node) -> Node:
    true = Node(value=True, span=of_account.span)
    said = {name for name, each in of_account.mapping.items() if each.text == "true"}
    return mapping(
        own, {name: true if name in said else each for name, each in own.mapping.items()}
    )


def _names_anybody(policy: Node | None) -> bool:
    return policy is not None and '"*"' in (policy.text or "")
