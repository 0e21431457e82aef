"""Policies of buckets, keys, queues and registries that open to more than was meant, or to nobody."""

from __future__ import annotations

from ..content import Content, Json, Thing, allow, document
from ..fault import Fault, if_wrong
from ..layout import REGION
from ..site import Site, when
from ..stores import bucket, kept_by_its_account, key, no_plain_http

_ANYBODY: Json = {"Principal": "*"}


def _shared(site: Site, content: Content, statement: Json) -> Thing:
    policy = document(no_plain_http(site.bucket), statement)
    return bucket(content, site.bucket, policy, None)


def _ours(organization: str) -> Json:
    """A condition that asks for roles of one path, in any account of an organization."""
    who = {"aws:PrincipalArn": "arn:aws:iam::*:role/ml/*"}
    return {"Condition": {"StringEquals": {"aws:PrincipalOrgID": organization}, "ArnLike": who}}


def _objects(site: Site) -> str:
    return f"arn:aws:s3:::{site.bucket}/*"


def bucket_for_everybody(site: Site, content: Content) -> None:
    """A bucket without a block lets in anybody; right: anybody of the organization."""
    if site.is_owner(content):
        asked = {} if site.is_wrong else _ours(content.layout.id)
        made = _shared(site, content, allow("s3:GetObject", _objects(site), **_ANYBODY, **asked))
        made.record["get_public_access_block"] = None
        content.add(made)
        content.things.pop(("s3:account-public-access-block", "account"), None)


def bucket_written_by_an_account(site: Site, content: Content) -> None:
    """A bucket lets all of another account write; right: one role of it, by a condition."""
    if site.is_owner(content):
        who = when("ArnEquals", "aws:PrincipalArn", site.role("writer"))
        asked = {} if site.is_wrong else who
        root = {"AWS": site.root_abroad}
        writes = allow("s3:PutObject", _objects(site), Principal=root, **asked)
        content.add(_shared(site, content, writes))


def key_for_an_account(site: Site, content: Content) -> None:
    """A key lets all of another account decrypt; right: the roles of a path, by a condition."""
    if site.is_owner(content):
        who = when("ArnLike", "aws:PrincipalArn", f"arn:aws:iam::{site.abroad}:role/ml/*")
        asked = {} if site.is_wrong else who
        decrypts = allow("kms:Decrypt", "*", Principal={"AWS": site.root_abroad}, **asked)
        content.add(key(content, site.key_number, document(kept_by_its_account(content), decrypts)))


def queue_for_any_topic(site: Site, content: Content) -> None:
    """A queue lets in a service whoever it acts for; right: for one topic of the other account."""
    if site.is_owner(content):
        name = site.name("events")
        topic = f"arn:aws:sns:{REGION}:{site.abroad}:{name}"
        asked = {} if site.is_wrong else when("ArnEquals", "aws:SourceArn", topic)
        arn = f"arn:aws:sqs:{REGION}:{content.id}:{name}"
        sends = allow("sqs:SendMessage", arn, Principal={"Service": "sns.amazonaws.com"}, **asked)
        url = f"https://sqs.{REGION}.amazonaws.com/{content.id}/{name}"
        record = {"list_queues": {"name": url, "account": content.id}}
        place = ("get_queue_attributes", "Policy")
        content.add(_Queue("sqs:queue", url, record, policy=document(sends), place=place))


class _Queue(Thing):
    """A queue: its ARN stands beside its policy."""

    def told(self) -> Json:
        record = super().told()
        name, account = self.name.rpartition("/")[2], self.record["list_queues"]["account"]
        arn = f"arn:aws:sqs:{self.region}:{account}:{name}"
        look = {**record["get_queue_attributes"], "QueueArn": arn, "KmsMasterKeyId": None}
        return {**record, "get_queue_attributes": look}


