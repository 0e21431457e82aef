"""Random documents in several styles, random edits: the text says what the edited tree says."""

import json
import random
import re

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xacct_guard.edit import edited
from xacct_guard.finding import Add, Put, Take
from xacct_guard.read import read, read_embedded
from xacct_guard.span import Source

WORDS = (
    *(
        "s3:GetObject",
        "*",
        "arn:aws:s3:::b/*",
        "${X}",
        "true",
        "012",
        "a: b",
        "# no",
        "it's",
        'a "q"',
    ),
    *(
        "",
        " x",
        "- y",
        "{",
        "[a]",
        "2012-10-17",
        "é",
        "!Sub",
        "&a",
        "yes",
        "null",
        "1e3",
        "a,b",
        "a #b",
    ),
    *(
        "~",
        "=",
        "<<",
        "x\ty",
        "line\nline",
        "123456789012",
        "k: ",
        "%x",
        "@y",
        "`z",
        "|",
        ">",
        "a'b\"c",
    ),
)
KEYS = ("Alpha", "Beta", "aws:key", "x y", "k-1", "Version", "10", "on", "a.b", "é")
scalars = st.sampled_from(WORDS) | st.booleans() | st.integers(-5, 10**12) | st.none()
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=8,
)
documents = st.dictionaries(st.sampled_from(KEYS), values, min_size=1, max_size=4) | st.lists(
    values, min_size=1, max_size=4
)


class Indented(yaml.SafeDumper):
    """Lists stand further right than their keys."""

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def in_yaml(tree, indent, dumper, flow):
    return yaml.dump(
        tree,
        Dumper=dumper,
        indent=indent,
        default_flow_style=flow,
        sort_keys=False,
        allow_unicode=True,
        width=10_000,
    )


def commented(text, chosen):
    """Comments of their own, at the ends of lines and between them."""
    lines, written = text.split("\n"), []
    for number, line in enumerate(lines):
        is_text = re.search(r"[|>][-+0-9]*$|^ *(line|\s*$)", line) or line.count('"') % 2
        if chosen.random() < 0.3 and written and not is_text and "line" not in line:
            margin = " " * (len(line) - len(line.lstrip()))
            written.append(f"{margin}# own {number}")
        is_open = re.search(r"[|>][-+0-9]*$", line) or not line.strip() or "line" in line
        written.append(f"{line}  # end {number}" if chosen.random() < 0.3 and not is_open else line)
    return "\n".join(written)


STYLES = {
    "json": lambda tree: json.dumps(tree, ensure_ascii=False),
    "json-minified": lambda tree: json.dumps(tree, ensure_ascii=False, separators=(",", ":")),
    "json-2": lambda tree: json.dumps(tree, indent=2) + "\n",
    "json-tabs": lambda tree: json.dumps(tree, indent="\t", ensure_ascii=False) + "\r\n",
    "json-crlf": lambda tree: json.dumps(tree, indent=4).replace("\n", "\r\n"),
    "json-bom": lambda tree: "\ufeff" + json.dumps(tree, indent=2),
    "yaml": lambda tree: in_yaml(tree, 2, yaml.SafeDumper, False),
    "yaml-indented": lambda tree: in_yaml(tree, 2, Indented, False),
    "yaml-4": lambda tree: in_yaml(tree, 4, Indented, False),
    "yaml-mixed": lambda tree: in_yaml(tree, 2, Indented, None),
    "yaml-flow": lambda tree: in_yaml(tree, 2, yaml.SafeDumper, True),
    "yaml-no-end": lambda tree: in_yaml(tree, 2, Indented, False).rstrip("\n"),
    "yaml-crlf": lambda tree: in_yaml(tree, 2, Indented, False).replace("\n", "\r\n"),
    "yaml-bom": lambda tree: "\ufeff" + in_yaml(tree, 2, yaml.SafeDumper, False),
}


def nodes_of(node, route=()):
    yield route, node
    children = node.mapping.items() if not isinstance(node.value, tuple) else enumerate(node.value)
    for step, child in children:
        yield from nodes_of(child, (*route, step))


def plain(node):
    if isinstance(node.value, tuple):
        return [plain(each) for each in node.value]
    if isinstance(node.value, dict):
        return {key: plain(each) for key, each in node.value.items()}
    return node.value


def at(tree, route):
    for step in route:
        tree = tree[step]
    return tree


def made(tree, edit, route):
    """The tree after one edit, as simply as can be."""
    if isinstance(edit, Put):
        at(tree, route[:-1])[route[-1]] = edit.value
    elif isinstance(edit, Take):
        del at(tree, route[:-1])[route[-1]]
    else:
        held = at(tree, route)
        if edit.key is not None and held is None:
            at(tree, route[:-1])[route[-1]] = {edit.key: edit.value}
        elif edit.key is not None:
            held[edit.key] = edit.value
        elif isinstance(held, list):
            held.append(edit.value)
        else:
            at(tree, route[:-1])[route[-1]] = [edit.value] if held is None else [held, edit.value]
    return tree


