"""The attention network in PyTorch, for training; ``layoutmath/classify/attention/network.py`` evaluates it.

Modules carry the names under which the NumPy evaluation looks for their weights.
"""

from __future__ import annotations

import numpy as np
import torch
from samples import Vocabulary
from torch import Tensor, nn
from torch.nn import functional

from layoutmath.classify.attention.geometry import PAIR_FEATURES, SYMBOL_FEATURES
from layoutmath.classify.attention.ink import INK_FEATURES
from layoutmath.classify.attention.model import AttentionModel
from layoutmath.classify.kinds import KINDS
from layoutmath.links import LINKS

WIDTH, HEADS, LAYERS, WITHIN = 128, 8, 4, 256
PAIR_WIDTH, PAIR_CHANNELS = 64, 32
PAIR_HIDDEN, PRODUCT = 64, 32
HIDDEN = -1e4


class Layer(nn.Module):
    """Attention with a bias and values from pairs, then a layer within each symbol."""

    def __init__(self) -> None:
        super().__init__()
        self.n1 = nn.LayerNorm(WIDTH)
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.bias = nn.Linear(PAIR_CHANNELS, HEADS)
        self.out = nn.Linear(WIDTH + HEADS * PAIR_CHANNELS, WIDTH)
        self.n2 = nn.LayerNorm(WIDTH)
        self.f1 = nn.Linear(WIDTH, WITHIN)
        self.f2 = nn.Linear(WITHIN, WIDTH)


