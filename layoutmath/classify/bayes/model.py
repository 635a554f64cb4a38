"""The fitted parameters of the Bayesian classifiers, and the file they are kept in.

The file is a NumPy ``.npz`` archive (loaded with ``allow_pickle=False``): integer counts, cuts and weights,
and one JSON text with the names. Beside it lies a card, ``NAME.md``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layoutmath.classify.bayes.attributes import (
    PAIR_ATTRIBUTES,
    PAIR_CONTEXT_ATTRIBUTES,
    SYMBOL_ATTRIBUTES,
    SYMBOL_CONTEXT_ATTRIBUTES,
)
from layoutmath.classify.bayes.context import Normalisation
from layoutmath.classify.bayes.tables import Cuts, Table
from layoutmath.classify.bayes.weights import RelationWeights
from layoutmath.classify.pairs import Floats

FORMAT = "layoutmath bayes 1"
MODES = ("given", "hidden")
STAGES = ("first", "later")
ATTRIBUTE_NAMES = [
    attribute.name
    for attribute in (
        *PAIR_ATTRIBUTES,
        *PAIR_CONTEXT_ATTRIBUTES,
        *SYMBOL_ATTRIBUTES,
        *SYMBOL_CONTEXT_ATTRIBUTES,
    )
]


@dataclass(frozen=True, slots=True)
class LabelCounts:
    """How often labels and kinds of labels stood in each relation; the last outcome is none.

    ``labels`` names the L rows of ``parent`` and ``child`` (L, R + 1); ``pairs`` (m, 4) lists parent label,
    child label, outcome and how often, for all that were seen.
    """

    labels: tuple[str, ...]
    kinds: Table
    parent: Table
    child: Table
    pairs: Table


@dataclass(frozen=True, slots=True)
class BayesModel:
    """Counts and weights of the classifiers.

    Tables are named by :attr:`Attribute.name`; ``context`` tables and ``weights`` exist for both modes,
    ``"given"`` (labels known) and ``"hidden"``. Both weights, and class weights (V, K) with their bias (K,),
    come as (first iteration, later ones). ``about`` says what the model was fitted on.
    """

    labels: LabelCounts
    cuts: Cuts
    pair: Mapping[str, Table]
    context: Mapping[str, Mapping[str, Table]]
    symbol: Mapping[str, Table]
    normalisation: Normalisation
    weights: Mapping[str, tuple[RelationWeights, RelationWeights]]
    class_weights: tuple[tuple[Floats, Floats], ...]
    about: Mapping[str, object]

    def save(self, path: str | Path) -> None:
        """Write the model; the same model gives the same bytes."""
        arrays: dict[str, NDArray[np.generic]] = {}
        names: dict[str, list[str]] = {}

        def put(group: str, entries: Iterable[tuple[str, NDArray[np.generic]]]) -> None:
            names[group] = []
            for index, (name, array) in enumerate(entries):
                names[group].append(name)
                integers = np.issubdtype(array.dtype, np.integer)
                arrays[f"{group}.{index}"] = array.astype(np.int32 if integers else np.float32)

        put("labels", ((name, getattr(self.labels, name)) for name in ("kinds", "parent", "child", "pairs")))
        put("cuts", ((f"{name}/{bins}", values) for (name, bins), values in self.cuts.items()))
        put("pair", self.pair.items())
        put("symbol", self.symbol.items())
        put("normalisation", ((n, getattr(self.normalisation, n)) for n in Normalisation.__slots__))
        for mode in MODES:
            put(f"context.{mode}", self.context[mode].items())
            for stage, weights in zip(STAGES, self.weights[mode], strict=True):
                put(f"weights.{mode}.{stage}", ((n, getattr(weights, n)) for n in RelationWeights.__slots__))
        for stage, (weight, bias) in zip(STAGES, self.class_weights, strict=True):
            put(f"class.{stage}", (("weight", weight), ("bias", bias)))
        header = {
            "format": FORMAT,
            "labels": self.labels.labels,
            "names": names,
            "attributes": ATTRIBUTE_NAMES,
            "about": dict(self.about),
        }
        text = json.dumps(header, ensure_ascii=False, sort_keys=True)
        with open(path, "wb") as file:
            # the stubs take any name in ** for the boolean allow_pickle
            np.savez_compressed(file, header=np.array(text), **arrays)  # type: ignore[arg-type]

    @classmethod
    def from_arrays(cls, archive: Mapping[str, NDArray[Any]]) -> BayesModel:
        """The model of a file's arrays; raises ValueError when another version wrote it."""
        header = json.loads(str(archive["header"]))
        if header["attributes"] != ATTRIBUTE_NAMES:
            raise ValueError("other attributes")
        groups = {
            group: {name: archive[f"{group}.{index}"] for index, name in enumerate(entries)}
            for group, entries in header["names"].items()
        }

        def floats(group: str) -> dict[str, Floats]:
            return {name: array.astype(float) for name, array in groups[group].items()}

        first, later = STAGES
        return cls(
            LabelCounts(tuple(header["labels"]), **groups["labels"]),
            {(key.split("/")[0], int(key.split("/")[1])): cuts for key, cuts in floats("cuts").items()},
            groups["pair"],
            {mode: groups[f"context.{mode}"] for mode in MODES},
            groups["symbol"],
            Normalisation(**floats("normalisation")),
            {
                mode: (
                    RelationWeights(**floats(f"weights.{mode}.{first}")),
                    RelationWeights(**floats(f"weights.{mode}.{later}")),
                )
                for mode in MODES
            },
            tuple((groups[f"class.{stage}"]["weight"], groups[f"class.{stage}"]["bias"]) for stage in STAGES),
            header["about"],
        )
