"""Rules for random terms: what stands on one line."""

from __future__ import annotations

from layoutmath.synthesise.source import Rule, Source

FENCES = [
    ("(", ")"), ("[", "]"), (r"\{", r"\}"), ("|", "|"), (r"\langle", r"\rangle"), (r"\lfloor", r"\rfloor"),
    (r"\lceil", r"\rceil"), (r"\|", r"\|"), ("[", ")"), ("(", "]"),
]  # fmt: skip
ACCENTS = r"\hat \tilde \bar \vec \dot \ddot \check \breve \acute \grave \mathring"
FUNCTIONS = r"\sin \cos \tan \cot \log \ln \exp \arctan \sinh \cosh \det \dim \ker \arg"
OPERATORS = r"\sum \sum \sum \prod \prod \bigcup \bigcap \bigoplus \bigotimes \bigvee \bigwedge \coprod"


def term(f: Source) -> str:
    f.terms -= 1
    if f.depth <= 0 or f.terms < 0:
        return f.simple() if f.chance(0.7) else scripted(f)
    return f.one(TERMS)


def product(f: Source) -> str:
    text = term(f)
    while f.terms > 0 and f.chance(0.4):
        text += f" {term(f)}"
    return text


def sum_of_products(f: Source) -> str:
    text = f.maybe(0.2, "-") + product(f)
    while f.terms > 0 and f.chance(0.5):
        text += f" {f.binary()} {product(f)}"
    return text


def equation(f: Source) -> str:
    text = sum_of_products(f)
    for _ in range(f.random.choice((0, 1, 1, 1, 1, 2))):
        text += f" {f.relation()} {sum_of_products(f)}"
    return text + f.maybe(0.3, f.pick(", ."))


def listing(f: Source) -> str:
    name = f.letter()
    if f.chance(0.5):
        return rf"{name}_1, {name}_2, \ldots, {name}_{{{f.pick('n m k N')}}}"
    return ", ".join(scripted(f) if f.chance(0.4) else f.simple() for _ in range(f.number_in(2, 5)))


# ---- letters with something around them ----


def script(f: Source) -> str:
    return f.one(SCRIPTS) if f.depth > 0 else f.simple()


def scripted(f: Source) -> str:
    base = accented(f) if f.chance(0.12) else f.letter()
    lower, upper = (f"{mark}{{{f.inside(script)}}}" for mark in "_^")
    kind = f.random.random()
    if kind < 0.7:
        return base + (lower if kind < 0.35 else upper)
    if kind < 0.92:
        return base + lower + upper
    return base + f.pick("' ' '' '''") + f.maybe(0.3, lower)


def accented(f: Source) -> str:
    text = f"{f.pick(ACCENTS)}{{{f.letter()}}}"
    return f"{f.pick(ACCENTS)}{{{text}}}" if f.chance(0.04) else text


def prescripted(f: Source) -> str:
    base = f.pick("C U H F A X T R") if f.chance(0.5) else f.letter()
    kind = f.random.random()
    before = f.maybe(float(kind < 0.7), f"^{{{f.short() if f.chance(0.2) else f.number()}}}")
    before += f.maybe(float(kind > 0.3), f"_{{{f.simple()}}}")
    return f"{{{{}}{before}{base}{f.maybe(0.5, f.pick('_1 ^+ ^{2} _n^k _{2} ^*'))}}}"


def tensor(f: Source) -> str:
    upper, lower = f.pick(r"\mu \nu \alpha \lambda"), f.pick(r"\rho \sigma \beta \kappa")
    name = f.pick(r"g T R F G \Gamma \partial")
    return f"{name}^{{{upper}}}_{{{lower}{upper}}}" if f.chance(0.5) else f"{name}_{{{upper}{lower}}}"


# ---- fractions, roots, fences ----


def fraction(f: Source) -> str:
    return rf"\frac{{{f.inside(sum_of_products)}}}{{{f.inside(sum_of_products)}}}"


def short_fraction(f: Source) -> str:
    return rf"\frac{{{f.simple()}}}{{{f.short()}}}"


