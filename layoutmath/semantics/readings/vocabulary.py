"""What symbols say: the terminals of ``grammars/meaning.lark`` by label."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from layoutmath.reading import RELATIONS
from layoutmath.relation import Relation

LEXEMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **{label: ("RELATION", name) for name, label in RELATIONS.items() if label not in ("|", r"\|")},
        r"\longrightarrow": ("RELATION", "to"),
        r"\longmapsto": ("RELATION", "maps_to"),
        r"\triangleq": ("RELATION", "defined"),
        r"\simeq": ("RELATION", "approx"),
        "+": ("PLUS", "+"),
        "-": ("MINUS", "-"),
        r"\pm": ("PLUS_MINUS", "plus_minus"),
        r"\mp": ("PLUS_MINUS", "minus_plus"),
        r"\times": ("TIMES", "cross"),
        r"\cdot": ("TIMES", "times"),
        "*": ("TIMES", "times"),
        r"\bullet": ("TIMES", "times"),
        "/": ("DIVIDE", "/"),
        r"\div": ("DIVIDE", "÷"),
        r"\circ": ("COMPOSE", ""),
        r"\backslash": ("SET_MINUS", ""),
        r"\cup": ("UNION", ""),
        r"\cap": ("INTERSECTION", ""),
        r"\wedge": ("AND", ""),
        r"\vee": ("OR", ""),
        r"\neg": ("NOT", ""),
        r"\Rightarrow": ("IMPLIES", ""),
        r"\Longrightarrow": ("IMPLIES", ""),
        r"\Leftrightarrow": ("IFF", ""),
        r"\Longleftrightarrow": ("IFF", ""),
        r"\forall": ("QUANTIFIER", "forall"),
        r"\exists": ("QUANTIFIER", "exists"),
        ",": ("COMMA", ""),
        ";": ("SEMICOLON", ""),
        ":": ("COLON", ""),
        ".": ("TIMES", "."),
        r"\partial": ("NAME", "partial"),
        "!": ("BANG", ""),
        r"\%": ("PERCENT", ""),
        r"\degree": ("DEGREE", ""),
        r"\prime": ("PRIMES", "1"),
        r"\sum": ("BIG", "sum"),
        r"\prod": ("BIG", "product"),
        r"\bigcup": ("BIG", "union_over"),
        r"\bigcap": ("BIG", "intersection_over"),
        r"\int": ("INTEGRAL", ""),
        r"\iint": ("INTEGRAL_TWO", ""),
        r"\iiint": ("INTEGRAL_THREE", ""),
        r"\nabla": ("NABLA", ""),
        r"\Re": ("FUNCTION", "re"),
        r"\Im": ("FUNCTION", "im"),
        r"\ldots": ("DOTS", ""),
        r"\cdots": ("DOTS", ""),
        r"\vdots": ("DOTS", ""),
        r"\ddots": ("DOTS", ""),
        r"\infty": ("CONSTANT", "infinity"),
        r"\emptyset": ("CONSTANT", "empty_set"),
        r"\mathbb{R}": ("CONSTANT", "reals"),
        r"\mathbb{N}": ("CONSTANT", "naturals"),
        r"\mathbb{Z}": ("CONSTANT", "integers"),
        r"\mathbb{Q}": ("CONSTANT", "rationals"),
        r"\mathbb{C}": ("CONSTANT", "complexes"),
    }
)
"""Type and text of each symbol that is more than a letter. Fences are told apart in ``fences.py``."""

ACCENTS: Mapping[tuple[str, Relation], str] = MappingProxyType(
    {
        (label, Relation.ABOVE): name
        for label, name in {
            "-": "bar",
            r"\hat": "hat",
            r"\tilde": "tilde",
            r"\vec": "vec",
            r"\dot": "dot",
            r"\ddot": "ddot",
            r"\dddot": "dddot",
            r"\check": "check",
            r"\breve": "breve",
            r"\acute": "acute",
            r"\grave": "grave",
            r"\mathring": "mathring",
        }.items()
    }
)
"""What SymPy adds to a name for an accent (``sympy.printing.latex``, modifier_dict)."""

FENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "(": ("PAREN", "open"),
        ")": ("PAREN", "close"),
        "[": ("BRACKET", "open"),
        "]": ("BRACKET", "close"),
        r"\{": ("BRACE", "open"),
        r"\}": ("BRACE", "close"),
        r"\langle": ("ANGLE", "open"),
        r"\rangle": ("ANGLE", "close"),
        r"\lfloor": ("FLOOR", "open"),
        r"\rfloor": ("FLOOR", "close"),
        r"\lceil": ("CEIL", "open"),
        r"\rceil": ("CEIL", "close"),
        "|": ("BAR", "either"),
        r"\|": ("NORM", "either"),
    }
)
"""The kind of each fence, and its side."""
