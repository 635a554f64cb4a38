"""Lattices: hypotheses that share primitives, and the ways to use each primitive once."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layoutmath import BoundingBox, InputError, Parser, Symbol
from layoutmath.lattice import SymbolLattice

BOX = BoundingBox(0, 0, 1, 1)


def lattice(*groups: tuple[str, float]) -> SymbolLattice:
    """Groups are written as the letters of their primitives, with a probability."""
    symbols = tuple(Symbol(name, BOX, label="x", primitives=tuple(name)) for name, _ in groups)
    return SymbolLattice(symbols, tuple(math.log(probability) for _, probability in groups))


def covers(names: list[str]) -> list[tuple[str, ...]]:
    """Every exact cover, by trying all sets of hypotheses."""
    whole = sorted({letter for name in names for letter in name})
    return [
        chosen
        for size in range(1, len(names) + 1)
        for chosen in itertools.combinations(names, size)
        if sorted("".join(chosen)) == whole
    ]


def test_few_large_symbols_have_no_advantage_over_many_small_ones() -> None:
    one_or_two = lattice(("a", 0.9), ("b", 0.9), ("ab", 0.85))
    ((best, log_prob),) = one_or_two.segmentations()
    assert [symbol.id for symbol in best.symbols] == ["a", "b"]
    assert math.exp(log_prob) == pytest.approx(0.81)


@given(
    st.dictionaries(
        st.sampled_from(["a", "b", "c", "d", "ab", "ac", "bc", "bd", "cd", "abc", "bcd", "abcd"]),
        st.floats(0.01, 0.99),
        min_size=1,
    )
)
def test_segmentations_are_all_exact_covers_in_falling_order(groups: dict[str, float]) -> None:
    made = lattice(*groups.items())
    expected = covers(list(groups))
    if not expected:
        with pytest.raises(InputError, match="no way to use every primitive exactly once"):
            made.segmentations()
        return
    found = made.segmentations(50)
    assert {tuple(sorted(s.id for s in e.symbols)) for e, _ in found} == {tuple(sorted(c)) for c in expected}
    values = [log_prob for _, log_prob in found]
    assert values == sorted(values, reverse=True)
    for expression, log_prob in found:
        product = sum(len(s.id) * math.log(groups[s.id]) for s in expression.symbols)
        assert log_prob == pytest.approx(product)


@pytest.mark.parametrize(
    ("symbols", "log_probs", "finding"),
    [
        ((Symbol("a", BOX),), (0.0,), r"hypothesis 'a': found primitives \(\)"),
        ((Symbol("a", BOX, primitives=("0", "0")),), (0.0,), "expected one or more, each once"),
        ((Symbol("a", BOX, primitives=("0",)),) * 2, (0.0, 0.0), "found two hypotheses with one id"),
        ((Symbol("a", BOX, primitives=("0",)),), (), "found 1 hypotheses and 0 log probabilities"),
        ((Symbol("a", BOX, primitives=("0",)),), (math.nan,), "found log probability nan; expected a number"),
        ((Symbol("a", BOX, primitives=("0",)),), (0.5,), "found log probability 0.5; expected a number, 0"),
        ((), (), "found no hypotheses"),
    ],
)
def test_what_is_no_lattice(symbols: tuple[Symbol, ...], log_probs: tuple[float, ...], finding: str) -> None:
    with pytest.raises(InputError, match=finding):
        SymbolLattice(symbols, log_probs)


def test_rivals_of_one_group_do_not_hide_the_only_cover() -> None:
    """Two primitives are named by a hundred better ones; what follows fits only a bad one of a single."""
    rivals = [(Symbol(f"r{k}", BOX, label="x", primitives=("a", "b")), -0.01) for k in range(100)]
    rest = [
        (Symbol("a", BOX, label="x", primitives=("a",)), -5.0),
        (Symbol("bc", BOX, label="x", primitives=("b", "c")), -5.0),
    ]
    symbols, log_probs = zip(*(*rivals, *rest), strict=True)
    made = SymbolLattice(symbols, log_probs)
    assert [symbol.id for symbol in made.segmentations()[0][0].symbols] == ["a", "bc"]


def test_layout_settles_what_belongs_together() -> None:
    """Two bars, of which the recogniser is not sure whether they are one sign; what follows is far right."""
    upper, lower = BoundingBox(30, 10, 50, 11), BoundingBox(30, 18, 50, 19)
    made = SymbolLattice(
        (
            Symbol("x", BoundingBox(0, 5, 20, 25), label="x", primitives=("0",)),
            Symbol("upper", upper, label="-", primitives=("1",)),
            Symbol("lower", lower, label="-", primitives=("2",)),
            Symbol("both", BoundingBox.around([upper, lower]), label="=", primitives=("1", "2")),
            Symbol("y", BoundingBox(60, 5, 80, 32), label="y", primitives=("3",)),
        ),
        (0.0, math.log(0.51), math.log(0.51), math.log(0.5), 0.0),
    )
    assert [s.label for s in made.segmentations()[0][0].symbols] == ["x", "-", "-", "y"]
    tree = Parser().parse_recognised(made)
    assert [s.label for s in tree.expression.symbols] == ["x", "=", "y"]
