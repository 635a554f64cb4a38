"""The simulated recogniser: its table of confusions, its mistakes, and what decides them."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from command_line import Run, run

from layoutmath.evaluate import simulated_candidates
from layoutmath.evaluate.recogniser import confusions
from layoutmath.expression import Candidate, Expression, Symbol
from layoutmath.symbols import symbol_table

__all__ = ["run"]  # a fixture

CLASSES = r"""
a b c d e f g h i j k l m n o p q r s t u v w x y z
A B C E F G H I L M N P R S T V X Y
0 1 2 3 4 5 6 7 8 9 - + = \pm \times \div / ! . , \ldots \prime
( ) [ ] \{ \} | < > \leq \geq \neq \in \forall \exists \rightarrow \infty \sqrt \sum \int
\alpha \beta \gamma \theta \lambda \mu \pi \sigma \phi \Delta \sin \cos \tan \log \lim
"""
CROHME = CLASSES.split()


def line(labels: list[str], name: str = "line") -> Expression:
    return Expression(tuple(Symbol(str(at), None, label) for at, label in enumerate(labels)), name)


def test_every_label_of_crohme_can_be_mistaken_for_two_others() -> None:
    assert len(CROHME) == 101
    assert not [label for label in CROHME if len(confusions().get(label, ())) < 2]


def test_the_table_of_confusions() -> None:
    assert confusions().keys() <= symbol_table().keys()
    for label, others in confusions().items():
        assert others.keys() <= symbol_table().keys() - {label}
        assert len(others) >= 2
        assert list(others.values()) == sorted(others.values(), reverse=True)


def test_every_tenth_first_choice_is_wrong_and_the_truth_is_second() -> None:
    symbols = simulated_candidates(line(CROHME * 40)).symbols
    wrong = [symbol for symbol in symbols if symbol.candidates[0].label != symbol.label]
    assert 0.09 < len(wrong) / len(symbols) < 0.11
    assert all(symbol.candidates[1].label == symbol.label for symbol in wrong)
    for symbol in symbols:
        first, second, *rest = [math.exp(candidate.log_prob) for candidate in symbol.candidates]
        assert (first, second, sum(rest)) == pytest.approx((0.6, 0.3, 0.1))
        assert second >= rest[0]
        labels = {candidate.label for candidate in symbol.candidates}
        assert labels == {symbol.label, *confusions()[symbol.label or ""]}


def test_common_mistakes_are_common() -> None:
    symbols = simulated_candidates(line(["\\times"] * 2000)).symbols
    firsts = [symbol.candidates[0].label for symbol in symbols]
    assert firsts.count("x") > firsts.count("\\chi") > 0


def test_only_names_ids_and_the_seed_decide() -> None:
    drawn = line(list("xyz1(+") * 20)
    candidates = {symbol.id: symbol.candidates for symbol in simulated_candidates(drawn).symbols}
    shuffled = replace(drawn, symbols=drawn.symbols[::-1])
    assert candidates == {symbol.id: symbol.candidates for symbol in simulated_candidates(shuffled).symbols}
    for other in (simulated_candidates(drawn, seed=1), simulated_candidates(replace(drawn, name="other"))):
        assert candidates != {symbol.id: symbol.candidates for symbol in other.symbols}


def test_what_is_known_of_labels_stays() -> None:
    real = Symbol("0", None, "x", (Candidate("y", 0.0),))
    unknown = Symbol("1", None)
    exotic = Symbol("2", None, "☃")
    symbols = simulated_candidates(Expression((real, unknown, exotic))).symbols
    assert symbols[:2] == (real, unknown)
    assert symbols[2] == replace(exotic, candidates=(Candidate("☃", 0.0),))


def test_on_the_command_line(run: Run) -> None:
    def found(options: str) -> object:
        code, out, _ = run(f"evaluate ink/ --labels candidates {options} --json -")
        assert code == 0
        return json.loads(out)["runs"]

    simulated = found("--simulate-candidates")
    assert simulated == found("--simulate-candidates --seed 0")
    assert simulated != found("")


@pytest.mark.parametrize(
    "options",
    ["--simulate-candidates", "--labels none --simulate-candidates", "--labels candidates --seed 1"],
)
def test_options_that_need_others(run: Run, options: str) -> None:
    code, _, err = run(f"evaluate ink/ {options}")
    assert code == 2
    assert "expected --" in err
