"""Limits of size and time, so that every computation ends: 9^{9^{9^9}} has 10^369693099 digits.

What is made of symbols is counted before anything is done with it; numbers are measured before they are made,
for one multiplication of long numbers cannot be stopped; and what still takes too long is interrupted.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from types import FrameType, TracebackType

from layoutmath.reading import Diagnostic, MeaningError, Operation, Reading, Severity

SYMBOLS = 2_000
"""How many symbols an expression may have."""

NESTING = 200
"""How deep operations may stand in each other, as in a hundred fractions each below a sum; groups do not
count."""

DIGITS = 3_000
"""How many digits a number may have, a fraction above or below its bar. Python refuses to write integers of
more than 4,300; and SymPy may ask whether a number is prime, one long step that takes seconds above this."""

EXPONENT = 10_000
"""How high a power of a variable may be, where sums, integrals, limits or divisors are taken of it."""

SECONDS = 2.0
"""How long making or computing an expression may take, where nothing else is said."""

AGAIN = 0.05
"""Seconds after which a block that goes on is told once more: code may swallow what it is told."""


def check_size(reading: Reading) -> None:
    """Raise MeaningError with the code ``too-large`` for a reading beyond the limits.

    >>> from layoutmath.expression import Expression
    >>> from layoutmath.structure import BaselineStructure
    >>> tree = BaselineStructure.from_relations(Expression.from_boxes([("1", (0, 0, 1, 1))]), [])
    >>> root = Operation("number", text="1", symbols=("0",))
    >>> for _ in range(201):
    ...     root = Operation("negate", (root,))
    >>> check_size(Reading(root, tree))
    Traceback (most recent call last):
    ...
    layoutmath.reading.MeaningError: error too-large: found operations nested 201 deep; expected at most 200
    """
    if (count := len(reading.structure.expression)) > SYMBOLS:
        raise MeaningError(
            reading.diagnostic("too-large", f"found {count} symbols; expected at most {SYMBOLS}")
        )
    if (depth := _depth(reading.root)) > NESTING:
        raise MeaningError(
            reading.diagnostic(
                "too-large", f"found operations nested {depth} deep; expected at most {NESTING}"
            )
        )


def too_deep(reading: Reading) -> Diagnostic:
    """Where SymPy, which recurses, has met its end before the limit of nesting."""
    return reading.diagnostic("too-large", "found operations nested too deep for SymPy; expected fewer")


def _depth(root: Operation) -> int:
    """How many operations stand around the innermost ones."""
    depth, level = -1, [root.bare]
    while level:
        depth += 1
        level = [operand.bare for operation in level for operand in operation.operands]
    return depth


class TimeIsUp(BaseException):
    """Raised inside a block that takes too long; no Exception, so that nothing on the way catches it."""


class within:
    """A block that may take so many seconds; after them it ends with a MeaningError, code ``too-long``.

    It works in any thread and on any system: a second thread asks the interpreter to raise in the first
    (``PyThreadState_SetAsyncExc``, Python/C API, "Initialization, Finalization, and Threads"). That happens
    between two steps of Python, so a single call of compiled code is not interrupted. Blocks may be nested.

    >>> with within(0.01):
    ...     while True:
    ...         pass
    Traceback (most recent call last):
    ...
    layoutmath.reading.MeaningError: error too-long: found no answer within 0.01 s
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._signal = type("TimeIsUp", (TimeIsUp,), {})  # its own, to tell it from that of an outer block
        self._thread = threading.get_ident()
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._raised = False

    def __enter__(self) -> within:
        self._thread = threading.get_ident()
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with self._lock:  # from here on nothing more is raised
                self._over.set()
            for _ in range(2):
                pass  # what was raised last arrives at the end of a turn at the latest
        except self._signal:  # type: ignore[misc]  # mypy sees a variable, Python a class
            self._over.set()
        if self._raised and kind is not None and not issubclass(kind, MeaningError):
            raise MeaningError(
                Diagnostic("too-long", f"found no answer within {self.seconds:.3g} s", Severity.ERROR)
            ) from None

    def _watch(self) -> None:
        wait = max(self.seconds, 0.0)
        while not self._over.wait(wait):
            with self._lock:
                if not self._over.is_set() and self._is_inside():
                    self._raised = True
                    _raise_in(self._thread, self._signal)
            wait = AGAIN

    def _is_inside(self) -> bool:
        """Whether the block itself runs, not the entry to one or the exit: these must not be disturbed."""
        frame: FrameType | None = sys._current_frames().get(self._thread)
        while frame is not None:
            if frame.f_code in (within.__enter__.__code__, within.__exit__.__code__):
                return False
            frame = frame.f_back
        return True


def _raise_in(thread: int, signal: type[BaseException]) -> None:
    """Have ``signal`` raised in another thread, before its next step.

    It is never taken back with NULL: CPython 3.11 then hangs under a tracer or profiler.
    """
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(signal))
