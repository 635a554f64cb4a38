"""Functions that have a name, known and unknown, and how they are applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sympy

from layoutmath.reading import Operation, functions
from layoutmath.semantics.algebra import matrices
from layoutmath.semantics.algebra.arithmetic import power, root
from layoutmath.semantics.algebra.construction import Construction, Kind, Maker, Makers
from layoutmath.semantics.algebra.scope import bound_by, has_own_variable
from layoutmath.semantics.algebra.zero import vanishes

Operands = Sequence[Any]
Applied = Callable[[Construction, Operation, Operands], Any]
"""From the arguments of a function to its node."""

OF_ANGLES = ("sin", "cos", "tan", "cot", "sec", "csc")
TO_ANGLES = tuple(f"arc{name}" for name in OF_ANGLES)

INVERSES: Mapping[str, str] = MappingProxyType(
    {
        **dict(zip(OF_ANGLES, TO_ANGLES, strict=True)),
        **dict(zip(TO_ANGLES, OF_ANGLES, strict=True)),
        **{f"{name}h": f"ar{name}h" for name in OF_ANGLES},
        **{f"ar{name}h": f"{name}h" for name in OF_ANGLES},
        "exp": "ln",
        "ln": "exp",
    }
)
"""The function that takes another one back, both by their names."""

WHOLE = ("det", "tr", "rank", "conj")
"""Functions of whole matrices."""


def _plain(name: str) -> Applied:
    """A row of the table of functions that is a class of SymPy; angles in the unit that is set."""
    row = functions()[name]

    def apply(construction: Construction, at: Operation, operands: Operands) -> Any:
        unit = sympy.pi / 180 if construction.in_degrees else sympy.S.One
        if name in OF_ANGLES and construction.in_degrees:
            operands = [sympy.Mul(*operands, unit, evaluate=construction.evaluate)]
        made = construction.grown(at, getattr(sympy, row.sympy), *operands)
        if name in TO_ANGLES and construction.in_degrees:
            return construction.divided(made, unit)
        return made

    return apply


def _to_base(base: int) -> Applied:
    def apply(construction: Construction, at: Operation, operands: Operands) -> Any:
        return sympy.log(*operands, base, evaluate=construction.evaluate)

    return apply


def _common(name: str) -> Applied:
    """The greatest common divisor or the like, of numbers or polynomials."""

    def apply(construction: Construction, at: Operation, operands: Operands) -> Any:
        if not construction.evaluate:
            return sympy.Function(name)(*operands)
        for operand in operands:
            construction.check(at, operand)
        return getattr(sympy, name)(list(operands))

    return apply


def _cube_root(construction: Construction, at: Operation, operands: Operands) -> Any:
    return root(construction, at, (*operands, sympy.Integer(3)))


SPECIAL: Mapping[str, Applied] = MappingProxyType(
    {
        "log10": _to_base(10),
        "log2": _to_base(2),
        "sqrt": root,
        "cbrt": _cube_root,
        "gcd": _common("gcd"),
        "lcm": _common("lcm"),
        "det": matrices.determinant,
        "tr": matrices.trace,
        "rank": matrices.rank,
    }
)
"""Functions that are more than one class of SymPy."""


def _known(construction: Construction, at: Operation, name: str, operands: Operands) -> Any:
    """A row of the table of functions of its arguments."""
    row = functions()[name]
    if row.takes == "n" and len(operands) == 1 and isinstance(operands[0], (sympy.FiniteSet, sympy.Tuple)):
        operands = operands[0].args  # max {1, 2}
    if row.takes.isdigit() and len(operands) != int(row.takes):
        construction.refuse(at, f"found {len(operands)} arguments of the {row.spoken}; expected {row.takes}")
    if not row.sympy:
        construction.refuse(at, f"found the function {name}; expected one that can be computed")
    wanted = Kind.NUMBER | Kind.MATRIX if name in WHOLE else Kind.NUMBER
    if not all(Kind.of(operand) & wanted for operand in operands):
        construction.refuse(at, f"found something else than a number in the {row.spoken}; expected one")
    made = (SPECIAL.get(name) or _plain(name))(construction, at, operands)
    if construction.is_value and made.is_infinite and not any(operand.is_infinite for operand in operands):
        arguments = ", ".join(map(str, operands))
        construction.refuse(at, f"{name}({arguments}) is undefined", "division-by-zero")
    return made


def _applied(construction: Construction, at: Operation, head: Operation, operands: Operands) -> Any:
    """What stands for a function, of its arguments."""
    match head.operator:
        case "function":
            return _known(construction, at, head.text, operands)
        case "symbol":
            return sympy.Function(head.text)(*operands)
        case "inverse":
            inner = head.operands[0].bare
            if inner.operator == "function" and inner.text in INVERSES:
                return _known(construction, at, INVERSES[inner.text], operands)
        case "prime" if head.text.isdigit() and len(operands) == 1:
            return _derived(construction, at, head, operands[0])
        case "compose":
            for function in reversed(head.operands):
                operands = [_applied(construction, at, function.bare, operands)]
            return operands[0]
    construction.refuse(at, f"found {construction.name_of(head)} applied to something; expected a function")


def _derived(construction: Construction, at: Operation, head: Operation, place: Any) -> Any:
    """f''(x), or the derivative somewhere else: f'(2)."""
    variable = place if isinstance(place, sympy.Symbol) else sympy.Dummy("xi")
    inner = _applied(construction, at, head.operands[0].bare, [variable])
    made = sympy.Derivative(inner, (variable, int(head.text)))
    return made if variable == place else construction.worked_out(at, sympy.Subs(made, variable, place))


