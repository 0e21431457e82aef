"""Where a fault is planted, or what only looks like it: two accounts, and names that nothing else has."""

from __future__ import annotations

from dataclasses import dataclass

from .content import Content, Json, allow, document
from .layout import REGION, Layout

_COMES_WITH_EC2 = document(
    allow("sts:AssumeRole", None, Principal={"Service": "ec2.amazonaws.com"})
)


@dataclass(frozen=True, slots=True)
class Site:
    """The account that owns what is reached, and the one that reaches for it; `is_wrong` in the fault."""

    layout: Layout
    number: int
    owner: int
    comer: int
    is_wrong: bool

    @property
    def own(self) -> str:
        """The id of the account that owns."""
        return self.layout.account(self.owner)

    @property
    def abroad(self) -> str:
        """The id of the account that comes."""
        return self.layout.account(self.comer)

    def name(self, word: str) -> str:
        """The name of something that is there for this fault alone."""
        return f"{word}-{self.number:03}"

    def role(self, word: str, path: str = "/") -> str:
        """The ARN of a role in the account that comes."""
        return f"arn:aws:iam::{self.abroad}:role{path}{self.name(word)}"

    def own_role(self, word: str) -> str:
        """The ARN of a role in the account that owns."""
        return f"arn:aws:iam::{self.own}:role/{self.name(word)}"

    @property
    def bucket(self) -> str:
        """The name of a bucket."""
        return f"ledger-{self.number:03}-{self.own}"

    @property
    def key_number(self) -> int:
        """The number of a key among those of the account."""
        return 1000 + self.number

    @property
    def key(self) -> str:
        """The ARN of a key."""
        return self.layout.key(self.owner, self.key_number)

    @property
    def root_abroad(self) -> str:
        """The account that comes, as a principal."""
        return f"arn:aws:iam::{self.abroad}:root"

    def is_owner(self, content: Content) -> bool:
        """Is this the account that owns?"""
        return content.index == self.owner

    def is_comer(self, content: Content) -> bool:
        """Is this the account that comes?"""
        return content.index == self.comer

    def at_role(self, word: str) -> str:
        """Where a role of the account that comes is told of."""
        return f"{self.abroad}/global/iam:role/{self.name(word)}"

    def at_own_role(self, word: str) -> str:
        """Where a role of the account that owns is told of."""
        return f"{self.own}/global/iam:role/{self.name(word)}"

    def at(self, kind: str, name: str) -> str:
        """Where something else of the account that owns is told of."""
        return f"{self.own}/{REGION}/{kind}/{name}"

    @property
    def at_bucket(self) -> str:
        """Where the bucket is told of."""
        return self.at("s3:bucket", self.bucket)

    @property
    def at_key(self) -> str:
        """Where the key is told of."""
        return self.at("kms:key", self.key.rpartition("/")[2])


def trusting(principal: Json, **more: object) -> Json:
    """A trust policy of one statement."""
    return document(allow("sts:AssumeRole", None, Principal=principal, **more))


def worker(content: Content, name: str, *statements: Json, path: str = "/") -> None:
    """A role of an instance that may do this."""
    inline = {"work": document(*statements)} if statements else {}
    content.has(name, path, _COMES_WITH_EC2, **inline)


def when(operator: str, key: str, value: object) -> Json:
    """The element of a statement that asks for a value."""
    return {"Condition": {operator: {key: value}}}
