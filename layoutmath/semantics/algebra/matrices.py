"""Matrices and vectors as nodes of SymPy."""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Sequence
from typing import Any

import sympy

from layoutmath.reading import Operation
from layoutmath.semantics.algebra.construction import Construction, Kind, Maker, Makers
from layoutmath.semantics.algebra.zero import vanishes

Operands = Sequence[Any]


def total(construction: Construction, at: Operation, operands: Operands) -> Any:
    shapes = {operand.shape if Kind.MATRIX in Kind.of(operand) else None for operand in operands}
    if len(shapes) > 1:
        construction.refuse(at, f"found {_sizes(shapes)} in a sum; expected matrices of one size")
    if construction.evaluate:
        return functools.reduce(operator.add, operands)
    return sympy.MatAdd(*operands, evaluate=False)


def product(construction: Construction, at: Operation, operands: Operands) -> Any:
    """A product of matrices and numbers; of two vectors of one size, their inner product."""
    found = [operand for operand in operands if Kind.MATRIX in Kind.of(operand)]
    if len(found) == len(operands) == 2 and found[0].shape == found[1].shape and 1 in found[0].shape:
        pairs = zip(found[0], found[1], strict=True)
        terms = [sympy.Mul(*pair, evaluate=construction.evaluate) for pair in pairs]
        return sympy.Add(*terms, evaluate=construction.evaluate)
    for left, right in itertools.pairwise(found):
        if left.cols != right.rows:
            sizes = _sizes([left.shape, right.shape])
            construction.refuse(at, f"found {sizes} in a product; expected as many columns as rows")
    if not construction.evaluate:
        return sympy.MatMul(*operands, evaluate=False)
    numbers = [operand for operand in operands if Kind.MATRIX not in Kind.of(operand)]
    return functools.reduce(operator.mul, found) * sympy.Mul(*numbers)


def crossed(construction: Construction, at: Operation, operands: Operands) -> Any:
    """A product written with ×: of two vectors in space, matrices or lists, their cross product."""
    vectors = [operand for operand in operands if Kind.of(operand) & (Kind.MATRIX | Kind.TUPLE)]
    are_lists = [isinstance(vector, sympy.Tuple) for vector in vectors]
    if len(vectors) == 2 and _is_vector(vectors[0]) and _shape(vectors[0]) == _shape(vectors[1]):
        left, right = map(tuple, vectors)
        if len(left) != 3 or not all(Kind.NUMBER in Kind.of(entry) for entry in left + right):
            construction.refuse(
                at, "found no vectors in space around a cross; expected three numbers in each"
            )
        factors = [operand for operand in operands if Kind.NUMBER in Kind.of(operand)]
        entries = [_turning(construction, left, right, place, factors) for place in range(3)]
        if any(are_lists):
            return sympy.Tuple(*entries)
        return sympy.ImmutableMatrix(*_shape(vectors[0]), entries)
    if any(are_lists):
        construction.refuse(at, "found a list in a product; expected two vectors in space around a cross")
    return product(construction, at, operands)


def _is_vector(operand: Any) -> bool:
    return isinstance(operand, sympy.Tuple) or (1 in operand.shape and operand.shape != (1, 1))


def _shape(operand: Any) -> tuple[Any, ...]:
    return (len(operand),) if isinstance(operand, sympy.Tuple) else tuple(operand.shape)


def _turning(
    construction: Construction, left: Operands, right: Operands, place: int, factors: Operands
) -> Any:
    """An entry of a cross product, the others taken in turn: a_2 b_3 - a_3 b_2."""
    second, third = (place + 1) % 3, (place + 2) % 3
    evaluate = construction.evaluate
    ahead = sympy.Mul(left[second], right[third], evaluate=evaluate)
    back = sympy.Mul(-1, left[third], right[second], evaluate=evaluate)
    entry = sympy.Add(ahead, back, evaluate=evaluate)
    return sympy.Mul(*factors, entry, evaluate=evaluate) if factors else entry


