"""``layoutmath evaluate``: how good trees are, those of the parser or those in files."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from layoutmath.cli.command import Command, at_least_one
from layoutmath.cli.console import Console, UsageError
from layoutmath.cli.inputs import INPUT_FORMATS, Item, add_format_argument, read_items
from layoutmath.cli.parsing import add_parsing_arguments, made_parser, refuse_parsing_arguments
from layoutmath.errors import InputError
from layoutmath.parser import DEFAULT_ITERATIONS, Parser
from layoutmath.readers.contract import Pair, StatedPair, source_stem

if TYPE_CHECKING:
    from layoutmath.evaluate import EvaluationSettings, Report, StructureParser

HELP = f"""\
Compare trees with the true trees that TRUTH states, and print how many symbol
classes, parents, relationships and whole trees are right, and the label-graph
metrics. Without RESULTS, the parser finds the trees; results are compared with
the truth of the same name (LaTeX files by line), and what has no result counts
as wrong.

examples:
  $ layoutmath evaluate ink/                            # the parser, labels given
  $ layoutmath evaluate ink/ --labels none              # boxes alone
  $ layoutmath evaluate ink/ --html report.html         # what goes wrong, with pictures
  $ layoutmath evaluate graphs/ results/                # label graphs in two folders
  $ layoutmath evaluate truth.jsonl results.jsonl       # what another program found
  $ layoutmath evaluate truth.tex results.tex --latex   # LaTeX, line by line
  $ layoutmath evaluate ink/ --classifier bayes --iterations 1,2,5
  $ layoutmath evaluate ink/ --labels candidates --simulate-candidates
  $ layoutmath evaluate ink/ --recogniser ink           # from single strokes, symbols unseen
  $ layoutmath evaluate ink/ --by size,depth,folder     # further tables
  $ layoutmath evaluate ink/ --json numbers.json        # every number, also by expression

{INPUT_FORMATS}
"""

SETTINGS_TOLD = (
    *("truth", "results", "labels", "classifier", "ink", "iterations", "parents_given"),
    *("simulate_candidates", "seed", "recogniser", "first_choice", "by_paths", "latex", "latex_rules"),
)
"""The arguments that JSON and page tell, since numbers depend on them."""

EXAMPLES = 30
"""How many of the worst results a page shows, besides clear ones of each kind of error."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("truth", metavar="TRUTH", help="a file, a folder, or - for standard input")
    parser.add_argument(
        "results", metavar="RESULTS", nargs="?", help="a file or folder with trees to compare"
    )
    add_format_argument(parser)
    add_parsing_arguments(parser, iterations=False)
    parser.add_argument(
        "--iterations",
        type=_counts,
        metavar="N[,N…]",
        help="how often a Bayesian classifier finds symbol classes and structure from each other; several"
        f" numbers, such as 1,2,5,7,10, are evaluated beside each other (default: {DEFAULT_ITERATIONS})",
    )
    parser.add_argument(
        "--parents-given",
        action="store_true",
        help="tell the parser each symbol's true parent, so that only relations are found, as in the"
        " literature on pairs of adjacent characters",
    )
    parser.add_argument(
        "--simulate-candidates",
        action="store_true",
        help="with --labels candidates: symbols that have a label but no candidates get some, as from a"
        " recogniser whose first choice is wrong for a tenth of the symbols and the true label then second;"
        " probabilities are 0.6, 0.3 and 0.1 for the rest, and the mistakes those that handwriting invites",
    )
    parser.add_argument(
        "--seed", type=int, help="of the simulated candidates, besides names and ids (default: 0)"
    )
    parser.add_argument(
        "--recogniser",
        metavar="NAME",
        help="find the symbols too, from the ink alone, by the recogniser of this name",
    )
    parser.add_argument(
        "--first-choice",
        action="store_true",
        help="with --recogniser: take its most probable symbols and labels as given, so that only the layout"
        " is found; the difference is what deciding all together wins",
    )
    parser.add_argument(
        "--by-paths",
        action="store_true",
        help="take symbols for the same that have the same path from the root (symLG), whatever their strokes"
        " and ids are; always so where one side is LaTeX",
    )
    parser.add_argument(
        "--latex",
        action="store_true",
        help="compare the LaTeX too: exact matches, character and word error rates, edit distance, BLEU",
    )
    parser.add_argument(
        "--latex-rules",
        metavar="[-]RULE[,…]",
        help="with --latex: normalise by these rules only, or by all but those with a - before them"
        " (--latex-rules=-styles); all, none, or names of docs/latex_metrics.md (default: all)",
    )
    parser.add_argument(
        "--by",
        type=lambda text: [key.strip() for key in text.split(",")],
        default=[],
        metavar="KEY[,KEY…]",
        help="further tables by size (number of symbols), depth (of nested baselines), prefix (letters or"
        " digits that the name begins with), folder (of TRUTH), or by any other key of records, such as"
        " a font, a writer, or the article of InftyCDB-1",
    )
    parser.add_argument("--json", metavar="FILE", help="write every number as JSON; - for standard output")
    parser.add_argument(
        "--html",
        metavar="FILE",
        help="write a page that opens offline: numbers with intervals, confusion matrices, plots, and what"
        " went wrong in pictures (needs pip install 'layoutmath[evaluation]')",
    )


