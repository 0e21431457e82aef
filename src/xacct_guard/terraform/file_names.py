"""What the name of a file says it is to Terraform and OpenTofu.

Reference: developer.hashicorp.com/terraform/language/files, and …/language/values/variables for the values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_CODE = (".tf", ".tf.json")
_OPENTOFU = (".tofu", ".tofu.json")
_AUTOMATIC = (".auto.tfvars", ".auto.tfvars.json")
_NAMED = ("terraform.tfvars", "terraform.tfvars.json")


def is_code(name: str) -> bool:
    """Is a file of this name part of a module?"""
    return name.endswith(_CODE + _OPENTOFU)


def is_values(name: str) -> bool:
    """Does a file of this name give values to variables, named by somebody or not?"""
    return name.endswith((".tfvars", ".tfvars.json"))


def is_override(name: str) -> bool:
    """Does a file of this name change what other files declare (`override.tf`, `x_override.tf`)?"""
    stem = _base(name).partition(".")[0]
    return is_code(name) and (stem == "override" or stem.endswith("_override"))


def code_in(names: Iterable[str]) -> Iterator[str]:
    """The files of a module among the names; `x.tofu` is read in place of `x.tf`."""
    own = sorted(filter(is_code, names))
    hidden = {name.replace(".tofu", ".tf") for name in own if name.endswith(_OPENTOFU)}
    return (name for name in own if name not in hidden)


def values_in(names: Iterable[str]) -> Iterator[str]:
    """The files of values that nobody has to name, the ones that win last."""
    own = sorted(names)
    yield from (name for wanted in _NAMED for name in own if _base(name) == wanted)
    yield from (name for name in own if name.endswith(_AUTOMATIC))


def _base(name: str) -> str:
    return name.rpartition("/")[2]
