"""Override files: what they say takes the place of what the other files of the folder declare.

Reference: developer.hashicorp.com/terraform/language/files/override.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from ...errors import InputError
from ...read.hcl.syntax import Block, Body, Expression, Literal, Object

_MERGED = frozenset({"lifecycle", "required_providers"})
"""What is inside a block and is changed argument by argument itself."""
_BACKENDS = frozenset({"backend", "cloud"})
_HELP = "an override file changes what another file declares; declare it there"


def overridden(
    blocks: Iterable[Block], overrides: Iterable[Block], refuse: Callable[[InputError], None]
) -> tuple[Block, ...]:
    """The blocks of a folder, those of its override files merged into them in order.

    `refuse` takes what an override file says of blocks that are not there.
    """
    found = list(blocks)
    for over in (each for block in overrides for each in _one_by_one(block)):
        places = (index for index, block in enumerate(found) if _is_meant(block, over))
        place = next(places, None)
        if place is not None:
            found[place] = _merged(found[place], over)
        elif over.type == "terraform":
            found.append(over)
        else:
            message = f"there is no {_header(over)} to override"
            refuse(InputError(message, at=over.span, help=_HELP))
    return tuple(found)


def _one_by_one(block: Block) -> Iterator[Block]:
    """Local values are replaced one by one, in whichever block they stand."""
    if block.type != "locals":
        yield block
        return
    for name, value in block.body.attributes.items():
        yield replace(block, body=Body({name: value}, (), block.body.span))


def _is_meant(block: Block, over: Block) -> bool:
    if _header(block) != _header(over):
        return False
    return over.type != "locals" or over.body.attributes.keys() <= block.body.attributes.keys()


def _header(block: Block) -> str:
    """What tells a block from others of its kind, as it is written; of a provider its alias too."""
    alias = block.body.attributes.get("alias") if block.type == "provider" else None
    more = (str(alias.value),) if isinstance(alias, Literal) else ()
    names = " ".join(f'"{each}"' for each in (*block.labels, *more))
    return f"`{block.type} {names}`" if names else f"`{block.type}`"


def _merged(block: Block, over: Block) -> Block:
    """Arguments are replaced one by one, nested blocks all of a kind at once."""
    new = over.body.blocks
    gone = {_kind(each) for each in new} | over.body.attributes.keys()
    if gone & _BACKENDS:
        gone |= _BACKENDS
    deeper = {_kind(each): each for each in new if each.type in _MERGED}
    kept = tuple(
        _merged(each, deeper[_kind(each)]) if _kind(each) in deeper else each
        for each in block.body.blocks
        if _kind(each) not in gone or _kind(each) in deeper
    )
    known = {_kind(each) for each in kept}
    added = tuple(each for each in new if each.type not in _MERGED or each.type not in known)
    own = {name: value for name, value in block.body.attributes.items() if name not in gone}
    attributes = own | {
        name: _joined(block.body.attributes.get(name), value) if name in _MERGED else value
        for name, value in over.body.attributes.items()
    }
    return replace(block, body=replace(block.body, attributes=attributes, blocks=(*kept, *added)))


def _joined(own: Expression | None, over: Expression) -> Expression:
    """Two objects as one: in JSON, what is changed argument by argument is an object."""
    if isinstance(own, Object) and isinstance(over, Object):
        return replace(over, members=(*own.members, *over.members))
    return over


def _kind(block: Block) -> str:
    """The type of a nested block; a dynamic one makes blocks of its label."""
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type
