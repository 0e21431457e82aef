"""Lambda Invoke: the caller needs to be let in, and the function then runs."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Start, Steps
from ..services.awslambda import function_arn, without_qualifier
from ..span import Node
from . import Operation

_PAGE = Page.of("lambda/latest/api", "API_Invoke.html")


def steps(caller: Caller, parameters: Node) -> Steps:
    """Invoke the function, or the version or alias that is named; its own requests follow."""
    named = parameters.text_at("FunctionName")
    if named is None:
        yield caller.unknown("invoke a function", "name of the function", _PAGE)
        return
    arn = function_arn(named, caller, parameters.text_at("Qualifier"))
    yield caller.ask("invoke the function", "lambda:InvokeFunction", arn, _PAGE)
    yield Start(without_qualifier(arn), caller.span)


OPERATION = Operation("lambda:InvokeFunction", steps)
