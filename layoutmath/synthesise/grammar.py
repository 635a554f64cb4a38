"""Random formulas as LaTeX: school and physics, and what collections of formulas rarely hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from layoutmath.symbols import symbol_table

Rule = Callable[["Formulas"], str]

LETTERS = "xyzabcnkijmpqrstuvwdefghlo" + "ABCDEFGHKLMNPQRSTUVWXYZ"
COMMON = "xyzabcnkijmtrpqXYABf"
GREEK = [r"\alpha", r"\beta", r"\gamma", r"\delta", r"\epsilon", r"\varepsilon", r"\zeta", r"\eta", r"\theta", r"\vartheta", r"\iota", r"\kappa", r"\lambda", r"\mu", r"\nu", r"\xi", r"\pi", r"\rho", r"\sigma", r"\tau", r"\upsilon", r"\phi", r"\varphi", r"\chi", r"\psi", r"\omega", r"\Gamma", r"\Delta", r"\Theta", r"\Lambda", r"\Xi", r"\Pi", r"\Sigma", r"\Phi", r"\Psi", r"\Omega"]  # fmt: skip  # noqa: E501
FUNCTIONS = [
    r"\sin",
    r"\cos",
    r"\tan",
    r"\cot",
    r"\log",
    r"\ln",
    r"\exp",
    r"\arctan",
    r"\sinh",
    r"\cosh",
    r"\det",
    r"\dim",
    r"\ker",
    r"\arg",
]
FENCES = [
    ("(", ")"), ("[", "]"), (r"\{", r"\}"), ("|", "|"), (r"\langle", r"\rangle"), (r"\lfloor", r"\rfloor"),
    (r"\lceil", r"\rceil"), (r"\|", r"\|"), ("[", ")"), ("(", "]"),
]  # fmt: skip
ACCENTS = [
    r"\hat",
    r"\tilde",
    r"\bar",
    r"\vec",
    r"\dot",
    r"\ddot",
    r"\check",
    r"\breve",
    r"\acute",
    r"\grave",
    r"\mathring",
]
WIDE = [r"\overline", r"\widehat", r"\widetilde", r"\overrightarrow", r"\underline"]
OPERATORS = [
    r"\sum",
    r"\sum",
    r"\sum",
    r"\prod",
    r"\prod",
    r"\bigcup",
    r"\bigcap",
    r"\bigoplus",
    r"\bigotimes",
    r"\bigvee",
    r"\bigwedge",
    r"\coprod",
]
MATRICES = ["pmatrix"] * 3 + ["bmatrix"] * 3 + ["vmatrix", "matrix", "Bmatrix", "Vmatrix"]


class Formulas:
    """A seeded source of formulas; each call of :meth:`formula` writes one.

    ``depth`` is how much deeper constructs may nest, ``terms`` how many more there may be.

    >>> source = Formulas(Random(3))
    >>> source.formula() != source.formula()
    True
    """

    def __init__(self, random: Random, *, grids: float = 0.2) -> None:
        self.random, self.grids = random, grids
        self.depth = self.terms = 0
        self._rare = _by_atom()

    def formula(self) -> str:
        """A formula, a grid in the share of them that was asked for."""
        if self.random.random() < self.grids:
            self.depth, self.terms = self.random.choice((0, 0, 1)), 15
            return self.one(_GRIDS)
        self.depth = self.random.choice((0, 1, 1, 2, 2, 3))
        self.terms = self.random.choice((2, 3, 5, 8, 12, 20))
        return self.one(_FORMULAS)

    # ---- choices ----

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def pick(self, choices: Sequence[str]) -> str:
        return self.random.choice(choices)

    def one(self, rules: Sequence[tuple[int, Rule]]) -> str:
        weights, options = zip(*rules, strict=True)
        return self.random.choices(options, weights)[0](self)

    def inside(self, rule: Rule) -> str:
        """A part within a construct, with one level less to spend."""
        self.depth -= 1
        try:
            return rule(self)
        finally:
            self.depth += 1

    # ---- symbols ----

    def letter(self) -> str:
        if self.chance(0.03):
            return self.pick(self._rare["ordinary"])
        if self.chance(0.18):
            return self.pick(GREEK) + " "
        return self.pick(COMMON if self.chance(0.6) else LETTERS)

    def number(self) -> str:
        if self.chance(0.08):
            return f"{self.random.randint(0, 99)}.{self.random.randint(0, 99)}"
        return str(
            self.random.choice(
                (self.random.randint(0, 9), self.random.randint(0, 9), self.random.randint(10, 999))
            )
        )

    def simple(self) -> str:
        return self.number() if self.chance(0.35) else self.letter()

    def binary(self) -> str:
        return (
            self.pick(self._rare["binary"])
            if self.chance(0.06)
            else self.pick(["+"] * 4 + ["-"] * 4 + [r"\cdot", r"\times", r"\pm"])
        )

    def relation(self) -> str:
        if self.chance(0.08):
            return self.pick(self._rare["relation"])
        return self.pick(
            ["="] * 8
            + [
                "<",
                ">",
                r"\leq",
                r"\geq",
                r"\neq",
                r"\approx",
                r"\equiv",
                r"\in",
                r"\to",
                r"\sim",
                r"\Rightarrow",
            ]
        )

    # ---- terms ----

    def script(self) -> str:
        return self.one(_SCRIPTS) if self.depth > 0 else self.simple()

    def scripted(self) -> str:
        base = self.accented() if self.chance(0.12) else self.letter()
        kind = self.random.random()
        if kind < 0.35:
            return f"{base}^{{{self.inside(Formulas.script)}}}"
        if kind < 0.7:
            return f"{base}_{{{self.inside(Formulas.script)}}}"
        if kind < 0.92:
            return f"{base}_{{{self.inside(Formulas.script)}}}^{{{self.inside(Formulas.script)}}}"
        return f"{base}{self.pick(PRIMES)}" + (f"_{{{self.simple()}}}" if self.chance(0.3) else "")

    def accented(self) -> str:
        accent = self.pick(ACCENTS)
        letter = self.letter()
        return (
            rf"{self.pick(ACCENTS)}{{{accent}{{{letter}}}}}"
            if self.chance(0.04)
            else rf"{accent}{{{letter}}}"
        )

    def term(self) -> str:
        self.terms -= 1
        if self.depth <= 0 or self.terms < 0:
            return self.simple() if self.chance(0.7) else self.scripted()
        return self.one(_TERMS)

    def product(self) -> str:
        parts = [self.term()]
        while self.terms > 0 and self.chance(0.4):
            parts.append(self.term())
        return " ".join(parts)

    def sum(self) -> str:
        parts = [self.pick(("-", "", "", "", "")) + self.product()]
        while self.terms > 0 and self.chance(0.5):
            parts += [self.binary(), self.product()]
        return " ".join(parts)

    def short(self) -> str:
        """One or two simple terms."""
        return self.simple() + (f"{self.binary()} {self.simple()}" if self.chance(0.5) else "")

    def listing(self) -> str:
        name = self.letter()
        if self.chance(0.5):
            return rf"{name}_1, {name}_2, \ldots, {name}_{{{self.pick('nmkN')}}}"
        return ", ".join(
            self.scripted() if self.chance(0.4) else self.simple() for _ in range(self.random.randint(2, 5))
        )

    def group(self) -> str:
        left, right = self.pick_fences()
        return rf"\left{left} {self.inside(Formulas.sum)} \right{right}" + self.maybe_script()

    def pick_fences(self) -> tuple[str, str]:
        return ("(", ")") if self.chance(0.5) else self.random.choice(FENCES)

    def maybe_script(self) -> str:
        return (
            self.pick(("^2", "^n", "_0", "^{-1}", "^{2}_{i}", rf"^{{{self.short()}}}"))
            if self.chance(0.35)
            else ""
        )

    def equation(self) -> str:
        sides = [self.sum() for _ in range(self.random.choice((1, 2, 2, 2, 2, 3)))]
        line = sides[0]
        for side in sides[1:]:
            line += f" {self.relation()} {side}"
        return line + self.pick(("", "", "", "", "", ",", "."))


PRIMES = ("'", "'", "''", "'''")


def _by_atom() -> dict[str, list[str]]:
    """Every label of the symbol table that may stand as it is, for the rare ones."""
    found: dict[str, list[str]] = {"ordinary": [], "binary": [], "relation": []}
    for row in symbol_table().values():
        if row.atom in found and row.label not in (r"\prime", '"', r"\degree", r"\_", "-", r"\%"):
            found[row.atom].append(row.label + (" " if row.label.startswith("\\") else ""))
    return found


# ---- constructs, each a rule with its weight ----


def _fraction(f: Formulas) -> str:
    return rf"\frac{{{f.inside(Formulas.sum)}}}{{{f.inside(Formulas.sum)}}}"


def _simple_fraction(f: Formulas) -> str:
    return rf"\frac{{{f.simple()}}}{{{f.short()}}}"


def _continued_fraction(f: Formulas) -> str:
    line = f.short()
    for _ in range(f.random.randint(2, 4)):
        line = rf"{f.simple()} + \cfrac{{{f.simple()}}}{{{line}}}"
    return line


def _root(f: Formulas) -> str:
    index = rf"[{f.pick(('3', 'n', '4', 'n+1', 'm', 'k'))}]" if f.chance(0.35) else ""
    return rf"\sqrt{index}{{{f.inside(Formulas.sum)}}}"


def _nested_roots(f: Formulas) -> str:
    line = f.short()
    for _ in range(f.random.randint(2, 3)):
        index = rf"[{f.pick(('3', 'n', '5'))}]" if f.chance(0.4) else ""
        line = rf"{f.simple()} {f.pick('+-')} \sqrt{index}{{{line}}}"
    return line


def _big_operator(f: Formulas) -> str:
    operator, index = f.pick(OPERATORS), f.pick("ijknm")
    below = f.pick((f"{index}=1", f"{index}=0", rf"{index}\in {f.pick('SIAN')}", f"{index}", f"{index}<j",
                    rf"\substack{{{index}=1 \\ {index}\neq j}}", rf"\substack{{0\leq {index}\leq m \\ 0<j<n}}"))  # fmt: skip
    above = (
        "" if r"\in" in below or f.chance(0.25) else f.pick(("n", r"\infty", "N", "n-1", "m", "2n", "k^2"))
    )
    placed = f.pick(("", "", "", "", r"\limits", r"\nolimits"))
    return (
        f"{operator}{placed}_{{{below}}}"
        + (f"^{{{above}}}" if above else "")
        + f" {f.inside(Formulas.product)}"
    )


def _integral(f: Formulas) -> str:
    sign = f.pick((r"\int", r"\int", r"\int", r"\int", r"\oint", r"\iint", r"\iiint"))
    limits = f.pick(
        (
            "",
            "_0^1",
            "_a^b",
            r"_{-\infty}^{\infty}",
            r"_0^{2\pi}",
            f"_{{{f.letter()}}}",
            rf"_{{{f.short()}}}^{{{f.short()}}}",
        )
    )
    placed = r"\limits" if limits and f.chance(0.15) else ""
    variable = f.pick(("x", "t", r"\theta", "V", "s", "u"))
    return rf"{sign}{placed}{limits} {f.inside(Formulas.product)} \, d{variable}"


def _limit(f: Formulas) -> str:
    name = f.pick((r"\lim", r"\lim", r"\max", r"\min", r"\sup", r"\inf", r"\limsup"))
    target = f.pick(("0", "a", r"\infty", "1^+", "0^-"))
    below = f.pick(
        (rf"x \to {target}", r"n \to \infty", r"x \in A", "i", r"h \rightarrow 0", r"1\leq i\leq n")
    )
    return rf"{name}_{{{below}}} {f.inside(Formulas.term)}"


def _function(f: Formulas) -> str:
    name = f.pick(FUNCTIONS)
    power = f.pick(("", "", "", "^2", "^{-1}", "_2", "_{10}", "^n"))
    argument = rf"\left( {f.inside(Formulas.sum)} \right)" if f.chance(0.45) else f.inside(Formulas.term)
    return f"{name}{power} {argument}"


def _application(f: Formulas) -> str:
    name = f.pick(("f", "g", "h", "F", "P", r"\phi", r"\Gamma", "u", "f'", "f''", "f^{-1}", "y"))
    return f"{name}({f.inside(Formulas.listing) if f.chance(0.2) else f.inside(Formulas.sum)})"


def _derivative(f: Formulas) -> str:
    d = f.pick(("d", "d", r"\partial", r"\partial", r"\Delta"))
    power = f.pick(("", "", "^2", "^n"))
    return rf"\frac{{{d}{power} {f.letter()}}}{{{d} {f.letter()}{power}}}"


def _evaluated(f: Formulas) -> str:
    return (
        rf"\left. {_derivative(f) if f.chance(0.6) else _fraction(f)} \right|_{{{f.letter()}={f.number()}}}"
    )


def _wide(f: Formulas) -> str:
    group = f.pick(
        ("AB", "ABC", "xy", "PQ", "x+y", "a-b", f"{f.letter()}{f.letter()}", f.scripted(), f.short())
    )
    return rf"{f.pick(WIDE)}{{{group}}}"


def _brace(f: Formulas) -> str:
    note = f.pick(("n", "k+1", f.short(), "2m", "=0"))
    contents = f.pick(
        (r"1+1+\cdots+1", f.inside(Formulas.sum), rf"{f.letter()} \cdots {f.letter()}", r"a+b+\ldots+z")
    )
    side = f.chance(0.5)
    mark = f.pick(("brace", "brace", "brace", "bracket", "paren"))
    return rf"\{'over' if side else 'under'}{mark}{{{contents}}}" + (
        "" if f.chance(0.12) else f"{'^' if side else '_'}{{{note}}}"
    )


def _prescript(f: Formulas) -> str:
    base = f.pick(("C", "U", "H", "He", "F", "A", "X", "T", f.letter()))
    kind = f.random.random()
    before = (
        f"^{{{f.number()}}}_{{{f.number()}}}"
        if kind < 0.5
        else f"_{{{f.pick('23np')}}}"
        if kind < 0.8
        else f"^{{{f.pick(('t', '14', 'T', 'n'))}}}"
    )
    after = f.pick(("", "", "_1", "^+", "^{2}", "_n^k", "_{2}"))
    return f"{{{{}}{before}{base}{after}}}"


def _tensor(f: Formulas) -> str:
    upper, lower = rf"\{f.pick(('mu', 'nu', 'alpha'))}", rf"\{f.pick(('rho', 'sigma', 'beta'))}"
    return f.pick(
        (
            rf"{f.pick('gTRFG')}_{{{upper}{lower}}}",
            rf"{f.pick('TRF')}^{{{upper}}}_{{{lower}\lambda}}",
            rf"\partial_{{{upper}}} A^{{{lower}}}",
            rf"\Gamma^{{{upper}}}_{{{lower}{upper}}}",
        )
    )


def _binomial(f: Formulas) -> str:
    return rf"\binom{{{f.short()}}}{{{f.short()}}}"


def _noted(f: Formulas) -> str:
    kind = f.random.random()
    if kind < 0.35:
        return rf"{f.letter()} \xrightarrow{{{f.short()}}} {f.letter()}"
    if kind < 0.5:
        return rf"{f.letter()} \xrightarrow[{f.letter()}]{{{f.short()}}} {f.letter()}"
    if kind < 0.8:
        note, sign = f.pick(("?", "!", r"\Delta", "d", "*", "(1)")), f.pick(("=", r"\to", r"\sim"))
        return rf"{f.letter()} \overset{{{note}}}{{{sign}}} {f.letter()}"
    return rf"\underset{{{f.short()}}}{{{f.pick(('A', 'B', 'X'))}}}"


def _boxed(f: Formulas) -> str:
    return rf"\boxed{{{f.inside(Formulas.equation)}}}"


def _long_division(f: Formulas) -> str:
    divisor, dividend, quotient = (f.random.randint(*ends) for ends in ((2, 99), (100, 99999), (10, 999)))
    return rf"{divisor} \overset{{{quotient}}}{{\longdiv{{{dividend}}}}}"


def _ellipsis(f: Formulas) -> str:
    name, sign = f.pick("axbu"), f.pick("+")
    return rf"{name}_1 {sign} {name}_2 {sign} \cdots {sign} {name}_n"


def _set(f: Formulas) -> str:
    return rf"\left\{{ {f.letter()} \mid {f.inside(Formulas.equation)} \right\}}"


def _factorial(f: Formulas) -> str:
    return f.pick(
        (
            f"{f.pick('nkm')}!",
            "(n-k)!",
            rf"{f.number()}\%",
            rf"{f.number()}^{{\circ}}",
            rf"\angle {f.pick(('ABC', 'A'))}",
        )
    )


def _fenced_plain(f: Formulas) -> str:
    left, right = f.pick_fences()
    return rf"{left} {f.inside(Formulas.sum)} {right}" + f.maybe_script()


_SCRIPTS: list[tuple[int, Rule]] = [
    (10, Formulas.simple),
    (4, Formulas.short),
    (2, lambda f: f"-{f.simple()}"),
    (2, lambda f: f"{f.letter()}{f.letter()}"),
    (2, lambda f: f"{f.letter()},{f.letter()}"),
    (2, Formulas.scripted),
    (1, lambda f: f"({f.letter()})"),
    (1, _simple_fraction),
    (1, lambda f: rf"\frac{{{f.number()}}}{{{f.number()}}}"),
    (1, lambda f: f"-{f.scripted()}"),
    (1, lambda f: f.pick(("*", r"\dagger", r"\prime", "+", r"\infty", r"\perp", "T"))),
    (1, Formulas.sum),
]
_TERMS: list[tuple[int, Rule]] = [
    (14, Formulas.simple), (14, Formulas.scripted), (8, _fraction), (4, _simple_fraction), (5, _root),
    (5, Formulas.group), (5, _fenced_plain), (4, _big_operator), (4, _integral), (2, _limit), (4, _function),
    (4, _application), (2, _derivative), (2, _evaluated), (3, Formulas.accented), (3, _wide), (2, _brace),
    (3, _prescript), (2, _tensor), (2, _binomial), (1, _noted), (1, _ellipsis), (1, _factorial), (1, _set),
]  # fmt: skip
_FORMULAS: list[tuple[int, Rule]] = [
    (30, Formulas.equation), (6, Formulas.sum), (2, _continued_fraction), (2, _nested_roots), (2, _brace),
    (2, _long_division), (1, _boxed), (2, Formulas.listing), (2, _noted), (1, _set), (2, _prescript),
    (1, lambda f: ", ".join(f.equation() for _ in range(2))),
]  # fmt: skip


# ---- grids ----


def _cell(f: Formulas) -> str:
    if f.chance(0.5):
        return f.pick(("-", "", "")) + f.simple()
    return f.inside(Formulas.term) if f.depth > 0 else f.pick((f.scripted(), f.short(), f.simple()))


def _rows(f: Formulas, rows: int, columns: int, cell: Callable[[int, int], str]) -> str:
    return r" \\ ".join(" & ".join(cell(r, c) for c in range(columns)) for r in range(rows))


def _matrix_cells(f: Formulas) -> str:
    rows, columns = f.random.randint(1, 4), f.random.randint(1, 4)
    if rows == columns == 1:
        rows = 2
    kind = f.random.random()
    if kind < 0.55:
        return _rows(f, rows, columns, lambda r, c: _cell(f))
    size = f.random.randint(2, 4)
    if kind < 0.7:  # the same letter with two indices, dots between the first and the last
        letter, last = f.letter(), f.pick("nmk")
        names = ["1", "2", "", last] if f.chance(0.5) else ["1", "", last]
        dots = {(False, True): r"\cdots", (True, False): r"\vdots", (True, True): r"\ddots"}
        return _rows(
            f, len(names), len(names),
            lambda r, c: dots.get((not names[r], not names[c])) or f"{letter}_{{{names[r]}{names[c]}}}",
        )  # fmt: skip
    if kind < 0.85:  # diagonal, the rest zero or missing
        rest = f.pick(("0", "0", "", ""))
        diagonal = [f.pick((r"\ddots", "1", f.scripted(), f.simple())) for _ in range(size)]
        return _rows(f, size, size, lambda r, c: diagonal[r] if r == c else rest)
    triangle = f.chance(0.5)
    rest = f.pick(("0", ""))
    return _rows(f, size, size, lambda r, c: _cell(f) if (c >= r) == triangle or r == c else rest)


def _matrix(f: Formulas) -> str:
    cells = _matrix_cells(f)
    if f.chance(0.15):
        left, right = f.random.choice(
            [
                ("[", ")"),
                ("(", "]"),
                (".", "|"),
                (r"\langle", r"\rangle"),
                (r"\|", r"\|"),
                ("|", r"\rangle"),
                (r"\lceil", r"\rceil"),
                (".", "]"),
            ]
        )
        return rf"\left{left} \begin{{matrix}} {cells} \end{{matrix}} \right{right}"
    name = f.pick(MATRICES)
    return rf"\begin{{{name}}} {cells} \end{{{name}}}" + f.pick(
        ("", "", "", "", "^T", "^{-1}", "^{2}", "_{n}")
    )


def _matrix_equation(f: Formulas) -> str:
    before = f.pick((f"{f.letter()} = ", f"{f.scripted()} = ", f"{f.simple()} ", "", r"\det ", r"e^{A} = "))
    after = f.pick(("", "", ",", ".", f" = {f.short()}", f" {f.letter()}", f" {f.binary()} {f.term()}"))
    return before + _matrix(f) + after


def _matrix_product(f: Formulas) -> str:
    vector = f.pick(("pmatrix", "bmatrix"))
    column = r" \\ ".join(_cell(f) for _ in range(f.random.randint(2, 3)))
    return (
        _matrix(f)
        + rf"\begin{{{vector}}} {column} \end{{{vector}}}"
        + f.pick(("", f" = {_matrix(f)}", " = 0"))
    )


def _cases(f: Formulas) -> str:
    def condition() -> str:
        return f.pick(
            (
                f"{f.letter()} {f.relation()} {f.number()}",
                rf"{f.letter()} \in {f.letter()}",
                f"0<{f.letter()}<1",
                "",
            )
        )

    rows = r" \\ ".join(f"{f.inside(Formulas.sum)}, & {condition()}" for _ in range(f.random.randint(2, 4)))
    head = f.pick((f"f({f.letter()}) = ", f"{f.scripted()} = ", "|x| = ", f"{f.letter()} = "))
    return head + rf"\begin{{cases}} {rows} \end{{cases}}"


def _aligned(f: Formulas) -> str:
    lines = [f"{f.inside(Formulas.sum)} &= {f.inside(Formulas.sum)}"]
    for _ in range(f.random.randint(1, 3)):
        left = f"{f.inside(Formulas.sum)} " if f.chance(0.4) else ""
        sign = f.pick(("=", "=", "=", "<", r"\leq", r"\approx"))
        lines.append(f"{left}&{sign} {f.inside(Formulas.sum)}")
    return r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}"


def _system(f: Formulas) -> str:
    names = f.pick(("xyz", "abc", "uvw"))[: f.random.randint(2, 3)]
    rows = []
    for _ in range(f.random.randint(2, 3)):
        left = " ".join(
            f"{'' if i == 0 and f.chance(0.6) else f.pick('+-')} {f.random.choice(['', f.number()])} {name}"
            for i, name in enumerate(names)
        )
        rows.append(left + f" = {f.number()}")
    if f.chance(0.4):
        rows = [row.replace(" = ", " &= ") for row in rows]
    columns = "l" if "&" not in rows[0] else "rl"
    end = f.pick((r"\right.", r"\right.", r"\right\}"))
    begin = r"\left." if end == r"\right\}" else r"\left\{"
    return begin + rf" \begin{{array}}{{{columns}}} " + r" \\ ".join(rows) + rf" \end{{array}} {end}"


def _lines(f: Formulas) -> str:
    lines = [f.inside(Formulas.equation) for _ in range(f.random.randint(2, 4))]
    return r"\begin{gathered} " + r" \\ ".join(lines) + r" \end{gathered}"


def _block(f: Formulas) -> str:
    return rf"\begin{{pmatrix}} {_matrix(f)} & {f.pick(('0', _matrix(f)))} \\ {f.pick(('0', 'C'))} & {_matrix(f)} \end{{pmatrix}}"


_GRIDS: list[tuple[int, Rule]] = [
    (6, _matrix), (8, _matrix_equation), (3, _matrix_product), (5, _cases), (5, _aligned), (4, _system),
    (3, _lines), (1, _block),
]  # fmt: skip
