"""Settings: what decides as whom, where and under which key something works, and is in no policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ..graph.access_graph import AccessGraph
from ..graph.model import Resource
from ..graph.pipeline import Pipeline
from ..iam.symbol import has_symbol, shown
from ..shape import listed, mapping
from ..span import Node, Span
from .answer import Setting, Unsure
from .item import Item

_WORK = ("role", "vpc", "key")
_BY_TYPE: Mapping[str, tuple[str, ...]] = {
    "codeartifact:domain": ("key",),
    "codebuild:project": _WORK,
    "dynamodb:table": ("encryption",),
    "ec2:vpc-endpoint": (
        *("type", "service", "vpc", "route_tables", "subnets", "security_groups", "private_dns"),
    ),
    "events:rule": ("role", "targets", "state", "bus"),
    "kms:alias": ("key",),
    "lambda:event-source-mapping": ("source", "function"),
    "lambda:function": _WORK,
    "pipes:pipe": ("role", "source", "target"),
    "s3:accesspoint": ("bucket", "vpc", "public_access_block"),
    "s3:bucket": ("encryption", "ownership"),
    "sagemaker:endpoint-config": ("role", "key", "vpc"),
    "sagemaker:model": ("role", "vpc"),
    "sagemaker:pipeline": ("role",),
    "scheduler:schedule": ("target", "state"),
    "secretsmanager:secret": ("key",),
    "sns:topic": ("key",),
    "sqs:queue": ("key",),
    "states:stateMachine": ("role",),
}
_MEANS_SOMETHING = frozenset({"role", "vpc", "key"})
"""Settings that a template leaves out where there is nothing of the kind."""
_ORDINARY: Mapping[str, tuple[str, ...]] = {
    "ownership": ("BucketOwnerEnforced",),
    "state": ("ENABLED",),
}
_DECIDING: Mapping[str, tuple[str, ...]] = {
    "targets": ("Arn", "RoleArn"),
    "target": ("Arn", "RoleArn"),
}
"""Members that decide who may do what; the others are what is sent."""
_OF_AWS = ("alias/aws/", "AES256")


@dataclass(frozen=True, slots=True)
class _Told:
    """How a setting is told: as a drift, or as what cannot be told."""

    item: Item
    name: str

    def drift(self, written: Node | None, live: Node | None) -> Setting:
        span = written.span if written is not None else self.item.span
        return Setting(
            self.item.account, self.item.arn, self.name, _said(written), _said(live), span
        )

    def unsure(self, because: str, span: Span) -> Unsure:
        what = f"{self.name.replace('_', ' ')} of {shown(self.item.arn)}"
        return Unsure(self.item.account, what, because, span)


def settings(wanted: Item, live: Item, graph: AccessGraph) -> Iterator[Setting | Unsure]:
    """The settings of one resource that are live another way than the templates write them.

    `graph` is the live one, which knows the keys behind aliases.
    """
    if not isinstance(wanted.it, Resource) or not isinstance(live.it, Resource):
        return
    written, found = wanted.it.facts, live.it.facts
    for name in _BY_TYPE.get(wanted.type, ()):
        ours, theirs = (_deciding(name, facts.get(name)) for facts in (written, found))
        told = _Told(wanted, name)
        if theirs is not None and has_symbol(theirs.text or ""):
            yield told.unsure(f"{shown(theirs.text or '')} was not read", theirs.span)
        elif ours is not None and any(has_symbol(each.text or "") for each in ours.walk()):
            if not _fits(ours, theirs, graph.behind):
                yield told.unsure(f"the templates leave open {_opened(ours)}", ours.span)
        elif not _agree(name, ours, theirs, graph.behind):
            yield told.drift(ours, theirs)


def _deciding(name: str, node: Node | None) -> Node | None:
    members = _DECIDING.get(name)
    if node is None or members is None:
        return node
    if isinstance(node.value, tuple):
        return listed(node, (_deciding(name, each) for each in node.items))
    return mapping(node, {member: node.get(member) for member in members})


def pipelines(wanted: AccessGraph, live: AccessGraph) -> Iterator[Setting | Unsure]:
    """As whom pipelines and their actions work, and where they keep artifacts, or that they were not read."""
    there = {one.arn: one for one in live.pipelines}
    for one in wanted.pipelines:
        if (other := there.get(one.arn)) is None:
            continue
        if has_symbol(other.role_arn):
            why = shown(other.role_arn).strip("${}")
            yield Unsure(one.account, one.arn, why, one.span)
            continue
        ours, theirs = _of_pipeline(one), _of_pipeline(other)
        for name in dict.fromkeys((*ours, *theirs)):
            (written, span), (found, _) = (
                ours.get(name, ("", one.span)),
                theirs.get(name, ("", None)),
            )
            if (
                written != found
                and not has_symbol(written)
                and live.behind(written) != live.behind(found)
            ):
                yield Setting(
                    one.account, one.arn, name, shown(written), shown(found), span or one.span
                )


def _of_pipeline(pipeline: Pipeline) -> Mapping[str, tuple[str, Span | None]]:
    found: dict[str, tuple[str, Span | None]] = {"role": (pipeline.role_arn, pipeline.role_span)}
    for region, store in pipeline.stores.items():
        found[f"artifacts in {shown(region)}"] = store.bucket, store.span
        if store.key:
            found[f"key of artifacts in {shown(region)}"] = store.key, store.key_span
    for stage in pipeline.stages:
        for action in stage.actions:
            place = f"{shown(stage.name)}/{shown(action.name)}"
            found[f"action {place}"] = action.provider, action.span
            found[f"role of {place}"] = action.role_arn or "", action.role_span or action.span
    return found


def _agree(name: str, ours: Node | None, theirs: Node | None, behind: Callable[[str], str]) -> bool:
    if ours is None:
        text = _said(theirs)
        is_usual = any(each in text for each in _OF_AWS) or text in _ORDINARY.get(name, ())
        heeded = name in _MEANS_SOMETHING or name in (
            "encryption",
            "ownership",
            "public_access_block",
        )
        return theirs is None or is_usual or not heeded
    if theirs is None:
        return _said(ours) in ("", *_ORDINARY.get(name, ()))
    return _fits(ours, theirs, behind)


def _fits(ours: Node, theirs: Node | None, behind: Callable[[str], str]) -> bool:
    """Is everything that the template writes there, in whatever order?"""
    if theirs is None:
        return False
    if isinstance(ours.value, Mapping):
        return all(
            _fits(each, theirs.mapping.get(name), behind) or each.value is None
            for name, each in ours.mapping.items()
        )
    if isinstance(ours.value, tuple):
        found = list(theirs.items)
        for each in ours.items:
            match = next((one for one in found if _fits(each, one, behind)), None)
            if match is None:
                return False
            found.remove(match)
        return not found
    return _same_text(ours.text or "", theirs.text or "", behind)


def _same_text(one: str, other: str, behind: Callable[[str], str]) -> bool:
    """The same, or an ARN and the name in it, or an alias and its key."""
    texts = one.lower(), other.lower()
    if texts[0] == texts[1]:
        return True
    ends = tuple(text.rpartition(":")[2] for text in (behind(one), behind(other)))
    return ends[0] == ends[1] or any(
        long.endswith((f"/{short}", f":{short}")) for long, short in (texts, texts[::-1]) if short
    )


def _said(node: Node | None) -> str:
    """A setting on one line."""
    if node is None or node.value is None:
        return ""
    if isinstance(node.value, Mapping):
        return ", ".join(f"{name}: {_said(each)}" for name, each in node.mapping.items())
    if isinstance(node.value, tuple):
        return ", ".join(map(_said, node.items))
    return shown(node.text or "")


def _opened(node: Node) -> str:
    texts = (each.text for each in node.walk() if has_symbol(each.text or ""))
    return shown(next(texts, None) or "")
