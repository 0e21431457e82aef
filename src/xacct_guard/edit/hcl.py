"""Edits of Terraform's language: lists, objects, `statement` blocks and JSON in heredocs.

What is written is read again here too: its syntax tree is that of the text before but for the edits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from ..errors import EditError, InputError
from ..finding import Add, Edit, Put, Take
from ..iam.symbol import has_symbol, shown
from ..read.hcl import read_body
from ..read.hcl.syntax import Block, Body, Expression, Literal, Object, Tuple
from ..span import Node, Source, Span
from .between_brackets import cuts_between_brackets
from .cut import Cut, applied, in_order
from .heredoc import Heredoc, Make, cuts_in_heredoc, heredoc_of
from .text import Text

_WORD = re.compile(r"[A-Za-z_][\w-]*")
_ELEMENTS = {
    "Sid": "sid",
    "Effect": "effect",
    "Action": "actions",
    "NotAction": "not_actions",
    "Resource": "resources",
    "NotResource": "not_resources",
}
_LISTS = frozenset(("actions", "not_actions", "resources", "not_resources"))


def hcl_edited(source: Source, edits: Iterable[Edit], as_json: Make) -> tuple[str, tuple[Cut, ...]]:
    """The text with the edits made, and the cuts that make it so; `as_json` edits JSON. Raises EditError."""
    try:
        editor = _Editor(source)
        cuts = in_order(editor.every_cut(tuple(edits), as_json))
        text = applied(source.text, cuts)
        after = _plain(read_body(Source(source.name, text)), {})
    except InputError as error:
        raise EditError(f"the text cannot be read: {error.message}", at=error.at) from None
    if after != _plain(editor.body, editor.instead):
        raise EditError("the edit cannot be made without changing more than it should")
    return text, cuts


class _Gone:
    """In place of a part that is taken out."""


_GONE = _Gone()


class _Editor:
    """A file, and what becomes of the parts of its syntax tree: `instead` by their ids."""

    def __init__(self, source: Source) -> None:
        self.text = Text(source.text)
        self.body = read_body(source)
        self.instead: dict[int, object] = {}

    def every_cut(self, edits: tuple[Edit, ...], as_json: Make) -> Iterator[Cut]:
        """The cuts of all the edits, those of JSON texts by whoever edits JSON."""
        held: dict[int, list[Edit]] = {}
        heredocs = {id(part): (part, found) for part, found in self._heredocs()}
        for edit in edits:
            at = edit.to if isinstance(edit, Add) else edit.at
            inside = next((key for key, (p, _) in heredocs.items() if _is_inside(at, p.span)), None)
            if inside is None:
                yield from self.cuts(edit)
            else:
                held.setdefault(inside, []).append(edit)
        for key, those in held.items():
            part, heredoc = heredocs[key]
            value, cuts = cuts_in_heredoc(heredoc, those, self.text, as_json)
            self.instead[id(part)] = ("Literal", value)
            yield from cuts

    def _heredocs(self) -> Iterator[tuple[Literal, Heredoc]]:
        for part in _parts(self.body):
            if isinstance(part, Literal) and isinstance(part.value, str):
                found = heredoc_of(part, self.text)
                if found is not None:
                    yield part, found

    def cuts(self, edit: Edit) -> Iterator[Cut]:
        """The cuts of an edit of the language itself."""
        match edit:
            case Take():
                yield from self._taken(edit.at)
            case Put():
                yield from self._put(edit)
            case Add():
                yield from self._added(edit)

    def _taken(self, at: Span) -> Iterator[Cut]:
        for part in _parts(self.body):
            if isinstance(part, Tuple):
                for index, item in enumerate(part.items):
                    if _same(item.span, at):
                        yield from self._item_taken(part, index)
                        return
            if isinstance(part, Object):
                for key, value in part.members:
                    if _same(value.span, at):
                        yield from self._member_taken(part, key, value)
                        return
            if isinstance(part, Body):
                for block in part.blocks:
                    if _same(block.span, at):
                        yield from self._block_taken(part, block)
                        return
        raise EditError("this part of a Terraform file cannot be taken out by a tool", at=at)

    def _item_taken(self, part: Tuple, index: int) -> Iterator[Cut]:
        if len(part.items) == 1:
            raise EditError("nothing would be left of this list", at=part.span)
        self.instead[id(part.items[index])] = _GONE
        yield from cuts_between_brackets(_as_node(part), {index}, (), self.text, 0, None)

    def _member_taken(self, part: Object, key: Expression, value: Expression) -> Iterator[Cut]:
        if len(part.members) == 1:
            raise EditError("nothing would be left of this object", at=part.span)
        kept = (pair for pair in part.members if pair[1] is not value)
        self.instead[id(part)] = ("Object", tuple((_plain(k, {}), _plain(v, {})) for k, v in kept))
        begin, end = self.text.begin(key.span), self.text.end(value.span)
        end += self.text.text[end : end + 1] == ","
        after = self.text.after_line(end)
        if after is None or self.text.before(begin).strip():
            raise EditError("something else stands on this line", at=value.span)
        yield Cut(self.text.line_start(begin), after)

    def _block_taken(self, body: Body, block: Block) -> Iterator[Cut]:
        if len(body.blocks_of(block.type)) == 1:
            raise EditError("this is the only statement of the document", at=block.span)
        self.instead[id(block)] = _GONE
        begin, after = self.text.begin(block.span), self.text.after_line(self.text.end(block.span))
        if after is None or self.text.before(begin).strip():
            raise EditError("something else stands on this line", at=block.span)
        yield Cut(self.text.line_start(begin), after)

    def _put(self, edit: Put) -> Iterator[Cut]:
        for part in _parts(self.body):
            if not isinstance(part, (Block, Body)) and _same(part.span, edit.at):  # type: ignore[attr-defined]
                begin, end = self.text.begin(edit.at), self.text.end(edit.at)
                self.instead[id(part)] = _tree(edit.value)
                yield Cut(begin, end, self._written(edit.value, self.text.margin(begin)))
                return
        raise EditError("this part of a Terraform file cannot be replaced by a tool", at=edit.at)

    def _added(self, edit: Add) -> Iterator[Cut]:
        for part in _parts(self.body):
            if isinstance(part, Tuple) and edit.key is None and _same(part.span, edit.to):
                yield from self._appended(part, edit.value)
                return
            if isinstance(part, Object) and edit.key is not None and _same(part.span, edit.to):
                yield self._member_added(part, edit.key, edit.value)
                return
            if isinstance(part, Block) and edit.key is None and _same(part.span, edit.to):
                yield self._statement(part, edit.value)
                return
        raise EditError("nothing can be added here by a tool", at=edit.to)

    def _appended(self, part: Tuple, value: object) -> Iterator[Cut]:
        self.instead[id(part)] = ("Tuple", (*(_plain(i, {}) for i in part.items), _tree(value)))
        yield from cuts_between_brackets(
            _as_node(part),
            set(),
            [lambda margin: self._written(value, margin or "")],
            self.text,
            0,
            None,
        )

    def _member_added(self, part: Object, key: str, value: object) -> Cut:
        """A member behind the last one, on a line of its own."""
        if not part.members:
            raise EditError("nothing can be added here by a tool", at=part.span)
        first, last = part.members[-1]
        new = _tree(key), _tree(value)
        before = ((_plain(k, {}), _plain(v, {})) for k, v in part.members)
        self.instead[id(part)] = ("Object", (*before, new))
        margin = self.text.before(self.text.begin(first.span))
        after = self.text.after_line(self.text.end(last.span))
        if after is None or margin.strip():
            raise EditError("something else stands on this line", at=last.span)
        line = f"{margin}{_key(key)} = {self._written(value, margin)}{self.text.newline}"
        return Cut(after, after, line)

    def _statement(self, block: Block, value: object) -> Cut:
        """A `statement` block behind the last one of a policy document."""
        statements = block.body.blocks_of("statement")
        if not statements or not isinstance(value, Mapping) or not value.keys() <= _ELEMENTS.keys():
            raise EditError("this statement cannot be written as a block by a tool", at=block.span)
        last = statements[-1]
        after = self.text.after_line(self.text.end(last.span))
        if after is None:
            raise EditError("something else stands on this line", at=last.span)
        margin = self.text.margin(self.text.begin(last.span))
        members = {_ELEMENTS[key]: each for key, each in value.items()}
        lines = ["", f"{margin}statement {{"]
        tree = []
        for name, each in members.items():
            said = _listed(each) if name in _LISTS else each
            lines.append(f"{margin}  {name} = {self._written(said, margin + '  ')}")
            tree.append((name, _tree(said)))
        lines.append(f"{margin}}}")
        new = ("Block", "statement", (), ("Body", tuple(tree), ()))
        at = [id(each) for each in block.body.blocks].index(id(last)) + 1
        before = [_plain(each, {}) for each in block.body.blocks]
        body = (
            "Body",
            tuple((k, _plain(v, {})) for k, v in block.body.attributes.items()),
            (*before[:at], new, *before[at:]),
        )
        self.instead[id(block.body)] = body
        return Cut(after, after, "".join(line + self.text.newline for line in lines))

    def _written(self, value: object, margin: str) -> str:
        """The value as Terraform writes it."""
        if isinstance(value, str):
            if has_symbol(value):
                raise EditError(f"`{shown(value)}` has no name in this text")
            escaped = json.dumps(value, ensure_ascii=False)
            return escaped.replace("${", "$${").replace("%{", "%%{")
        if isinstance(value, (list, tuple)):
            return "[" + ", ".join(self._written(each, margin) for each in value) + "]"
        if isinstance(value, Mapping):
            deeper = f"{margin}  "
            inner = "".join(
                f"{deeper}{_key(str(key))} = {self._written(each, deeper)}{self.text.newline}"
                for key, each in value.items()
            )
            return f"{{{self.text.newline}{inner}{margin}}}" if inner else "{}"
        return json.dumps(value)


def _key(key: str) -> str:
    return key if _WORD.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _listed(value: object) -> object:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _is_inside(at: Span, around: Span) -> bool:
    return (around.line or 0) < (at.line or 0) < (around.end_line or 0)


def _same(one: Span, other: Span) -> bool:
    begin = (one.line, one.column) == (other.line, other.column)
    return begin and (one.end_line, one.end_column) == (other.end_line, other.end_column)


def _as_node(part: Tuple) -> Node:
    """A list as the other syntaxes have it, to be cut in the same way."""
    return Node(tuple(Node(None, item.span) for item in part.items), part.span)


def _parts(part: object) -> Iterator[object]:
    """Every part of a syntax tree, outermost first."""
    if is_dataclass(part) and not isinstance(part, (Span, type)):
        yield part
        for field in fields(part):
            yield from _parts(getattr(part, field.name))
    elif isinstance(part, tuple):
        for each in part:
            yield from _parts(each)
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from _parts(each)


def _plain(part: object, instead: Mapping[int, object]) -> object:
    """A syntax tree without places, with other parts in place of some."""
    if id(part) in instead:
        return instead[id(part)]
    if isinstance(part, (Span, type)) or not is_dataclass(part):
        return _plain_values(part, instead)
    inner = (
        _plain(getattr(part, field.name), instead) for field in fields(part) if field.name != "span"
    )
    return type(part).__name__, *inner


def _plain_values(part: object, instead: Mapping[int, object]) -> object:
    if isinstance(part, tuple):
        found = (_plain(each, instead) for each in part)
        return tuple(each for each in found if each is not _GONE)
    if isinstance(part, Mapping):
        return tuple((key, _plain(each, instead)) for key, each in part.items())
    return part


def _tree(value: object) -> object:
    """A plain value as a syntax tree has it."""
    if isinstance(value, (list, tuple)):
        return Tuple.__name__, tuple(map(_tree, value))
    if isinstance(value, Mapping):
        return Object.__name__, tuple((_tree(str(k)), _tree(v)) for k, v in value.items())
    return Literal.__name__, value
