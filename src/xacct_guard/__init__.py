"""xacct-guard: a policy-as-code validator for cross-account ML pipelines on AWS.

What stands in `__all__` is for programs, and is kept to Semantic Versioning; nothing else is. A name is
imported when it is first asked for: `import xacct_guard` itself loads nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
"""As in `typing`, which takes longer to import than all that is done here."""
if TYPE_CHECKING:
    from .blueprint.written import Written
    from .errors import XacctGuardError
    from .finding import Finding, Severity
    from .grants.prove import Proof
    from .iam.case import Scenario
    from .iam.decision import Decision, Verdict
    from .library import check, evaluate, generate, prove, render, simulate
    from .verdicts import (
        ActionVerdict,
        Assumption,
        HopVerdict,
        PipelineVerdict,
        Report,
        StageVerdict,
    )

    __version__: str

__all__ = [
    "ActionVerdict",
    "Assumption",
    "Decision",
    "Finding",
    "HopVerdict",
    "PipelineVerdict",
    "Proof",
    "Report",
    "Scenario",
    "Severity",
    "StageVerdict",
    "Verdict",
    "Written",
    "XacctGuardError",
    "__version__",
    "check",
    "evaluate",
    "generate",
    "prove",
    "render",
    "simulate",
]

_HOMES = {
    "ActionVerdict": "verdicts",
    "Assumption": "verdicts",
    "Decision": "iam.decision",
    "Finding": "finding",
    "HopVerdict": "verdicts",
    "PipelineVerdict": "verdicts",
    "Proof": "grants.prove",
    "Report": "verdicts",
    "Scenario": "iam.case",
    "Severity": "finding",
    "StageVerdict": "verdicts",
    "Verdict": "iam.decision",
    "Written": "blueprint.written",
    "XacctGuardError": "errors",
}
"""The module of each name that is not one of `library`."""


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module `{__name__}` has no `{name}`")
    from importlib import import_module

    if name == "__version__":
        value: object = import_module(".about", __name__).version()
    else:
        value = getattr(import_module(f".{_HOMES.get(name, 'library')}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
