"""Which names an operation binds, and where: the k of a sum is not the k beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from layoutmath.reading import Operation

INDEXED = ("sum", "product", "union_over", "intersection_over", "max_over", "min_over")
DERIVATIVES = ("derivative", "partial_derivative")
QUANTIFIERS = ("forall", "exists")


class Scope(NamedTuple):
    """What is said of names where an operation stands.

    ``bound`` have a meaning of their own there; ``held`` stay variables until the operation around is done:
    the x of d/dx, which takes its value only after the derivative is found. In a ``branch`` of a distinction
    of cases something may be undefined, as long as another one holds.
    """

    bound: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    branch: bool = False

    @property
    def is_open(self) -> bool:
        """Whether what stands here depends on something that has no value yet."""
        return bool(self.bound or self.held)

    def hides(self, name: str) -> bool:
        return name in self.bound or name in self.held


def scoped(root: Operation) -> Iterator[tuple[Operation, Scope]]:
    """Every operation with the names that are bound where it stands, parents first, operands in order.

    >>> k, n = Operation("symbol", text="k"), Operation("symbol", text="n")
    >>> one = Operation("number", text="1")
    >>> total = Operation("sum", (k, Operation("bound", (k, one, n), "range")))
    >>> [(str(node), *scope.bound) for node, scope in scoped(total) if node.operator == "symbol"]
    [('k', 'k'), ('k', 'k'), ('n',)]
    """
    pending = [(root, Scope())]
    while pending:
        operation, scope = pending.pop()
        yield operation, scope
        pending.extend(reversed(list(zip(operation.operands, _below(operation, scope), strict=True))))


def free_names(root: Operation) -> dict[str, list[Operation]]:
    """The symbols that need a value, by name, in order; the name of an unknown function is none of them."""
    found: dict[str, list[Operation]] = {}
    heads = {id(head) for operation in root.walk() for head in _heads(operation)}
    for operation, scope in scoped(root):
        if (
            operation.operator == "symbol"
            and operation.text not in scope.bound
            and id(operation) not in heads
        ):
            found.setdefault(operation.text, []).append(operation)
    return found


def unknown_functions(root: Operation) -> list[tuple[Operation, Operation]]:
    """What is applied to something or derived without being a known function: its name, and where."""
    return [
        (head, operation)
        for operation in root.walk()
        for head in _heads(operation)
        if head.operator == "symbol"
    ]


def dependent_names(root: Operation) -> dict[str, tuple[str, ...]]:
    """Names that are derived as they are, with what they depend on: y on x, in dy/dx.

    >>> x, y = Operation("symbol", text="x"), Operation("symbol", text="y")
    >>> by = Operation("by", (x, Operation("number", text="1")))
    >>> dependent_names(Operation("derivative", (y, by)))
    {'y': ('x',)}
    """
    found: dict[str, dict[str, None]] = {}
    for operation in root.walk():
        if operation.operator in DERIVATIVES:
            derived, variables = operation.operands[0].bare, bound_by(operation)
            if derived.operator == "symbol" and derived.text not in variables:
                found.setdefault(derived.text, {}).update(dict.fromkeys(variables))
    return {name: tuple(variables) for name, variables in found.items()}


def has_own_variable(operation: Operation) -> bool:
    """Whether it is a prime behind an expression in one variable, by which it derives: (x^2)'."""
    if operation.operator != "prime" or not operation.text.isdigit():
        return False
    derived = operation.operands[0].bare
    is_name = derived.operator in ("symbol", "function", "prime", "inverse", "compose")
    return not is_name and len(free_names(derived)) == 1


def is_symbolic(root: Operation) -> bool:
    """Whether it is a derivative or an indefinite integral, or made of such by the signs of arithmetic."""
    node = root.bare
    if node.operator in ("plus", "negate", "times", "divide"):
        return any(map(is_symbolic, node.operands))
    if node.operator == "integral":
        return any(bound.text == "" for bound in node.operands[1:])
    return node.operator in DERIVATIVES or has_own_variable(node)