def star_taken_literally(site: Site, content: Content) -> None:
    """A condition compares a pattern letter by letter; right: as a pattern."""
    if site.is_owner(content):
        operator = "StringEquals" if site.is_wrong else "StringLike"
        who = when(operator, "aws:PrincipalArn", f"arn:aws:iam::{site.abroad}:role/ml/*")
        root = {"AWS": site.root_abroad}
        reads = allow("s3:GetObject", _objects(site), Principal=root, **who)
        content.add(_shared(site, content, reads))


def all_values_of_none(site: Site, content: Content) -> None:
    """A bucket asks all values of a key that has one, or none; right: any of the paths."""
    if site.is_owner(content):
        ours = content.layout.id
        asked = (
            when("ForAllValues:StringEquals", "aws:PrincipalOrgID", ours)
            if site.is_wrong
            else when("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", f"{ours}/r-root/*")
        )
        reads = allow("s3:GetObject", _objects(site), **_ANYBODY, **asked)
        content.add(_shared(site, content, reads))


def unit_for_an_organization(site: Site, content: Content) -> None:
    """A bucket asks for the organization, and says a unit; right: the organization."""
    if site.is_owner(content):
        said = "ou-data" if site.is_wrong else content.layout.id
        reads = allow("s3:GetObject", _objects(site), **_ANYBODY, **_ours(said))
        content.add(_shared(site, content, reads))


def another_organization(site: Site, content: Content) -> None:
    """A bucket lets in everybody of another organization; right: of its own."""
    if site.is_owner(content):
        said = "o-another001" if site.is_wrong else content.layout.id
        reads = allow("s3:GetObject", _objects(site), **_ANYBODY, **_ours(said))
        content.add(_shared(site, content, reads))


def group_without_its_versions(site: Site, content: Content) -> None:
    """A group of models lets others deploy, and names no version; right: its versions."""
    if site.is_owner(content):
        name = site.name("served")
        group = f"arn:aws:sagemaker:{REGION}:{content.id}:model-package-group/{name}"
        versions = f"arn:aws:sagemaker:{REGION}:{content.id}:model-package/{name}/*"
        actions = ["sagemaker:DescribeModelPackage", "sagemaker:CreateModel"]
        on = group if site.is_wrong else versions
        who = when("ArnEquals", "aws:PrincipalArn", site.role("server"))
        deploys = allow(actions, on, Principal={"AWS": site.root_abroad}, **who)
        record = {"list_model_package_groups": {"ModelPackageGroupName": name}}
        place = ("get_model_package_group_policy", "ResourcePolicy")
        content.add(
            Thing(
                "sagemaker:model-package-group", name, record, policy=document(deploys), place=place
            )
        )


def _url(site: Site) -> str:
    return f"https://sqs.{REGION}.amazonaws.com/{site.own}/{site.name('events')}"


FAULTS = (
    Fault(bucket_for_everybody, if_wrong(lambda site: ("public-access", site.at_bucket))),
    Fault(
        bucket_written_by_an_account,
        if_wrong(lambda site: ("resource-granted-to-account-root", site.at_bucket)),
    ),
    Fault(
        key_for_an_account,
        if_wrong(lambda site: ("key-use-granted-to-account-root", site.at_key)),
    ),
    Fault(
        queue_for_any_topic,
        if_wrong(lambda site: ("service-let-in-for-anyone", site.at("sqs:queue", _url(site)))),
    ),
    Fault(
        star_taken_literally,
        if_wrong(lambda site: ("wildcard-compared-literally", site.at_bucket)),
    ),
    Fault(
        all_values_of_none,
        if_wrong(lambda site: ("set-operator-unfit-for-key", site.at_bucket)),
    ),
    Fault(
        unit_for_an_organization,
        if_wrong(lambda site: ("impossible-condition-value", site.at_bucket)),
    ),
    Fault(
        another_organization,
        if_wrong(lambda site: ("outside-the-organization", site.at_bucket)),
    ),
    Fault(
        group_without_its_versions,
        if_wrong(
            lambda site: (
                "registry-policy-without-versions",
                site.at("sagemaker:model-package-group", site.name("served")),
            )
        ),
    ),
)