def run(arguments: argparse.Namespace, console: Console) -> None:
    how = _comparison(arguments)
    _check(arguments)
    items = read_items([arguments.truth], arguments.input_format, console, graphs=True)
    truths = (_pair(item) for item in console.progress(items, "evaluating"))
    report = (
        _of_parser(arguments, truths, how, console)
        if arguments.results is None
        else _of_results(arguments, truths, how, console)
    )
    if not any(run.scores for run in report.runs):
        console.fail(f"{arguments.truth}: found no expression with a true tree; expected at least one")
        return
    report = replace(report, made=_made(arguments))
    by = _known_keys(arguments.by, report, console)
    if arguments.json == "-":
        print(report.json(by), end="")
    else:
        print(report.text(by), end="")
        if arguments.json:
            Path(arguments.json).write_text(report.json(by), encoding="utf-8")
    if arguments.html:
        from layoutmath.evaluate.page import write_page

        Path(arguments.html).write_text(write_page(report, _title(arguments)), encoding="utf-8")


def _comparison(arguments: argparse.Namespace) -> EvaluationSettings:
    from layoutmath.evaluate import EvaluationSettings

    if arguments.latex_rules is not None and not arguments.latex:
        raise UsageError("found --latex-rules; expected --latex beside it")
    rules = None
    if arguments.latex:
        from layoutmath.evaluate.latex.normalisation import chosen_rules

        rules = chosen_rules(arguments.latex_rules or "all")
    return EvaluationSettings(by_paths=arguments.by_paths, latex_rules=rules)


def _check(arguments: argparse.Namespace) -> None:
    """Raises UsageError for arguments that cannot be meant together, before any work."""
    if arguments.simulate_candidates and arguments.labels != "candidates":
        raise UsageError("found --simulate-candidates; expected --labels candidates beside it")
    if arguments.seed is not None and not arguments.simulate_candidates:
        raise UsageError("found --seed; expected --simulate-candidates beside it")
    if arguments.first_choice and arguments.recogniser is None:
        raise UsageError("found --first-choice; expected --recogniser beside it")
    if arguments.recogniser is not None:
        beside = {
            "RESULTS": arguments.results is not None,
            "--labels": arguments.labels is not None,
            "--parents-given": arguments.parents_given,
        }
        for name in (name for name, stated in beside.items() if stated):
            raise UsageError(f"found {name} beside --recogniser, with which symbols are found from ink alone")
    if arguments.html == "-":
        raise UsageError("found --html -; expected a file")
    sources = {
        Path(name).resolve() for name in (arguments.truth, arguments.results) if name not in (None, "-")
    }
    outputs = [name for name in (arguments.json, arguments.html) if name not in (None, "-")]
    for file in outputs:
        if Path(file).resolve() in sources or outputs.count(file) > 1:
            raise UsageError(f"{file}: found a file that is also read or written otherwise; expected another")
    for file in (arguments.json, arguments.html):
        if file not in (None, "-") and not Path(file).parent.is_dir():
            raise UsageError(f"{file}: found no such folder; expected one to write to")
        if file not in (None, "-") and Path(file).is_dir():
            raise UsageError(f"{file}: found a folder; expected a file to write to")
    if arguments.html:
        from layoutmath.evaluate.page import require_libraries

        require_libraries()
    if arguments.results not in (None, "-") and not Path(arguments.results).exists():
        raise InputError("found no such file", "results", source=arguments.results)
    if arguments.results is not None:
        refuse_parsing_arguments(arguments, "RESULTS")
        if arguments.parents_given:
            raise UsageError("found --parents-given beside RESULTS, with which nothing is parsed")
        if arguments.truth == arguments.results == "-":
            raise UsageError(
                "found standard input as both TRUTH and RESULTS; expected a file for one of them"
            )


def _of_results(
    arguments: argparse.Namespace, truths: Iterator[Pair], how: EvaluationSettings, console: Console
) -> Report:
    from layoutmath.evaluate import evaluate_results

    results = _results(arguments, console)
    report = evaluate_results(truths, results, how, examples=EXAMPLES if arguments.html else 0)
    (run,) = report.runs
    if "ids" in run.matched_by() and not run.measure("objects: recall").right:
        console.say(
            "note: found no symbol with an id of the truth; --by-paths compares symbols by their places"
        )
    if run.scores and all(one.is_missing for one in run.scores):
        console.fail(
            f"{arguments.results}: found no result named as an expression of {arguments.truth};"
            " expected the same names in both"
        )
    return report