class AttentionNetwork(nn.Module):
    """Scores of all pairs on both sides, of roots, of none, of kinds and of labels."""

    def __init__(self, labels: int, dropout: float) -> None:
        super().__init__()
        outcomes = 2 * len(LINKS)
        self.sym1, self.sym2 = nn.Linear(SYMBOL_FEATURES, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.lab, self.kind = nn.Embedding(labels + 2, WIDTH), nn.Embedding(len(KINDS) + 1, WIDTH)
        self.ink1, self.ink2 = nn.Linear(INK_FEATURES, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.noink = nn.Parameter(torch.zeros(WIDTH))
        self.pair1, self.pair2 = nn.Linear(PAIR_FEATURES, PAIR_WIDTH), nn.Linear(PAIR_WIDTH, PAIR_CHANNELS)
        self.L = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.hc, self.hp = nn.Linear(WIDTH, PAIR_HIDDEN), nn.Linear(WIDTH, PAIR_HIDDEN, bias=False)
        self.hf, self.ho = nn.Linear(PAIR_CHANNELS, PAIR_HIDDEN, bias=False), nn.Linear(PAIR_HIDDEN, outcomes)
        self.bc, self.bp = nn.Linear(WIDTH, PRODUCT), nn.Linear(WIDTH, outcomes * PRODUCT, bias=False)
        self.root, self.none = nn.Linear(WIDTH, 1), nn.Linear(WIDTH, len(LINKS))
        self.okind, self.olab = nn.Linear(WIDTH, len(KINDS)), nn.Linear(WIDTH, labels)
        self.dropout = nn.Dropout(dropout)
        for embedding in (self.lab, self.kind):
            nn.init.normal_(embedding.weight, std=0.3)
        nn.init.normal_(self.bp.weight, std=0.01)

    def forward(self, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        """Scores by name, as :class:`layoutmath.classify.attention.network.NetworkScores` has them."""
        there = batch["there"]
        expressions, count = there.shape
        x = self.sym2(functional.relu(self.sym1(batch["symbols"])))
        x = x + (self.lab(batch["label_ids"]) * batch["label_weights"][..., None]).sum(2)
        x = x + batch["kinds"] @ self.kind.weight
        ink = self.ink2(functional.relu(self.dropout(self.ink1(batch["ink"]))))
        x = x + torch.where(batch["inked"][..., None], ink, self.noink)
        pairs = functional.relu(self.pair2(functional.relu(self.pair1(batch["pairs"]))))
        hidden = torch.where(there[:, None, None, :], 0.0, HIDDEN)
        for layer in self.L:
            parts = layer.qkv(layer.n1(x)).view(expressions, count, 3, HEADS, -1)
            query, key, value = parts.permute(2, 0, 3, 1, 4)
            looks = query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5
            looks = (looks + layer.bias(pairs).permute(0, 3, 1, 2) + hidden).softmax(-1)
            seen = (looks @ value).transpose(1, 2).reshape(expressions, count, -1)
            lie = torch.einsum("bhij,bijc->bihc", looks, pairs).reshape(expressions, count, -1)
            x = x + self.dropout(layer.out(torch.cat([seen, lie], -1)))
            x = x + self.dropout(layer.f2(functional.relu(layer.f1(layer.n2(x)))))
        x = self.norm(x)
        of_pair = functional.relu(self.hc(x)[:, :, None] + self.hp(x)[:, None] + self.hf(pairs))
        scores = self.ho(self.dropout(of_pair))
        theirs = self.bp(x).view(expressions, count, -1, PRODUCT)
        scores = scores + torch.einsum("bcd,bprd->bcpr", self.bc(x), theirs)
        itself = torch.eye(count, dtype=torch.bool, device=x.device)[None]
        impossible = itself | ~there[:, None, :] | ~there[:, :, None]
        scores = scores.masked_fill(impossible[..., None], HIDDEN)
        return {
            "child": scores[..., : len(LINKS)],
            "parent": scores[..., len(LINKS) :],
            "root": self.root(x)[..., 0],
            "none": self.none(x),
            "kinds": self.okind(x),
            "labels": self.olab(x),
        }


def log_probs(scores: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Both sides' log probabilities: child (B, n, n, R), root (B, n), parent (B, n, n, R), none (B, n, R)."""
    child, root, parent, none = (scores[name] for name in ("child", "root", "parent", "none"))
    of_child = torch.logsumexp(torch.cat([child.flatten(2), root[..., None]], -1), -1)
    of_parent = torch.logsumexp(torch.cat([parent, none[:, None]], 1), 1)
    return (
        child - of_child[:, :, None, None],
        root - of_child,
        parent - of_parent[:, None],
        none - of_parent,
    )


def model_of(
    network: AttentionNetwork, vocabulary: tuple[str, ...], prior: np.ndarray, about: dict[str, object]
) -> AttentionModel:
    """The network as the model that ships: weights as (inputs, outputs), embeddings as (rows, width)."""
    weights = {}
    for name, tensor in network.state_dict().items():
        array = tensor.detach().cpu().numpy().astype(np.float16).astype(np.float32)  # as it will be kept
        embedding = name in ("lab.weight", "kind.weight")
        weights[name] = np.ascontiguousarray(array if embedding or array.ndim < 2 else array.T)
    return AttentionModel(weights, HEADS, vocabulary, prior.astype(np.float32), 0.5, about)


def network_of(model: object, vocabulary: Vocabulary) -> AttentionNetwork:
    """A trained model as a network again, its labels in the order of another vocabulary; for teaching."""
    assert isinstance(model, AttentionModel)
    index = {label: number for number, label in enumerate(model.vocabulary)}
    rows = [index.get(label) for label in vocabulary.labels]
    state = {}
    for name, array in model.weights.items():
        embedding = name in ("lab.weight", "kind.weight")
        state[name] = torch.tensor(array if embedding or array.ndim < 2 else array.T)
    for name, unknown in (("lab.weight", 1), ("olab.weight", None), ("olab.bias", None)):
        old = state[name]
        special = old[:2] if unknown else old[:0]
        absent = old[unknown] if unknown else torch.zeros_like(old[0])
        chosen = [absent if row is None else old[row + len(special)] for row in rows]
        state[name] = torch.cat([special, torch.stack(chosen)])
    network = AttentionNetwork(len(vocabulary.labels), 0.0)
    network.load_state_dict(state)
    return network.eval()
