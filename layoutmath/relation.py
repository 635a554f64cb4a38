"""The relations of a symbol layout tree and the ways files spell them."""

from __future__ import annotations

import enum

from layoutmath.errors import InputError


class Relation(enum.Enum):
    r"""Where a child stands, seen from its parent.

    ::

        PRE_SUP  ABOVE  SUP
                [     ]
                [ par ] RIGHT        INSIDE: enclosed by the parent (√x)
                [     ]
        PRE_SUB  BELOW  SUB

    The six of CROHME (Mouchère et al., ICFHR 2014), and the two pre-scripts of InftyCDB-1
    (Suzuki, Uchida & Nomura, ICDAR 2005: LSUP, LSUB). Values are the spellings of label graph files.

    >>> Relation.SUP.value, Relation.read("RSUP")
    ('Sup', <Relation.SUP: 'Sup'>)
    """

    RIGHT = "Right"
    SUP = "Sup"
    SUB = "Sub"
    ABOVE = "Above"
    BELOW = "Below"
    INSIDE = "Inside"
    PRE_SUP = "PreSup"
    PRE_SUB = "PreSub"

    @classmethod
    def read(cls, spelling: str) -> Relation:
        """The relation a file means by ``spelling``, in any capitals.

        >>> Relation.read("Over")
        Traceback (most recent call last):
        ...
        layoutmath.errors.InputError: found relation 'Over'; expected one of Right, Sup, Sub, Above, ...
        """
        try:
            return _SPELLINGS[spelling.strip().lower()]
        except KeyError:
            known = ", ".join(relation.value for relation in cls)
            raise InputError(f"found relation {spelling!r}", f"one of {known}") from None


_SPELLINGS = {relation.value.lower(): relation for relation in Relation} | {
    # label graphs of the CROHME years
    "r": Relation.RIGHT,
    "superscript": Relation.SUP,
    "rsup": Relation.SUP,
    "subscript": Relation.SUB,
    "rsub": Relation.SUB,
    # InftyCDB-1; UNDER of a radical means Inside, which its reader decides
    "horizontal": Relation.RIGHT,
    "upper": Relation.ABOVE,
    "under": Relation.BELOW,
    "lsup": Relation.PRE_SUP,
    "lsub": Relation.PRE_SUB,
    "pre_sup": Relation.PRE_SUP,
    "pre_sub": Relation.PRE_SUB,
}
