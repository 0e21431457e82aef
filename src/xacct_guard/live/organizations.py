"""AWS Organizations: the accounts, the units they are in, and the policies that stand above them.

Only the management account may ask, or the one that it delegated this to
(organizations/latest/userguide/orgs_delegate_policies.html).
"""

from __future__ import annotations

from . import Ask, Kind

_NONE = ("AWSOrganizationsNotInUseException",)
_DEEPEST = 5  # units below the root (orgs_reference_limits.html)
_OF_PARENT = {"ParentId": "Id"}
_INSIDE = (
    Ask(
        "organizations",
        "list_accounts_for_parent",
        ("organizations:ListAccountsForParent",),
        _OF_PARENT,
        keep="Accounts[].Id",
    ),
    Ask(
        "organizations",
        "list_organizational_units_for_parent",
        ("organizations:ListOrganizationalUnitsForParent",),
        _OF_PARENT,
        keep="OrganizationalUnits[].Id",
        label="units",
    ),
)


def _units(depth: int) -> Kind:
    """The units so many steps below the root, which are listed by what they are in."""
    return Kind(
        f"organizations:unit-{depth}",
        Ask(
            "organizations",
            "list_organizational_units_for_parent",
            ("organizations:ListOrganizationalUnitsForParent",),
            {"ParentId": "within.Id"},
        ),
        items="OrganizationalUnits",
        named="Id",
        looks=_INSIDE,
        within=f"organizations:unit-{depth - 1}" if depth > 1 else "organizations:root",
        once=True,
    )


def _policies(name: str, type: str) -> Kind:
    return Kind(
        f"organizations:{name}",
        Ask(
            "organizations",
            "list_policies",
            ("organizations:ListPolicies",),
            fixed={"Filter": type},
            absent=_NONE,
        ),
        items="Policies",
        named="Id",
        looks=(
            Ask(
                "organizations",
                "describe_policy",
                ("organizations:DescribePolicy",),
                {"PolicyId": "Id"},
                keep="Policy",
            ),
            Ask(
                "organizations",
                "list_targets_for_policy",
                ("organizations:ListTargetsForPolicy",),
                {"PolicyId": "Id"},
                keep="Targets[].TargetId",
            ),
        ),
        once=True,
        gone=("PolicyNotFoundException",),
    )


LIVE = (
    Kind(
        "organizations:organization",
        Ask(
            "organizations",
            "describe_organization",
            ("organizations:DescribeOrganization",),
            absent=_NONE,
        ),
        items="[Organization]",
        named="Id",
        once=True,
        drop=frozenset({"MasterAccountEmail"}),
    ),
    Kind(
        "organizations:account",
        Ask("organizations", "list_accounts", ("organizations:ListAccounts",), absent=_NONE),
        items="Accounts",
        named="Id",
        once=True,
        drop=frozenset({"Email"}),
    ),
    Kind(
        "organizations:root",
        Ask("organizations", "list_roots", ("organizations:ListRoots",), absent=_NONE),
        items="Roots",
        named="Id",
        looks=_INSIDE,
        once=True,
    ),
    *map(_units, range(1, _DEEPEST + 1)),
    _policies("service-control-policy", "SERVICE_CONTROL_POLICY"),
    _policies("resource-control-policy", "RESOURCE_CONTROL_POLICY"),
)
