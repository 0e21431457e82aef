"""Roles that let in whom they should not, or nobody who was meant."""

from __future__ import annotations

from ..content import Content, allow, document
from ..fault import Fault, if_wrong
from ..layout import REGION
from ..site import Site, trusting, when, worker

SUPPLIER = "900000000001"
"""An account that is not of the organization, and works for it."""
_GITHUB = "token.actions.githubusercontent.com"


def supplier_without_an_external_id(site: Site, content: Content) -> None:
    """A supplier's account is trusted without an external id; right: with the one that it gave."""
    if site.is_owner(content):
        id = when("StringEquals", "sts:ExternalId", f"supplied-{site.number}")
        asked = {} if site.is_wrong else id
        supplier = {"AWS": f"arn:aws:iam::{SUPPLIER}:role/collector"}
        content.has(site.name("collected"), "/", trusting(supplier, **asked))


def account_with_a_wrong_digit(site: Site, content: Content) -> None:
    """A role trusts a role of an account that is nobody's here; right: one of the organization's."""
    if site.is_comer(content):
        worker(content, site.name("comer"), allow("sts:AssumeRole", site.own_role("door")))
    if site.is_owner(content):
        comer = site.role("comer")
        meant = comer.replace(site.abroad, _mistyped(site.abroad)) if site.is_wrong else comer
        id = when("StringEquals", "sts:ExternalId", "between-us")
        content.has(site.name("door"), "/", trusting({"AWS": meant}, **id))


def _mistyped(account: str) -> str:
    """An account's id with a digit that no account of the organization has there."""
    return f"8{account[1:]}"


def service_role_for_an_account(site: Site, content: Content) -> None:
    """A service's role trusts all of another account as well; right: one role of it."""
    if site.is_comer(content):
        worker(content, site.name("comer"), allow("sts:AssumeRole", site.own_role("training")))
    if site.is_owner(content):
        comer = site.root_abroad if site.is_wrong else site.role("comer")
        own = when("StringEquals", "aws:SourceAccount", content.id)
        service = {"Service": "sagemaker.amazonaws.com"}
        trust = document(
            allow("sts:AssumeRole", None, Principal=service, **own),
            allow("sts:AssumeRole", None, Principal={"AWS": comer}),
        )
        content.has(site.name("training"), "/", trust)


def every_role_assumed(site: Site, content: Content) -> None:
    """A role may assume every role of another account; right: those of a kind."""
    if site.is_comer(content):
        which = "*" if site.is_wrong else f"{site.name('door')}-*"
        there = f"arn:aws:iam::{site.own}:role/{which}"
        worker(content, site.name("comer"), allow("sts:AssumeRole", there))
    if site.is_owner(content):
        door = f"{site.name('door')}-data"
        content.has(door, "/", trusting({"AWS": site.role("comer")}))


def role_of_another_account_passed(site: Site, content: Content) -> None:
    """A role may pass a role of another account to a service; right: one of its own account."""
    if site.is_comer(content):
        passed = site.own_role("training") if site.is_wrong else site.role("training")
        to = when("StringEquals", "iam:PassedToService", "sagemaker.amazonaws.com")
        worker(content, site.name("starter"), allow("iam:PassRole", passed, **to))
    if site.is_owner(content) == site.is_wrong and (
        site.is_owner(content) or site.is_comer(content)
    ):
        own = when("StringEquals", "aws:SourceAccount", content.id)
        service = {"Service": "sagemaker.amazonaws.com"}
        content.has(site.name("training"), "/", trusting(service, **own))


def token_of_anybody(site: Site, content: Content) -> None:
    """A role takes the tokens of every repository; right: those of one and its branch."""
    if site.is_owner(content):
        provider = {"Federated": f"arn:aws:iam::{content.id}:oidc-provider/{_GITHUB}"}
        claims = {f"{_GITHUB}:aud": "sts.amazonaws.com"}
        if not site.is_wrong:
            claims[f"{_GITHUB}:sub"] = "repo:octo-org/models:ref:refs/heads/main"
        comes = allow("sts:AssumeRoleWithWebIdentity", None, Principal=provider)
        trust = document({**comes, "Condition": {"StringEquals": claims}})
        content.has(site.name("deployed"), "/", trust)


def strong_role_passed(site: Site, content: Content) -> None:
    """A role may run code as one that another account lets in; right: as one that nobody lets in."""
    if site.is_comer(content):
        trust = trusting({"Service": "lambda.amazonaws.com"})
        come = document(allow("sts:AssumeRole", site.own_role("door")))
        content.has(site.name("trusted"), "/", trust, come=come)
        log = allow("logs:PutLogEvents", f"arn:aws:logs:{REGION}:{content.id}:log-group:/x:*")
        content.has(site.name("plain"), "/", trust, log=document(log))
        to = when("StringEquals", "iam:PassedToService", "lambda.amazonaws.com")
        passed = site.role("trusted" if site.is_wrong else "plain")
        function = f"arn:aws:lambda:{REGION}:{content.id}:function:{site.name('job')}"
        runs = allow(["lambda:CreateFunction", "lambda:InvokeFunction"], function)
        worker(content, site.name("runner"), allow("iam:PassRole", passed, **to), runs)
    if site.is_owner(content):
        content.has(site.name("door"), "/", trusting({"AWS": site.role("trusted")}))


def _outside(site: Site, word: str) -> tuple[str, str]:
    return "outside-the-organization", site.at_own_role(word)


def _of_supplier(site: Site) -> tuple[tuple[str, str], ...]:
    lacking = ("third-party-without-external-id", site.at_own_role("collected"))
    outside = _outside(site, "collected")
    return (outside, lacking) if site.is_wrong else (outside,)


FAULTS = (
    Fault(supplier_without_an_external_id, _of_supplier),
    Fault(
        account_with_a_wrong_digit,
        if_wrong(
            lambda site: _outside(site, "door"),
            lambda site: ("one-sided-grant", site.at_role("comer")),
        ),
    ),
    Fault(
        service_role_for_an_account,
        if_wrong(
            lambda site: ("service-role-trusts-foreign-account", site.at_own_role("training"))
        ),
    ),
    Fault(
        every_role_assumed,
        if_wrong(lambda site: ("assume-role-on-every-role", site.at_role("comer"))),
    ),
    Fault(
        role_of_another_account_passed,
        if_wrong(lambda site: ("passed-role-of-another-account", site.at_role("starter"))),
    ),
    Fault(
        token_of_anybody,
        if_wrong(lambda site: ("identity-provider-subject-open", site.at_own_role("deployed"))),
    ),
    Fault(
        strong_role_passed,
        if_wrong(lambda site: ("escalation-across-accounts", site.at_role("runner"))),
    ),
)
