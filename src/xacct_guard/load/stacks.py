"""Stacks: templates opened where the configuration places them, and the values they give each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from .. import catalogue
from ..config import Config, StackEntry, expand, stack_entry
from ..errors import InputError
from ..formats import Format, Loaded, Lookup, Parameters
from ..graph.model import Parts, Placement
from ..iam.symbol import shown
from ..span import Node, Span
from .accounts import units
from .beside import beside
from .reading import Reading

_WHERE = {"export": "exports", "ssm": "ssm"}


class Stacks:
    """The opened stacks, by name. Values are worked out when asked, so stacks may refer to each other."""

    def __init__(
        self, config: Config, reading: Reading, supposed: Mapping[str, bool] | None = None
    ) -> None:
        self.config = config
        self.supposed = supposed or {}
        self.reading = reading
        self.opened: dict[str, Loaded] = {}
        self._places: dict[str, Placement] = {}
        self._labels: dict[str, Placement] = {}
        self._units = units(config)
        self._complained: set[str] = set()
        self._several: dict[str, tuple[str, ...]] = {}
        reading.resolve = self.resolve

    def open_all(self) -> None:
        """Open every stack that the configuration names."""
        for raw in self.config.entries("stacks"):
            entry = self.reading.attempt(partial(stack_entry, raw, self.config))
            node = self.reading.named(raw, "template") if entry else None
            if entry is not None and node is not None:
                self._open_entry(entry, node)

    def _open_entry(self, entry: StackEntry, node: Node) -> None:
        placement = self.placed(Placement(entry.account, entry.region, entry.name))
        loaded = self.open(node, placement, self._parameters(entry))
        if loaded is not None:
            self.add(placement.label, placement, loaded)
            return
        help = "a CloudFormation template has `Resources`"
        message = f"`{entry.template.name}` is not a template"
        self.reading.failures.append(InputError(message, at=entry.span, help=help))

    def add(self, name: str, placement: Placement, loaded: Loaded) -> None:
        """Let a stack that was opened elsewhere give its parts, outputs and exports to the others."""
        self.opened[name] = loaded
        self._places[name] = placement

    def know(self, name: str, placed: Mapping[str, Loaded]) -> None:
        """Let stacks that exist tell their outputs, by place, and by name where one alone has it."""
        for place, loaded in placed.items():
            self.opened.setdefault(place, loaded)
        if len(placed) == 1:
            self.opened.setdefault(name, *placed.values())
        else:
            self._several[name] = tuple(placed)

    def placed(self, placement: Placement) -> Placement:
        """The placement with a label of its own: stacks of one name may be in several accounts."""
        place = f" in {shown(placement.account)}", f" {shown(placement.region)}"
        labels = (placement.stack, placement.stack + place[0], placement.stack + "".join(place))
        for label in labels:
            here = replace(placement, label=label)
            if self._labels.setdefault(label, here) == here:
                break
        return here

    def at(self, placement: Placement) -> Loaded | None:
        """The stack that is opened there under that name already."""
        for name, place in self._places.items():
            if (place.stack, *_where(place)) == (placement.stack, *_where(placement)):
                return self.opened[name]
        return None

    def parts(self) -> Iterator[Parts]:
        """The parts of every stack."""
        return (loaded.parts() for loaded in self.opened.values())

    def open(self, node: Node, placement: Placement, parameters: Parameters) -> Loaded | None:
        """The document opened by the format that knows it; None where none does."""
        formats: Iterator[Format] = catalogue.each("xacct_guard.formats", "FORMAT")
        known = next((format for format in formats if format.detect(node)), None)
        return known.open(node, placement, *self.asked(placement, parameters)) if known else None

    def asked(self, placement: Placement, parameters: Parameters) -> tuple[Parameters, Lookup]:
        """What a document there is given, and what it may ask of the others."""
        given = replace(
            parameters,
            file=partial(beside, self.reading),
            supposed=self.supposed,
            units=self._units,
            assume=self.reading.assume,
        )
        return given, partial(self.lookup, placement)

    def settle(self, units: Mapping[str, tuple[str, ...]]) -> None:
        """Know which accounts are in units of which the configuration says nothing."""
        self._units = {**units, **self._units}

    def _parameters(self, entry: StackEntry) -> Parameters:
        def value(name: str) -> Node | None:
            given = entry.parameters.get(name)
            return expand(given, self.resolve) if given else None

        return Parameters(value, {name: node.span for name, node in entry.parameters.items()})

    def resolve(self, reference: str) -> str | None:
        """The value of `accounts.NAME.id` or `stacks.NAME.…`; one that leads nowhere is a failure, once."""
        kind, _, rest = reference.partition(".")
        name, _, path = rest.partition(".")
        if kind == "accounts":
            found = self.config.node.get("accounts", name, path)
            value = found.text if found else None
        else:
            loaded = self.opened.get(name)
            value = loaded.reference(path) if loaded else None
        if value is None and reference not in self._complained:
            self._complained.add(reference)
            self.reading.failures.append(
                InputError(
                    f"`${{{reference}}}` leads nowhere",
                    at=self._written(reference),
                    help=self._meant(name, path),
                )
            )
        return value

    def _meant(self, name: str, path: str) -> str:
        """What may be said instead of a reference that leads nowhere."""
        if name in self._several and name not in self.opened:
            each = " or ".join(f"`${{stacks.{place}.{path}}}`" for place in self._several[name][:3])
            return f"several stacks have that name: say {each}"
        return (
            "say `${accounts.NAME.id}`, `${stacks.NAME.outputs.OUTPUT}`"
            " or `${stacks.NAME.resources.LOGICAL.ATTRIBUTE}`"
        )

    def _written(self, reference: str) -> Span:
        """Where the configuration says it."""
        nodes = (n for n in self.config.node.walk() if f"${{{reference}}}" in (n.text or ""))
        return next(nodes, self.config.node).span

    def lookup(self, asking: Placement, name: str) -> str | None:
        """A value that one document asks of the others: `export:NAME`, `ssm:NAME`.

        Exports and parameters belong to one account and region (using-cfn-stack-exports.html).
        """
        kind, _, rest = name.partition(":")
        near = (self.opened[stack] for stack, at in self._places.items() if _together(at, asking))
        found = (each.reference(f"{_WHERE.get(kind, kind)}.{rest}") for each in near)
        return next((value for value in found if value is not None), None)


def _together(one: Placement, other: Placement) -> bool:
    return _where(one) == _where(other)


def _where(placement: Placement) -> tuple[str, str]:
    return placement.account, placement.region
