"""AWS IAM: the principals of an account with all that they have, and who vouches for others."""

from __future__ import annotations

from ..iam.arn import Arn
from ..shape import at, shape
from ..span import Node
from . import Ask, Kind


def _name(record: Node) -> Node | None:
    """The name of a SAML provider, which stands only in its ARN."""
    written = at(record, "list_saml_providers.Arn")
    arn = Arn.parse(written.text or "") if written else None
    return Node(arn.name, written.span) if arn and written else None


_LISTS = ("RoleDetailList", "UserDetailList", "GroupDetailList", "Policies")


LIVE = (
    Kind(
        "iam:authorization-details",
        Ask("iam", "get_account_authorization_details", ("iam:GetAccountAuthorizationDetails",)),
        # Each principal and policy is an answer of its own, which is read without the others.
        items=f"[{', '.join(f'{name}[].{{arn: Arn, {name}: [@]}}' for name in _LISTS)}][]",
        named="arn",
        once=True,
    ),
    Kind(
        "iam:oidc-provider",
        Ask("iam", "list_open_id_connect_providers", ("iam:ListOpenIDConnectProviders",)),
        items="OpenIDConnectProviderList",
        named="Arn",
        looks=(
            Ask(
                "iam",
                "get_open_id_connect_provider",
                ("iam:GetOpenIDConnectProvider",),
                {"OpenIDConnectProviderArn": "Arn"},
            ),
        ),
        once=True,
        gone=("NoSuchEntity",),
        cfn="AWS::IAM::OIDCProvider",
        properties=shape(
            Url="get_open_id_connect_provider.Url",
            ClientIdList="get_open_id_connect_provider.ClientIDList",
            ThumbprintList="get_open_id_connect_provider.ThumbprintList",
        ),
    ),
    Kind(
        "iam:saml-provider",
        Ask("iam", "list_saml_providers", ("iam:ListSAMLProviders",)),
        items="SAMLProviderList",
        named="Arn",
        once=True,
        cfn="AWS::IAM::SAMLProvider",
        properties=shape(Name=_name),
    ),
)
