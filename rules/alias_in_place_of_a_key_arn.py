"""
An alias of KMS stands where the ARN of its key is needed.

## Why
KMS decides every use of a key by the ARN of the key. A policy that names the alias as its Resource never
matches a use: an Allow of `kms:Decrypt` on `alias/artifacts` gives nothing. And an alias is known in its own
account alone: a pipeline whose artifact store names one cannot encrypt as a role of another account.

Actions that manage the alias (`kms:CreateAlias`, `kms:DeleteAlias`, `kms:UpdateAlias`) do work on it.

## Instead
Write the ARN of the key. Where only the alias is to matter, keep `*` or `key/*` as the resource and add the
condition `kms:ResourceAliases`.

## Sources
- https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
- https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_EncryptionKey.html

Peers: cfn-lint I3510.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    AccessPath,
    ArtifactStore,
    Edit,
    Effect,
    Evidence,
    Facts,
    Finding,
    Fix,
    Holding,
    Hop,
    Kind,
    Put,
    Rule,
    Severity,
    Span,
    Written,
    broken_hops,
    fits,
    has_symbol,
    is_alias_of_a_key,
    misfits,
    referred,
    shown,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each entry of a policy, and for each artifact store that another account writes to."""
    seen: set[Span] = set()
    for holding in (holding for those in misfits(facts) for holding in those):
        for entry in holding.statement.resources:
            if entry.span not in seen and _is_useless(entry, holding):
                seen.add(entry.span)
                yield _entry(entry, holding, facts)
    yield from _stores(facts)


def _is_useless(entry: Written, holding: Holding) -> bool:
    actions = holding.statement.actions
    if not actions or not is_alias_of_a_key(entry.text):
        return False
    return not any(fits(action.text, entry.text) for action in actions)


def _entry(entry: Written, holding: Holding, facts: Facts) -> Finding:
    key = facts.graph.aliases.get(entry.text)
    broken = tuple(_denied(key, holding, facts)) if key else ()
    verb = "allows" if holding.statement.effect is Effect.ALLOW else "denies"
    return RULE.finding(
        f"a use of a key is decided by the key's ARN: `{shown(entry.text)}` {verb} nothing here",
        at=entry.span,
        says="the ARN of an alias",
        severity=Severity.HIGH if broken else None,
        fix=Fix(
            f"write `{shown(key)}`" if key else "write the ARN of the key",
            edits=_edits(key, entry.span, facts) if key else (),
            at=entry.span,
        ),
        explains=broken,
    )


def _edits(key: str, at: Span, facts: Facts) -> tuple[Edit, ...]:
    """The key, by a reference where the same template makes it."""
    value = referred(key, key, at, facts.graph)
    is_known = not isinstance(value, str) or not has_symbol(value)
    return (Put(at, value),) if is_known else ()


def _denied(key: str, holding: Holding, facts: Facts) -> Iterator[Hop]:
    """The denied uses of the key by whoever holds the statement."""
    for hop in broken_hops(facts).get(holding.holder.arn, ()):
        if hop.step.resource == key:
            yield hop


def _stores(facts: Facts) -> Iterator[Finding]:
    found: dict[Span, tuple[ArtifactStore, list[Hop]]] = {}
    for path in facts.paths:
        for store in path.pipeline.stores.values():
            hops = _unknown_abroad(store, path)
            if store.key_span and hops:
                found.setdefault(store.key_span, (store, []))[1].extend(hops)
    for at, (store, hops) in found.items():
        key = facts.graph.aliases.get(store.key or "")
        yield RULE.finding(
            f"`{shown(store.key or '')}` is an alias, which roles of other accounts do not know",
            at=at,
            says="the key of the artifact store",
            evidence={
                hop.step.span: Evidence(hop.step.span, f"encrypts as a role of {hop.step.account}")
                for hop in hops
            }.values(),
            severity=Severity.HIGH,
            fix=Fix(
                f"write `{shown(key)}`" if key else "write the ARN of the key",
                edits=_edits(key, at, facts) if key else (),
                at=at,
            ),
            explains=hops,
        )


def _unknown_abroad(store: ArtifactStore, path: AccessPath) -> list[Hop]:
    """The hops that fail because an action of another account is to encrypt under the alias."""
    if "alias/" not in (store.key or "") or path.action.region not in path.pipeline.stores:
        return []
    if path.pipeline.stores[path.action.region] != store:
        return []
    return [h for h in path.hops if h.step.cannot and h.step.action == "kms:GenerateDataKey"]


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