def _apply(construction: Construction, at: Operation, operands: Operands) -> Any:
    return _applied(construction, at, at.operands[0].bare, operands[1:])


def _log(construction: Construction, at: Operation, operands: Operands) -> Any:
    base, *arguments = operands
    if len(arguments) != 1:
        construction.refuse(at, f"found {len(arguments)} arguments of a logarithm; expected 1")
    made = sympy.log(*arguments, base, evaluate=construction.evaluate)
    if construction.is_value and (made.is_infinite or vanishes(base - 1)):
        construction.refuse(at, f"log_{base}({arguments[0]}) is undefined", "division-by-zero")
    return made


def _inverse(construction: Construction, at: Operation, operands: Operands) -> Any:
    """Of a matrix or a number; of a function, what is applied has it."""
    if operands[0] is None:
        return None
    return power(construction, at, (operands[0], sympy.Integer(-1)))


def _prime(construction: Construction, at: Operation, operands: Operands) -> Any:
    """The derivative of y, where y is known to depend on something, or of an expression in one variable.

    Else it is a part of a name: x' beside x.
    """
    name = at.operands[0].bare
    if name.operator == "function" or not at.text.isdigit():
        return None
    if isinstance(operands[0], sympy.core.function.AppliedUndef) and len(operands[0].args) == 1:
        return sympy.Derivative(operands[0], (operands[0].args[0], int(at.text)))
    if has_own_variable(at) and Kind.NUMBER in Kind.of(operands[0]):
        (variable,) = map(sympy.Symbol, bound_by(at))
        return construction.worked_out(at, sympy.Derivative(operands[0], (variable, int(at.text))))
    if name.operator != "symbol":
        construction.refuse(
            at, "found a prime behind no name and no expression in one variable; expected one"
        )
    return construction.variable(name.text + "prime" * int(at.text))


def _nameless(_: Construction, __: Operation, ___: Operands) -> None:
    """What only has a node once it is applied."""


MAKERS: Makers = {
    "function": Maker(_nameless, Kind.PART),
    "compose": Maker(_nameless, Kind.ANY | Kind.PART),
    "apply": Maker(_apply, Kind.ANY | Kind.PART),
    "inverse": Maker(_inverse, Kind.NUMBER | Kind.MATRIX | Kind.PART),
    "prime": Maker(_prime, Kind.ANY | Kind.PART),
    "log": Maker(_log),
}
