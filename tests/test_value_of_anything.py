"""Whatever operations are put together, there is a value or a diagnostic, and soon."""

from __future__ import annotations

import time
import warnings

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readings import leaf, number, operation, reading

from layoutmath.reading import CONSTANTS, RELATIONS, MeaningError, Operation, functions
from layoutmath.semantics.algebra import linked_sympy
from layoutmath.semantics.algebra.scope import free_names
from layoutmath.semantics.computation import value

names = st.sampled_from("xyk").map(lambda name: leaf("symbol", name))
numbers = st.sampled_from(["0", "1", "2", "3", "0.5", "7", "100"]).map(number)
leaves = st.one_of(
    names, numbers, st.sampled_from(sorted(CONSTANTS)).map(lambda name: leaf("constant", name))
)

OPERANDS = {
    1: "negate root factorial double_factorial percent degrees abs norm floor ceil conjugate transpose "
    "adjoint group plus_minus not prime",
    2: "plus times divide power root plus_minus minus_plus mod binomial log mixed and or implies iff set "
    "interval set_builder union intersection set_minus cross tuple list system",
}


def operations(inner: st.SearchStrategy[Operation]) -> st.SearchStrategy[Operation]:
    """Operations around others, most of them in a shape that the table of operators allows."""
    ranges = st.builds(lambda *of: operation("bound", *of, text="range"), names, numbers, inner)
    members = st.builds(lambda *of: operation("relation", *of, text="in"), names, inner)
    conditions = members.map(lambda condition: operation("bound", condition, text="condition"))
    choices = [
        st.builds(
            lambda name, *of: operation(name, *of, symbols=1),
            st.sampled_from(words.split()),
            *[inner] * count,
        )
        for count, words in OPERANDS.items()
    ]
    choices += [
        st.builds(
            lambda name, *of: operation("apply", leaf("function", name), *of),
            st.sampled_from(sorted(functions())),
            inner,
        ),
        st.builds(
            lambda text, *of: operation("relation", *of, text=text, symbols=1),
            st.sampled_from(sorted(RELATIONS)),
            inner,
            inner,
        ),
        st.builds(
            lambda name, *of: operation(name, *of, symbols=1),
            st.sampled_from(["sum", "product", "integral"]),
            inner,
            st.one_of(ranges, conditions),
        ),
        st.builds(
            lambda side, *of: operation("limit", *of, text=side),
            st.sampled_from(["", "+", "-"]),
            inner,
            names,
            inner,
        ),
        st.builds(lambda of, x: operation("derivative", of, operation("by", x, number("1"))), inner, names),
        st.builds(lambda *of: operation("between", *of), inner, numbers, numbers),
        st.builds(
            lambda a, b: operation("matrix", operation("row", a, b), operation("row", b, a)), inner, inner
        ),
    ]
    return st.one_of(choices)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.recursive(leaves, operations, max_leaves=6), st.sampled_from([0, 1, 2, "0.5", -3]))
def test_anything_has_a_value_or_a_diagnostic(root: Operation, given_number: object) -> None:
    found = reading(root)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what SymPy says to those who call it
        began = time.monotonic()
        try:
            str(value(found, dict.fromkeys(free_names(root), given_number)))
        except MeaningError as error:
            assert error.diagnostic.sentence
        assert time.monotonic() - began < 3
        try:
            linked_sympy(found, evaluate=False)
        except MeaningError as error:
            assert error.diagnostic.sentence
