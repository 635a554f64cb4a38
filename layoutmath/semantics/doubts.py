"""What a reading decides without being sure: said with every value and solution."""

from __future__ import annotations

from layoutmath.reading import Diagnostic, Reading, Severity, diagnostic_at

SURE = 0.8
"""Below this probability a decision of a reading is worth a warning."""


def doubts(reading: Reading) -> tuple[Diagnostic, ...]:
    """A warning, ``ambiguous``, for each decision whose probability is below :data:`SURE`."""
    return tuple(
        diagnostic_at(reading.structure, "ambiguous", str(doubt), doubt.symbols, Severity.WARNING)
        for doubt in reading.decisions
        if doubt.probability < SURE
    )
