"""The page of an evaluation: one file that opens offline, with everything that the numbers tell.

``content`` says what it shows, the template ``report.html.jinja`` in what words and order. All that comes
from files (names, labels, LaTeX) is escaped.
"""

from __future__ import annotations

import importlib.util
from importlib.resources import files

from layoutmath.errors import LayoutmathError
from layoutmath.evaluate.page.content import page_content
from layoutmath.evaluate.page.words import counted
from layoutmath.evaluate.report import Report

__all__ = ["require_libraries", "write_page"]

_LIBRARIES = ("jinja2", "matplotlib")


def require_libraries() -> None:
    """Raises LayoutmathError where a library is missing that the page needs.

    >>> require_libraries()
    """
    missing = [name for name in _LIBRARIES if importlib.util.find_spec(name) is None]
    if missing:
        raise LayoutmathError(
            f"found no {', '.join(missing)}; expected what pip install 'layoutmath[evaluation]' brings"
        )


def write_page(report: Report, title: str) -> str:
    """A report as one HTML page; ``title`` says what was compared.

    The same report gives the same text. Where there are several runs, the details are those of the last.
    Pictures are those of the runs' examples (see :func:`layoutmath.evaluate.evaluate_parser`).

    >>> from layoutmath.evaluate.totals import Run
    >>> write_page(Report((Run(None, ()),)), "nothing")[:15]
    '<!DOCTYPE html>'
    """
    require_libraries()
    from jinja2 import Environment, StrictUndefined  # an extra

    source = files(__package__)
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(source.joinpath("report.html.jinja").read_text(encoding="utf-8"))
    style = source.joinpath("style.css").read_text(encoding="utf-8")
    page = template.render(page=page_content(report, title), style=style, counted=counted)
    return page.encode("utf-8", "replace").decode("utf-8")  # half characters in labels cannot be written
