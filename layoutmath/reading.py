r"""What a tree means: a reading is a tree of operations, each with the symbols that say it.

The vocabulary is the table :data:`OPERATORS`; functions that have a name are rows of
``grammars/functions.tsv``. Both follow the content elements of MathML 3 (W3C, "Mathematical Markup Language",
chapter 4) and the OpenMath content dictionaries wherever these have a word.
"""

from __future__ import annotations

import csv
import enum
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from layoutmath.errors import LayoutmathError
from layoutmath.geometry import BoundingBox
from layoutmath.resources import data_path
from layoutmath.structure import BaselineStructure

OPERATORS: Mapping[str, str] = MappingProxyType(
    {
        # ---- leaves ----
        "number": "text is the digits, with a point: 3, 0.25",
        "symbol": "text is the name as SymPy spells it: x, alpha, x_1, xdot, R_ij",
        "constant": "text is one of CONSTANTS",
        "function": "a named function; text is a row of grammars/functions.tsv",
        "omitted": "dots that stand for what is left out: 1 + 2 + … + n",
        # ---- arithmetic ----
        "plus": "two or more; a subtrahend is a negate: a - b + c is plus(a, negate(b), c)",
        "negate": "one",
        "times": "two or more; without symbols of its own the multiplication is invisible; text: cross is ×",
        "divide": "dividend, divisor",
        "mixed": "a whole number and a fraction beside it: 2½",
        "power": "base, exponent",
        "root": "radicand, or radicand and degree",
        "plus_minus": "one (±a) or two (a ± b); its signs change together with all others",
        "minus_plus": "one or two",
        "mod": "dividend, divisor",
        "factorial": "one",
        "double_factorial": "one",
        "binomial": "n, k",
        "percent": "one",
        "degrees": "one, an angle: 90°",
        "abs": "one, between bars",
        "norm": "one, between double bars",
        "floor": "one",
        "ceil": "one",
        "conjugate": "one",
        "transpose": "one",
        "adjoint": "one",
        "group": "one, between fences that only hold it together; text is the opening fence, or a + in front",
        # ---- functions ----
        "apply": "what is applied, then its arguments: f(x, y) is apply(symbol f, x, y)",
        "inverse": "a function: f^{-1}",
        "prime": "a function or a symbol; text is how often: f''",
        "compose": "two or more functions: f ∘ g",
        "log": "base, argument",
        "map": "name, domain, codomain: f: A → B",
        # ---- calculus ----
        "integral": "integrand, then a bound for each variable, the innermost first",
        "sum": "summand, bound",
        "product": "factor, bound",
        "union_over": "set, bound",
        "intersection_over": "set, bound",
        "max_over": "value, bound",
        "min_over": "value, bound",
        "bound": "text says what: '' a variable; 'range' variable, lower, upper; 'over' variable, domain;"
        " 'condition' a condition on the variable, i ∈ S; 'ends' nothing, or lower and upper end",
        "limit": "value, variable, point; text is the side: '', '+' or '-'",
        "between": "value, lower, upper: what the value grows by from one place to the other, [F]_a^b",
        "derivative": "what is derived, then one by for each variable",
        "partial_derivative": "the same, with ∂",
        "by": "variable, order",
        "nabla": "what ∇ is applied to",
        # ---- relations and logic ----
        "relation": "left, right; text is one of RELATIONS",
        "chain": "two or more relations that share their ends: a < b ≤ c; b stands in both",
        "and": "two or more",
        "or": "two or more",
        "not": "one",
        "implies": "premise, conclusion",
        "iff": "two",
        "forall": "a bound, and mostly a statement",
        "exists": "the same",
        # ---- sets, tuples, matrices ----
        "set": "elements, perhaps none",
        "set_builder": "element, condition",
        "interval": "lower, upper; text is its fences: [] [) (] ()",
        "union": "two or more",
        "intersection": "two or more",
        "set_minus": "two",
        "cross": "Cartesian product: two or more",
        "tuple": "two or more, in parentheses",
        "list": "two or more, separated by commas or semicolons",
        "matrix": "rows",
        "row": "entries",
        "cases": "pieces",
        "piece": "value, condition; the value alone where it holds otherwise",
        "system": "relations that hold together: a brace before lines, or aligned lines",
    }
)
"""Every operator with its operands."""

