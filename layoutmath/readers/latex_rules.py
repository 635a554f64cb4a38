r"""What each rule of ``grammars/latex.lark`` means: methods of :class:`TreeBuilder`, named after the rules.

The parser calls them while it reduces, innermost first. The conventions are those of docs/design.md: a
script hangs from the last symbol of its base, a fraction from its bar, a mark over one symbol from that
symbol, and a mark over a group is a node from which the group hangs. What TeX does is taken from The TeXbook
(Knuth 1984), chapters 16 to 18 and appendix G.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from layoutmath.readers.latex_tree import Node, hang, is_one_symbol
from layoutmath.relation import PRE_SCRIPTS, Relation
from layoutmath.symbols import canonical_label, symbol_table

if TYPE_CHECKING:
    from lark import Token

Fences = tuple[str | None, str | None]

UNFENCED = (
    "matrix", "smallmatrix", "array", "subarray", "darray", "tabular", "aligned", "alignedat", "gathered",
    "multlined", "split", "align", "alignat", "flalign", "gather", "multline", "eqnarray", "equation",
    "displaymath", "math",
)  # fmt: skip
ENVIRONMENTS: dict[str, Fences] = {
    **dict.fromkeys(UNFENCED, (None, None)),
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "Bmatrix": (r"\{", r"\}"),
    "vmatrix": ("|", "|"),
    "Vmatrix": (r"\|", r"\|"),
    "cases": (r"\{", None),
    "dcases": (r"\{", None),
    "rcases": (None, r"\}"),
}
"""Environments that are a grid, with the fences that they draw; starred forms are read alike."""

ONE_LINE_ENVIRONMENTS = ("equation", "displaymath", "math")

INFIX_FENCES: dict[str, Fences] = {
    r"\choose": ("(", ")"),
    r"\brack": ("[", "]"),
    r"\brace": (r"\{", r"\}"),
    r"\atop": (None, None),
}
ANGLES = {"<": r"\langle", ">": r"\rangle"}
"""What ``\\left<`` draws."""

NEVER_ALONE = {
    **dict.fromkeys((r"\left", r"\right", r"\middle"), r"a fence such as ( or \{, or . for none,"),
    **dict.fromkeys((r"\begin", r"\end"), "the {name} of an environment"),
}
CANNOT_CARRY_PRE_SCRIPTS = ("binary", "relation", "punctuation", "close")


class Misplaced(Exception):
    """LaTeX that the grammar lets through and TeX would not: the token, what is wrong, what is right."""

    def __init__(self, token: Token, finding: str, expectation: str) -> None:
        super().__init__(finding)
        self.token, self.finding, self.expectation = token, finding, expectation


@dataclass(slots=True)
class Script:
    """``^`` or ``_`` with its token, ``'``, or (relation None) ``\\limits`` and its opposite."""

    token: Token
    relation: Relation | None
    nodes: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Part:
    """A piece of baseline; ``limits``: TeX sets its scripts below and above.

    ``loose`` are scripts that had nothing to hang from in a part without nodes: they pass through braces.
    ``written`` is False only for nothing at all, so that an empty last row can be told from ``{}``.
    """

    nodes: list[Node]
    limits: bool = False
    loose: list[Script] = field(default_factory=list)
    written: bool = True

    @property
    def attached(self) -> list[Node]:
        """The nodes, for a place where loose scripts have nothing to hang from."""
        if self.loose:
            raise Misplaced(
                self.loose[0].token,
                f"found {self.loose[0].token} with nothing to hang from",
                "a symbol before or after it",
            )
        return self.nodes


def marked(label: str, side: Relation, nodes: list[Node]) -> Part:
    mark = Node(label)
    if is_one_symbol(nodes):
        hang(nodes[0], side, [mark])
        return Part(nodes)
    hang(mark, side.opposite, nodes)
    return Part([mark])


def between_fences(fences: Fences, nodes: list[Node]) -> Part:
    before, after = ([Node(fence)] if fence else [] for fence in fences)
    return Part([*before, *nodes, *after])


