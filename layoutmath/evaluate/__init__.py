"""How good results are: measures (the table :data:`MEASURES`), totals, reports, and whether two differ."""

from layoutmath.evaluate.comparison import (
    Difference,
    EvaluatedRun,
    RunComparison,
    compare_runs,
    evaluated_runs,
)
from layoutmath.evaluate.evaluation import StructureParser, evaluate_parser, evaluate_results
from layoutmath.evaluate.given import true_parents
from layoutmath.evaluate.graphs import GraphScores, compare_graphs
from layoutmath.evaluate.measures import MEASURES
from layoutmath.evaluate.parts import KEYS
from layoutmath.evaluate.proportion import Proportion, Ratio
from layoutmath.evaluate.recogniser import simulated_candidates
from layoutmath.evaluate.report import Report
from layoutmath.evaluate.scores import EvaluationSettings, Scores, score
from layoutmath.evaluate.totals import Run
from layoutmath.evaluate.trees import TreeScores, compare_trees

__all__ = [
    "KEYS",
    "MEASURES",
    "Difference",
    "EvaluatedRun",
    "EvaluationSettings",
    "GraphScores",
    "Proportion",
    "Ratio",
    "Report",
    "Run",
    "RunComparison",
    "Scores",
    "StructureParser",
    "TreeScores",
    "compare_graphs",
    "compare_runs",
    "compare_trees",
    "evaluate_parser",
    "evaluate_results",
    "evaluated_runs",
    "score",
    "simulated_candidates",
    "true_parents",
]