CONSTANTS: Mapping[str, str] = MappingProxyType(
    {
        "pi": "π",
        "e": "the base of natural logarithms",
        "i": "the imaginary unit",
        "infinity": "∞",
        "empty_set": "∅",
        "true": "truth",
        "false": "falsity",
        "reals": "ℝ",
        "naturals": "ℕ",
        "integers": "ℤ",
        "rationals": "ℚ",
        "complexes": "ℂ",
    }
)
"""What the text of a ``constant`` can be."""

RELATIONS: Mapping[str, str] = MappingProxyType(
    {
        "eq": "=",
        "neq": r"\neq",
        "lt": "<",
        "leq": r"\leq",
        "gt": ">",
        "geq": r"\geq",
        "approx": r"\approx",
        "equivalent": r"\equiv",
        "similar": r"\sim",
        "congruent": r"\cong",
        "proportional": r"\propto",
        "much_less": r"\ll",
        "much_greater": r"\gg",
        "defined": r"\coloneqq",
        "divides": "|",
        "in": r"\in",
        "not_in": r"\notin",
        "contains": r"\ni",
        "subset": r"\subset",
        "subset_eq": r"\subseteq",
        "superset": r"\supset",
        "superset_eq": r"\supseteq",
        "perpendicular": r"\perp",
        "parallel": r"\|",
        "to": r"\rightarrow",
        "maps_to": r"\mapsto",
    }
)
"""What the text of a ``relation`` can be, with the label of its symbol."""


@dataclass(frozen=True, slots=True)
class Function:
    """A row of ``grammars/functions.tsv``: a function that has a name.

    ``spellings`` are what people write besides the name; ``takes`` is how many arguments it has: ``1``, ``2``
    or ``n``; ``content`` is the element of content MathML, empty where it has none (its ``log`` has the base
    10, a reading's ``log`` is natural); ``sympy`` is the callable of SymPy, empty where it has none;
    ``spoken`` is how it is read aloud.
    """

    name: str
    spellings: tuple[str, ...]
    takes: str
    content: str
    sympy: str
    spoken: str


@functools.cache
def functions() -> Mapping[str, Function]:
    """All functions by their names.

    >>> row = functions()["arcsin"]
    >>> row.spellings, row.content, row.sympy, row.spoken
    (('asin',), 'arcsin', 'asin', 'arc sine')
    """
    with open(data_path("grammars", "functions.tsv"), encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)  # the heading
        return MappingProxyType(
            {
                name: Function(name, tuple(spellings.split()), takes, content, sympy, spoken)
                for name, spellings, takes, content, sympy, spoken in rows
            }
        )


@dataclass(frozen=True, slots=True)
class Operation:
    """A node of a reading: an operator of :data:`OPERATORS`, what it is applied to, and who says so.

    ``text`` is what a leaf is (a number, a name) and the shade of some operators. ``symbols`` are the ids
    of this node's own symbols, in the order of the tree: the sign of a sum, the letters of a name, the bar of
    a fraction, the fences of a group. Every symbol belongs to exactly one operation of a reading (which
    stands in two relations where it is the shared end of a chain).

    >>> x, two = Operation("symbol", text="x", symbols=("0",)), Operation("number", text="2", symbols=("1",))
    >>> print(Operation("power", (x, two)))
    power(x, 2)
    """

    operator: str
    operands: tuple[Operation, ...] = ()
    text: str = ""
    symbols: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        assert self.operator in OPERATORS, self.operator

    def walk(self) -> Iterator[Operation]:
        """This operation and all below it, parents first, operands in order.

        >>> [node.operator for node in Operation("negate", (Operation("number", text="1"),)).walk()]
        ['negate', 'number']
        """
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(node.operands))

    @property
    def bare(self) -> Operation:
        """What is between the fences of a group; anything else is itself."""
        node = self
        while node.operator == "group":
            node = node.operands[0]
        return node

    def all_symbols(self) -> tuple[str, ...]:
        """The ids of its own symbols and of all operations below it."""
        return tuple(symbol for node in self.walk() for symbol in node.symbols)

    def __str__(self) -> str:
        """As nested calls; the text of an operator that has operands follows in brackets, but for fences."""
        if not self.operands and self.text:
            return f"constant({self.text})" if self.operator == "constant" else self.text
        shade = f"[{self.text}]" if self.text and self.operator != "group" else ""
        return f"{self.operator}{shade}({', '.join(map(str, self.operands))})"


