"""AWS RAM: what an account shares, and with whom."""

from __future__ import annotations

from . import Ask, Kind


def _inside(operation: str, permission: str, keep: str) -> Ask:
    return Ask(
        "ram",
        operation,
        (f"ram:{permission}",),
        {"resourceShareArns": "[resourceShareArn]"},
        fixed={"resourceOwner": "SELF"},
        keep=keep,
    )


LIVE = (
    Kind(
        "ram:share",
        Ask(
            "ram",
            "get_resource_shares",
            ("ram:GetResourceShares",),
            fixed={"resourceOwner": "SELF", "resourceShareStatus": "ACTIVE"},
        ),
        items="resourceShares",
        named="resourceShareArn",
        looks=(
            _inside("list_resources", "ListResources", "resources[].arn"),
            _inside("list_principals", "ListPrincipals", "principals[].id"),
        ),
    ),
)
