"""The intrinsic functions, in their short and long forms.

Reference: AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html. A function
that meets a value nobody knows gives an open symbol, named so that equal calls give equal symbols.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping

from ...closest import closest
from ...iam.symbol import Symbol, has_symbol, shown
from ...iam.truth import Truth
from ...span import Node, Span
from .call import MAYBE, Call, call_of, moved
from .lists import LISTS
from .plain import plain, same
from .stack import Stack
from .template import EXTENSIONS

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_LONGEST = 160


def apply(stack: Stack, call: Call) -> Node | None:
    """What a call gives in a stack; None for AWS::NoValue."""
    function = _FUNCTIONS.get(call.name)
    if function is None:
        return stack.open(f"{call.name} at {call.span.path}", call.span)
    return function(stack, call)


def _ref(stack: Stack, call: Call) -> Node | None:
    named = _named(stack, call)
    if not isinstance(named.value, str):
        return stack.refused("`Ref` takes the name of a parameter or resource", call.span)
    if has_symbol(named.value):
        return stack.derived(f"what {shown(named.value)} refers to in {stack.label}", call.span)
    return stack.named(named.value, call.span)


def _named(stack: Stack, call: Call) -> Node:
    """What a function takes that names a resource; AWS::LanguageExtensions lets other functions tell it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-languageextensions.html
    """
    if call_of(call.argument) is None:
        return call.argument
    found = stack.resolve(call.argument) if EXTENSIONS in stack.template.macros else None
    return found or Node(None, call.span)


def _get_att(stack: Stack, call: Call) -> Node:
    named = _named(stack, call)
    if isinstance(named.value, str):
        logical, dot, attribute = named.value.partition(".")
    else:
        first, *rest = [_text(stack, item) for item in named.items] or [None]
        logical, dot, attribute = first or "", ".", ".".join(text or "" for text in rest)
    if not dot or not logical or not attribute:
        message = "`Fn::GetAtt` takes a resource and an attribute"
        return stack.refused(message, call.span, "as `!GetAtt Key.Arn`")
    return stack.attribute(logical, attribute, call.span)


def _sub(stack: Stack, call: Call) -> Node:
    items = call.argument.items
    template = items[0] if items else call.argument
    if not isinstance(template.value, str) or template.tag or len(items) > 2:
        return stack.refused("`Fn::Sub` takes text, or a list of text and variables", call.span)
    own = items[1].mapping if len(items) == 2 else {}

    def value(name: str) -> str:
        if name.startswith("!"):
            return f"${{{name[1:]}}}"
        return _variable(stack, name, own, call.span)

    pieces = _VARIABLE.split(template.value)  # texts and, between them, the names of variables
    values = {name: value(name.strip()) for name in pieces[1::2]}
    texts = (values[each] if at % 2 else each for at, each in enumerate(pieces))
    return stack.joined(texts, call.span)


def _variable(stack: Stack, name: str, own: Mapping[str, Node], at: Span) -> str:
    """The text that `${name}` stands for."""
    if name in own:
        found = stack.resolve(own[name])
    elif "." in name:
        logical, _, attribute = name.partition(".")
        found = stack.attribute(logical, attribute, at)
    elif ":" in name and not name.startswith("AWS::"):
        what_next = f"a policy variable is written `${{!{name}}}` inside `Fn::Sub`"
        found = stack.refused(f"the template has no `{name}`", at, what_next)
    else:
        found = stack.named(name, at)
    return stack.text(found, f"`${{{name}}}`", at)


def _find_in_map(stack: Stack, call: Call) -> Node | None:
    items = call.argument.items
    if len(items) not in (3, 4):
        return stack.refused("`Fn::FindInMap` takes a map and two keys", call.span)
    names = [_text(stack, item) or "" for item in items[:3]]
    default = items[3].mapping.get("DefaultValue") if len(items) == 4 else None
    if any(map(has_symbol, names)):
        return _one_of_many(stack, call, names)
    found: Node | None = None
    known: Mapping[str, Node] = stack.template.mappings
    for name in names:
        found = known.get(name)
        if found is None:
            return stack.resolve(default) if default else _not_in_map(stack, call, name, known)
        known = found.mapping
    # paid for before it is looked through: what nobody can afford takes no time either
    resolved = stack.resolve(found) if found and (found := stack.few(found)) else None
    return moved(resolved, call.span) if resolved else None


def _not_in_map(stack: Stack, call: Call, name: str, known: Mapping[str, Node]) -> Node:
    if stack.template.generated:
        return stack.open(f"{call.span.path} ({stack.template.generated})", call.span)
    return stack.refused(f"the map has no `{name}`", call.span, closest(name, known))


def _one_of_many(stack: Stack, call: Call, names: list[str]) -> Node:
    """A map asked with a key nobody knows: known only if every entry it may be says the same."""
    levels = [stack.template.mappings]
    found: list[Node] = []
    for name in names:
        found = [
            member
            for level in levels
            for key, member in level.items()
            if key == name or has_symbol(name)
        ]
        levels = [member.mapping for member in found]
    if found and len(call.argument.items) == 3 and all(same(found[0], other) for other in found):
        return moved(found[0], call.span)
    return stack.derived(f"map value at {', '.join(map(shown, names))} of {stack.label}", call.span)


def _if(stack: Stack, call: Call) -> Node | None:
    items = call.argument.items
    if len(items) != 3 or not isinstance(items[0].value, str):
        return stack.refused("`Fn::If` takes a condition's name and two values", call.span)
    name = items[0].value
    match stack.condition(name, items[0].span):
        case Truth.YES:
            return stack.resolve(items[1])
        case Truth.NO:
            return stack.resolve(items[2])
    return _undecided(stack, call, name, (stack.suppose(items[1]), stack.suppose(items[2])))


def _undecided(
    stack: Stack, call: Call, name: str, branches: tuple[Node | None, Node | None]
) -> Node | None:
    """Either branch; the symbol's name tells them, for only the same choice is the same value."""
    if same(*branches):
        return branches[0]
    texts = [branch.text for branch in branches if branch is not None and branch.text is not None]
    choice = " or ".join(f"`{shown(text)}`" for text in texts)
    if len(texts) < len(branches) or len(choice) > _LONGEST:
        choice = call.span.path
    text = str(Symbol(f"condition {name} of stack {stack.label} ({choice})"))
    return Node(text, call.span, tag=MAYBE if None in branches else None)


