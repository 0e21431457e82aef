"""Hearing: what every layer says of a request that is known in part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from ..control import free_of_rcps, free_of_scps
from ..kms_grants import granted
from ..layers import Layer, Layers
from ..policy import PolicyKind
from ..principal import By
from ..public_access import restricted
from ..request import PrincipalKind, Request
from ..voices import is_bounded, is_in_force
from .formula import FALSE, TRUE, Formula, negation
from .law import Chorus, Voiced, is_bare
from .spoken import Level, Spoken, levels
from .tested import Test
from .truths import Truths

TestFormula = Callable[[Test], Formula]


@dataclass(frozen=True, slots=True)
class Line:
    """A statement, and in which ways it names who asks."""

    spoken: Spoken
    named: Mapping[By, Formula]


class Side:
    """One side of a comparison: its layers, and the statements in them."""

    __slots__ = ("_truths", "layers", "spoken")

    def __init__(self, layers: Layers, spoken: tuple[Spoken, ...], truths: Truths) -> None:
        self.layers = layers
        self.spoken = spoken
        self._truths = truths

    def lines(self, request: Request) -> tuple[Line, ...]:
        """The statements that may speak of who asks; action and resource do not matter."""
        bounded = is_bounded(self.layers)
        found: list[Line] = []
        bare = is_bare(request)
        for one in self.spoken:
            if bare and one.level[0] in _OF_PRINCIPAL:
                continue
            statement = one.statement
            if statement.not_principals is not None:
                exempt = self._truths.exempt(statement, request, bounded)
                named = {By.STAR: negation(exempt)} if exempt != TRUE else {}
            else:
                named = dict(self._truths.named(statement, request))
                if one.level[0] is PolicyKind.ENDPOINT and self.layers.endpoint_is_gateway:
                    named = self._at_gateway(named, request)
            if named:
                found.append(Line(one, named))
        return tuple(found)

    def _at_gateway(self, named: Mapping[By, Formula], request: Request) -> dict[By, Formula]:
        kind = request.principal.kind
        found: dict[By, Formula] = {}
        for by, said in named.items():
            if by is By.STAR or kind in (PrincipalKind.ROOT, PrincipalKind.SERVICE):
                found[by] = said
            elif by is not By.ACCOUNT:
                words = "how a gateway endpoint reads a principal other than `*` or an account"
                doubt = self._truths.doubt(("gateway", request.principal.arn, by), words)
                found[by] = self._truths.formulas.every((said, doubt))
        return found

    def heard(
        self, request: Request, lines: Iterable[Line], holds: TestFormula, asked: Request
    ) -> Chorus:
        """What the layers say of a request whose action and resource are known.

        `asked` is the same with all that is told of who asks: principals are told apart by what frees of
        control policies, whatever `request` leaves open for its variables.
        """
        spoken: dict[Level, list[tuple[Line, Formula]]] = defaultdict(list)
        f = self._truths.formulas
        for line in lines:
            statement = line.spoken.statement
            about = f.every(
                (self._truths.action(statement, request), self._truths.resource(statement, request))
            )
            if about == FALSE:
                continue
            about = f.every((about, *map(holds, line.spoken.tests)))
            if about != FALSE:
                spoken[line.spoken.level].append((line, about))
        voices = {
            level: self._voiced(level, layer, spoken[level], request)
            for level, layer in levels(self.layers)
        }
        return self._joined(voices, request, asked)

    def _voiced(
        self, level: Level, layer: Layer, lines: list[tuple[Line, Formula]], request: Request
    ) -> Voiced:
        f = self._truths.formulas
        kind, number = level
        by: dict[By, list[Formula]] = defaultdict(list)
        allows, denies = [], []
        for line, about in lines:
            if not line.spoken.allows:
                denies.append(f.every((f.some(line.named.values()), about)))
                continue
            allows.append(f.every((f.some(line.named.values()), about)))
            for way, said in line.named.items():
                by[way].append(f.every((said, about)))
        hidden = [one.unresolved for one in layer.policies if one.unresolved]
        if not layer.held:
            hidden.append(layer.absent or f"the {kind} policy")
        for name in hidden if not is_bare(request) or kind not in _OF_PRINCIPAL else ():
            allows.append(self._hidden("allow", kind, number, name))
            denies.append(self._hidden("deny", kind, number, name))
            for way in By:
                by[way].append(self._hidden(way.value, kind, number, name))
        return Voiced(f.some(allows), f.some(denies), {one: f.some(two) for one, two in by.items()})

    def _hidden(self, how: str, kind: PolicyKind, number: int, name: str) -> Formula:
        return self._truths.doubt(("hidden", how, kind, number, name), name)

    def _joined(self, voices: Mapping[Level, Voiced], request: Request, asked: Request) -> Chorus:
        layers = self.layers
        free_scp = self._freed(free_of_scps(asked) if layers.scps else None, "scps")
        free_rcp = self._free_of_rcps(asked) if layers.rcps else TRUE
        gates = [
            self._binding(v, free_scp) for (kind, _), v in voices.items() if kind is PolicyKind.SCP
        ]
        if layers.endpoint is not None and is_in_force(layers.endpoint):
            gates.append(voices[PolicyKind.ENDPOINT, 0])
        others = tuple(
            replace(self._binding(v, free_rcp), allows=TRUE)
            for (kind, _), v in voices.items()
            if kind is PolicyKind.RCP
        )
        restricts = self._truths.said(restricted(request, layers), ("restricted", id(self)))
        grants = {
            by: self._truths.said(said, ("grants", repr(layers.kms_grants), by))
            for by, said in granted(layers.kms_grants, request).items()
        }
        identity = voices[PolicyKind.IDENTITY, 0]
        return Chorus(
            identity=identity,
            resource=voices[PolicyKind.RESOURCE, 0],
            gates=tuple(gates),
            others=others,
            limits=self._limits(voices, request),
            grants=grants,
            closed=restricts,
        )

    def _limits(self, voices: Mapping[Level, Voiced], request: Request) -> tuple[Voiced, ...]:
        if is_bare(request):
            return ()
        found = [
            voices[kind, 0]
            for kind, layer in (
                (PolicyKind.BOUNDARY, self.layers.boundary),
                (PolicyKind.SESSION, self.layers.session),
            )
            if layer is not None and is_in_force(layer)
        ]
        has_session = self.layers.session is not None and is_in_force(self.layers.session)
        if request.principal.kind is PrincipalKind.FEDERATED_USER and not has_session:
            found.append(Voiced())
        return tuple(found)

    def _free_of_rcps(self, request: Request) -> Formula:
        free = self._freed(free_of_rcps(request), "rcps")
        if request.service != "kms" or free == TRUE:
            return free
        managed = self._truths.doubt("managed key", "whether AWS manages the key")
        self._truths.usually[managed] = FALSE
        return self._truths.formulas.some((free, managed))

    def _freed(self, answer: object, what: str) -> Formula:
        return TRUE if answer is None else self._truths.said(answer, ("free", what))  # type: ignore[arg-type]

    def _binding(self, voice: Voiced, free: Formula) -> Voiced:
        f = self._truths.formulas
        return Voiced(
            f.some((free, voice.allows)), f.every((negation(free), voice.denies)), voice.by
        )


_OF_PRINCIPAL = (PolicyKind.IDENTITY, PolicyKind.BOUNDARY, PolicyKind.SESSION)