def some_edit(route, node, value, kind):
    """An edit that can be made of this node."""
    if kind == "add":
        if isinstance(node.value, dict):
            return Add(node.span, value, "New")
        return Add(node.span, value) if route or isinstance(node.value, tuple) else None
    if not route:
        return None
    return Take(node.span) if kind == "take" else Put(node.span, value)


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_text_says_what_the_edited_tree_says(style, data):
    tree = data.draw(documents)
    text = STYLES[style](tree)
    source = Source("a.json" if style.startswith("json") else "a.yaml", text)
    node = read(source)
    route, chosen = data.draw(st.sampled_from(list(nodes_of(node))))
    kind = data.draw(st.sampled_from(("put", "take", "add")))
    edit = some_edit(route, chosen, data.draw(values), kind)
    if edit is None:
        return
    after = edited(source, (edit,)).source
    assert plain(read(after)) == made(plain(node), edit, route)


@pytest.mark.parametrize("style", [style for style in STYLES if style.startswith("yaml")])
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_comments_stay_but_those_of_what_goes(style, data):
    tree = data.draw(documents)
    text = commented(
        STYLES[style](tree).replace("\r\n", "\n"), random.Random(data.draw(st.integers(0, 99)))
    )
    source = Source("a.yaml", text)
    node = read(source)
    route, chosen = data.draw(st.sampled_from(list(nodes_of(node))))
    kind = data.draw(st.sampled_from(("put", "take", "add")))
    edit = some_edit(route, chosen, data.draw(values), kind)
    if edit is None:
        return
    after = edited(source, (edit,)).source
    assert plain(read(after)) == made(plain(node), edit, route)
    last = chosen.span.end_line
    parent = node.get(*route[:-1])
    first = (parent.keys[route[-1]] if route and parent.keys else chosen.span).line
    outside = [
        comment
        for number, line in enumerate(text.split("\n"), 1)
        for comment in re.findall(r"# (?:own|end) \d+", line)
        if not first <= number <= last
    ]
    assert all(comment in after.text for comment in outside)


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_several_edits_are_made_together_or_refused(style, data):
    tree = data.draw(documents)
    source = Source("a.json" if style.startswith("json") else "a.yaml", STYLES[style](tree))
    node = read(source)
    picked = data.draw(st.lists(st.sampled_from(list(nodes_of(node))), min_size=2, max_size=4))
    picked = list(dict(picked).items())
    if any(a != b and a == b[: len(a)] for a, _ in picked for b, _ in picked):
        return
    edits = [
        (route, edit)
        for route, chosen in picked
        if (
            edit := some_edit(
                route, chosen, data.draw(values), data.draw(st.sampled_from(("put", "take", "add")))
            )
        )
    ]
    after = edited(source, [edit for _, edit in edits]).source
    wanted = plain(node)
    for route, edit in sorted(
        edits, key=lambda pair: [str(s).zfill(9) for s in pair[0]], reverse=True
    ):
        wanted = made(wanted, edit, route)
    assert plain(read(after)) == wanted


HOLDERS = {
    "block": lambda text: "A: 1 # a\nP: |\n" + indented(text) + "\nB: 2 # b\n",
    "folded": lambda text: "A:\n  P: >-\n" + indented(text, 4) + "\n  B: 2\n",
    "single": lambda text: (
        f"A: 1\nP: '{json.dumps(json.loads(text)).replace(chr(39), chr(39) * 2)}' # p\n"
    ),
    "double": lambda text: f"P: {json.dumps(json.dumps(json.loads(text)))} # p\n",
    "json": lambda text: json.dumps({"A": 1, "P": text, "B": [2]}, indent=2, ensure_ascii=False),
    "sub": lambda text: "P: !Sub |\n" + indented(text) + "\nB: 2\n",
}


def indented(text, width=2):
    return "\n".join(" " * width + line for line in text.split("\n"))


@pytest.mark.parametrize("holder", HOLDERS)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_document_inside_of_a_text_is_edited_like_any_other(holder, data):
    tree = data.draw(documents)
    inner = json.dumps(tree, indent=data.draw(st.sampled_from((None, 2, 4))))
    source = Source("a.json" if holder == "json" else "a.yaml", HOLDERS[holder](inner))
    scalar = next(node for node in read(source).walk() if node.span.route[-1:] == ("P",))
    root = read_embedded(scalar)
    route, chosen = data.draw(st.sampled_from(list(nodes_of(root))))
    if not route and root.span == scalar.span:  # it has no place of its own
        return
    kind = data.draw(st.sampled_from(("put", "take", "add")))
    edit = some_edit(route, chosen, data.draw(values), kind)
    if edit is None:
        return
    after = edited(source, (edit,)).source
    again = next(node for node in read(after).walk() if node.span.route[-1:] == ("P",))
    assert plain(read_embedded(again)) == made(plain(root), edit, route)
    assert again.tag == scalar.tag
    rest = [
        re.sub(r"P: .*?(?=\n\S|\Z)", "", each.text, flags=re.DOTALL) for each in (source, after)
    ]
    assert holder == "json" or rest[0] == rest[1]
