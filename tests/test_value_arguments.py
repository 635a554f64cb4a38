"""Arguments that cannot be meant are refused, each by one error that says what was found and expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy

import layoutmath as lm

TREE = lm.read_latex("x^2=4")
NUMBER = lm.read_latex("2x")

WRONG: dict[str, tuple[Callable[..., object], tuple[Any, ...], dict[str, Any], str]] = {
    "text": (lm.value, ("2+2",), {}, r"found '2\+2'; expected a tree or a reading"),
    "text to SymPy": (lm.to_sympy, ("x",), {}, "found 'x'; expected a tree or a reading"),
    "nothing": (lm.solve, (None,), {}, "found None; expected a tree or a reading"),
    "no tree": (lm.solve, (), {}, "found no tree; expected at least one"),
    "a list": (lm.solve, ([TREE, TREE],), {}, "found a list; expected trees one by one"),
    "no digits": (lm.value, (NUMBER,), {"digits": 0}, "digits: found 0; expected a whole number from 1 to"),
    "fewer digits": (lm.value, (NUMBER,), {"digits": -1}, "digits: found -1"),
    "digits as text": (lm.solve, (TREE,), {"digits": "a"}, "digits: found 'a'"),
    "too many digits": (lm.solve, (TREE,), {"digits": 10**9}, "expected a whole number from 1 to 10,000"),
    "no time": (lm.value, (NUMBER,), {"seconds": -1}, "seconds: found -1; expected a number above 0"),
    "time as text": (lm.solve, (TREE,), {"seconds": "a"}, "seconds: found 'a'"),
    "no number of time": (lm.solve, (TREE,), {"seconds": float("nan")}, "seconds: found nan"),
    "a number as a name": (lm.value, (NUMBER, {1: 2}), {}, "values: found 1; expected names"),
    "values in a list": (lm.value, (NUMBER, [3]), {}, r"values: found \[3\]; expected values by name"),
    "an unknown number": (lm.solve, (TREE,), {"unknowns": [3]}, "unknowns: found 3; expected names"),
    "unknowns that are none": (lm.solve, (TREE,), {"unknowns": 3}, "unknowns: found 3; expected names"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_arguments_are_refused(case: str) -> None:
    function, given, settings, message = WRONG[case]
    with pytest.raises(lm.InputError, match=message):
        function(*given, **settings)


def test_symbols_count_by_their_names() -> None:
    x = sympy.Symbol("x")
    assert str(lm.solve(TREE, unknowns=[x])) == str(lm.solve(TREE, unknowns=x)) == "x = -2 or x = 2"
    assert str(lm.value(NUMBER, {x: 3})) == "6"
