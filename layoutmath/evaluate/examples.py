"""Wrong results that are worth looking at."""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass, field

from layoutmath.evaluate.scores import Scores
from layoutmath.structure import BaselineStructure

OF_EACH_KIND = 2


@dataclass(frozen=True, slots=True)
class Example:
    """A wrong result beside its truth; ``by_paths`` where symbols were named by their paths."""

    scores: Scores
    truth: BaselineStructure
    result: BaselineStructure
    by_paths: bool = False


@dataclass(slots=True)
class Gallery:
    """Keeps the worst of the results that it is shown, and the clearest of each kind of error.

    ``room`` is how many of the worst are kept: those with most misplaced symbols. Of each kind of error
    (see :mod:`layoutmath.evaluate.causes`) the two smallest expressions are kept whose only error it is.
    """

    room: int
    _worst: list[tuple[int, int, Example]] = field(default_factory=list, init=False)
    _clearest: dict[tuple[str, str, str], list[tuple[int, int, Example]]] = field(
        default_factory=dict, init=False
    )
    _numbers: itertools.count[int] = field(default_factory=itertools.count, init=False)

    def show(self, example: Example) -> None:
        """Look at a result; right ones are not kept."""
        tree = example.scores.tree
        if not self.room or tree is None or tree.exact:
            return
        number = -next(self._numbers)  # of equals, the first is kept
        _keep(self._worst, (example.scores.errors, number, example), self.room)
        if len(tree.causes) == 1:
            of_kind = self._clearest.setdefault(tree.causes[0].kind, [])
            _keep(of_kind, (-example.scores.symbols, number, example), OF_EACH_KIND)

    def examples(self) -> tuple[Example, ...]:
        """Each once: the clearest of each kind, then the others with the worst first."""
        clearest = [kept for of_kind in self._clearest.values() for kept in sorted(of_kind, reverse=True)]
        worst = sorted(self._worst, reverse=True)
        return tuple({id(kept[2]): kept[2] for kept in (*clearest, *worst)}.values())


def _keep(heap: list[tuple[int, int, Example]], entry: tuple[int, int, Example], room: int) -> None:
    (heapq.heappush if len(heap) < room else heapq.heappushpop)(heap, entry)