def power(construction: Construction, at: Operation, base: Any, exponent: Any) -> Any:
    if base.rows != base.cols:
        construction.refuse(at, f"found {_sizes([base.shape])} as a base; expected a square matrix")
    if Kind.MATRIX in Kind.of(exponent):
        construction.refuse(at, "found a matrix as an exponent; expected a number")
    if not construction.evaluate:
        return sympy.MatPow(base, exponent, evaluate=False)
    if exponent.is_negative and vanishes(base.det()):
        construction.refuse(at, "found a matrix with determinant zero; expected one that has an inverse")
    if exponent.is_Integer:
        bound = sympy.Add(*map(sympy.Abs, base))
        construction.check(at, sympy.Pow(bound, sympy.Abs(exponent), evaluate=False))
    return base**exponent


def determinant(construction: Construction, at: Operation, operands: Operands) -> Any:
    (matrix,) = operands
    if Kind.MATRIX not in Kind.of(matrix) or matrix.rows != matrix.cols:
        construction.refuse(at, "found no square matrix; expected one, to take its determinant")
    return matrix.det() if construction.evaluate else sympy.Determinant(matrix)


def trace(construction: Construction, at: Operation, operands: Operands) -> Any:
    (matrix,) = operands
    if Kind.MATRIX not in Kind.of(matrix) or matrix.rows != matrix.cols:
        construction.refuse(at, "found no square matrix; expected one, to take its trace")
    return matrix.trace() if construction.evaluate else sympy.Trace(matrix)


def rank(construction: Construction, at: Operation, operands: Operands) -> Any:
    (matrix,) = operands
    if Kind.MATRIX not in Kind.of(matrix):
        construction.refuse(at, "found no matrix; expected one, to take its rank")
    return sympy.Integer(matrix.rank()) if construction.evaluate else sympy.Function("rank")(matrix)


def norm(construction: Construction, vector: Any) -> Any:
    """The root of the sum of squares: Euclid's of a vector, Frobenius's of a matrix."""
    evaluate = construction.evaluate
    sizes = [sympy.Abs(entry, evaluate=evaluate) for entry in vector]
    squares = [sympy.Pow(size, 2, evaluate=evaluate) for size in sizes]
    return sympy.sqrt(sympy.Add(*squares, evaluate=evaluate), evaluate=evaluate)


def turned(construction: Construction, name: str, matrix: Any) -> Any:
    """The ``transpose``, ``adjoint`` or ``conjugate`` of a matrix."""
    if name == "conjugate":
        return matrix.conjugate()
    made = sympy.Transpose(matrix) if name == "transpose" else sympy.Adjoint(matrix)
    return made.doit() if construction.evaluate else made


def _matrix(construction: Construction, at: Operation, operands: Operands) -> Any:
    if len({len(row) for row in operands}) > 1:
        construction.refuse(at, "found rows of different lengths; expected a matrix without gaps")
    return sympy.ImmutableMatrix([list(row) for row in operands])


def _row(_: Construction, __: Operation, operands: Operands) -> Any:
    return list(operands)


def _cross(construction: Construction, at: Operation, operands: Operands) -> Any:
    """The product of sets, or of two vectors in space."""
    kinds = [Kind.of(operand) for operand in operands]
    if all(Kind.SET in kind for kind in kinds):
        return sympy.ProductSet(*operands)
    if len(operands) == 2 and all(
        Kind.MATRIX in kind and _is_vector(m) for m, kind in zip(operands, kinds, strict=True)
    ):
        return crossed(construction, at, operands)
    construction.refuse(at, "found no two sets and no two vectors in space around a cross; expected either")


def _sizes(shapes: Any) -> str:
    named = [f"{shape[0]}×{shape[1]}" if shape else "a number" for shape in shapes]
    return " and ".join(sorted(named)) if None in shapes else " and ".join(named)


MAKERS: Makers = {
    "matrix": Maker(_matrix, Kind.PART),
    "row": Maker(_row, Kind.NUMBER),
    "cross": Maker(_cross, Kind.SET | Kind.MATRIX),
}
