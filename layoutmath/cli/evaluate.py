"""``layoutmath evaluate``: how good trees are, those of the parser or those in files."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath

from layoutmath.cli.command import Command, at_least_one
from layoutmath.cli.console import Console, UsageError
from layoutmath.cli.inputs import INPUT_FORMATS, Item, add_format_argument, read_items
from layoutmath.cli.parsing import add_parsing_arguments, made_parser, refuse_parsing_arguments
from layoutmath.expression import Expression
from layoutmath.parser import DEFAULT_ITERATIONS
from layoutmath.structure import BaselineStructure

HELP = f"""\
Compare trees with the true trees that TRUTH states, and print how many symbol
classes, parents, relationships and whole trees are right, and the label-graph
metrics. Without RESULTS, the parser finds the trees; results are compared with
the truth of the same name.

examples:
  $ layoutmath evaluate ink/                            # the parser, labels given
  $ layoutmath evaluate ink/ --labels none              # boxes alone
  $ layoutmath evaluate ink/ --classifier bayes --iterations 1,2,5
  $ layoutmath evaluate ink/ --labels candidates --simulate-candidates
  $ layoutmath evaluate truth.jsonl results.jsonl       # what another program found
  $ layoutmath evaluate graphs/ results/ --from lg      # label graphs in two folders
  $ layoutmath evaluate ink/ --by size,depth,folder     # further tables
  $ layoutmath evaluate ink/ --json numbers.json        # every number, also by expression

{INPUT_FORMATS}
"""


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
        "--by",
        type=lambda text: text.split(","),
        default=[],
        metavar="KEY[,KEY…]",
        help="further tables by size (number of symbols), depth (of nested baselines), prefix (letters or"
        " digits that the name begins with), folder (of TRUTH), or by any other key of JSON records, such as"
        " a font or a writer",
    )
    parser.add_argument("--json", metavar="FILE", help="write every number as JSON; - for standard output")


def run(arguments: argparse.Namespace, console: Console) -> None:
    from layoutmath.evaluate import KEYS, evaluate_parser, evaluate_results, simulated_candidates

    if arguments.simulate_candidates and arguments.labels != "candidates":
        raise UsageError("found --simulate-candidates; expected --labels candidates beside it")
    if arguments.seed is not None and not arguments.simulate_candidates:
        raise UsageError("found --seed; expected --simulate-candidates beside it")
    items = read_items([arguments.truth], arguments.input_format, console)
    truths = (_pair(item) for item in console.progress(items, "evaluating"))
    if arguments.json not in (None, "-") and not Path(arguments.json).parent.is_dir():
        raise UsageError(f"{arguments.json}: found no such folder; expected one to write the numbers to")
    if arguments.results is not None:
        refuse_parsing_arguments(arguments, "RESULTS")
        if arguments.truth == arguments.results == "-":
            raise UsageError(
                "found standard input as both TRUTH and RESULTS; expected a file for one of them"
            )
        report = evaluate_results(truths, _results(arguments, console))
        if all(run.scores and len(run.failures) == len(run.scores) for run in report.runs):
            console.fail(
                f"{arguments.results}: found no result named as an expression of {arguments.truth};"
                " expected the same names in both"
            )
    else:
        parsers = {
            iterations: made_parser(arguments, iterations=iterations)
            for iterations in arguments.iterations or [None]
        }
        if arguments.simulate_candidates:
            seed = arguments.seed or 0
            truths = ((simulated_candidates(expression, seed), truth) for expression, truth in truths)
        report = evaluate_parser(truths, parsers)
        for name, problem in dict.fromkeys(failure for run in report.runs for failure in run.failures):
            console.fail(f"{arguments.truth}: {name}: {problem}")
    if not any(run.scores for run in report.runs):
        console.fail(f"{arguments.truth}: found no expression with a true tree; expected at least one")
        return
    stated = {key for run in report.runs for one in run.scores for key in one.extra}.union(KEYS)
    by = [key for key in arguments.by if key in stated]
    for key in dict.fromkeys(arguments.by).keys() - stated:
        known = ", ".join(sorted(stated))
        console.fail(f"--by {key}: found no expression with this key; expected one of {known}")
    if arguments.json == "-":
        print(report.json(by), end="")
    else:
        print(report.text(by), end="")
        if arguments.json:
            Path(arguments.json).write_text(report.json(by), encoding="utf-8")


def _pair(item: Item) -> tuple[Expression, BaselineStructure | None]:
    """The expression and its true tree; of several files, the record says in which folder of them it was."""
    inner = PurePath(item.file).parts[len(PurePath(item.source).parts) :]
    if not inner:
        return item.expression, item.truth
    folder = inner[0] if len(inner) > 1 else "."
    expression = replace(item.expression, extra={"folder": folder, **item.expression.extra})
    return expression, item.truth and replace(item.truth, expression=expression)


def _results(arguments: argparse.Namespace, console: Console) -> Iterator[BaselineStructure]:
    for item in read_items([arguments.results], arguments.input_format, console):
        if item.truth is not None or not item.told:
            with console.failing(item.place):
                yield item.required_truth()


def _counts(text: str) -> list[int]:
    return [at_least_one(part) for part in text.split(",")]


COMMAND = Command("compare trees with the truth: the parser's, or those in files", HELP, add_arguments, run)
