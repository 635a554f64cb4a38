"""The sequence models by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sequence.attention import AttentionModel
from sequence.crnn import CrnnModel

SequenceModel = AttentionModel | CrnnModel

MODELS: Mapping[str, type[AttentionModel] | type[CrnnModel]] = MappingProxyType(
    {model.name: model for model in (AttentionModel, CrnnModel)}
)