class TreeBuilder:
    """What each rule of the grammar makes; ``children`` are the results of its parts and its named tokens."""

    def start(self, children: list[Any]) -> list[Node]:
        return next(child for child in children if isinstance(child, Part)).attached

    # ---- baselines ----

    def line(self, children: list[Part | Script]) -> Part:
        if len(children) == 1 and isinstance(children[0], Part):
            return children[0]
        nodes: list[Node] = []
        loose: list[Script] = []
        for child in children:
            if isinstance(child, Script):
                loose.append(child)
                continue
            if child.nodes and loose:
                atom = self._atom(child.nodes[0].label)
                if nodes and (atom in CANNOT_CARRY_PRE_SCRIPTS or nodes[-1].nested.keys() & set(PRE_SCRIPTS)):
                    # T^{a}{}_{b}: staggered scripts belong to what stands before
                    self._attach(nodes[-1], loose)
                else:
                    self._attach(child.nodes[0], loose, lambda script: script.before)
                loose = []
            nodes += child.nodes
            loose += child.loose
        if nodes:
            self._attach(nodes[-1], loose)
            loose = []
        return Part(nodes, loose=loose, written=bool(children))

    def _attach(
        self,
        node: Node,
        scripts: Iterable[Script],
        placed: Callable[[Relation], Relation] = lambda script: script,
    ) -> None:
        for script in scripts:
            if script.relation is not None:
                hang(node, placed(script.relation), script.nodes)

    def item(self, children: list[Any]) -> Part:
        base: Part = children[0]
        scripts: list[Script] = children[1:]
        if not scripts:
            return base
        if not base.nodes:
            return Part([], loose=base.loose + scripts)
        limits = base.limits
        seen: set[Relation] = set()
        for script in scripts:
            if script.relation is None:
                limits = str(script.token) != r"\nolimits"
            elif script.token.type != "PRIMES":
                if script.relation in seen:
                    kind = "superscript" if script.relation is Relation.SUP else "subscript"
                    mark = str(script.token)
                    raise Misplaced(
                        script.token,
                        f"found a second {kind}",
                        f"braces: {{a{mark}b}}{mark}c or a{mark}{{bc}}",
                    )
                seen.add(script.relation)
        self._attach(base.nodes[-1], scripts, lambda script: script.as_limit if limits else script)
        return Part(base.nodes)

    def sup(self, children: list[Any]) -> Script:
        return Script(children[0], Relation.SUP, children[1].attached)

    def sub(self, children: list[Any]) -> Script:
        return Script(children[0], Relation.SUB, children[1].attached)

    def primes(self, children: list[Token]) -> Script:
        return Script(children[0], Relation.SUP, [Node(r"\prime") for _ in children[0]])

    def limits(self, children: list[Token]) -> Script:
        return Script(children[0], None)

    def infix(self, children: list[Any]) -> Part:
        above, token, below = children[0].attached, str(children[1]), children[2].attached
        if token == r"\over":
            return self._fraction(above, below)
        return between_fences(INFIX_FENCES[token], [Node(None, rows=[[above], [below]])])

    # ---- symbols ----

    def symbol(self, children: list[Token]) -> Part:
        token = children[0]
        name = str(token)
        if name == r"\square":
            return Part([Node(None)])
        label = canonical_label(name)
        row = symbol_table().get(label)
        if row is None:
            if name in NEVER_ALONE:
                raise Misplaced(token, f"found {name} alone", f"{NEVER_ALONE[name]} after it")
            if token.type == "COMMAND_BEFORE_GROUP":
                raise Misplaced(token, f"found unknown command {name}", "a command that layoutmath knows")
            return Part([Node(name)])
        # integrals have their limits beside them in every style
        limits = row.atom == "limits_word" or (row.atom == "big" and not label.endswith("int"))
        return Part([Node(label)], limits)

    def named(self, children: list[Token]) -> Part:
        inner = children[0].partition("{")[2].rpartition("}")[0].strip()
        if inner.startswith(r"\text"):
            text = inner.partition("{")[2].rpartition("}")[0]
            inner = re.sub(
                r"\\symbol\{(\d+)\}|\\(.)", lambda match: chr(int(match[1])) if match[1] else match[2], text
            )
        return Part([Node(canonical_label(inner))])

    def blackboard(self, children: list[Any]) -> Part:
        for node in children[1].attached:
            if node.label is not None and len(node.label) == 1 and node.label.isalnum():
                node.label = canonical_label(rf"\mathbb{{{node.label}}}")
        return Part(children[1].nodes)

    def negated(self, children: list[Any]) -> Part:
        r"""``\not=`` is the symbol that Unicode composes of = and a slash, where the table has it."""
        nodes: list[Node] = children[1].attached
        row = symbol_table().get(nodes[0].label or "") if nodes else None
        if row is not None and row.unicode:
            composed = unicodedata.normalize("NFC", row.unicode + "\u0338")
            label = canonical_label(composed)
            if len(composed) == 1 and label in symbol_table():
                nodes[0].label = label
                return Part(nodes)
        return Part([Node("/"), *nodes])

    def mod(self, children: list[Token]) -> Part:
        return Part([Node(letter) for letter in "mod"])

    def parenthesised_mod(self, children: list[Any]) -> Part:
        return between_fences(("(", ")"), [*self.mod([]).nodes, *children[1].attached])

    # ---- groups, which draw nothing themselves ----

    def group(self, children: list[Part]) -> Part:
        return Part(children[0].nodes, loose=children[0].loose)

    def font(self, children: list[Any]) -> Part:
        return self.group(children[1:])

    text_group = font

    def text_character(self, children: list[Token]) -> Part:
        return self.symbol(children[1:])

    def dollars(self, children: list[Any]) -> Part:
        return self.group(children[1:2])

    def apostrophes(self, children: list[Token]) -> Part:
        return Part([Node(r"\prime") for _ in children[0]])

    def phantom(self, children: list[Any]) -> Part:
        return Part([])

    def mathop(self, children: list[Any]) -> Part:
        return Part(children[1].attached, limits=True)

    def mathord(self, children: list[Any]) -> Part:
        r"""``\mathord{x\boxed{y}}`` is x with y inside; around anything else it says nothing."""
        nodes: list[Node] = children[1].nodes
        if len(nodes) == 2 and nodes[1].label == r"\Box" and nodes[1].nested.keys() == {Relation.INSIDE}:
            hang(nodes[0], Relation.INSIDE, nodes[1].nested[Relation.INSIDE])
            return Part(nodes[:1])
        return self.font(children)

    def fenced(self, children: list[Any]) -> Part:
        left, body, right = children
        return Part([*self._fence(left), *body.attached, *self._fence(right)])

    def middle(self, children: list[Token]) -> Part:
        return Part(self._fence(children[0]))

    def _fence(self, token: Token) -> list[Node]:
        name = re.sub(r"^\\[a-zA-Z]+\s*", "", str(token))
        return [] if name == "." else [Node(canonical_label(ANGLES.get(name, name)))]

    # ---- above, below, inside, before ----

    def fraction(self, children: list[Any]) -> Part:
        return self._fraction(children[1].attached, children[2].attached)

    def _fraction(self, above: list[Node], below: list[Node]) -> Part:
        bar = Node("-")
        hang(bar, Relation.ABOVE, above)
        hang(bar, Relation.BELOW, below)
        return Part([bar])

    def binomial(self, children: list[Any]) -> Part:
        rows = [[children[1].attached], [children[2].attached]]
        return between_fences(("(", ")"), [Node(None, rows=rows)])

    def radical(self, children: list[Any]) -> Part:
        return self.radical_with_index([children[0], Part([]), children[1]])

    def radical_with_index(self, children: list[Any]) -> Part:
        token, index, radicand = children
        radical = Node(canonical_label(str(token)))
        hang(radical, Relation.ABOVE, index.attached)
        hang(radical, Relation.INSIDE, radicand.attached)
        return Part([radical])

    def boxed(self, children: list[Any]) -> Part:
        frame = Node(r"\Box")
        hang(frame, Relation.INSIDE, children[1].attached)
        return Part([frame])

    def accent(self, children: list[Any]) -> Part:
        name, nodes = str(children[0]), children[1].attached
        part = marked(
            canonical_label(name), Relation.BELOW if name.startswith(r"\under") else Relation.ABOVE, nodes
        )
        part.limits = name.endswith(("brace", "bracket", "paren"))  # their notes
        return part

    def overset(self, children: list[Any]) -> Part:
        return self._note(children, Relation.ABOVE)

    def underset(self, children: list[Any]) -> Part:
        return self._note(children, Relation.BELOW)

    def _note(self, children: list[Any], side: Relation) -> Part:
        note, base = children[1].attached, children[2].attached
        if not base:
            return Part(note)
        hang(base[-1], side, note)
        return Part(base)

    def arrow(self, children: list[Any]) -> Part:
        return self.arrow_with_note([children[0], Part([]), children[1]])

    def arrow_with_note(self, children: list[Any]) -> Part:
        token, below, above = children
        arrow = Node(canonical_label("\\" + token[2:]))
        hang(arrow, Relation.ABOVE, above.attached)
        hang(arrow, Relation.BELOW, below.attached)
        return Part([arrow])

    def prescript(self, children: list[Any]) -> Part:
        _, above, below, base = children
        if base.attached:
            hang(base.nodes[0], Relation.PRE_SUP, above.attached)
            hang(base.nodes[0], Relation.PRE_SUB, below.attached)
        return Part(base.nodes)

    # ---- grids ----

    def row(self, children: list[Part]) -> list[Part]:
        return children

    def rows(self, children: list[Any]) -> list[list[list[Node]]]:
        rows: list[list[Part]] = [child for child in children if isinstance(child, list)]
        if len(rows[-1]) == 1 and not rows[-1][0].written:
            rows.pop()  # nothing after the last \\
        return [[cell.attached for cell in row] for row in rows]

    def substack(self, children: list[Any]) -> Part:
        return Part([Node(None, rows=children[1])])

    def environment(self, children: list[Any]) -> Part:
        begin, rows, end = children
        name, last = (re.findall(r"\{\s*([^{}]*?)\s*\}", str(token))[0] for token in (begin, end))
        if name != last:
            raise Misplaced(end, f"found \\end{{{last}}}", f"\\end{{{name}}}")
        name = name.removesuffix("*")
        if name not in ENVIRONMENTS:
            raise Misplaced(begin, f"found environment {name!r}", f"one of {', '.join(ENVIRONMENTS)}")
        if name in ONE_LINE_ENVIRONMENTS and len(rows) == 1 and len(rows[0]) == 1:
            return Part(rows[0][0])
        return between_fences(ENVIRONMENTS[name], [Node(None, rows=rows)])

    def _atom(self, label: str | None) -> str:
        row = symbol_table().get(label) if label is not None else None
        return row.atom if row else "ordinary"