def bound_by(operation: Operation) -> tuple[str, ...]:
    """The names that an operation binds: those of its bounds, or of the variables by which it derives."""
    operands = operation.operands
    if operation.operator in ("integral", *INDEXED):
        return _names(bound.operands[0] for bound in operands[1:] if bound.text != "ends")
    if operation.operator in DERIVATIVES:
        return _names(by.operands[0] for by in operands[1:])
    if operation.operator == "limit":
        return _names(operands[1:2])
    if has_own_variable(operation):
        return tuple(free_names(operands[0]))[:1]
    if operation.operator == "between":
        # [F] from a to b does not say in which variable; there is no doubt if F has only one
        stated = [end.bare for end in operands[1:] if end.bare.operator == "relation"]
        names = tuple(free_names(operands[0]))
        return _names(stated) or (names if len(names) == 1 else ())
    if operation.operator in QUANTIFIERS:
        return _names(operands[0].operands[:1])
    if operation.operator == "set_builder":
        return _names(operands[:1]) or _names(operands[1:])
    return ()


def _below(operation: Operation, scope: Scope) -> list[Scope]:
    """The scope of each operand."""
    operands, names = operation.operands, frozenset(bound_by(operation))
    inside = scope._replace(bound=scope.bound | names)
    match operation.operator:
        case "integral":
            # the innermost comes first: the ends of a bound may name the variables of those around it
            indefinite = frozenset(_names(bound.operands[0] for bound in operands[1:] if bound.text == ""))
            own = [frozenset(bound_by(Operation("integral", (operands[0], bound)))) for bound in operands[1:]]
            around = [frozenset().union(*own[index + 1 :]) for index in range(len(own))]
            held = scope.held | indefinite
            return [Scope((scope.bound | mine) - indefinite, held, scope.branch) for mine in (names, *around)]
        case "derivative" | "partial_derivative":
            return [scope._replace(held=scope.held | names)] * len(operands)
        case "prime" if has_own_variable(operation):
            return [scope._replace(held=scope.held | names)]
        case "set_builder" | "forall" | "exists":
            return [inside] * len(operands)
        case "limit":
            return [inside, inside, scope]
        case "between":
            return [inside, *(inside if end.bare.operator == "relation" else scope for end in operands[1:])]
        case "bound":
            own_name = frozenset(_names(operands[:1])) if operation.text != "ends" else frozenset()
            if operation.text == "":
                return [scope._replace(held=scope.held | own_name)]
            inner = scope._replace(bound=scope.bound | own_name)
            return [inner, *[scope] * (len(operands) - 1)][: len(operands)]
        case "piece":
            return [scope._replace(branch=True), *[scope] * (len(operands) - 1)]
        case name if name in INDEXED:
            return [inside, *[scope] * (len(operands) - 1)]
    return [scope] * len(operands)


def _names(variables: Iterable[Operation]) -> tuple[str, ...]:
    """Names of variables, given alone or by a condition: k, k ∈ S, 1 ≤ k ≤ n."""
    found: dict[str, None] = {}
    for variable in variables:
        node = variable.bare
        if node.operator == "chain":
            node = node.operands[0].bare.operands[1].bare
        elif node.operator == "relation":
            node = node.operands[0].bare
        if node.operator == "symbol":
            found[node.text] = None
    return tuple(found)


def _heads(operation: Operation) -> tuple[Operation, ...]:
    """Names that stand for a function: applied, inverted, or primed and then applied; y of dy/dx."""
    if operation.operator == "apply":
        node = operation.operands[0].bare
        while node.operator in ("prime", "inverse"):
            node = node.operands[0].bare
        return tuple(inner.bare for inner in node.operands) if node.operator == "compose" else (node,)
    if operation.operator in DERIVATIVES:
        derived = operation.operands[0].bare
        return (derived,) if derived.operator == "symbol" and derived.text not in bound_by(operation) else ()
    return ()
