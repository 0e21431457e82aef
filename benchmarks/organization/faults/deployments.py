"""Faults of a pipeline that deploys into another account."""

from __future__ import annotations

from ..content import Content, Json, allow, document
from ..fault import Fault, if_wrong
from ..layout import REGION
from ..names import STACK, Names
from ..site import Site, trusting, when


def _names(site: Site) -> Names:
    return Names(site.layout, site.owner)


def _statement(policy: Json | None, sid: str) -> Json:
    held = policy["Statement"] if policy else []
    return next(each for each in held if each.get("Sid") == sid)


def key_without_the_deployment(site: Site, content: Content) -> None:
    """The key of the artifacts leaves out the role that deploys; right: it lets in its account for it."""
    if site.is_owner(content):
        names = _names(site)
        policy = content.things["kms:key", names.key_id].policy
        let_in = _statement(policy, "Deployment")
        if site.is_wrong:
            assert policy is not None
            policy["Statement"].remove(let_in)
        else:
            let_in["Principal"] = {"AWS": site.root_abroad}
            who = {"ArnEquals": {"aws:PrincipalArn": names.action}}
            let_in["Condition"] = {**let_in["Condition"], **who}


def stacks_forbidden(site: Site, content: Content) -> None:
    """A control policy above the account forbids stacks to everybody; right: to all but the deployment."""
    if content.index == 0:
        spared = when("ArnNotEquals", "aws:PrincipalArn", _names(site).action)
        denies: Json = {
            "Effect": "Deny",
            "Action": "cloudformation:CreateStack",
            "Resource": "*",
            **({} if site.is_wrong else spared),
        }
        content.controls[site.name("Stacks")] = (document(denies), [site.abroad])


def action_role_for_an_account(site: Site, content: Content) -> None:
    """The role that deploys trusts all of the pipeline's account; right: the pipeline's role of it."""
    if site.is_comer(content):
        names = _names(site)
        who = {} if site.is_wrong else when("ArnEquals", "aws:PrincipalArn", names.service)
        root = {"AWS": f"arn:aws:iam::{site.own}:root"}
        role = content.roles[names.roles_there[0]]
        role["AssumeRolePolicyDocument"] = trusting(root, **who)


def artifacts_under_another_prefix(site: Site, content: Content) -> None:
    """The bucket lets the role that deploys read under the stack's name; right: all that it keeps."""
    if site.is_owner(content):
        names = _names(site)
        policy = content.things["s3:bucket", names.bucket].policy
        prefix = f"{STACK}/*" if site.is_wrong else "*"
        _statement(policy, "Deployment")["Resource"] = f"arn:aws:s3:::{names.bucket}/{prefix}"


def source_pushed_from_abroad(site: Site, content: Content) -> None:
    """A role that may push to the source trusts all of another account; right: it may only pull."""
    if site.is_owner(content):
        names = _names(site)
        work = ["codecommit:GitPull", *(["codecommit:GitPush"] if site.is_wrong else [])]
        repository = f"arn:aws:codecommit:{REGION}:{content.id}:{names.repository}"
        trust = trusting({"AWS": site.root_abroad})
        content.has(site.name("coder"), "/", trust, work=document(allow(work, repository)))


def _at_action(site: Site) -> str:
    return f"{site.abroad}/global/iam:role/{_names(site).roles_there[0]}"


FAULTS = (
    Fault(
        key_without_the_deployment,
        if_wrong(lambda site: ("stage-denied", site.at("kms:key", _names(site).key_id))),
        of_pipeline=True,
    ),
    Fault(
        stacks_forbidden,
        if_wrong(
            lambda site: (
                "stage-denied",
                f"{site.layout.account(0)}/global/organizations:service-control-policy/"
                f"p-{site.name('stacks')}",
            )
        ),
        of_pipeline=True,
    ),
    Fault(
        action_role_for_an_account,
        if_wrong(lambda site: ("role-trusted-to-a-whole-account", _at_action(site))),
        of_pipeline=True,
    ),
    Fault(
        artifacts_under_another_prefix,
        if_wrong(lambda site: ("stage-denied", site.at("s3:bucket", _names(site).bucket))),
        of_pipeline=True,
    ),
    Fault(
        source_pushed_from_abroad,
        if_wrong(lambda site: ("source-writable-from-another-account", site.at_own_role("coder"))),
        of_pipeline=True,
    ),
)
