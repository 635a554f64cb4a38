"""Records of evaluations as far as they are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Counts = Sequence[tuple[float, float]]


def record(
    measures: Mapping[str, Counts], names: Sequence[str] | None = None, *, symbols: int = 3
) -> dict[str, object]:
    """An evaluation's record as far as it is compared: what each measure counts in each expression."""
    names = names or [f"e{at}" for at in range(len(next(iter(measures.values()))))]
    rows = [
        {
            "name": name,
            "symbols": symbols,
            "depth": 1,
            "counts": {measure: list(counts[at]) for measure, counts in measures.items() if counts[at][1]},
        }
        for at, name in enumerate(names)
    ]
    return {"runs": [{"iterations": None, "labels": None, "by_expression": rows}]}


def right(count: int, of: int) -> list[tuple[int, int]]:
    """So many expressions right, then the others wrong."""
    return [(1, 1)] * count + [(0, 1)] * (of - count)
