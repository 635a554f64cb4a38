"""The classifiers that ship and those in files of users: one way to load either sort."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from layoutmath.classify.attention.model import FORMAT as ATTENTION
from layoutmath.classify.attention.model import AttentionModel
from layoutmath.errors import InputError, UnknownNameError
from layoutmath.resources import data_names, data_path

if TYPE_CHECKING:
    from layoutmath.classify.bayes.model import BayesModel


def shipped_models() -> list[str]:
    """Names of the models that ship.

    >>> "default" in shipped_models()
    True
    """
    return [name.removesuffix(".npz") for name in data_names("classifiers") if name.endswith(".npz")]


def load_model(name_or_path: str | Path) -> BayesModel | AttentionModel:
    """The model that ships under this name, or else the one in this file.

    Raises UnknownNameError when there is neither, InputError when the file is no such model.
    """
    path = Path(name_or_path)
    shipped = shipped_models()
    if str(name_or_path) in shipped:
        path = data_path("classifiers", f"{name_or_path}.npz")
    elif not path.is_file():
        if path.suffix or len(path.parts) > 1:
            raise InputError("found no such file", "a classifier's file or name", source=str(path))
        raise UnknownNameError("classifier", str(name_or_path), shipped)
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
            written_as = json.loads(str(archive["header"]))["format"]
            arrays = dict(archive)
        if written_as == ATTENTION:
            return AttentionModel.from_arrays(arrays)
        from layoutmath.classify.bayes.model import FORMAT as BAYES  # not loaded for the default classifier
        from layoutmath.classify.bayes.model import BayesModel

        if written_as == BAYES:
            return BayesModel.from_arrays(arrays)
        raise ValueError(written_as)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile):
        # whatever a stranger's file makes NumPy, JSON or the look-ups stumble over
        raise InputError(
            "found no classifier, or one of another version of layoutmath",
            "a file written by `layoutmath fit`, or one that ships",
            source=str(path),
        ) from None
