"""Known: words that are AWS's or the tool's own, and therefore nobody's secret."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from ..iam.reference.authorization import services
from ..iam.reference.managed_policies import managed_policy_names

_REGION = re.compile(
    r"(?:us|eu|ap|ca|sa|me|af|il|mx|cn|us-gov|us-iso[bef]?|eu-isoe)-[a-z]+-\d[a-f]?"
)
_HELD = tomllib.loads(resources.files(__package__ or "").joinpath("words.toml").read_text("utf-8"))


def _words(*names: str) -> frozenset[str]:
    return frozenset(word for name in names for word in _HELD[name].split())


_WORDS = _words("grammar", "templates", "products", "phrases", "extensions") | {
    *("arn", "aws", "amazonaws", "com", "root", "any", "all", "none", "xacct-guard")
}
_OF_POLICIES = _words("grammar")
_TYPES = _words("types")
_COMMON = _words("ordinary")
_SAID = frozenset(
    resources.files(__package__ or "").joinpath("sentences.txt").read_text("utf-8").split()
) | _words("system")


def is_known(word: str) -> bool:
    """Is this a word of AWS or of the tool, in whatever text it stands?"""
    return word in _WORDS or word in _managed() or is_region(word)


def is_grammar(word: str) -> bool:
    """Is this a word of the policy language? It stays even where somebody has given it as a name."""
    return word in _OF_POLICIES


def is_ordinary(word: str) -> bool:
    """Is this a word of any sentence, which tells of nobody even where somebody has given it as a name?"""
    return word in _COMMON


def is_said(word: str) -> bool:
    """Does the tool itself write this word in sentences? What it does not may be somebody's name."""
    return word in _SAID or word in _COMMON


def is_type(word: str) -> bool:
    """Is this what ARNs call a kind of resource?"""
    return word in _TYPES


def is_service(word: str) -> bool:
    """Is this the prefix of a service, as actions and ARNs have it?"""
    return word in _prefixes() or word in ("states", "catalog")


def is_region(word: str) -> bool:
    """Is this a Region, or one of its zones?"""
    return _REGION.fullmatch(word) is not None


@cache
def _prefixes() -> frozenset[str]:
    return frozenset(services())


@cache
def _managed() -> frozenset[str]:
    return frozenset(name.rpartition("/")[2] for name in managed_policy_names())
