"""The accounts from which AWS itself comes, and which no estate has among its own."""

from __future__ import annotations

from ..iam import reference

_LOAD_BALANCING = frozenset(
    # As which load balancers write access logs in the Regions that were there before August 2022:
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    {
        *("127311923021", "033677994240", "027434742980", "797873946194", "098369216593"),
        *("754344448648", "589379963580", "718504428378", "383597477331", "600734575887"),
        *("114774131450", "783225319266", "582318560864", "985666609251", "054676820928"),
        *("156460612806", "652711504416", "635631232127", "009996457667", "897822967062"),
        *("076674570225", "507241528517", "048591011584", "190560391635"),
    }
)


def is_aws_account(account: str) -> bool:
    """Is this an account of AWS: one that keeps images for everybody, or writes logs of load balancers?"""
    return account in _LOAD_BALANCING or reference.is_registry(account)