class Severity(enum.Enum):
    """How much a diagnostic matters: there is no answer; there is one, to be checked; just to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something to be said about an expression, with the symbols that it is about.

    ``code`` is stable, for programs; ``sentence`` is for people; ``boxes`` are those of ``symbols``, without
    the ones that have none.

    >>> print(Diagnostic("unknown-function", "nothing is called loglo", Severity.ERROR, ("0", "1")))
    error unknown-function (symbols 0, 1): nothing is called loglo
    """

    code: str
    sentence: str
    severity: Severity
    symbols: tuple[str, ...] = ()
    boxes: tuple[BoundingBox, ...] = ()

    def __str__(self) -> str:
        where = f" (symbols {', '.join(self.symbols)})" if self.symbols else ""
        return f"{self.severity.value} {self.code}{where}: {self.sentence}"


class MeaningError(LayoutmathError):
    """An expression that cannot be read, computed or solved; ``diagnostic`` says why and where."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        super().__init__(str(diagnostic))


@dataclass(frozen=True, slots=True)
class Decision:
    """How a reading settles one thing that symbols leave open.

    ``question`` and ``answer`` are a row and a choice of the table ``QUESTIONS`` of ``layoutmath.semantics``,
    or ``label`` and the label of a symbol for which none is stated; ``subject`` is what it is about as people
    write it, ``reason`` why its ``probability`` is what it is.

    >>> decision = Decision("letter", "e", "constant", ("0",), 0.97, "it carries an exponent")
    >>> print(decision)
    letter: e is read as constant (0.97): it carries an exponent
    """

    question: str
    subject: str
    answer: str
    symbols: tuple[str, ...]
    probability: float
    reason: str

    def __str__(self) -> str:
        answer = f"{self.subject} is read as {self.answer} ({self.probability:.2f})"
        return f"{self.question}: {answer}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of a tree.

    ``log_prob`` is the natural log of its share among the readings that were found. ``punctuation`` are ids
    of symbols that end the expression and mean nothing: a comma, a full stop.
    """

    root: Operation
    structure: BaselineStructure = field(repr=False)
    log_prob: float = 0.0
    decisions: tuple[Decision, ...] = ()
    punctuation: tuple[str, ...] = ()

    def __str__(self) -> str:
        return str(self.root)

    def diagnostic(
        self, code: str, sentence: str, severity: Severity = Severity.ERROR, at: Operation | None = None
    ) -> Diagnostic:
        """A diagnostic about an operation of this reading, with ids and boxes of all its symbols."""
        return diagnostic_at(
            self.structure, code, sentence, at.all_symbols() if at is not None else (), severity
        )


def diagnostic_at(
    structure: BaselineStructure,
    code: str,
    sentence: str,
    symbols: tuple[str, ...],
    severity: Severity = Severity.ERROR,
) -> Diagnostic:
    """A diagnostic about some symbols of a tree, which come in the order of the tree."""
    boxes = {symbol.id: symbol.box for symbol in structure.expression.symbols}
    named = set(symbols)
    ordered = tuple(node.id for node, _, _ in structure.walk() if node.id in named)
    found = tuple(box for symbol in ordered if (box := boxes.get(symbol)) is not None)
    return Diagnostic(code, sentence, severity, ordered, found)
