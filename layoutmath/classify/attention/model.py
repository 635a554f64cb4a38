"""The file of an attention network's weights: a NumPy ``.npz`` archive, its card beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from layoutmath.classify.attention.geometry import PAIR_FEATURES, SYMBOL_FEATURES
from layoutmath.classify.attention.ink import INK_FEATURES
from layoutmath.classify.attention.neighbours import Arrays
from layoutmath.classify.kinds import KINDS
from layoutmath.links import LINKS

FORMAT = "layoutmath attention 1"


@dataclass(frozen=True, slots=True)
class AttentionModel:
    """Weights by name, what the network can name, and how sure it may be.

    ``vocabulary`` are the labels it knows, ``prior`` (L,) how frequent each is; ``sharpness`` is the power to
    which the score of a place is a probability; ``about`` says what the model was fitted on.
    """

    weights: Mapping[str, Arrays]
    heads: int
    vocabulary: tuple[str, ...]
    prior: Arrays
    sharpness: float
    about: Mapping[str, object]

    def save(self, path: str | Path) -> None:
        """Write the model, weights in half precision; the same model gives the same bytes."""
        header = {
            "format": FORMAT,
            "kinds": KINDS,
            "links": [link.value for link in LINKS],
            "heads": self.heads,
            "vocabulary": self.vocabulary,
            "sharpness": self.sharpness,
            "about": dict(self.about),
        }
        text = json.dumps(header, ensure_ascii=False, sort_keys=True)
        halves = {name: array.astype(np.float16) for name, array in self.weights.items()}
        with open(path, "wb") as file:
            # the stubs take any name in ** for the boolean allow_pickle
            np.savez_compressed(file, header=np.array(text), prior=self.prior, **halves)  # type: ignore[arg-type]

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> AttentionModel:
        """The model of a file's arrays; raises ValueError when another version wrote it."""
        header = json.loads(str(arrays["header"]))
        if header["kinds"] != list(KINDS) or header["links"] != [link.value for link in LINKS]:
            raise ValueError("other kinds or links")
        weights = {
            name: array.astype(np.float32)
            for name, array in arrays.items()
            if name not in ("header", "prior")
        }
        widths = {"sym1": SYMBOL_FEATURES, "pair1": PAIR_FEATURES, "ink1": INK_FEATURES}
        for name, width in widths.items():
            if len(weights[f"{name}.weight"]) != width:
                raise ValueError(f"other features: {name}")
        if len(weights["lab.weight"]) != len(header["vocabulary"]) + 2:
            raise ValueError("another vocabulary")
        if not all(np.isfinite(array).all() for array in weights.values()):
            raise ValueError("not numbers")
        return cls(
            weights,
            header["heads"],
            tuple(header["vocabulary"]),
            arrays["prior"],
            header["sharpness"],
            header["about"],
        )
