"""`generate` and `prove`: the policies that are enough and no more, and how far others are from them."""

from __future__ import annotations

from ..blueprint.written import Written
from ..grants.prove import Proof
from ..least import generated as generated_of
from ..least import proved
from ..load.documents import LARGEST
from .given import Place, estate_of


def generate(
    *paths: Place,
    config: Place | None = None,
    required_only: bool = False,
    max_file_size: float = LARGEST,
) -> Written:
    """Work out the least-privilege policies that the pipelines and flows need, on both sides.

    >>> from xacct_guard import generate
    >>> written = generate("corrected")
    >>> policies = written.policies
    >>> sorted({policy["kind"] for policy in policies})
    ['identity', 'resource', 'trust']
    >>> policies[0]["document"]["Version"]
    '2012-10-17'
    >>> list(written.files("terraform"))[0].endswith(".tf")
    True

    Args:
        paths: files and folders; none: what the configuration names, or this folder.
        config: the configuration; None: the nearest `xacct-guard.yaml` upward of the first path.
        required_only: leave out what only requests need whose refusal is not known to stop anything.
        max_file_size: the largest file that is read, in MB.

    Returns:
        What was written: `policies` (for each `account`, `kind`, `attached_to`, `document` and
        `statements` with what needs them), `warnings`, `files(format)` (texts by name, in the order in which
        they can be deployed; `json`, `cloudformation` or `terraform`) and `save(folder, format)`.
        `${stack.LogicalId}` stands for what only a deployment names.

    Raises:
        XacctGuardError: a file cannot be read, or the configuration is none.

    Source: the pages that each hop of `simulate` names; the quotas of IAM, KMS, S3 and VPC endpoints.

    """
    return generated_of(estate_of(paths, config, max_file_size), optional=not required_only)


def prove(
    *paths: Place,
    config: Place | None = None,
    generated: bool = False,
    necessary: bool = False,
    max_file_size: float = LARGEST,
) -> Proof:
    """Hold policies against the requests that the pipelines and flows make: enough, and nothing else?

    >>> from xacct_guard import prove
    >>> proof = prove("corrected", generated=True)
    >>> proof.sufficient, proof.contained, proof.method
    (True, True, 'symbolic')

    Args:
        paths: files and folders; none: what the configuration names, or this folder.
        config: the configuration; None: the nearest `xacct-guard.yaml` upward of the first path.
        generated: prove what `generate` writes, in the place of the policies in force.
        necessary: also look for what no request needs (`proof.spare`); it takes as long again.
        max_file_size: the largest file that is read, in MB.

    Returns:
        A `Proof`: `sufficient` (`lacking` and `open` are the requests that are denied or unknown),
        `contained` (None where it cannot be told; `beyond` has a request for each refutation), `necessary`
        (None where nobody asked), and with `generated` what changes `beside` the policies in force.

    Raises:
        XacctGuardError: a file cannot be read, or the configuration is none.

    Source: the law of `evaluate`; how containment is shown over all requests is in explanation/compare.md.

    """
    model = estate_of(paths, config, max_file_size)
    return proved(model, generated=generated, necessary=necessary)
