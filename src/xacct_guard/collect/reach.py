"""What it takes to get into accounts: the operations that are asked beside those of `live`."""

from __future__ import annotations

from ..live import Ask

WHO = Ask("sts", "get_caller_identity", ("sts:GetCallerIdentity",))
TAKE_ROLE = Ask("sts", "assume_role", ("sts:AssumeRole",))
ACCOUNTS = Ask("organizations", "list_accounts", ("organizations:ListAccounts",))
REGIONS = Ask("ec2", "describe_regions", ("ec2:DescribeRegions",))

REACH = (
    WHO,
    TAKE_ROLE,
    ACCOUNTS,
    REGIONS,
    # What the credentials of a profile may take: asked by botocore, in the name of whoever calls us
    # (docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html).
    Ask("sts", "assume_role_with_web_identity", ("sts:AssumeRoleWithWebIdentity",)),
    Ask("sso", "get_role_credentials", ()),
    Ask("sso-oidc", "create_token", ()),
    Ask("signin", "create_o_auth2_token", ()),
)
"""Every operation that reaching an account may take."""
IN_EACH = (REGIONS,)
"""Those that the audit role itself must allow in each account."""