def continued_fraction(f: Source) -> str:
    text = f.short()
    for _ in range(f.number_in(2, 4)):
        text = rf"{f.simple()} + \frac{{{f.simple()}}}{{{text}}}"
    return text


def root(f: Source) -> str:
    return rf"\sqrt{_index(f)}{{{f.inside(sum_of_products)}}}"


def nested_roots(f: Source) -> str:
    text = f.short()
    for _ in range(f.number_in(2, 4)):
        text = rf"{f.simple()} {f.pick('+ -')} \sqrt{_index(f)}{{{text}}}"
    return text


def _index(f: Source) -> str:
    return f.maybe(0.35, f"[{f.pick('3 3 n 4 n+1 m k 2n')}]")


def group(f: Source) -> str:
    left, right = FENCES[0] if f.chance(0.5) else f.random.choice(FENCES)
    grow = ("", "") if f.chance(0.5) else (r"\left", r"\right")
    after = f.maybe(0.35, f.pick("^2 ^n _0 ^{-1} ^{2}_{i} ' ^T") if f.chance(0.8) else f"^{{{f.short()}}}")
    return rf"{grow[0]}{left} {f.inside(sum_of_products)} {grow[1]}{right}{after}"


def long_division(f: Source) -> str:
    divisor, dividend, quotient = f.number_in(2, 99), f.number_in(100, 99999), f.number_in(10, 999)
    sign = rf"\longdiv{{{dividend}}}"
    return f"{divisor} " + (rf"\overset{{{quotient}}}{{{sign}}}" if f.chance(0.7) else sign)


# ---- operators ----


def big_operator(f: Source) -> str:
    index, start = f.pick("i j k n m"), f.pick("0 1 2 j n")
    below = f.pick(rf"{index}={start} {index}={start} {index}={start} {index} {index}<j {index}\in{{}}S")
    if f.chance(0.12):
        below = rf"\substack{{{below} \\ {f.pick('i j k')}{f.relation()} {f.simple()}}}"
    end = f.pick(r"n \infty N n-1 m 2n k^2")
    above = f.maybe(0.7, f"^{{{end}}}")
    placed = f.maybe(0.3, f.pick(r"\limits \nolimits"))
    return f"{f.pick(OPERATORS)}{placed}_{{{below}}}{above} {f.inside(product)}"


def integral(f: Source) -> str:
    sign = f.pick(r"\int \int \int \int \oint \iint \iiint")
    limits = f.pick(r"_0^1 _a^b _{-\infty}^{\infty} _0^{2\pi} _C") if f.chance(0.5) else ""
    if not limits and f.chance(0.5):
        limits = f"_{{{f.short()}}}^{{{f.short()}}}"
    placed = r"\limits" if limits and f.chance(0.15) else ""
    variable = f.pick(r"x t \theta V s u")
    return rf"{sign}{placed}{limits} {f.inside(product)} \, d{variable}"


def limit(f: Source) -> str:
    name = f.pick(r"\lim \lim \lim \max \min \sup \inf \limsup \liminf")
    sign, target = f.pick(r"\to \rightarrow \in"), f.pick(r"0 a \infty 1^+ 0^-")
    below = f"{f.pick('x n h t')}{sign} {target}" if f.chance(0.8) else f.letter()
    return f"{name}_{{{below}}} {f.inside(term)}"


def function(f: Source) -> str:
    power = f.maybe(0.4, f.pick("^2 ^{-1} _2 _{10} ^n"))
    argument = rf"\left( {f.inside(sum_of_products)} \right)" if f.chance(0.45) else f.inside(term)
    return f"{f.pick(FUNCTIONS)}{power} {argument}"


def application(f: Source) -> str:
    name = f.pick(r"f g h F P \phi \Gamma u f' f'' f^{-1} y")
    return f"{name}({f.inside(listing if f.chance(0.2) else sum_of_products)})"


def derivative(f: Source) -> str:
    d, power = f.pick(r"d d \partial \partial \Delta"), f.maybe(0.4, f.pick("^2 ^n"))
    return rf"\frac{{{d}{power} {f.letter()}}}{{{d} {f.letter()}{power}}}"


