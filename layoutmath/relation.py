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

    @property
    def opposite(self) -> Relation:
        """The same place with above and below exchanged; RIGHT and INSIDE are their own.

        >>> Relation.ABOVE.opposite, Relation.SUB.opposite
        (<Relation.BELOW: 'Below'>, <Relation.SUP: 'Sup'>)
        """
        return _OPPOSITE.get(self, self)

    @property
    def beside(self) -> Relation:
        """The script that a limit is when it is set beside its operator; any other is itself.

        >>> Relation.ABOVE.beside, Relation.INSIDE.beside
        (<Relation.SUP: 'Sup'>, <Relation.INSIDE: 'Inside'>)
        """
        return _BESIDE.get(self, self)

    @property
    def as_limit(self) -> Relation:
        """The limit that a script is when it is set above or below its operator; any other is itself.

        >>> Relation.SUB.as_limit
        <Relation.BELOW: 'Below'>
        """
        return _AS_LIMIT.get(self, self)

    @property
    def before(self) -> Relation:
        """The pre-script that a script is when it is set before its base; any other is itself.

        >>> Relation.SUP.before
        <Relation.PRE_SUP: 'PreSup'>
        """
        return _BEFORE.get(self, self)


LIMITS = (Relation.ABOVE, Relation.BELOW)
"""Where limits, marks and notes stand."""

SCRIPTS = (Relation.SUP, Relation.SUB)
PRE_SCRIPTS = (Relation.PRE_SUP, Relation.PRE_SUB)

_PAIRS = (LIMITS, SCRIPTS, PRE_SCRIPTS)
_OPPOSITE = dict(pair for upper, lower in _PAIRS for pair in ((upper, lower), (lower, upper)))
_BESIDE = dict(zip(LIMITS, SCRIPTS, strict=True))
_AS_LIMIT = dict(zip(SCRIPTS, LIMITS, strict=True))
_BEFORE = dict(zip(SCRIPTS, PRE_SCRIPTS, strict=True))

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