def _import_value(stack: Stack, call: Call) -> Node:
    name = _text(stack, call.argument)
    if name is None:
        return stack.refused("`Fn::ImportValue` takes the name of an export", call.span)
    found = stack.lookup(f"export:{name}")
    return Node(found or str(Symbol(f"export {shown(name)} of {stack.where}")), call.span)


def _base64(stack: Stack, call: Call) -> Node:
    text = _text(stack, call.argument)
    if text is None:
        return stack.refused("`Fn::Base64` takes text", call.span)
    if has_symbol(text):
        return stack.derived(f"base64 of {shown(text)}", call.span)
    return stack.afforded(
        lambda: Node(base64.b64encode(text.encode()).decode(), call.span),
        len(text) * 4 // 3,
        call.span,
    )


def _to_json_string(stack: Stack, call: Call) -> Node:
    value = stack.resolve(call.argument)
    length = sum(len(each.text or "") for each in value.walk()) if value else 0

    def written() -> Node:
        text = json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))
        return Node(text, call.span)

    return stack.afforded(written, length, call.span)


def _transform(stack: Stack, call: Call) -> Node:
    """What a macro makes is not known; a snippet that is here is included before."""
    return stack.macro(call.argument, call.span)


def _text(stack: Stack, node: Node) -> str | None:
    found = stack.resolve(node)
    return found.text if found else None


_FUNCTIONS: Mapping[str, Callable[[Stack, Call], Node | None]] = {
    **LISTS,
    "Ref": _ref,
    "Fn::Base64": _base64,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::ImportValue": _import_value,
    "Fn::Sub": _sub,
    "Fn::ToJsonString": _to_json_string,
    "Fn::Transform": _transform,
}
