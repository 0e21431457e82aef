"""Module: the blocks of one folder, called once, and what they are worth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial

from ...errors import InputError
from ...iam.symbol import has_symbol
from ...read.hcl import syntax
from ...read.hcl.syntax import Block, Body
from ...span import Node, Span
from ...terraform.instance import Instance
from ...terraform.value import as_text, node_of, routed, unknown
from .blocks import META, argument, names_of
from .evaluate import Scope
from .files import file_function
from .folder import below
from .lazy import by_key, lazy, resource
from .run import Run
from .times import Time, times

_MOST_MODULES = 10  # one inside the other


class Module:
    """A call of a module: its variables, locals, resources, outputs and the modules it calls.

    `address` is where it is called (`module.a.`, empty for the root), `path` its folder, `given` the
    value of a variable, `provider` turns the name of a provider here into that of the root.
    """

    def __init__(
        self,
        run: Run,
        path: str = ".",
        address: str = "",
        given: Callable[[str], Node | None] = lambda _name: None,
        provider: Callable[[str], str] = lambda name: name,
    ) -> None:
        self.run = run
        self.path = path
        self.address = address
        self.label = run.label
        self.scope = Scope(self)
        self._given = given
        self._provider = provider
        self._modules: dict[str, Mapping[str, Module]] = {}
        self._instances: dict[str, Mapping[str, Instance]] = {}

    def named(self, name: str, at: Span) -> Node | None:
        """The value of a first name: an object whose members are worked out when asked for."""
        match name:
            case "var":
                return self._all("var", tuple(self._variables), self._variable, at)
            case "local":
                return self._all("local", tuple(self._locals), self._local, at)
            case "module":
                return self._all("module", tuple(self._calls), self._called, at)
            case "data":
                types = tuple(type for prefix, type in self._names if prefix)
                return lazy("data", types, lambda type: self._of_type("data.", type, at), at)
            case "path":
                return node_of({"module": self.path, "root": ".", "cwd": "."}, at)
            case "terraform":
                return node_of({"workspace": "default"}, at)
        return self._of_type("", name, at) if ("", name) in self._names else None

    def file(self, name: str, arguments: tuple[Node, ...], at: Span) -> Node | None:
        """What `file`, `templatefile` and their like give."""
        return file_function(name, arguments, at, self.scope, self.run.lookup)

    def output(self, name: str) -> Node:
        """The value of an output."""
        block = self._outputs.get(name)
        value = block.body.attributes.get("value") if block else None
        if value is None:
            return self._nobody(f"output.{name}")
        return self.run.once(f"{self.address}output", name, lambda: self.scope.value(value))

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of its outputs."""
        return tuple(self._outputs)

    @property
    def variables(self) -> Mapping[str, Block]:
        """Its variables, by name."""
        return self._variables

    @property
    def declared(self) -> frozenset[str]:
        """The addresses of what it declares itself, and of the modules it calls."""
        modules = (f"module.{name}" for name in self._calls)
        own = (f"{prefix}{type}.{name}" for prefix, type, name in self._declared)
        return frozenset((*own, *modules))

    def every(self) -> Iterator[Instance]:
        """The resources and data sources of this module and of those it calls."""
        for prefix, type, name in self._declared:
            yield from self._made(prefix, type, name).values()
        for call in self._calls:
            for child in self._children(call).values():
                yield from child.every()

    def blocks(self, type: str) -> Iterator[Block]:
        """The blocks of a type in its files."""
        return (block for body in self._bodies for block in body.blocks_of(type))

    # what the files say

    @cached_property
    def _bodies(self) -> tuple[Body, ...]:
        return self.run.folder.files(self.path).bodies

    def _labelled(self, type: str) -> Mapping[str, Block]:
        return {block.labels[0]: block for block in self.blocks(type) if block.labels}

    @cached_property
    def _variables(self) -> Mapping[str, Block]:
        return self._labelled("variable")

    @cached_property
    def _outputs(self) -> Mapping[str, Block]:
        return self._labelled("output")

    @cached_property
    def _calls(self) -> Mapping[str, Block]:
        return self._labelled("module")

    @cached_property
    def _locals(self) -> Mapping[str, syntax.Expression]:
        blocks = self.blocks("locals")
        return {name: value for block in blocks for name, value in block.body.attributes.items()}

    @cached_property
    def _declared(self) -> Mapping[tuple[str, str, str], Block]:
        return {
            (prefix, *block.labels): block
            for type, prefix in (("resource", ""), ("data", "data."))
            for block in self.blocks(type)
            if len(block.labels) == 2
        }

    @cached_property
    def _names(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The names of everything declared, by `data.` or nothing and the type."""
        found: dict[tuple[str, str], list[str]] = {}
        for prefix, type, name in self._declared:
            found.setdefault((prefix, type), []).append(name)
        return {key: tuple(names) for key, names in found.items()}

    # values

    def _all(
        self, kind: str, names: tuple[str, ...], work: Callable[[str], Node], at: Span
    ) -> Node:
        def value(name: str) -> Node:
            if name not in names:
                return self._nobody(f"{kind}.{name}")
            return self.run.once(f"{self.address}{kind}", name, partial(work, name))

        return lazy(f"{self.address}{kind}", names, value, at)

    def _nobody(self, what: str) -> Node:
        """A value that nobody gives."""
        return unknown(f"{self.address}{what} of {self.label}", self.run.span)

    def _variable(self, name: str) -> Node:
        block = self._variables[name]
        given = self._given(name)
        if given is not None:
            return given
        default = block.body.attributes.get("default")
        if default is not None:
            return self.scope.value(default)
        return unknown(f"{self.address}var.{name} of {self.label}", block.span)

    def _local(self, name: str) -> Node:
        return self.scope.value(self._locals[name])

    # modules

    def _called(self, name: str) -> Node:
        """`module.name`: its outputs; a module that is not here is known by its source alone."""
        block = self._calls[name]
        if not _is_local(block):
            source = _source(block) or "no source"
            return unknown(f"{self.address}module.{name} ({source}) of {self.label}", block.span)
        found = {
            key: lazy(child.address, child.outputs, child.output, block.span)
            for key, child in self._children(name).items()
        }
        return by_key(found, block.span)

    def _children(self, name: str) -> Mapping[str, Module]:
        if name not in self._modules:
            self._modules[name] = dict(self._calls_of(name))
        return self._modules[name]

    def _calls_of(self, name: str) -> Iterator[tuple[str, Module]]:
        block = self._calls[name]
        path = below(self.path, _source(block) or "")
        if not _is_local(block) or self.address.count("module.") >= _MOST_MODULES:
            return
        if not self.run.folder.holds(path):
            help = "check the path in `source`; it is relative to the file's folder"
            message = f"module `{name}` has no folder `{path}` here"
            self.run.failures.append(InputError(message, at=block.span, help=help))
            return
        for time in self._times(block, f"module.{name}"):
            address = f"{self.address}module.{name}{time.key}."
            given = self._arguments(block, address, time.scope)
            yield time.key, Module(self.run, path, address, given, self._passed(block))

    def _arguments(self, block: Block, address: str, scope: Scope) -> Callable[[str], Node | None]:
        def given(name: str) -> Node | None:
            if name not in block.body.attributes:
                return None
            work = partial(self._argument, block, name, scope)
            found = self.run.once(f"{address}given", name, work)
            return found if found.value is not None else None

        return given

    def _argument(self, block: Block, name: str, scope: Scope) -> Node:
        return argument(block.body, name, scope) or Node(None, block.span)

    def _passed(self, block: Block) -> Callable[[str], str]:
        """How a called module's names of providers lead to those of the root."""
        written = block.body.attributes.get("providers")
        members = written.members if isinstance(written, syntax.Object) else ()
        passed = {dotted(key): self._provider(dotted(value)) for key, value in members}
        return lambda name: passed.get(name) or self._provider(name.partition(".")[0])

    # resources and data sources

    def _of_type(self, prefix: str, type: str, at: Span) -> Node:
        """Everything of one type, by name."""
        names = self._names.get((prefix, type), ())

        def value(name: str) -> Node:
            if (prefix, type, name) not in self._declared:
                return self._nobody(f"{prefix}{type}.{name}")
            block = self._declared[prefix, type, name]
            made = self._made(prefix, type, name)
            return by_key({key: resource(each) for key, each in made.items()}, block.span)

        return lazy(f"{self.address}{prefix}{type}", names, value, at)

    def _made(self, prefix: str, type: str, name: str) -> Mapping[str, Instance]:
        """The instances of a block, by key: one, or as many as `count` and `for_each` say."""
        address = f"{prefix}{type}.{name}"
        if address not in self._instances:
            block = self._declared[prefix, type, name]
            self._instances[address] = {
                time.key: self._instance(block, f"{self.address}{address}{time.key}", time)
                for time in self._times(block, address)
            }
        return self._instances[address]

    def _times(self, block: Block, what: str) -> Iterator[Time]:
        return times(block, f"{self.address}{what}", self.scope, self.run)

    def _instance(self, block: Block, address: str, time: Time) -> Instance:
        def work(name: str) -> Node:
            return routed(self._argument(block, name, time.scope), (address, name))

        def ask(name: str) -> Node | None:
            if name in META:
                return None
            found = self.run.once(address, name, partial(work, name))
            return found if found.value is not None else None

        written = block.body.attributes.get("provider")
        own = dotted(written) if written is not None else block.labels[0].partition("_")[0]
        return Instance(
            address,
            block.labels[0],
            replace(block.span, route=(address,)),
            self.run.place(self._provider(own)),
            tuple(name for name in names_of(block.body) if name not in META),
            ask,
            is_data=address.startswith("data.") or ".data." in address,
            doubt=time.doubt,
        )


def dotted(written: syntax.Expression) -> str:
    """A provider as it is written: `aws.training`, in quotes in old files."""
    match written:
        case syntax.Name(name):
            return name
        case syntax.Attribute(of, name):
            return f"{dotted(of)}.{name}"
        case syntax.Literal(value):
            return str(value)
    return ""


def _source(block: Block) -> str | None:
    written = block.body.attributes.get("source")
    if not isinstance(written, syntax.Literal) or has_symbol(str(written.value)):
        return None
    return as_text(Node(written.value, written.span))


def _is_local(block: Block) -> bool:
    return (_source(block) or "").startswith(("./", "../"))
