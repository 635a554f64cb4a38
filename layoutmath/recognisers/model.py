"""The file of a symbol network's weights: a NumPy ``.npz`` archive, its card beside it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layoutmath.errors import InputError
from layoutmath.recognisers.network import SymbolNetwork
from layoutmath.resources import data_path

FORMAT = "layoutmath symbols 1"


@dataclass(frozen=True, slots=True)
class SymbolModel:
    """A network's weights by name, the labels of its outputs, and what else its recogniser must know.

    Output i is the score of ``labels[i]``; one more output, the last, says that the image shows no symbol.
    ``halves`` is as :class:`SymbolNetwork` takes it, ``features`` names the images it was trained on, and
    ``about`` says what it was fitted on.
    """

    weights: Mapping[str, NDArray[Any]]
    halves: tuple[tuple[bool, ...], ...]
    labels: tuple[str, ...]
    features: str
    about: Mapping[str, object]

    @property
    def network(self) -> SymbolNetwork:
        return SymbolNetwork.from_weights(self.weights, self.halves)

    def save(self, path: str | Path) -> None:
        """Write the model, weights in half precision; the same model gives the same bytes."""
        header = {
            "format": FORMAT,
            "halves": self.halves,
            "labels": self.labels,
            "features": self.features,
            "about": dict(self.about),
        }
        text = json.dumps(header, ensure_ascii=False, sort_keys=True)
        halves = {name: array.astype(np.float16) for name, array in self.weights.items()}
        with open(path, "wb") as file:
            # the stubs take any name in ** for the boolean allow_pickle
            np.savez_compressed(file, header=np.array(text), **halves)  # type: ignore[arg-type]

    @classmethod
    def load(cls, name_or_path: str | Path, features: str) -> SymbolModel:
        """A model that ships, by its name in ``classifiers/``, or that of a file.

        ``features`` is what it must see. Raises UnknownNameError or InputError where there is none of use.

        >>> SymbolModel.load("bayes", "ink 1")
        Traceback (most recent call last):
        ...
        layoutmath.errors.InputError: ...bayes.npz: found no model of symbols; expected ...
        """
        path = Path(name_or_path)
        if path.suffix != ".npz":
            path = data_path("classifiers", f"{name_or_path}.npz")
        try:
            with np.load(path, allow_pickle=False) as archive:
                arrays = dict(archive)
            header = json.loads(str(arrays.pop("header")))
            if header.get("format") != FORMAT or header["features"] != features:
                raise ValueError("another format")
            halves = tuple(tuple(bool(half) for half in tower) for tower in header["halves"])
            model = cls(arrays, halves, tuple(header["labels"]), features, header["about"])
            if model.network.dense[-1][1].shape != (len(model.labels) + 1,):
                raise ValueError("other labels")
        except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as error:
            if isinstance(error, FileNotFoundError):
                raise InputError("found no such file", "a model of symbols", source=str(path)) from None
            expected = f"{FORMAT!r} for features {features!r}"
            raise InputError("found no model of symbols", expected, source=str(path)) from error
        return model
