"""The schema of MathML Core as a table, and what checks a text by it.

Source: W3C, "MathML Core", sections 2.1 (attributes of all elements), 3.1 to 3.6 and 4.2 (elements, how many
children each has to have, attributes of its own). MathML 4 adds ``intent`` and ``arg`` (section 5), which are
allowed only where a test asks for them.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

from lark import Lark

XMLNS = "{http://www.w3.org/1998/Math/MathML}"

GLOBAL = """
    autofocus class dir displaystyle id mathbackground mathcolor mathsize nonce scriptlevel style tabindex
"""
"""Attributes of every element, besides ``data-*``."""

BOOLEANS = "accent accentunder displaystyle largeop movablelimits stretchy symmetric"
"""Attributes that are ``true`` or ``false``."""

VALUES = {"display": {"block", "inline"}, "mathvariant": {"normal"}, "form": {"prefix", "infix", "postfix"}}
"""What an attribute can be; of MathML 3's other values of ``mathvariant`` Core has none."""

ANY = None


@dataclass(frozen=True)
class Rule:
    """How many children an element has, whether it holds text instead, and its own attributes."""

    children: int | None = ANY
    is_token: bool = False
    attributes: str = ""


RULES = {
    "math": Rule(attributes="display alttext"),
    # tokens
    "mi": Rule(0, True, "mathvariant"),
    "mn": Rule(0, True),
    "mo": Rule(0, True, "form lspace rspace stretchy symmetric maxsize minsize largeop movablelimits"),
    "mtext": Rule(0, True),
    "ms": Rule(0, True),
    "mspace": Rule(0, attributes="width height depth"),
    # general layout
    "mrow": Rule(),
    "mfrac": Rule(2, attributes="linethickness"),
    "msqrt": Rule(),
    "mroot": Rule(2),
    "mstyle": Rule(),
    "merror": Rule(),
    "mpadded": Rule(attributes="width height depth lspace voffset"),
    "mphantom": Rule(),
    # scripts and limits
    "msub": Rule(2),
    "msup": Rule(2),
    "msubsup": Rule(3),
    "munder": Rule(2, attributes="accentunder"),
    "mover": Rule(2, attributes="accent"),
    "munderover": Rule(3, attributes="accent accentunder"),
    "mmultiscripts": Rule(),
    "mprescripts": Rule(0),
    # tables
    "mtable": Rule(),
    "mtr": Rule(),
    "mtd": Rule(attributes="columnspan rowspan"),
}
PARENTS = {"mprescripts": "mmultiscripts", "mtr": "mtable", "mtd": "mtr"}
"""Elements that stand in one other element only."""

ONLY_CHILDREN = {"mtable": "mtr", "mtr": "mtd"}
"""Elements that hold one other kind of element only."""

INTENT = Lark(
    r"""
    start: _expression
    _expression: term | application
    application: (term | application) "(" (_expression ("," _expression)*)? ")"
    term: (NAME | NUMBER | REFERENCE) PROPERTY* | PROPERTY+
    NAME: /[^\W\d][\w.-]*/
    NUMBER: /-?\d+(\.\d+)?/
    REFERENCE: /\$[^\W\d][\w.-]*/
    PROPERTY: /:[^\W\d][\w.-]*/
    %ignore /[ \t\r\n]+/
    """,
    parser="lalr",
)
"""The grammar of ``intent`` (MathML 4, section 5.1)."""


def core(text: str, *, with_intent: bool = False) -> ElementTree.Element:
    """The elements of a text that MathML Core allows; fails with the element that it does not."""
    root = ElementTree.fromstring(text)
    assert root.tag == f"{XMLNS}math", root.tag
    parents = {child: parent for parent in root.iter() for child in parent}
    for element in root.iter():
        parent = parents.get(element)
        _check_children(element, None if parent is None else tag(parent))
        for name, value in element.attrib.items():
            if name in ("intent", "arg") and with_intent:
                continue
            own = RULES[tag(element)].attributes.split()
            assert name.startswith("data-") or name in GLOBAL.split() or name in own, (tag(element), name)
            assert name not in BOOLEANS.split() or value in ("true", "false"), (name, value)
            assert value in VALUES.get(name, {value}), (name, value)
        if "intent" in element.attrib:
            _check_intent(element)
    return root


def tag(element: ElementTree.Element) -> str:
    return element.tag.removeprefix(XMLNS)


def _check_children(element: ElementTree.Element, parent: str | None) -> None:
    name, children = tag(element), [tag(child) for child in element]
    assert name in RULES, name
    rule = RULES[name]
    assert rule.children in (ANY, len(children)), (name, children)
    assert PARENTS.get(name, parent) == parent, (name, parent)
    assert set(children) <= {ONLY_CHILDREN[name]} if name in ONLY_CHILDREN else True, (name, children)
    outside = "".join([element.text or "", *(child.tail or "" for child in element)])
    assert rule.is_token or not outside.strip(), (name, outside)
    if name == "mmultiscripts":
        # the base, then pairs of scripts, then perhaps mprescripts and more pairs
        assert children and children[0] != "mprescripts" and children.count("mprescripts") <= 1, children
        split = children.index("mprescripts") if "mprescripts" in children else len(children)
        assert split % 2 == 1 and max(len(children) - split - 1, 0) % 2 == 0, children


def _check_intent(element: ElementTree.Element) -> None:
    """The intent can be parsed, and each argument that it names is there."""
    intent = element.attrib["intent"]
    INTENT.parse(intent)
    for name in re.findall(r"\$([\w.-]+)", intent):
        assert argument(element, name) is not None, (intent, ElementTree.tostring(element))


def argument(element: ElementTree.Element, name: str) -> ElementTree.Element | None:
    """The element of a name; what is inside other arguments and intents is not looked at."""
    for child in element:
        if child.get("arg") == name:
            return child
        if "arg" not in child.attrib and "intent" not in child.attrib:
            found = argument(child, name)
            if found is not None:
                return found
    return None
