"""How good results are: measures (defined at ``Scores`` and ``Run``), totals, reports."""

from layoutmath.evaluate.evaluation import StructureParser, evaluate_parser, evaluate_results
from layoutmath.evaluate.parts import KEYS
from layoutmath.evaluate.proportion import Proportion
from layoutmath.evaluate.recogniser import simulated_candidates
from layoutmath.evaluate.report import Report
from layoutmath.evaluate.scores import Scores, score
from layoutmath.evaluate.totals import Run

__all__ = [
    "KEYS",
    "Proportion",
    "Report",
    "Run",
    "Scores",
    "StructureParser",
    "evaluate_parser",
    "evaluate_results",
    "score",
    "simulated_candidates",
]
