"""The attributes that the Bayesian classifiers count: one feature or two together, given the symbols' kinds.

Each row is one piece of evidence, and a decision is the weighted sum of such pieces: that is what makes it
explainable. ``given`` says on which properties of the symbols the distribution depends:

* ``""``: on none;
* ``"parent"``, ``"child"``: on the kind of that symbol (a row of ``kinds.KINDS``);
* ``"both"``: on the kinds of both, in groups.
"""

from __future__ import annotations

from dataclasses import dataclass

from layoutmath.classify.kinds import KINDS
from layoutmath.relation import Relation


@dataclass(frozen=True, slots=True)
class Attribute:
    """One or two features cut into bins, with one distribution for each value of ``given``."""

    first: str
    first_bins: int
    second: str = ""
    second_bins: int = 1
    given: str = ""

    @property
    def bins(self) -> int:
        return self.first_bins * self.second_bins

    @property
    def name(self) -> str:
        features = self.first + (f" × {self.second}" if self.second else "")
        return features + (f" | {self.given}" if self.given else "")


_KINDS_OR_NONE = len(KINDS) + 1

SYMBOL_ATTRIBUTES = (
    Attribute("log_height", 14, "log_width", 14),
    Attribute("level", 10, "log_height", 12),
    Attribute("aspect", 14, "count", 6),
    Attribute("left_ratio", 12, "left_rise", 12),
    Attribute("right_ratio", 12, "right_rise", 12),
    Attribute("left_ratio", 12, "aspect", 12),
    Attribute("right_ratio", 12, "aspect", 12),
    Attribute("left_rise", 12, "right_rise", 12),
    Attribute("from_left", 7, "log_height", 10),
    Attribute("from_right", 7, "log_height", 10),
)
SYMBOL_CONTEXT_ATTRIBUTES = (
    Attribute("line_height_ratio", 16, "line_rise", 16),
    Attribute("line_top", 14, "line_bottom", 14),
    Attribute("line_height_ratio", 14, "aspect", 12),
    Attribute("line_height_ratio", 14, "line_bottom", 12),
    Attribute("line_height_ratio", 14, "log_width", 12),
    Attribute("aspect", 14, "line_bottom", 12),
    Attribute("aspect", 14, "line_top", 12),
    Attribute("children", 64),
    Attribute("kind_left", _KINDS_OR_NONE, "line_height_ratio", 10),
    Attribute("kind_right", _KINDS_OR_NONE, "line_height_ratio", 10),
    Attribute("kind_left", _KINDS_OR_NONE, "kind_right", _KINDS_OR_NONE),
    Attribute("kind_of_parent", _KINDS_OR_NONE, "relation", 7),
    Attribute("kind_left", _KINDS_OR_NONE, "parent_height_ratio", 12),
    Attribute("kind_left", _KINDS_OR_NONE, "parent_rise", 12),
    Attribute("kind_left", _KINDS_OR_NONE, "parent_top", 12),
    Attribute("kind_left", _KINDS_OR_NONE, "parent_bottom", 12),
    Attribute("kind_right", _KINDS_OR_NONE, "next_height_ratio", 12),
    Attribute("kind_right", _KINDS_OR_NONE, "next_rise", 12),
    Attribute("kind_right", _KINDS_OR_NONE, "next_top", 12),
    Attribute("kind_right", _KINDS_OR_NONE, "next_bottom", 12),
    Attribute("kind_of_parent", _KINDS_OR_NONE, "parent_height_ratio", 12),
    Attribute("relation", 7, "log_height", 10),
    Attribute("relation", 7, "aspect", 12),
    Attribute("parent_height_ratio", 12, "parent_rise", 12),
)


def _of_each(given: tuple[str, ...], *attributes: Attribute) -> tuple[Attribute, ...]:
    return tuple(
        Attribute(a.first, a.first_bins, a.second, a.second_bins, name) for a in attributes for name in given
    )


