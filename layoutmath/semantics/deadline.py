"""A limit of time for whatever runs between two lines, SymPy above all."""

from __future__ import annotations

import ctypes
import math
import sys
import threading
import time
from types import FrameType, TracebackType

from layoutmath.reading import Diagnostic, MeaningError, Severity

AGAIN, SOON = 0.05, 0.001
"""Seconds after which a block that goes on is told once more, for code may swallow what it is told; and after
which the next try follows where a block could not be told."""


class TimeIsUp(BaseException):
    """Raised inside a block that takes too long; no Exception, so that nothing on the way catches it."""


class within:
    """A block that may take so many seconds; after them it ends with a MeaningError, code ``too-long``.

    A second thread, one for the outermost block of each thread, asks the interpreter to raise in the first
    (``PyThreadState_SetAsyncExc``, Python/C API, "Initialization, Finalization, and Threads"; CPython alone
    has that). It happens between two steps of Python, so a single call of compiled code is not interrupted.
    A block inside of another one can only have less time; when that of the outer one is up, both end.

    >>> with within(0.01):
    ...     while True:
    ...         pass
    Traceback (most recent call last):
    ...
    layoutmath.reading.MeaningError: error too-long: found no answer within 0.01 s
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.outer = self.limit = math.inf
        self.place = 0
        self.watch: _Watch

    def __enter__(self) -> within:
        blocks = _blocks()
        outer = blocks[-1].limit if blocks else math.inf
        now = time.monotonic()
        if now >= outer:
            raise TimeIsUp
        self.outer = outer
        self.limit = min(now + max(self.seconds, 0.0), outer)
        self.place = len(blocks)
        self.watch = blocks[-1].watch if blocks else _Watch()
        blocks.append(self)
        self.watch.until(self.limit)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        blocks = _blocks()
        del blocks[self.place :]  # and those inside that were told while they began
        if blocks:
            self.watch.until(self.outer)
        else:
            self.watch.end()
        if time.monotonic() >= self.outer and (kind is None or issubclass(kind, MeaningError)):
            raise TimeIsUp from None
        if kind is not None and issubclass(kind, TimeIsUp) and time.monotonic() < self.outer:
            sentence = f"found no answer within {self.seconds:.3g} s"
            raise MeaningError(Diagnostic("too-long", sentence, Severity.ERROR)) from None


_OF_THREAD = threading.local()


def _blocks() -> list[within]:
    """The blocks that this thread is in, the outermost first."""
    if not hasattr(_OF_THREAD, "blocks"):
        _OF_THREAD.blocks = []
    found: list[within] = _OF_THREAD.blocks
    return found


class _Watch:
    """The thread that tells another one when its time is up."""

    def __init__(self) -> None:
        self._told = threading.get_ident()
        self._limit = math.inf
        self._is_over = False
        self._lock = threading.Lock()
        self._changed = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def until(self, limit: float) -> None:
        """Tell at this time from now on, instead of another one."""
        with self._lock:
            is_sooner, self._limit = limit < self._limit, limit
        if not self._thread.ident:
            self._thread.start()
        elif is_sooner:
            self._changed.set()

    def end(self) -> None:
        """Tell nothing any more."""
        with self._lock:
            self._is_over = True
        self._changed.set()

    def _watch(self) -> None:
        while not self._is_over:
            wait = self._limit - time.monotonic()
            if wait <= 0:
                wait = AGAIN if self._tells() else SOON
            self._changed.wait(min(wait, threading.TIMEOUT_MAX))
            self._changed.clear()

    def _tells(self) -> bool:
        """Raise in the other thread, unless it is between blocks: entries and exits must not be disturbed.

        This thread holds the interpreter's lock, so the other one stands still where it is seen, and is told
        there before its next step (eval_frame_handle_pending of CPython). A signal is never taken back: with
        NULL, CPython 3.11 hangs under a tracer or profiler.
        """
        with self._lock:
            frame: FrameType | None = sys._current_frames().get(self._told)
            while frame is not None:
                if frame.f_code in (within.__enter__.__code__, within.__exit__.__code__):
                    return False
                frame = frame.f_back
            if self._is_over or time.monotonic() < self._limit:
                return True
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._told), ctypes.py_object(TimeIsUp))
        return True
