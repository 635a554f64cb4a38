r"""A reading in plain English words, for somebody who hears it.

The style is that of ClearSpeak (Educational Testing Service, "ClearSpeak Rules and Preferences") and of the
brief verbosity of MathSpeak (Nemeth; gh, "MathSpeak Grammar Rules"); the words of the rule are these:

- What is one word needs no grouping: *x over two*, *x to the n*, *the square root of x*, *sine of x*. A name
  with its subscript is one word, and a capital is said to be one.
- A fraction of more than single words, or one within a sum or a product, begins with *the fraction* and ends
  with *end fraction*; so do *the square root of … end root* and *to the power of … end power*. Fractions of
  whole numbers up to twenty are *one half*, *three quarters*.
- Anything else is grouped by *open paren … close paren*, wherever the words would be heard otherwise without,
  and only there: drawn parentheses that change nothing are not said.
- *over*, *of* and *to the* take the one word behind them; *of* takes factors without *times* too. *times*
  binds before *plus*, *plus* before relations, as it is written.
- A sum, an integral, a limit reaches to the end of its product; a comma ends it: *the sum over i of i, plus
  one*. A comma in front of *times* ends what a function is applied to: *sine of x, times y*.
- Factors stand side by side where a letter begins the second: *two x*. Else *times* is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from layoutmath.exporters.speech import arithmetic, calculus, functions, statements
from layoutmath.exporters.speech.phrases import Phrase, Say
from layoutmath.reading import Operation, Reading

ROWS: Mapping[str, Callable[[Operation, Say], Phrase]] = MappingProxyType(
    {
        "number": arithmetic.number,
        "symbol": arithmetic.symbol,
        "constant": arithmetic.constant,
        "function": functions.function,
        "omitted": arithmetic.omitted,
        "plus": arithmetic.plus,
        "negate": arithmetic.negate,
        "times": arithmetic.times,
        "divide": arithmetic.divide,
        "mixed": arithmetic.mixed,
        "power": arithmetic.power,
        "root": arithmetic.root,
        "mod": arithmetic.mod,
        "binomial": arithmetic.binomial,
        "group": arithmetic.group,
        "apply": functions.application,
        "inverse": functions.inverse,
        "prime": functions.prime,
        "compose": functions.compose,
        "log": functions.log,
        "map": functions.map_between,
        "integral": calculus.integral,
        "limit": calculus.limit,
        "between": calculus.between,
        "derivative": calculus.derivative,
        "partial_derivative": calculus.derivative,
        "nabla": calculus.nabla,
        "relation": statements.relation,
        "chain": statements.chain,
        "not": statements.negation,
        "forall": statements.forall,
        "exists": statements.exists,
        "set": statements.set_of,
        "set_builder": statements.set_builder,
        "interval": statements.interval,
        "tuple": statements.tuple_of,
        "list": statements.list_of,
        "matrix": statements.matrix,
        "cases": statements.cases,
        "system": statements.system,
        **dict.fromkeys(arithmetic.SIGNS, arithmetic.plus_minus),
        **dict.fromkeys(arithmetic.AROUND, arithmetic.bars),
        **dict.fromkeys(arithmetic.BEHIND, arithmetic.behind),
        **dict.fromkeys(calculus.OVER_BOUNDS, calculus.over_bounds),
        **dict.fromkeys(statements.BETWEEN, statements.between),
    }
)
"""How each operator is said."""

PARTS = ("bound", "by", "row", "piece")
"""Operators that are said by the one above them."""


def write_speech(reading: Reading) -> str:
    """The reading as words, in one line.

    >>> from layoutmath.readers.latex import read_latex
    >>> x, two = Operation("symbol", text="x"), Operation("number", text="2")
    >>> half = Operation("divide", (Operation("number", text="1"), two))
    >>> print(write_speech(Reading(Operation("plus", (Operation("power", (x, two)), half)), read_latex("x"))))
    x squared plus one half
    >>> total = Operation("plus", (x, Operation("number", text="1")))
    >>> print(write_speech(Reading(Operation("divide", (total, two)), read_latex("x"))))
    the fraction x plus one over two end fraction
    """
    phrases: dict[int, Phrase] = {}

    def say(operation: Operation) -> Phrase:
        return phrases[id(operation)]

    for operation in reversed(list(reading.root.walk())):  # from the leaves up, so that depth costs no stack
        if operation.operator not in PARTS:
            phrases[id(operation)] = ROWS[operation.operator](operation, say)
    return say(reading.root).words