_ALONE = (
    Attribute("parent_aspect", 16, "child_aspect", 12),
    Attribute("parent_height", 16, "child_height", 12),
    Attribute("rise", 16, "gap", 12),
    Attribute("shift", 16, "rise_by_parent", 12),
    Attribute("shift", 16, "gap_below", 12),
    Attribute("parent_rank_along", 7, "child_rank_along", 7),
    Attribute("parent_rank", 7, "child_rank", 7),
    Attribute("between", 6, "between_column", 5),
    Attribute("between_child_row", 4, "between_parent_row", 4),
    Attribute("bars_of_child", 3, "bars_of_parent", 3),
    Attribute("bars_that_part", 3, "between_bars", 3),
    Attribute("cover_x_child", 16, "cover_y_child", 12),
    Attribute("cover_x_parent", 16, "cover_y_parent", 12),
    Attribute("contained", 3, "containers", 3),
    Attribute("parent_rank_along", 7, "rise", 12),
    Attribute("child_rank_along", 7, "rise", 12),
    Attribute("between", 6, "rise", 12),
    Attribute("parent_level", 16, "child_level", 12),
    Attribute("child_from_left", 7, "rise", 12),
    Attribute("count", 12, "parent_rank", 7),
    Attribute("child_height", 16, "rise", 12),
    Attribute("parent_height", 16, "rise", 12),
    Attribute("child_aspect", 16, "rise", 12),
    Attribute("parent_width", 16, "shift", 12),
)
_ONE_KNOWN = (
    Attribute("rise_by_parent", 14, "height_ratio", 8),
    Attribute("tops", 14, "bottoms", 8),
    Attribute("gap_below", 14, "cover_x_child", 8),
    Attribute("gap_above", 14, "cover_x_child", 8),
    Attribute("gap", 14, "rise", 8),
    Attribute("left_edges", 14, "right_edges", 8),
    Attribute("cover_y_parent", 14, "cover_y_child", 8),
    Attribute("gap", 14, "between", 6),
)
_BOTH_KNOWN = (
    Attribute("rise_by_parent", 12, "height_ratio", 8),
    Attribute("tops", 12, "bottoms", 8),
    Attribute("rise", 12, "size_ratio", 8),
    Attribute("gap", 12, "rise", 8),
    Attribute("rise_by_child", 12, "height_ratio", 8),
    Attribute("bottoms", 16),
    Attribute("tops", 16),
    Attribute("cover_x_child", 16),
    Attribute("gap_below", 16),
    Attribute("gap_above", 16),
)
PAIR_ATTRIBUTES = _ALONE + _of_each(("parent", "child"), *_ONE_KNOWN) + _of_each(("both",), *_BOTH_KNOWN)
PAIR_CONTEXT_ATTRIBUTES = (
    *_of_each(
        ("parent", "child"),
        Attribute("line_rise", 14, "line_size_ratio", 8),
        Attribute("line_rise_normalised", 14, "relation_of_parent", 7),
        Attribute("seen_as", 12, "relation_of_parent", 7),
        Attribute("seen_as", 12, "relation_of_child", 7),
        Attribute("continuation_rise", 10, "line_rise", 10),
        Attribute("other_children", 64),
        Attribute("continuation_gap", 12),
    ),
    Attribute("line_rise_normalised", 12, "line_size_ratio", 8, "both"),
    Attribute("line_rise", 16, "line_weight", 4),
    Attribute("depth_step", 7, "line_rise_normalised", 14),
    Attribute("seen_as", 12, "rise", 12),
    Attribute("seen_as", 12, "other_children", 64),
    Attribute("margin", 16, "seen_as", 12),
    Attribute("continuation_rise", 12, "seen_as", 12),
    Attribute("continuation_gap", 12, "seen_as", 12),
    Attribute("relation_of_parent", 7, "relation_of_child", 7),
    *(
        Attribute(f"child_said_{relation.value}", 12, f"parent_said_{relation.value}", 12)
        for relation in list(Relation)[:6]
    ),
)

WHOLE_NUMBERS = {
    # features that are counts or codes: bin k is the number k itself, from the lowest value given here
    "from_left": 0, "from_right": 0, "child_from_left": 0, "between": 0, "between_child_row": 0,
    "between_parent_row": 0, "between_column": 0, "between_bars": 0, "parent_rank": 0, "child_rank": 0,
    "parent_rank_along": 0, "child_rank_along": 0, "bars_of_child": 0, "bars_of_parent": 0,
    "bars_that_part": 0, "contained": 0, "containers": 0, "line_weight": 0, "relation_of_parent": 0,
    "relation_of_child": 0, "relation": 0, "seen_as": 0, "other_children": 0, "children": 0,
    "kind_left": 0, "kind_right": 0, "kind_of_parent": 0, "depth_step": -3,
}  # fmt: skip
