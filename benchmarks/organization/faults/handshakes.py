"""Permissions into another account of which one side does not say what the other says."""

from __future__ import annotations

from ..content import Content, allow, document
from ..fault import Fault, if_wrong
from ..layout import REGION
from ..site import Site, trusting, when, worker
from ..statements import PULL
from ..stores import bucket, kept_by_its_account, key, no_plain_http, repository

_VIA_S3 = when("StringEquals", "kms:ViaService", f"s3.{REGION}.amazonaws.com")


def prefix_of_another_name(site: Site, content: Content) -> None:
    """A role reads `reports/`, and the bucket lets it read `report/`; right: the same."""
    if site.is_comer(content):
        there = f"arn:aws:s3:::{site.bucket}/reports/*"
        worker(content, site.name("reader"), allow("s3:GetObject", there))
    if site.is_owner(content):
        prefix = "report" if site.is_wrong else "reports"
        there = f"arn:aws:s3:::{site.bucket}/{prefix}/*"
        reads = allow("s3:GetObject", there, Principal={"AWS": site.role("reader")})
        policy = document(no_plain_http(site.bucket), reads)
        content.add(bucket(content, site.bucket, policy, None))


def let_in_and_not_permitted(site: Site, content: Content) -> None:
    """A repository lets in a role that no policy of its own allows to pull; right: one does."""
    if site.is_comer(content):
        name = "images" if not site.is_wrong else "image"
        repository_arn = f"arn:aws:ecr:{REGION}:{site.own}:repository/{site.name(name)}"
        worker(content, site.name("puller"))
        content.attach(
            site.name("puller"),
            content.manage(site.name("pull"), document(allow(PULL, repository_arn))),
        )
    if site.is_owner(content):
        pulls = allow(PULL, None, Principal={"AWS": site.role("puller")})
        content.add(repository(content, site.name("images"), document(pulls)))


def consumer_left_out(site: Site, content: Content) -> None:
    """Two roles pull from a repository that lets in one of them; right: both."""
    words = ("puller", "scanner")
    if site.is_comer(content):
        there = f"arn:aws:ecr:{REGION}:{site.own}:repository/{site.name('shared')}"
        for word in words:
            worker(content, site.name(word), allow(PULL, there))
    if site.is_owner(content):
        let_in = [site.role(word) for word in words[: 1 if site.is_wrong else 2]]
        pulls = allow(PULL, None, Principal={"AWS": let_in})
        content.add(repository(content, site.name("shared"), document(pulls)))


def key_without_its_reader(site: Site, content: Content) -> None:
    """A bucket lets in a role that the policy of its key leaves out; right: it lets it decrypt."""
    if site.is_comer(content):
        worker(
            content,
            site.name("reader"),
            allow("s3:GetObject", f"arn:aws:s3:::{site.bucket}/*"),
            allow("kms:Decrypt", site.key, **_VIA_S3),
        )
    if site.is_owner(content):
        reader = {"AWS": site.role("reader")}
        reads = allow("s3:GetObject", f"arn:aws:s3:::{site.bucket}/*", Principal=reader)
        policy = document(no_plain_http(site.bucket), reads)
        decrypts = allow("kms:Decrypt", "*", Principal=reader, **_VIA_S3)
        uses = () if site.is_wrong else (decrypts,)
        content.add(bucket(content, site.bucket, policy, site.key))
        kept = document(kept_by_its_account(content), *uses)
        content.add(key(content, site.key_number, kept))


def alias_for_a_key(site: Site, content: Content) -> None:
    """A role is allowed to decrypt under an alias of another account's key; right: under its ARN."""
    if site.is_comer(content):
        alias = f"arn:aws:kms:{REGION}:{site.own}:alias/{site.name('ledger')}"
        named = alias if site.is_wrong else site.key
        worker(content, site.name("reader"), allow("kms:Decrypt", named))
    if site.is_owner(content):
        decrypts = allow("kms:Decrypt", "*", Principal={"AWS": site.role("reader")})
        kept = document(kept_by_its_account(content), decrypts)
        content.add(key(content, site.key_number, kept))


