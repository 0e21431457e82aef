"""Module: the blocks of one folder, called once, and what they are worth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from ...errors import InputError
from ...read.hcl.syntax import Block, Literal
from ...span import Node, Span
from ...terraform.instance import Instance
from ...terraform.value import node_of, unknown
from .blocks import argument
from .declarations import Declarations
from .evaluate import evaluate
from .files import file_function
from .folder import below
from .instances import instance_of
from .lazy import by_key, lazy, resource
from .module_call import Call
from .provider_blocks import configures, providers_of
from .run import Run
from .scope import Scope
from .times import Time, times
from .variable_type import typed

_MOST_MODULES = 10  # one inside the other
_STEPS = 250  # what a call costs at least


class Module:
    """A call of a module: its variables, locals, resources, outputs and the modules it calls.

    `address` is where it is called (`module.a.`, empty for the root), `path` its folder, `given` the
    value of a variable (null where it was given null). `provider` turns the name of a provider here
    into that of the root, and `passed` are the names that the caller says so of. `doubt` names what must be
    known to say whether it is called at all, `above` are the folders of the modules that call it,
    outermost first.
    """

    def __init__(
        self,
        run: Run,
        path: str = ".",
        address: str = "",
        *,
        given: Callable[[str], Node | None] = lambda _name: None,
        provider: Callable[[str], str] = lambda name: name,
        passed: frozenset[str] = frozenset(),
        doubt: str | None = None,
        above: tuple[str, ...] = (),
    ) -> None:
        self.run = run
        self.path = path
        self.address = address
        self.label = run.label
        self.budget = run.budget
        self.scope = Scope(self)
        self.declares = Declarations(run.folder.files(path).blocks)
        self._given = given
        self._provider = provider
        self._passed = passed
        self._own: Mapping[str, str] | None = None
        self._doubt = doubt
        self._above = above
        self._modules: dict[str, Mapping[str, Module]] = {}
        self._instances: dict[str, Mapping[str, Instance]] = {}

    def named(self, name: str, at: Span) -> Node | None:
        """The value of a first name: an object whose members are worked out when asked for."""
        match name:
            case "var":
                return self._all("var", tuple(self.declares.variables), self._variable, at)
            case "local":
                return self._all("local", tuple(self.declares.locals), self._local, at)
            case "module":
                return self._all("module", tuple(self.declares.calls), self._called, at)
            case "data":
                types = tuple(type for prefix, type in self.declares.names if prefix)
                return lazy("data", types, lambda type: self._of_type("data.", type, at), at)
            case "path":
                return node_of({"module": self.path, "root": ".", "cwd": "."}, at)
            case "terraform":
                return node_of({"workspace": "default"}, at)
        return self._of_type("", name, at) if ("", name) in self.declares.names else None

    def file(self, name: str, arguments: tuple[Node, ...], at: Span) -> Node | None:
        """What `file`, `templatefile` and their like give."""
        return file_function(name, arguments, at, self.scope, self.run)

    def assume(self, about: str, assumed: str, because: str) -> None:
        """Put down what is taken for granted."""
        self.run.assume(f"{about} in {self.label}", assumed, because)

    def output(self, name: str) -> Node:
        """The value of an output."""
        block = self.declares.outputs.get(name)
        value = block.body.attributes.get("value") if block else None
        if value is None:
            return self._nobody(f"output.{name}")
        return self.run.once(f"{self.address}output", name, lambda: evaluate(value, self.scope))

    def every(self) -> Iterator[Instance]:
        """The resources and data sources of this module and of those it calls."""
        for prefix, type, name in self.declares.resources:
            yield from self._made(prefix, type, name).values()
        for call in self.declares.calls:
            for child in self._children(call).values():
                yield from child.every()

    def argument(self, block: Block, name: str) -> Node | None:
        """An argument of a block that is neither a resource nor a module; None where it has none."""
        what = f"{self.address}{'.'.join((block.type, *block.labels))} at {block.span}"

        def work() -> Node:
            return argument(block.body, name, self.scope) or Node(None, block.span)

        found = self.run.once(what, name, work)
        return found if found.value is not None else None

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
        block = self.declares.variables[name]
        arguments = block.body.attributes
        given, default = self._given(name), arguments.get("default")
        if default is not None and (given is None or _is_refused(given, block)):
            given = evaluate(default, self.scope)
        if given is None:
            return unknown(f"{self.address}var.{name} of {self.label}", block.span)
        type = arguments.get("type")
        if type is None:
            return given
        self.budget.spend(self.budget.hold(given, block.span), block.span)
        return typed(given, type, self.scope)

    def _local(self, name: str) -> Node:
        return evaluate(self.declares.locals[name], self.scope)

    # modules

    def _called(self, name: str) -> Node:
        """`module.name`: its outputs; a module that is not here is known by its source alone."""
        block = self.declares.calls[name]
        call = Call(block)
        if not call.is_local or not self.run.folder.holds(self._path_of(call)):
            source = call.source or "no source"
            return unknown(f"{self.address}module.{name} ({source}) of {self.label}", block.span)
        found = {
            key: lazy(child.address, tuple(child.declares.outputs), child.output, block.span)
            for key, child in self._children(name).items()
        }
        return by_key(found, block.span)

    def _children(self, name: str) -> Mapping[str, Module]:
        if name not in self._modules:
            self._modules[name] = dict(self._calls_of(name))
        return self._modules[name]

    def _calls_of(self, name: str) -> Iterator[tuple[str, Module]]:
        block = self.declares.calls[name]
        call = Call(block)
        path = self._path_of(call)
        if not call.is_local:
            self._assume_nothing_of(name, call)
            return
        if self._is_endless(path, block):
            return
        if not self.run.folder.holds(path):
            help = "check the path in `source`; it is relative to the file's folder"
            message = f"module `{name}` has no folder `{path}` here"
            self.run.failures.append(InputError(message, at=block.span, help=help))
            return
        for time in self._times(block, f"module.{name}"):
            address = f"{self.address}module.{name}{time.key}."
            if not self.run.affords(_STEPS, block.span):
                return
            yield (
                time.key,
                Module(
                    self.run,
                    path,
                    address,
                    given=self._arguments(block, address, time.scope),
                    provider=self._handing(call),
                    passed=frozenset(call.providers),
                    doubt=time.doubt,
                    above=(*self._above, self.path),
                ),
            )

    def _path_of(self, call: Call) -> str:
        """The folder of a called module, from the root; the root itself may be called, too."""
        return self.run.folder.path(below(self.path, call.source or ""))

    def _is_endless(self, path: str, block: Block) -> bool:
        """Does a call lead back to where it comes from, or too deep? That is a failure."""
        way = (*self._above, self.path, path)
        names = " -> ".join(f"`{each}`" for each in way)
        if path in way[:-1]:
            message, help = f"a module calls itself: {names}", "make one do without the other"
        elif len(way) > _MOST_MODULES + 1:
            message = f"modules call each other more than {_MOST_MODULES} deep: {names}"
            help = "what is called below is not looked at"
        else:
            return False
        self.run.failures.append(InputError(message, at=block.span, help=help))
        return True

    def _assume_nothing_of(self, name: str, call: Call) -> None:
        """Say that a module is not here, if it may be called at all."""
        if any(self._times(call.block, f"module.{name}")):
            about = f"what {self.address}module.{name} ({call.source or 'no source'}) makes"
            because = "its code is not here: check a plan instead"
            self.assume(about, "nothing is known of it", because)

    def _arguments(self, block: Block, address: str, scope: Scope) -> Callable[[str], Node | None]:
        def given(name: str) -> Node | None:
            if name not in block.body.attributes:
                return None
            written = block.body.attributes[name]
            return self.run.once(f"{address}given", name, lambda: evaluate(written, scope))

        return given

    def _handing(self, call: Call) -> Callable[[str], str]:
        """How a called module's names of providers lead to those of the root."""
        passed = {own: self._provider_of(outer) for own, outer in call.providers.items()}
        return lambda name: passed.get(name) or self._provider_of(name.partition(".")[0])

    def _provider_of(self, name: str) -> str:
        """The provider of that name: passed by the caller, else configured here, else the caller's."""
        own = self._own_providers().get(name) if name not in self._passed else None
        return own or self._provider(name)

    def _own_providers(self) -> Mapping[str, str]:
        """What a called module configures itself: the name here, and that among all of the run."""
        if self._own is None:
            self._own = {}  # what a configuration asks for itself is the caller's
            written = self.declares.blocks("provider") if self.address else ()
            found = providers_of(filter(configures, written), self.argument)
            self._own = {name: f"{self.address.removesuffix('.')}:{name}" for name in found}
            self.run.providers.update({self._own[name]: each for name, each in found.items()})
        return self._own

    # resources and data sources

    def _of_type(self, prefix: str, type: str, at: Span) -> Node:
        """Everything of one type, by name."""
        names = self.declares.names.get((prefix, type), ())

        def value(name: str) -> Node:
            if (prefix, type, name) not in self.declares.resources:
                return self._nobody(f"{prefix}{type}.{name}")
            block = self.declares.resources[prefix, type, name]
            made = self._made(prefix, type, name)
            return by_key({key: resource(each) for key, each in made.items()}, block.span)

        return lazy(f"{self.address}{prefix}{type}", names, value, at)

    def _made(self, prefix: str, type: str, name: str) -> Mapping[str, Instance]:
        """The instances of a block, by key: one, or as many as `count` and `for_each` say."""
        address = f"{prefix}{type}.{name}"
        if address not in self._instances:
            block = self.declares.resources[prefix, type, name]
            self._instances[address] = {
                time.key: instance_of(
                    block, f"{self.address}{address}{time.key}", time, self.run, self._provider_of
                )
                for time in self._times(block, address)
            }
        return self._instances[address]

    def _times(self, block: Block, what: str) -> Iterator[Time]:
        found = times(block, f"{self.address}{what}", self.scope, self.run)
        return (replace(time, doubt=time.doubt or self._doubt) for time in found)


def _is_refused(given: Node, variable: Block) -> bool:
    """Is this null for a variable that is never null?"""
    written = variable.body.attributes.get("nullable")
    never = isinstance(written, Literal) and written.value is False
    return given.value is None and never
