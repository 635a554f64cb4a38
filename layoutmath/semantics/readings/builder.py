"""What each rule of ``grammars/meaning.lark`` means: a method per rule, which makes an operation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from layoutmath.reading import Operation
from layoutmath.semantics.readings.lexeme import Lexeme

if TYPE_CHECKING:
    from lark import Token

Children = Sequence[Any]
"""What a rule matched: tokens, whose value is a lexeme, operations, and None for what is left out."""

Limits = tuple[Operation | None, Operation | None]


class Refused(Exception):
    """Lexemes in an order that the grammar allows and mathematics does not."""

    def __init__(self, code: str, sentence: str, at: Operation) -> None:
        self.code, self.sentence, self.at = code, sentence, at
        super().__init__(sentence)


def operations(children: Children) -> tuple[Operation, ...]:
    return tuple(child for child in children if isinstance(child, Operation))


def lexemes(children: Children) -> list[Lexeme]:
    return [child.value for child in children if hasattr(child, "value")]


def symbols(children: Children) -> tuple[str, ...]:
    """The ids of all lexemes among the children: those that belong to the rule itself."""
    return tuple(symbol for lexeme in lexemes(children) for symbol in lexeme.symbols)


def many(operator: str, children: Children) -> Operation:
    """An operator of any number of operands; what stands left of its sign may be one already.

    Products with and without signs stay apart, so that a product has all its signs or none.
    """
    left, right = operations(children)
    text = "".join(lexeme.text for lexeme in lexemes(children) if lexeme.text == "cross")
    alike = operator != "times" or (bool(left.symbols), left.text) == (bool(symbols(children)), text)
    if left.operator == operator and alike:
        return replace(left, operands=(*left.operands, right), symbols=left.symbols + symbols(children))
    return Operation(operator, (left, right), text, symbols(children))


def whole(operator: str) -> Callable[[Builder, Children], Operation]:
    """The rule of an operator that takes all operations in order and owns all lexemes."""
    return lambda _, children: Operation(operator, operations(children), symbols=symbols(children))


def joined(operator: str) -> Callable[[Builder, Children], Operation]:
    return lambda _, children: many(operator, children)


class Builder:
    """The rules. Lark calls them from the leaves up, so depth costs no stack."""

    def start(self, children: Children) -> Operation:
        (found,) = operations(children)
        return found

    def leaf(self, children: Children) -> Operation:
        return lexemes(children)[0].operation

    symbol = function = leaf

    # ---- statements ----

    list = whole("list")
    iff = joined("iff")
    implies = whole("implies")
    disjunction = joined("or")
    conjunction = joined("and")
    negation = whole("not")
    union = joined("union")
    intersection = joined("intersection")
    set_minus = whole("set_minus")

    def quantified(self, children: Children) -> Operation:
        condition, *statement = operations(children)
        own, *separator = lexemes(children)
        bound = Operation(
            "bound",
            (condition,),
            "" if condition.operator == "symbol" else "condition",
            symbols=separator[0].symbols if separator else (),
        )
        return Operation(own.text, (bound, *statement), symbols=own.symbols)

    def chain(self, children: Children) -> Operation:
        """Relations that share their ends: the same operation stands in both."""
        sides, signs = operations(children), lexemes(children)
        relations = tuple(
            Operation("relation", (left, right), sign.text, sign.symbols)
            for left, right, sign in zip(sides, sides[1:], signs, strict=False)
        )
        return relations[0] if len(relations) == 1 else Operation("chain", relations)

    def map(self, children: Children) -> Operation:
        arrow = lexemes(children)[-1]
        found = Operation("map", operations(children), symbols=symbols(children))
        if arrow.text != "to":
            raise Refused("unexpected-symbol", "behind a colon an arrow was expected: f: A → B", found)
        return found

    # ---- sums and products ----

    plus = joined("plus")
    negate = whole("negate")
    times = joined("times")
    adjacent = joined("times")
    divide = whole("divide")
    mod = whole("mod")
    compose = joined("compose")

    def minus(self, children: Children) -> Operation:
        left, right = operations(children)
        return many("plus", [left, Operation("negate", (right,), symbols=symbols(children))])

    def positive(self, children: Children) -> Operation:
        return Operation("group", operations(children), "+", symbols(children))

    def plus_minus(self, children: Children) -> Operation:
        return Operation(lexemes(children)[0].text, operations(children), symbols=symbols(children))

    signs = plus_minus

    def times_negative(self, children: Children) -> Operation:
        left, right = operations(children)
        sign, minus = lexemes(children)
        negative = Operation("negate", (right,), symbols=minus.symbols)
        text = "cross" if sign.text == "cross" else ""
        return Operation("times", (left, negative), text, sign.symbols)

    # ---- functions ----

    def apply(self, children: Children) -> Operation:
        head, argument = operations(children)
        return _applied(head, argument)

    def called(self, children: Children) -> Operation:
        return operations(children)[0]

    def apply_negative(self, children: Children) -> Operation:
        head, argument = operations(children)
        return _applied(head, Operation("negate", (argument,), symbols=symbols(children)))

    log = whole("log")
    head_power = whole("power")
    inverse = whole("inverse")

    def prime(self, children: Children) -> Operation:
        """Primes say by their number how often, an order in parentheses says it itself."""
        return Operation("prime", operations(children), lexemes(children)[0].text, symbols(children))

    # ---- operators that reach to the right ----

    def limits(self, children: Children) -> Limits:
        return children[1], children[4]

    def big(self, children: Children) -> Operation:
        sign, limits, body = children
        return Operation(sign.value.text, (body, _bound(limits)), symbols=sign.value.symbols)

    def over(self, children: Children) -> Operation:
        name, limits, body = children
        return Operation(f"{name.value.text}_over", (body, _bound(limits)), symbols=name.value.symbols)

    def limit(self, children: Children) -> Operation:
        name, (below, above), body = children
        word: Lexeme = name.value
        wrong = Operation("apply", (word_operation(word), body))
        if below is None or above is not None or (below.operator, below.text) != ("relation", "to"):
            raise Refused("incomplete", "a limit needs to say what goes where: x → 0", wrong)
        variable, point = below.operands
        side, own = "", word.symbols + below.symbols
        if point.operator == "power" and point.operands[1].operator == "omitted":
            side, own = point.operands[1].text, own + point.operands[1].symbols
            point = point.operands[0]
        return Operation("limit", (body, variable, point), side, own)

    def derivative(self, children: Children) -> Operation:
        """An operator in front, with the variables that it already holds: d/dx."""
        own = lexemes(children)[0]
        return Operation(own.text, (*operations(children), *own.payload), symbols=symbols(children))

    derived = derivative
    nabla = whole("nabla")

    def integral(self, children: Children) -> Operation:
        """Bounds for the differentials from the innermost outwards; the limits are those of the first."""
        sign, limits, body, *rest = children
        differentials = lexemes(rest)
        upper = limits[1]
        if len(differentials) > 1 and upper is not None:
            text = "limits of several integrals belong to one sign each"
            raise Refused("unexpected-symbol", text, upper)
        integrand = body if body is not None else Operation("number", text="1")
        bounds = []
        for number, differential in enumerate(differentials):
            ends = limits if number == 0 else (None, None)
            text = ("over" if ends[1] is None else "range") if ends[0] is not None else ""
            if text == "" and ends[1] is not None:
                raise Refused("incomplete", "this integral has no lower limit", upper or integrand)
            operands = (*differential.payload, *(end for end in ends if end is not None))
            bounds.append(Operation("bound", operands, text, differential.symbols))
        return Operation("integral", (integrand, *bounds), symbols=sign.value.symbols)

    # ---- fences and what is drawn around something ----

    def group(self, children: Children) -> Operation:
        opening, inner, closing = children
        kinds = opening.value.type.removesuffix("_OPEN"), closing.value.type.removesuffix("_CLOSE")
        fences = FENCE_SIGNS[kinds[0]][0] + FENCE_SIGNS[kinds[1]][1]
        own = (*opening.value.symbols, *closing.value.symbols)
        several = inner.operands if inner.operator == "list" else ()
        if inner.operator == "matrix" and not inner.symbols:
            return Operation("matrix", inner.operands, symbols=own)
        is_interval = fences in ("[)", "(]", "[]") or opening.value.text == "interval"
        if len(several) == 2 and is_interval and fences != "⟨⟩":
            return Operation("interval", several, fences, _around(opening, inner, closing))
        if kinds[0] != kinds[1]:
            wrong = Operation("group", (inner,), fences[0], own)
            raise Refused("unbalanced-fence", "these fences do not belong together", wrong)
        if several:
            return Operation("tuple", several, symbols=_around(opening, inner, closing))
        return Operation("group", (inner,), fences[0], own)

    def bars(self, children: Children) -> Operation:
        opening, inner, closing = children
        own = (*opening.value.symbols, *closing.value.symbols)
        kind = opening.value.type.removesuffix("_OPEN")
        if opening.value.text == "determinant" or (
            kind == "BAR" and inner.operator == "matrix" and not inner.symbols
        ):
            return Operation("apply", (Operation("function", text="det"), inner), symbols=own)
        return Operation(BAR_OPERATORS[kind], (inner,), symbols=own)

    def set(self, children: Children) -> Operation:
        opening, *inner, closing = children
        if inner and inner[0].operator == "list":
            return Operation("set", inner[0].operands, symbols=_around(opening, inner[0], closing))
        return Operation("set", operations(children), symbols=symbols(children))

    between = whole("between")
    set_builder = whole("set_builder")
    fraction = whole("divide")
    overline = whole("conjugate")
    root = whole("root")
    power = whole("power")

    def mixed(self, children: Children) -> Operation:
        number, fraction = children
        return Operation("mixed", (replace(number.value, type="NUMBER").operation, fraction))

    def postfix(self, children: Children) -> Operation:
        """A sign behind; + or − as a superscript is the side in a limit, elsewhere nobody can evaluate it."""
        base, sign = children
        operator = POSTFIX_OPERATORS[sign.value.type]
        if operator != "power":
            return Operation(operator, (base,), symbols=sign.value.symbols)
        side = Operation("omitted", text=sign.value.text, symbols=sign.value.symbols)
        return Operation("power", (base, side))

    # ---- grids ----

    matrix = whole("matrix")
    row = whole("row")
    binomial = whole("binomial")
    cases = whole("cases")
    piece = whole("piece")
    otherwise = whole("piece")

    def system(self, children: Children) -> Operation:
        own = list(symbols(children))
        found: list[Operation] = []
        for line in operations(children):
            if line.operator == "list":
                own += line.symbols
                found += line.operands
            else:
                found.append(line)
        if len(found) == 1 and not own:
            return found[0]
        return Operation("system", tuple(found), symbols=tuple(own))


BAR_OPERATORS = {"BAR": "abs", "NORM": "norm", "FLOOR": "floor", "CEIL": "ceil"}
POSTFIX_OPERATORS = {
    "BANG": "factorial",
    "DOUBLE_BANG": "double_factorial",
    "PERCENT": "percent",
    "DEGREE": "degrees",
    "TRANSPOSE": "transpose",
    "ADJOINT": "adjoint",
    "STAR": "conjugate",
    "DIRECTION": "power",
}
FENCE_SIGNS = {"PAREN": "()", "BRACKET": "[]", "ANGLE": "⟨⟩"}


def word_operation(word: Lexeme) -> Operation:
    return Operation("function", text=word.text, symbols=word.symbols)


def _around(opening: Token, inner: Operation, closing: Token) -> tuple[str, ...]:
    before: Lexeme = opening.value
    behind: Lexeme = closing.value
    return (*before.symbols, *inner.symbols, *behind.symbols)


def _applied(head: Operation, argument: Operation) -> Operation:
    """A function with what stands behind it; the parentheses and commas there are those of the call."""
    if head.operator == "power":  # sin² x is the square of a sine
        return replace(head, operands=(_applied(head.operands[0], argument), head.operands[1]))
    is_call = argument.operator == "tuple" or (argument.operator == "group" and argument.text in "([")
    arguments = argument.operands if is_call else (argument,)
    own = argument.symbols if is_call else ()
    if head.operator == "log":
        return replace(head, operands=(*head.operands, *arguments), symbols=head.symbols + own)
    return Operation("apply", (head, *arguments), symbols=own)


def _bound(limits: Limits) -> Operation:
    r"""What ∑ and its kind run over: i = 1 … n, i ∈ S, i, or ends without a variable."""
    below, above = limits
    if below is not None and above is not None and (below.operator, below.text) == ("relation", "eq"):
        return Operation("bound", (*below.operands, above), "range", below.symbols)
    if below is None and above is not None:
        raise Refused("incomplete", "something to begin with is missing below", above)
    if below is None or above is not None:
        return Operation("bound", tuple(end for end in limits if end is not None), "ends")
    return Operation("bound", (below,), "" if below.operator == "symbol" else "condition")
