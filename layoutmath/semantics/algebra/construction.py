"""What the functions that make nodes of SymPy share: how to make them, and how to say that there is none."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NoReturn

import sympy

from layoutmath.reading import Diagnostic, MeaningError, Operation, Reading, Severity, functions
from layoutmath.semantics.algebra.growth import GrowthError, refuse_growth
from layoutmath.semantics.algebra.scope import Scope, dependent_names
from layoutmath.semantics.algebra.zero import NEAR


class Kind(enum.Flag):
    """What a node of SymPy is good for; a symbol may stand for a number or for a statement."""

    NOTHING = 0
    NUMBER = enum.auto()
    MATRIX = enum.auto()
    SET = enum.auto()
    STATEMENT = enum.auto()
    TUPLE = enum.auto()
    PART = enum.auto()
    """No value of its own: the bound of a sum, the name of a function, a row of a matrix."""

    ANY = NUMBER | MATRIX | SET | STATEMENT | TUPLE

    @classmethod
    def of(cls, node: Any) -> Kind:
        for types, kind in _KINDS:
            if isinstance(node, types):
                return kind
        return cls.PART


_KINDS: tuple[tuple[Any, Kind], ...] = (
    ((sympy.MatrixBase, sympy.MatrixExpr), Kind.MATRIX),  # first: SymPy counts some among expressions
    (sympy.Symbol, Kind.NUMBER | Kind.STATEMENT),
    (sympy.Set, Kind.SET),
    (sympy.Tuple, Kind.TUPLE),
    (sympy.Expr, Kind.NUMBER),
    (sympy.logic.boolalg.Boolean, Kind.STATEMENT),
)

EVERYWHERE = Scope()

NOUNS: Mapping[str, str] = MappingProxyType(
    {
        "plus": "sum",
        "negate": "negative",
        "times": "product",
        "divide": "fraction",
        "plus_minus": "sum or difference",
        "minus_plus": "difference or sum",
        "mod": "remainder",
        "abs": "absolute value",
        "percent": "percentage",
        "degrees": "angle",
        "apply": "function",
    }
)
"""How operators are called in a sentence, where they are no nouns."""

KIND_NAMES = {
    Kind.NUMBER: "a number",
    Kind.MATRIX: "a matrix",
    Kind.SET: "a set",
    Kind.STATEMENT: "a statement",
    Kind.NUMBER | Kind.STATEMENT: "a variable",
    Kind.TUPLE: "a list",
}


@dataclass(slots=True)
class Construction:
    """One reading on its way to SymPy.

    With ``evaluate`` nodes evaluate themselves as SymPy's do. With ``computes`` there must be a value as
    well: ``values`` take the places of variables, and what is undefined is refused where it comes about; sums
    and integrals get a closed form if it ``works_out``. ``scope`` is that of the operation at hand, ``sign``
    that of ±, ``nodes`` what operations became so far, ``notes`` what is to be said about the value.
    """

    reading: Reading
    evaluate: bool = True
    in_degrees: bool = False
    values: Mapping[str, sympy.Basic] = field(default_factory=dict)
    computes: bool = False
    works_out: bool = False
    scope: Scope = EVERYWHERE
    sign: int = 1
    nodes: dict[int, Any] = field(default_factory=dict)
    notes: list[Diagnostic] = field(default_factory=list)
    depends: Mapping[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.depends = dependent_names(self.reading.root)

    @property
    def is_value(self) -> bool:
        """Whether the operation at hand must have a value: nothing around it is open or left out."""
        return self.computes and not self.scope.is_open and not self.scope.branch

    def refuse(self, at: Operation, sentence: str, code: str = "not-evaluable") -> NoReturn:
        raise MeaningError(self.reading.diagnostic(code, sentence, at=at)) from None

    def warn(self, at: Operation, code: str, sentence: str, severity: Severity = Severity.WARNING) -> None:
        self.notes.append(self.reading.diagnostic(code, sentence, severity, at))

    def check(self, at: Operation, node: Any, places: Mapping[Any, Any] | None = None) -> None:
        """Refuse what would make numbers too long."""
        try:
            refuse_growth(node, places)
        except GrowthError as error:
            self.refuse(at, f"found {error}; expected less", "overflow")

    def grown(self, at: Operation, make: Callable[..., Any], *operands: Any) -> Any:
        """``make(*operands)``, evaluated if so wished, and then only if its numbers stay short."""
        if self.evaluate and all(operand.is_number for operand in operands):
            self.check(at, make(*operands, evaluate=False))
        return make(*operands, evaluate=self.evaluate)

    def variable(self, name: str) -> Any:
        """A name where it stands: its value, a function of what it depends on, or a symbol."""
        if not self.scope.hides(name):
            if name in self.values:
                return self.values[name]
            if variables := self.depends.get(name):
                return sympy.Function(name)(*map(sympy.Symbol, variables))
        return sympy.Symbol(name)

    def worked_out(self, at: Operation, node: Any) -> Any:
        """A sum, an integral or the like as it is, or, where a value is wanted, what it comes to.

        What it is found for may itself be a variable that has a value: the x of d/dx.
        """
        if not self.computes:
            return node
        places = {
            symbol: self.values[symbol.name] for symbol in node.free_symbols if symbol.name in self.values
        }
        self.check(at, node, places)
        if isinstance(node, (sympy.Limit, sympy.Subs)):
            variable, point = (node.args[1], node.args[2])
            self.check(at, node.args[0], dict(zip(_each(variable), _each(point), strict=True)))
        if self.scope.is_open:
            return node
        is_quick = isinstance(node, (sympy.Derivative, sympy.Subs, sympy.Limit))
        made = node.doit() if is_quick or self.works_out else node
        if any(len(limits) == 1 for each in made.atoms(sympy.Integral) for limits in each.limits):
            self.refuse(
                at, f"found no closed form of this {self.name_of(at)}; expected one", "no-closed-form"
            )
        if isinstance(node, sympy.Integral) and any(len(limits) == 1 for limits in node.limits):
            self.warn(at, "indeterminate", "any constant can be added; it is taken as 0", Severity.NOTE)
        made = made.xreplace(places)
        if made.has(sympy.Limit, sympy.Derivative, sympy.Subs):
            self.refuse(at, f"found no value of this {self.name_of(at)}; expected one")
        if made.has(sympy.AccumBounds, sympy.nan, sympy.zoo):
            self.refuse(at, f"found {article_of(self.name_of(at))} that does not exist", "indeterminate")
        if any(map(_is_odd_root, node.atoms(sympy.Pow))) and _is_complex(made):
            found = article_of(self.name_of(at))
            self.refuse(at, f"found {found} over odd roots of negative numbers; expected positive ones")
        if self.works_out and any(map(_diverges, made.atoms(sympy.Sum, sympy.Product))):
            self.refuse(at, f"found {article_of(self.name_of(at))} that diverges", "indeterminate")
        if made.has(sympy.Integral, sympy.Sum, sympy.Product):
            sentence = (
                f"no closed form of this {self.name_of(at)} was found; its value is computed as a number"
            )
            self.warn(at, "no-closed-form", sentence)
        return made

    def divided(self, dividend: Any, divisor: Any) -> Any:
        inverse = sympy.Pow(divisor, -1, evaluate=self.evaluate)
        return inverse if dividend == 1 else sympy.Mul(dividend, inverse, evaluate=self.evaluate)

    def name_of(self, operation: Operation) -> str:
        """How an operation is called in a sentence."""
        head = operation.operands[0].bare if operation.operator == "apply" else operation
        if head.operator == "function":
            return functions()[head.text].spoken
        named = operation.operator.replace("_", " ")
        return head.text if head.operator == "symbol" else NOUNS.get(operation.operator, named)


def article_of(noun: str) -> str:
    """A noun with its article.

    >>> article_of("integral"), article_of("sum")
    ('an integral', 'a sum')
    """
    return f"{'an' if noun[0] in 'aeio' else 'a'} {noun}"


def _is_odd_root(power: Any) -> bool:
    """Whether SymPy takes a complex value where people take the real one: the cube root of a negative x."""
    exponent = power.exp
    return bool(power.base.free_symbols and exponent.is_Rational and exponent.q > 1 and exponent.q % 2)


def _is_complex(number: Any) -> bool:
    """Whether a number that has a closed form is not real."""
    if (
        not number.is_number
        or number.is_extended_real
        or number.has(sympy.Integral, sympy.Sum, sympy.Product)
    ):
        return False
    return number.is_extended_real is False or bool(abs(sympy.im(number.evalf(20))) > NEAR)


def _diverges(series: Any) -> bool:
    """Whether a sum or product without an end is known to have no limit; SymPy cannot always tell."""
    if len(series.limits) != 1 or not any(end.is_infinite for end in series.limits[0][1:]):
        return False
    try:
        return series.is_convergent() is sympy.false
    except (NotImplementedError, TypeError, ValueError):  # what SymPy raises where it cannot tell
        return False


def _each(operand: Any) -> Any:
    return operand if isinstance(operand, sympy.Tuple) else (operand,)


@dataclass(frozen=True, slots=True)
class Maker:
    """How an operator becomes a node, and what its operands may be."""

    make: Callable[[Construction, Operation, Sequence[Any]], Any]
    takes: Kind = Kind.NUMBER


Makers = Mapping[str, Maker]


def unknown(what: str) -> Maker:
    """For what SymPy has no word."""

    def refuse(construction: Construction, at: Operation, _: Sequence[Any]) -> NoReturn:
        construction.refuse(at, f"found {what}; expected something that can be computed")

    return Maker(refuse, Kind.ANY | Kind.PART)
