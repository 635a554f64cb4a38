"""What a person holds fixed: labels, classes, parents and relations of chosen symbols."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from layoutmath.classify.pairs import Floats, Integers
from layoutmath.errors import InputError
from layoutmath.expression import Expression
from layoutmath.links import GridLink, Link
from layoutmath.relate.places import CLOSED, ROOT, Held
from layoutmath.relation import Relation
from layoutmath.symbols import SymbolClass, canonical_label, label_shape

_KEYS = ("label", "class", "parent", "relation", "root")
_FIELD = re.compile(rf"(?:^|,)({'|'.join(_KEYS)})(?==|$|,)")


@dataclass(frozen=True, slots=True)
class Pin:
    """What is held fixed of one symbol, whatever the classifiers say; several fields may be stated together.

    ``symbol`` and ``parent`` are ids. ``label`` is the symbol's identity, ``symbol_class`` its class;
    ``relation`` says how it hangs from its parent, whichever that is, or from ``parent``; ``root`` makes it
    the root. ``GridLink.NEXT_CELL`` and ``GridLink.NEXT_ROW`` say that it starts the cell to the right of the
    one that ``parent`` starts, or the row below.

    Where a symbol starts a grid it stands for the grid, as in :mod:`layoutmath.links`: to pin the first
    entry of a matrix ``Right`` of its fence is to pin the matrix there.

    Raises InputError for a pin that says nothing, or contradicts itself.

    >>> Pin("3", parent="1", relation=Relation.SUP)
    Pin(symbol='3', label=None, symbol_class=None, parent='1', relation=<Relation.SUP: 'Sup'>, root=False)
    >>> Pin("3", parent="3")
    Traceback (most recent call last):
    ...
    layoutmath.errors.InputError: pin 3:parent=3: found a symbol as its own parent; expected another symbol
    """

    symbol: str
    label: str | None = None
    symbol_class: SymbolClass | None = None
    parent: str | None = None
    relation: Link | None = None
    root: bool = False

    def __post_init__(self) -> None:
        def refuse(finding: str, expectation: str) -> InputError:
            return InputError(finding, expectation, place=f"pin {self}")

        if self.label is not None:
            if not isinstance(self.label, str) or not self.label:
                raise refuse(f"found label {self.label!r}", "a name")
            object.__setattr__(self, "label", canonical_label(self.label))
        if self.symbol_class is not None and not isinstance(self.symbol_class, SymbolClass):
            raise refuse(f"found class {self.symbol_class!r}", "a SymbolClass")
        if self.relation is GridLink.AFTER_GRID or not isinstance(self.relation, Link | None):
            expected = "a Relation, GridLink.NEXT_CELL or GridLink.NEXT_ROW"
            raise refuse(f"found relation {self.relation!r}", expected)
        if all(getattr(self, each.name) in (None, False) for each in fields(self)[1:]):
            raise refuse("found nothing to hold", "a label, class, parent, relation or root")
        if self.root and (self.parent is not None or self.relation is not None):
            raise refuse("found a root with a parent or relation", "a root or a child")
        if self.parent == self.symbol:
            raise refuse("found a symbol as its own parent", "another symbol")
        shape = label_shape(self.label) if self.label is not None else None
        if shape is not None and self.symbol_class not in (None, shape.symbol_class):
            raise refuse(f"found a label of class {shape.symbol_class.value}", "a label of the stated class")

    @property
    def holds_place(self) -> bool:
        """Whether the pin says anything about where the symbol hangs.

        >>> Pin("3", label="x").holds_place, Pin("3", root=True).holds_place
        (False, True)
        """
        return self.root or self.parent is not None or self.relation is not None

    @classmethod
    def read(cls, text: str) -> Pin:
        """A pin as the command line spells it, and as ``str(pin)`` does: ``ID:KEY=VALUE,…``.

        The keys are ``label``, ``class``, ``parent``, ``relation`` and, without a value, ``root``.

        >>> Pin.read("3:parent=1,relation=sup")
        Pin(symbol='3', label=None, symbol_class=None, parent='1', relation=<Relation.SUP: 'Sup'>, root=False)
        >>> str(Pin.read("a:label=,,class=small")), str(Pin("5", root=True))
        ('a:label=,,class=small', '5:root')
        >>> Pin.read("3:sup=1")
        Traceback (most recent call last):
        ...
        layoutmath.errors.InputError: found pin '3:sup=1'; expected ID:KEY=VALUE,… with keys label, class, ...
        """
        # An id may hold colons, and a label commas: only what a key follows ends one.
        ends_of_ids = (found.end() for found in re.finditer(":", text))
        start = next((end for end in ends_of_ids if _FIELD.match(text[end:])), 0)
        keys = list(_FIELD.finditer(text[start:]))
        if start < 2 or not keys:
            raise InputError(f"found pin {text!r}", f"ID:KEY=VALUE,… with keys {', '.join(_KEYS)}")
        ends = [found.start() for found in keys[1:]] + [len(text) - start]
        values = [text[start + key.end() : start + end] for key, end in zip(keys, ends, strict=True)]
        stated: dict[str, str] = {}
        for key, value in zip(keys, values, strict=True):
            name = key[1]
            if name in stated or (value[1:] == "") != (name == "root"):
                finding = f"found {name} twice" if name in stated else f"found {name}{value}"
                raise InputError(
                    finding, "root" if name == "root" else f"{name}=VALUE, once", place=f"pin {text}"
                )
            stated[name] = value[1:]
        try:
            return cls(
                text[: start - 1],
                stated.get("label"),
                _class(stated["class"]) if "class" in stated else None,
                stated.get("parent"),
                _link(stated["relation"]) if "relation" in stated else None,
                "root" in stated,
            )
        except InputError as error:
            raise error if error.problem.place else error.inside(f"pin {text}") from None

    def __str__(self) -> str:
        values = (self.label, self.symbol_class, self.parent, self.relation)
        stated = [
            f"{key}={getattr(value, 'value', value)}"
            for key, value in zip(_KEYS[:-1], values, strict=True)
            if value is not None
        ]
        return f"{self.symbol}:{','.join(stated + ['root'] * bool(self.root))}"


def agreed_pins(expression: Expression, pins: Iterable[Pin]) -> dict[str, Pin]:
    """One pin for each pinned symbol, by its id, with all that is stated of it.

    Raises InputError where pins name unknown symbols or contradict each other: where two disagree about a
    symbol, or give two symbols one place or the root, where parents make a cycle, or where nobody is left
    to be the root.

    >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 2, 13, 9))])
    >>> agreed_pins(expression, [Pin("1", label="z"), Pin("1", parent="0")])["1"]
    Pin(symbol='1', label='z', symbol_class=None, parent='0', relation=None, root=False)
    >>> agreed_pins(expression, [Pin("1", label="z"), Pin("1", label="2")])
    Traceback (most recent call last):
    ...
    layoutmath.errors.InputError: pins: found 1:label=z and 1:label=2; expected one label of symbol '1'
    """
    if isinstance(pins, Pin):
        raise InputError(f"found pin {pins} alone", "a list of pins", place="pins")
    ids = {symbol.id for symbol in expression.symbols}
    agreed: dict[str, Pin] = {}
    by_symbol: dict[str, list[Pin]] = {}
    for pin in pins:
        for known in (pin.symbol, pin.parent):
            if known is not None and known not in ids:
                raise InputError(f"found unknown symbol {known!r}", "the id of a symbol", place=f"pin {pin}")
        for other in by_symbol.setdefault(pin.symbol, []):
            _require_agreement(other, pin)
        by_symbol[pin.symbol].append(pin)
        stated = {
            each.name: value
            for each in fields(pin)[1:]
            if (value := getattr(pin, each.name)) not in (None, False)
        }
        agreed[pin.symbol] = replace(agreed.get(pin.symbol, pin), **stated)
    _require_tree(agreed, ids)
    return agreed


def places_left(ids: Sequence[str], links: Sequence[Link], pins: Mapping[str, Pin]) -> Held:
    """The places that agreed pins leave to the symbols, ``parent × link_count + link``, ROOT for the root.

    A parent without a relation leaves the relations, not the links of grids. Raises InputError for a relation
    that ``links`` lacks, and where one parent is to have more children than it can.

    >>> dict(places_left(["0", "1"], list(Relation), {"1": Pin("1", parent="0", relation=Relation.SUB)}))
    {1: (2,)}
    """
    index = {symbol_id: position for position, symbol_id in enumerate(ids)}
    relations = [position for position, link in enumerate(links) if isinstance(link, Relation)]
    children: Counter[str] = Counter()
    held: dict[int, tuple[int, ...]] = {}
    for pin in filter(lambda pin: pin.holds_place, pins.values()):
        symbol = index[pin.symbol]
        if pin.relation is not None and pin.relation not in links:
            known = ", ".join(link.value for link in links)
            raise InputError(
                f"found relation {pin.relation.value}", f"what this classifier tells apart: {known}",
                place=f"pin {pin}",
            )  # fmt: skip
        within = relations if pin.relation is None else [links.index(pin.relation)]
        if pin.relation is Relation.RIGHT and pin.parent is None and GridLink.AFTER_GRID in links:
            within = [*within, links.index(GridLink.AFTER_GRID)]  # Right of a grid is Right too
        if pin.parent is not None and not isinstance(pin.relation, GridLink):
            children[pin.parent] += 1
            if children[pin.parent] > len(relations):
                raise InputError(
                    f"found {children[pin.parent]} symbols pinned to parent {pin.parent!r}",
                    f"{len(relations)} at the most, one for each relation",
                    place="pins",
                )
        if pin.root:
            held[symbol] = (ROOT,)
            continue
        parents = range(len(ids)) if pin.parent is None else [index[pin.parent]]
        held[symbol] = tuple(
            parent * len(links) + link for parent in parents if parent != symbol for link in within
        )
    return held


def narrowed(names: Integers, scores: Floats, held: Held) -> tuple[Integers, Floats]:
    """Places (n, m) and their scores where pins close places: to the pinned symbols all but those that are
    left to them, to the others those that are not left to anyone else."""
    owned = [places[0] for places in held.values() if len(places) == 1]
    names, closed = names.copy(), np.isin(names, owned)
    left_open = np.where(closed, CLOSED, scores)
    for symbol, places in held.items():
        of_symbol = scores[symbol]
        allowed = np.isin(names[symbol], places) & (~closed[symbol] | (len(places) == 1))
        if not allowed.any():  # too far away to have been looked at: nothing is known, so all are equal
            left = [place for place in places if len(places) == 1 or place not in owned][: names.shape[1]]
            names[symbol, : len(left)] = left
            of_symbol = np.zeros(names.shape[1])
            allowed[: len(left)] = True
        best = of_symbol[allowed].max(initial=CLOSED)
        left_open[symbol] = np.where(allowed, of_symbol - best, CLOSED)
    return names, left_open


def _require_agreement(one: Pin, other: Pin) -> None:
    """Raises InputError when two pins of one symbol disagree."""
    for key, name in (
        ("label", "label"), ("symbol_class", "class"), ("parent", "parent"), ("relation", "relation")
    ):  # fmt: skip
        values = {getattr(one, key), getattr(other, key)} - {None}
        if len(values) > 1:
            raise _contradiction([one, other], f"one {name} of symbol {one.symbol!r}")
    try:  # a root with a parent, a label with a class that is not its own
        replace(
            one,
            label=one.label or other.label,
            symbol_class=one.symbol_class or other.symbol_class,
            parent=one.parent if one.parent is not None else other.parent,
            relation=one.relation or other.relation,
            root=one.root or other.root,
        )
    except InputError as error:
        raise _contradiction([one, other], error.problem.expectation) from None


def _require_tree(pins: Mapping[str, Pin], ids: Iterable[str]) -> None:
    """Raises InputError when no tree can hold all of these places."""
    taken: dict[object, Pin] = {}
    for pin in pins.values():
        place = "root" if pin.root else (pin.parent, pin.relation)
        if pin.root or (pin.parent is not None and pin.relation is not None):
            if place in taken:
                expectation = "one root" if pin.root else "one child for each place"
                raise _contradiction([taken[place], pin], expectation)
            taken[place] = pin
    safe: set[str] = set()
    for start in pins:
        path: list[str] = []
        symbol: str | None = start
        while symbol is not None and symbol in pins and symbol not in safe:
            if symbol in path:
                raise _contradiction([pins[each] for each in path[path.index(symbol) :]], "a tree")
            path.append(symbol)
            symbol = pins[symbol].parent
        safe.update(path)
    if pins and "root" not in taken and all(each in pins and pins[each].holds_place for each in ids):
        raise InputError("found a parent for every symbol", "one left to be the root", place="pins")


def _contradiction(pins: Sequence[Pin], expectation: str) -> InputError:
    shown = [str(pin) for pin in pins[:4]]
    rest = ", …" if len(pins) > 4 else ""
    both = " and ".join(shown) if len(shown) == 2 else ", ".join(shown)
    return InputError(f"found {both}{rest}", expectation, place="pins")


def _class(name: str) -> SymbolClass:
    try:
        return SymbolClass(name.strip().lower())
    except ValueError:
        known = ", ".join(each.value for each in SymbolClass)
        raise InputError(f"found class {name!r}", f"one of {known}") from None


def _link(name: str) -> Link:
    for link in (GridLink.NEXT_CELL, GridLink.NEXT_ROW):
        if name.strip().lower() == link.value.lower():
            return link
    return Relation.read(name)