def evaluated(f: Source) -> str:
    inside = derivative(f) if f.chance(0.6) else fraction(f)
    return rf"\left. {inside} \right|_{{{f.letter()}={f.number()}}}" + f.maybe(0.2, f"^{{{f.short()}}}")


# ---- marks and notes ----


def wide_mark(f: Source) -> str:
    contents = f.one(MARKED)
    mark = f.pick(r"\overline \overline \widehat \widetilde \overrightarrow \underline \overleftarrow")
    return f"{mark}{{{contents}}}" + f.maybe(0.15, f.pick("^2 _1 ^*"))


def brace(f: Source) -> str:
    contents = f.pick(r"1+1+\cdots+1 a+b+\ldots+z x\cdots{}x") if f.chance(0.5) else f.inside(sum_of_products)
    kind = f.pick("brace brace brace bracket paren")
    note = f.maybe(0.88, f"{{{f.pick('n k+1 2m =0') if f.chance(0.6) else f.short()}}}")
    side, mark = ("over", "^") if f.chance(0.5) else ("under", "_")
    return rf"\{side}{kind}{{{contents}}}" + (mark + note if note else "")


def noted(f: Source) -> str:
    kind = f.random.random()
    if kind < 0.5:
        below = f.maybe(0.3, f"[{f.letter()}]")
        return rf"{f.letter()} \xrightarrow{below}{{{f.short()}}} {f.letter()}"
    if kind < 0.8:
        note, sign = f.pick(r"? ! \Delta d * (1)"), f.pick(r"= = \to \sim")
        return rf"{f.letter()} \overset{{{note}}}{{{sign}}} {f.letter()}"
    return rf"\underset{{{f.short()}}}{{{f.pick('A B X')}}}"


def binomial(f: Source) -> str:
    return rf"\binom{{{f.short()}}}{{{f.short()}}}"


def boxed(f: Source) -> str:
    return rf"\boxed{{{f.inside(equation)}}}"


# ---- phrases ----


def dotted_sum(f: Source) -> str:
    name, sign = f.letter(), f.pick(r"+ + \cdot \times")
    return rf"{name}_1 {sign} {name}_2 {sign} \cdots {sign} {name}_{f.pick('n m k')}"


def builder(f: Source) -> str:
    return rf"\left\{{ {f.letter()} \mid {f.inside(equation)} \right\}}"


def phrase(f: Source) -> str:
    return f.pick(rf"n! (n-k)! {f.number()}\% {f.number()}^{{\circ}} \angle{{}}ABC f\circ{{}}g 90^\circ")


SCRIPTS: list[tuple[int, Rule]] = [
    (10, Source.simple),
    (4, Source.short),
    (2, lambda f: f"-{f.simple()}"),
    (2, lambda f: f.letter() + f.letter()),
    (2, lambda f: f"{f.letter()},{f.letter()}"),
    (2, scripted),
    (1, lambda f: f"({f.letter()})"),
    (2, short_fraction),
    (1, lambda f: f"-{scripted(f)}"),
    (1, lambda f: f.pick(r"* \dagger \prime + \infty \perp T")),
    (1, sum_of_products),
]
MARKED: list[tuple[int, Rule]] = [
    (4, lambda f: f.pick("AB ABC xy PQ x+y a-b")), (3, scripted), (3, Source.short),
    (2, lambda f: f.inside(sum_of_products)),
]  # fmt: skip
TERMS: list[tuple[int, Rule]] = [
    (14, Source.simple), (14, scripted), (8, fraction), (4, short_fraction), (5, root), (10, group),
    (4, big_operator), (4, integral), (2, limit), (4, function), (4, application), (2, derivative),
    (2, evaluated), (3, accented), (3, wide_mark), (2, brace), (3, prescripted), (2, tensor), (2, binomial),
    (1, noted), (1, dotted_sum), (1, phrase), (1, builder),
]  # fmt: skip
LINES: list[tuple[int, Rule]] = [
    (30, equation), (6, sum_of_products), (2, continued_fraction), (2, nested_roots), (2, brace),
    (2, long_division), (1, boxed), (2, listing), (2, noted), (1, builder), (2, prescripted), (1, wide_mark),
    (1, lambda f: rf"{equation(f)}, \quad {equation(f)}"),
]  # fmt: skip
