"""What a reading comes to: an exact value and its decimals, or whether it is true."""

from __future__ import annotations

import difflib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from layoutmath.errors import InputError, LayoutmathError, UnknownNameError
from layoutmath.reading import Diagnostic, MeaningError, Reading, Severity, diagnostic_at, functions
from layoutmath.semantics.algebra import in_degrees, require_sympy
from layoutmath.semantics.algebra.scope import free_names, is_symbolic, unknown_functions
from layoutmath.semantics.deadline import within
from layoutmath.semantics.doubts import doubts
from layoutmath.semantics.limits import SECONDS, check_size, in_words

if TYPE_CHECKING:
    import sympy

SHOWN = 200
"""Letters of an exact value above which its text has only the decimals."""

EXACT_SHARE, SIMPLE_SHARE, DECIMAL_SHARE = 0.5, 0.15, 0.8
"""Which parts of the time a closed form and a simpler one may take, and decimals of what is left then."""

UNENDING = ("integral", "sum", "product")
"""Operations whose value can be computed as a number where no closed form is found."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value: ``exact`` as an expression of SymPy, ``decimal`` as text, empty where it has none.

    ``truth`` is that of a statement, None for what is none or cannot be decided. Of a list, and of both signs
    of ±, ``parts`` are the values one by one. ``diagnostics`` are warnings and notes. As text it is exact and
    decimal, if both say something different.
    """

    exact: sympy.Basic
    decimal: str
    truth: bool | None = None
    parts: tuple[Value, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    text: str = field(default="", repr=False)

    def __str__(self) -> str:
        return self.text


def value(
    reading: Reading,
    values: Mapping[str, object] | None = None,
    *,
    digits: int = 15,
    angles: str = "radians",
    seconds: float = SECONDS,
) -> Value:
    r"""Compute a reading with ``values`` for its variables: numbers, their text, or expressions of SymPy.

    A derivative or an indefinite integral without values, or a sum of such, is worked out with its variables
    and has no decimals. A negative number to a fraction with an odd denominator is real: (-8)^{1/3} is -2; an
    empty sum is 0. ``digits`` are those of the decimals, ``angles`` the unit of angles, ``seconds`` all that
    it may take.

    Raises MeaningError with one of the codes ``unknown-function``, ``too-many-variables`` (without a value),
    ``division-by-zero`` (and other places where a function is undefined), ``indeterminate`` (0/0, limits that
    do not exist), ``overflow``, ``too-large``, ``too-long``, ``no-closed-form`` and ``not-evaluable``;
    UnknownNameError for a value of a variable that is not there, InputError where there are none.

    >>> from layoutmath.semantics import meaning
    >>> from layoutmath.readers.latex import read_latex
    >>> print(value(meaning(read_latex(r"\frac{x}{2} + \frac{1}{3}"))[0], {"x": 0.5}))
    7/12 ≈ 0.583333333333333
    """
    degrees = in_degrees(angles)
    require_sympy()
    check_size(reading)
    names = free_names(reading.root)
    if unknown := [name for name in values or {} if name not in names]:
        raise _unknown_variable(reading, unknown[0], list(names))
    from layoutmath.semantics.algebra.given import given_number

    given = {name: given_number(number, name) for name, number in (values or {}).items()}
    _refuse_unknown_functions(reading)
    is_open = not given and bool(names) and is_symbolic(reading.root)
    if not is_open:
        _refuse_variables(reading, {name for name in names if name not in given})
    try:
        with in_words(reading):
            return _computed(reading, given, digits, degrees, seconds, is_open)
    except MeaningError as error:
        if error.diagnostic.code != "too-long":
            raise
        sentence = f"found no answer within {seconds:.3g} s; expected something simpler"
        raise MeaningError(reading.diagnostic("too-long", sentence, at=reading.root)) from None


def _unknown_variable(reading: Reading, name: str, names: list[str]) -> LayoutmathError:
    """What to say about a value for a name that is no variable."""
    if any(leaf.operator == "constant" and leaf.text == name for leaf in reading.root.walk()):
        others = f"values of its variables: {', '.join(sorted(names))}" if names else "no value"
        return InputError(f"found a value of {name}, which is read as a constant", others)
    if not names:
        return InputError(f"found a value of {name}, though there are no variables", "no value")
    return UnknownNameError("variable", name, names)


def _refuse_unknown_functions(reading: Reading) -> None:
    for head, _ in unknown_functions(reading.root):
        spellings = [name for row in functions().values() for name in (row.name, *row.spellings)]
        close = difflib.get_close_matches(head.text, spellings, n=1)
        hint = f"; did you mean {close[0]}?" if close else "; expected a function with a name"
        raise MeaningError(
            reading.diagnostic("unknown-function", f"found the unknown function {head.text}{hint}", at=head)
        )


def _refuse_variables(reading: Reading, names: set[str]) -> None:
    if names:
        leaves = [leaf for name, found in free_names(reading.root).items() if name in names for leaf in found]
        symbols = tuple(dict.fromkeys(symbol for leaf in leaves for symbol in leaf.symbols))
        sentence = f"found no value of {', '.join(sorted(names))}; expected one for each variable"
        raise MeaningError(diagnostic_at(reading.structure, "too-many-variables", sentence, symbols))


def _computed(
    reading: Reading,
    given: Mapping[str, Any],
    digits: int,
    degrees: bool,
    seconds: float,
    is_open: bool,
) -> Value:
    from layoutmath.semantics.algebra.building import built
    from layoutmath.semantics.algebra.construction import Construction
    from layoutmath.semantics.algebra.decimals import simpler
    from layoutmath.semantics.algebra.growth import GrowthError, refuse_long

    ends = time.monotonic() + seconds
    construction = Construction(reading, True, degrees, given, computes=True, works_out=True)
    try:
        with within(seconds * EXACT_SHARE):
            exact, _ = built(construction)
    except MeaningError as error:
        may_be_open = any(operation.operator in UNENDING for operation in reading.root.walk())
        if error.diagnostic.code != "too-long" or not may_be_open:
            raise
        construction = Construction(reading, True, degrees, given, computes=True)
        with within(ends - time.monotonic()):
            exact, _ = built(construction)
    left = {symbol.name for symbol in exact.free_symbols}
    if left and not is_open:
        _refuse_variables(reading, left)
    with _perhaps(seconds * SIMPLE_SHARE):
        exact = simpler(exact)
    try:
        refuse_long(exact)
    except GrowthError as error:
        sentence = f"found {error}; expected less"
        raise MeaningError(reading.diagnostic("overflow", sentence, at=reading.root)) from None
    writer = _Writer(reading, digits, ends)
    with within(writer.left):
        found = writer.value(exact)
    return replace(found, diagnostics=(*doubts(reading), *construction.notes, *writer.notes))


class _Writer:
    """Makes values of what SymPy has found."""

    def __init__(self, reading: Reading, digits: int, ends: float) -> None:
        self.reading, self.digits, self.ends = reading, digits, ends
        self.notes: list[Diagnostic] = []
        self.from_decimals = any(op.operator == "number" and "." in op.text for op in reading.root.walk())

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.ends - time.monotonic()

    def value(self, exact: Any) -> Value:
        import sympy

        match exact:
            case sympy.Tuple():
                return self.several(exact, exact.args, "()")
            case sympy.FiniteSet():
                return self.several(exact, exact.args, "{}")
            case sympy.MatrixBase():
                rows = [self.several(row, list(row), "[]") for row in map(exact.row, range(exact.rows))]
                return replace(_joined(exact, rows, "[]"), parts=())
            case sympy.logic.boolalg.BooleanAtom():
                return Value(exact, "", bool(exact), text=str(exact).lower())
            case sympy.Expr():
                return self.number(exact)
        from layoutmath.semantics.algebra.spelling import text_of

        return Value(exact, "", text=text_of(exact))

    def several(self, exact: Any, pieces: Iterable[Any], fences: str) -> Value:
        return _joined(exact, [self.value(piece) for piece in pieces], fences)

    def number(self, exact: Any) -> Value:
        from layoutmath.semantics.algebra.decimals import OPEN, decimal, is_written_out
        from layoutmath.semantics.algebra.spelling import text_of

        if exact.free_symbols:
            return Value(exact, "", text=text_of(exact))
        is_open = exact.has(*OPEN)
        written = ""
        try:
            with within(self.left * DECIMAL_SHARE):
                written = decimal(exact, self.digits)
        except RecursionError:
            raise
        except Exception as error:  # SymPy raises nearly anything, and MeaningError says that time is up
            sentence = "found no steady decimals of this value"
            unsteady = self.reading.diagnostic("not-evaluable", sentence, at=self.reading.root)
            found = error.diagnostic if isinstance(error, MeaningError) else unsteady
            if is_open:
                raise MeaningError(found) from None
            self.notes.append(replace(found, severity=Severity.WARNING))
        is_same = is_written_out(exact, written)
        is_short = not written or (not is_open and exact.count_ops() < SHOWN)
        shown = ""
        with _perhaps(self.left * DECIMAL_SHARE):  # even writing a product, SymPy may compute
            shown = text_of(exact) if is_short else ""
        if not written or written == shown or (is_same and self.from_decimals):
            return Value(exact, written, text=written or shown)
        if exact.is_Integer or not 0 < len(shown) < SHOWN:
            return Value(exact, written, text=written if is_same else f"≈ {written}")
        return Value(exact, written, text=f"{shown} {'=' if is_same else '≈'} {written}")


def _joined(exact: Any, parts: Sequence[Value], fences: str) -> Value:
    """The value of something between fences; it has decimals if all its parts have them."""

    def between(texts: Iterable[str]) -> str:
        return f"{fences[0]}{', '.join(texts)}{fences[1]}"

    decimals = between(part.decimal for part in parts) if all(part.decimal for part in parts) else ""
    return Value(exact, decimals, parts=tuple(parts), text=between(part.text for part in parts))


@contextmanager
def _perhaps(seconds: float) -> Iterator[None]:
    """A block that is left undone where it takes longer, or SymPy cannot: it raises nearly anything then."""
    try:
        with within(seconds):
            yield
    except RecursionError:
        raise
    except Exception:
        pass
