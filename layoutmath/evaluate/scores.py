"""What one result gets right: its tree, its label graph and its LaTeX against the true ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from layoutmath.evaluate.graphs import GraphScores, comparable_graphs, compare_graphs
from layoutmath.evaluate.paths import named_by_paths
from layoutmath.evaluate.trees import TreeScores, compare_trees, depth, no_tree
from layoutmath.exporters.latex import write_latex
from layoutmath.labelgraph import LabelGraph
from layoutmath.readers.contract import Pair, StatedPair

if TYPE_CHECKING:
    from layoutmath.evaluate.latex.strings import StringScores

NO_RESULT, NO_TREE = "no result", "found no tree"


@dataclass(frozen=True, slots=True)
class EvaluationSettings:
    """How results are compared with truths.

    ``by_paths``: symbols are the same when they have the same path from the root, as always where one side
    was read from LaTeX; else when they have the same primitives or, where one side has none, the same id.
    ``latex_rules``: the rules by which LaTeX is normalised before it is compared; None leaves LaTeX out.
    """

    by_paths: bool = False
    latex_rules: Collection[str] | None = None

    def names_by_paths(self, truth: Pair, result: Pair) -> bool:
        """Whether the symbols of these two are named by their paths.

        >>> from layoutmath.expression import Expression
        >>> line, other = StatedPair(Expression(()), None, latex="x"), (Expression(()), None)
        >>> EvaluationSettings().names_by_paths(line, other)
        True
        """
        return self.by_paths or any(_stated_latex(pair) is not None for pair in (truth, result))


@dataclass(frozen=True, slots=True)
class Scores:
    """The counts behind every measure, for one expression.

    ``symbols`` and ``depth`` (1 for a single line, one more for each nested baseline) are those of the truth.
    ``tree`` is None where the truth has no tree, ``graph`` where it has neither tree nor label graph (LaTeX
    that is no formula), ``latex`` where it was not asked for. ``matched_by`` says what made symbols the same:
    ``primitives``, ``ids`` or ``paths``; nothing without a result. ``extra`` is what else the record of the
    expression held. ``problem`` says why there is no result, or none with a tree.
    """

    name: str
    symbols: int
    graph: GraphScores | None = None
    tree: TreeScores | None = None
    latex: StringScores | None = None
    matched_by: str = ""
    depth: int = 1
    extra: Mapping[str, object] = field(default_factory=dict, repr=False)
    problem: str = ""
    is_missing: bool = False

    @property
    def errors(self) -> int:
        """How many symbols are misplaced."""
        return 0 if self.tree is None else self.tree.symbols - self.tree.relationships


def score(
    truth: Pair, result: Pair | None, how: EvaluationSettings | None = None, *, problem: str = ""
) -> Scores | None:
    """The scores of a result; None where the truth states nothing that is compared.

    No result at all (None) is all wrong, and ``problem`` says why there is none.

    >>> from layoutmath.readers.latex import read_latex
    >>> truth, result = read_latex("x^2+y"), read_latex("x^2+z")
    >>> scores = score((truth.expression, truth), (result.expression, result))
    >>> scores.tree.exact, scores.graph.d_c
    (True, 1)
    """
    how = how or EvaluationSettings()
    expression, true_tree = truth
    latex = None
    if how.latex_rules is not None:
        from layoutmath.evaluate.latex import compare_latex  # an extra

        latex = compare_latex(_latex(truth) or "", result and _latex(result), how.latex_rules)
    stated, by_paths = result, False
    if result is not None and how.names_by_paths(truth, result):
        truth, result, by_paths = _by_paths(truth), _by_paths(result), True
    graphs = None if result is None else comparable_graphs(truth, result)
    known = graphs or comparable_graphs(truth, truth)  # what the truth states stays to be counted as wrong
    if known is None and latex is None:
        return None
    graph = None
    if known is not None:
        found_graph = graphs.result if graphs else LabelGraph((), (), {})
        graph = compare_graphs(known.truth, found_graph, known.as_stated)
    found = None if result is None else result[1]
    tree = None
    if truth[1] is not None:
        tree = no_tree(truth[1]) if found is None else compare_trees(truth[1], found)
    if result is None:
        problem = problem or NO_RESULT
    elif found is None and known is not None and (graphs is None or truth[1] is not None):
        problem = problem or _no_tree(stated)
    return Scores(
        full_name(truth),
        len(expression.symbols),
        graph,
        tree,
        latex,
        "" if graphs is None else "paths" if by_paths else graphs.identity,
        1 if true_tree is None else depth(true_tree),
        expression.extra,
        problem,
        is_missing=result is None,
    )


def _no_tree(result: Pair | None) -> str:
    """That there is no tree, and why, where the source tells."""
    problem = result.problem if isinstance(result, StatedPair) else ""
    return f"{NO_TREE} ({problem})" if problem else NO_TREE


def full_name(pair: Pair) -> str:
    """The name of an expression, behind that of the folder that it was read from (``extra["path"]``).

    >>> from layoutmath.expression import Expression
    >>> full_name((Expression((), "em_1", extra={"path": "writers/a"}), None))
    'writers/a/em_1'
    """
    expression, _ = pair
    path = expression.extra.get("path")
    return f"{path}/{expression.name}" if path else expression.name


def _by_paths(pair: Pair) -> Pair:
    expression, structure = pair
    if structure is None:
        return replace(expression, symbols=()), None
    renamed = named_by_paths(structure)
    return renamed.expression, renamed


def _latex(pair: Pair) -> str | None:
    """The LaTeX that was read, where the source was LaTeX, else that of the tree."""
    stated = _stated_latex(pair)
    return write_latex(pair[1]) if stated is None and pair[1] is not None else stated


def _stated_latex(pair: Pair) -> str | None:
    return pair.latex if isinstance(pair, StatedPair) else None