def bucket_with_an_account_in_its_arn(site: Site, content: Content) -> None:
    """A role reads a bucket by an ARN with Region and account; right: buckets' ARNs have neither."""
    if site.is_comer(content):
        place = f"{REGION}:{site.own}" if site.is_wrong else ":"
        there = f"arn:aws:s3:{place}:{site.bucket}/*"
        worker(content, site.name("reader"), allow("s3:GetObject", there))
    if site.is_owner(content):
        objects = f"arn:aws:s3:::{site.bucket}/*"
        reads = allow("s3:GetObject", objects, Principal={"AWS": site.role("reader")})
        policy = document(no_plain_http(site.bucket), reads)
        content.add(bucket(content, site.bucket, policy, None))


def path_left_out(site: Site, content: Content) -> None:
    """A role trusts another by its ARN without its path; right: with it."""
    if site.is_comer(content):
        come = allow("sts:AssumeRole", site.own_role("door"))
        worker(content, site.name("comer"), come, path="/ml/")
    if site.is_owner(content):
        comer = site.role("comer", "/" if site.is_wrong else "/ml/")
        content.has(site.name("door"), "/", trusting({"AWS": comer}))


def role_that_is_gone(site: Site, content: Content) -> None:
    """A repository lets in a role that its account has not got; right: it has."""
    there = f"arn:aws:ecr:{REGION}:{site.own}:repository/{site.name('kept')}"
    if site.is_comer(content) and not site.is_wrong:
        worker(content, site.name("puller"), allow(PULL, there))
    if site.is_owner(content):
        pulls = allow(PULL, None, Principal={"AWS": site.role("puller")})
        content.add(repository(content, site.name("kept"), document(pulls)))


def id_of_a_role_that_is_gone(site: Site, content: Content) -> None:
    """A bucket lets in what is left of a deleted role, its id; right: sessions of an id, by condition."""
    if site.is_owner(content):
        id = f"AROA{site.number:017d}"
        whom = {"AWS": id if site.is_wrong else site.root_abroad}
        sessions = {} if site.is_wrong else when("StringLike", "aws:userid", f"{id}:*")
        objects = f"arn:aws:s3:::{site.bucket}/*"
        reads = allow("s3:GetObject", objects, Principal=whom, **sessions)
        policy = document(no_plain_http(site.bucket), reads)
        content.add(bucket(content, site.bucket, policy, None))


ONE_SIDED = "one-sided-grant"
FAULTS = (
    Fault(
        prefix_of_another_name,
        if_wrong(
            lambda site: (ONE_SIDED, site.at_role("reader")),
            lambda site: (ONE_SIDED, site.at_bucket),
        ),
    ),
    Fault(
        let_in_and_not_permitted,
        if_wrong(lambda site: (ONE_SIDED, site.at("ecr:repository", site.name("images")))),
    ),
    Fault(consumer_left_out, if_wrong(lambda site: (ONE_SIDED, site.at_role("scanner")))),
    Fault(
        key_without_its_reader,
        if_wrong(
            lambda site: ("bucket-grant-without-its-key", site.at_key),
            lambda site: (ONE_SIDED, site.at_role("reader")),
        ),
    ),
    Fault(
        alias_for_a_key,
        if_wrong(
            lambda site: ("alias-in-place-of-a-key-arn", site.at_role("reader")),
            lambda site: (ONE_SIDED, site.at_key),
        ),
    ),
    Fault(
        bucket_with_an_account_in_its_arn,
        if_wrong(
            lambda site: ("malformed-arn", site.at_role("reader")),
            lambda site: ("action-on-unfit-resource", site.at_role("reader")),
            lambda site: (ONE_SIDED, site.at_bucket),
        ),
    ),
    Fault(
        path_left_out,
        if_wrong(
            lambda site: ("role-path-mismatch", site.at_own_role("door")),
            lambda site: (ONE_SIDED, site.at_role("comer")),
        ),
    ),
    Fault(
        role_that_is_gone,
        if_wrong(lambda site: ("dangling-principal", site.at("ecr:repository", site.name("kept")))),
    ),
    Fault(
        id_of_a_role_that_is_gone,
        if_wrong(lambda site: ("principal-by-unique-id", site.at_bucket)),
    ),
)
