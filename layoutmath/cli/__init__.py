"""The command line: one module per subcommand, and this table of them."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from layoutmath.cli import (
    compare,
    compute,
    convert,
    demo,
    draw,
    evaluate,
    explain,
    fit,
    meaning,
    parse,
    recognise,
    solve,
    synthesise,
)
from layoutmath.cli.command import Command
from layoutmath.cli.console import FAILURES, Console, UsageError, described
from layoutmath.errors import UnknownNameError

COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "parse": parse.COMMAND,
        "explain": explain.COMMAND,
        "recognise": recognise.COMMAND,
        "convert": convert.COMMAND,
        "meaning": meaning.COMMAND,
        "compute": compute.COMMAND,
        "solve": solve.COMMAND,
        "evaluate": evaluate.COMMAND,
        "compare": compare.COMMAND,
        "fit": fit.COMMAND,
        "draw": draw.COMMAND,
        "synthesise": synthesise.COMMAND,
        "demo": demo.COMMAND,
    }
)

DONE, SOME_FAILED, WRONG_USAGE = 0, 1, 2

HELP = """\
Structure analysis of mathematical expressions: boxes of symbols in, symbol layout tree and LaTeX out.

exit codes: 0 all done; 1 some input failed (named on standard error, the rest is processed); 2 wrong usage
"""

EXAMPLES = """\
examples:
  $ layoutmath demo                          # the quadratic formula, from boxes to LaTeX and a picture
  $ layoutmath parse boxes.json              # the LaTeX of your own recogniser's boxes
  $ layoutmath parse --help                  # more about a subcommand, with examples
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    >>> main(["convert", "missing.json"])
    1
    """
    console = Console()
    try:
        arguments = _argument_parser().parse_args(argv)
        console.quiet = arguments.quiet
        COMMANDS[arguments.command].run(arguments, console)
        console.summarise()
        sys.stdout.flush()
    except SystemExit as stop:  # argparse has told what is wrong, or has shown the help
        return stop.code if isinstance(stop.code, int) else WRONG_USAGE
    except (UsageError, UnknownNameError) as error:
        console.fail(f"{error} (see 'layoutmath --help')")
        return WRONG_USAGE
    except BrokenPipeError:  # whoever read the output has seen enough
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SOME_FAILED
    except KeyboardInterrupt:
        console.fail("interrupted")
    except FAILURES as error:
        console.fail(described(error))
    except Exception as error:
        console.fail(f"internal error, please report it: {type(error).__name__}: {error}")
    return SOME_FAILED if console.failed else DONE


def _argument_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="layoutmath",
        description=HELP,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version and exit")
    subcommands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        description, _, examples = command.help.partition("\n\n")
        subparser = subcommands.add_parser(
            name,
            help=command.summary,
            description=description,
            epilog=examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(subparser)
        subparser.add_argument(
            "-q", "--quiet", action="store_true", help="no notes and no progress, only errors"
        )
    return parser


class _ShowVersion(argparse.Action):
    """Looks the version up only when asked: that costs more than all other arguments."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib import metadata

        print(f"layoutmath {metadata.version('layoutmath')}")
        parser.exit()