def _of_parser(
    arguments: argparse.Namespace, truths: Iterator[Pair], how: EvaluationSettings, console: Console
) -> Report:
    from layoutmath.evaluate import evaluate_parser, simulated_candidates, true_parents

    parsers: dict[int | None, StructureParser] = {
        iterations: _recognising(arguments, made_parser(arguments, iterations=iterations))
        for iterations in arguments.iterations or [None]
    }
    if arguments.simulate_candidates:
        seed = arguments.seed or 0
        truths = ((simulated_candidates(expression, seed), truth) for expression, truth in truths)
    unplaced: list[str] = []
    report = evaluate_parser(
        _with_boxes(truths, unplaced),
        parsers,
        how,
        told=true_parents if arguments.parents_given else None,
        examples=EXAMPLES if arguments.html else 0,
    )
    if unplaced:
        console.fail(
            f"{arguments.truth}: found {len(unplaced)} expressions without boxes, such as {unplaced[0]};"
            " expected boxes to parse, or RESULTS to compare with"
        )
    for name, problem in dict.fromkeys(failure for run in report.runs for failure in run.failures):
        console.fail(f"{arguments.truth}: {name}: {problem}")
    return report


def _recognising(arguments: argparse.Namespace, parser: Parser) -> StructureParser:
    """The parser, or it together with the recogniser that was asked for."""
    if arguments.recogniser is None:
        return parser
    from layoutmath.evaluate.recognising import RecognisingParser

    return RecognisingParser(parser, arguments.recogniser, first_choice=arguments.first_choice)


def _with_boxes(truths: Iterator[Pair], unplaced: list[str]) -> Iterator[Pair]:
    """What can be parsed; the names of the others join ``unplaced``."""
    for pair in truths:
        if any(symbol.box is None for symbol in pair[0].symbols):
            unplaced.append(pair[0].name)
        else:
            yield pair


def _known_keys(asked: Sequence[str], report: Report, console: Console) -> list[str]:
    """The keys that some expression has; others are told."""
    from layoutmath.evaluate import KEYS

    stated = {key for run in report.runs for one in run.scores for key in one.extra}.union(KEYS)
    for key in dict.fromkeys(asked).keys() - stated:
        known = ", ".join(sorted(stated))
        console.fail(f"--by {key}: found no expression with this key; expected one of {known}")
    return [key for key in asked if key in stated]


def _made(arguments: argparse.Namespace) -> dict[str, str]:
    """How the numbers came about: data, settings that were stated, version and date."""
    import datetime
    from importlib import metadata

    stated = {name: value for name, value in vars(arguments).items() if name in SETTINGS_TOLD}
    settings = {
        name.replace("_", "-"): str(value)
        for name, value in stated.items()
        if value is not None and (value is not False or name == "ink")
    }
    version = metadata.version("layoutmath")
    return {**settings, "layoutmath": version, "date": str(datetime.datetime.now(datetime.UTC).date())}


def _title(arguments: argparse.Namespace) -> str:
    """What was compared, for the heading of the page."""
    names = [PurePath(name).name or name for name in (arguments.truth, arguments.results) if name]
    return " and ".join(names)


def _pair(item: Item) -> Pair:
    """The expression and its true tree, as the source states them, by the name that both sides have for it.

    Lines that state no name are called by their number or, in a folder, by their file; of several files, the
    record says in which folder of them it was.
    """
    inner = PurePath(item.file).parts[len(PurePath(item.source).parts) :]
    stated = item.stated if isinstance(item.stated, StatedPair) else StatedPair(*item.stated)
    name, extra = item.expression.name, item.expression.extra
    if stated.line is not None and (not name or stated.latex is not None):
        number = f"line {stated.line}"
        name = number if not inner else source_stem(item.file) + (f", {number}" if stated.line > 1 else "")
    if inner:
        extra = {"folder": inner[0] if len(inner) > 1 else ".", "path": "/".join(inner[:-1]), **extra}
    expression = replace(item.expression, name=name, extra=extra)
    truth = item.truth and replace(item.truth, expression=expression)
    return StatedPair(expression, truth, stated.graph, stated.latex, problem=stated.problem)


def _results(arguments: argparse.Namespace, console: Console) -> Iterator[Pair]:
    for item in read_items([arguments.results], arguments.input_format, console, graphs=True):
        if item.truth is None and not item.told:
            with console.failing(item.place):
                item.required_truth()
        else:
            yield _pair(item)


def _counts(text: str) -> list[int]:
    return [at_least_one(part) for part in text.split(",")]


COMMAND = Command("compare trees with the truth: the parser's, or those in files", HELP, add_arguments, run)
