"""The limit of time: what takes too long ends, in any thread, however nested; nothing comes late."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from layoutmath.reading import MeaningError
from layoutmath.semantics.deadline import TimeIsUp, within

A, B, C, D, X = sympy.symbols("a b c d x")


def for_ever() -> None:
    while True:
        pass


def swallowing() -> None:
    """As SymPy does in many places: whatever goes wrong, go on."""
    while True:
        try:
            sympy.factorint(sympy.Integer(10) ** 60 + 7)
        except Exception:
            continue


LONG: dict[str, Callable[[], object]] = {
    "loop": for_ever,
    "broad except": swallowing,
    "integral": lambda: sympy.integrate(sympy.sqrt(sympy.sin(X) + sympy.exp(X) ** 3 + X**7) / sympy.log(X)),
    "expansion": lambda: sympy.expand((A + B + C + D) ** 400),
    "factors": lambda: sympy.factorint((10**40 + 121) * (10**41 + 37) * (10**42 + 63)),
}


@pytest.mark.parametrize("work", LONG.values(), ids=LONG)
def test_what_takes_minutes_is_ended(work: Callable[[], object]) -> None:
    began = time.monotonic()
    with pytest.raises(MeaningError) as caught, within(0.2):
        work()
    assert caught.value.diagnostic.code == "too-long"
    assert time.monotonic() - began < 1.5


def test_it_works_in_a_second_thread() -> None:
    codes = []

    def work() -> None:
        with pytest.raises(MeaningError) as caught, within(0.2):
            LONG["expansion"]()
        codes.append(caught.value.diagnostic.code)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(5)
    assert codes == ["too-long"]


def test_what_is_swallowed_is_said_again() -> None:
    def deaf() -> None:
        for _ in range(2):
            with contextlib.suppress(TimeIsUp):
                for_ever()
        for_ever()

    with pytest.raises(MeaningError, match="too-long"), within(0.05):
        deaf()


def test_the_result_of_a_block_in_time_counts() -> None:
    with within(5):
        result = sympy.expand((A + B) ** 3)
    assert result.coeff(A, 2) == 3 * B


def test_other_errors_pass_through() -> None:
    with pytest.raises(ZeroDivisionError), within(5):
        _ = 1 // 0


def test_an_outer_block_ends_an_inner_one() -> None:
    began = time.monotonic()
    with pytest.raises(MeaningError, match=r"within 0\.1 s"), within(0.1), within(60):
        for_ever()
    assert time.monotonic() - began < 1


def test_an_inner_block_leaves_the_outer_one_its_time() -> None:
    with within(5):
        with pytest.raises(MeaningError, match=r"within 0\.05 s"), within(0.05):
            for_ever()
        done = sympy.factorint(60)
    assert done == {2: 2, 3: 1, 5: 1}


@settings(max_examples=300, deadline=None)
@given(st.floats(0.0, 0.002), st.floats(0.0, 0.002))
def test_nothing_is_raised_after_the_block(seconds: float, busy: float) -> None:
    """The block takes about as long as it may: it ends in time or with its error, and that was all."""
    try:
        with within(seconds):
            until = time.perf_counter() + busy
            while time.perf_counter() < until:
                pass
    except MeaningError as error:
        assert error.diagnostic.code == "too-long"
    until = time.perf_counter() + 0.001
    while time.perf_counter() < until:
        pass


@pytest.mark.parametrize("watch", [sys.setprofile, sys.settrace], ids=["profiled", "traced"])
def test_it_works_while_something_watches(watch: Callable[[object], None]) -> None:
    """CPython 3.11 hangs there if a signal is taken back."""
    watch(lambda frame, event, argument: None)
    try:
        for _ in range(5):
            with pytest.raises(MeaningError, match="too-long"), within(0.01):
                for_ever()
    finally:
        watch(None)


def test_short_blocks_inside_do_not_keep_the_outer_one_from_its_end() -> None:
    began = time.monotonic()
    with pytest.raises(MeaningError, match=r"within 0\.2 s"), within(0.2):
        while True:
            with contextlib.suppress(MeaningError), within(1):
                sum(range(100))
    assert time.monotonic() - began < 1


def test_thousands_of_short_blocks_switching_often() -> None:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for _ in range(20):
            with contextlib.suppress(MeaningError), within(0.01):
                for _ in range(100):
                    with contextlib.suppress(MeaningError), within(0.0001):
                        sum(range(1000))
    finally:
        sys.setswitchinterval(interval)
    with within(5):
        assert sum(range(1000)) == 499500


def test_an_interruption_by_a_person_stays_one() -> None:
    with pytest.raises(KeyboardInterrupt), within(0.0001):
        raise KeyboardInterrupt
