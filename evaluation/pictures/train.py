"""Train the network of symbols in pictures on samples that gather.py or gather_ink.py kept.

    python evaluation/pictures/train.py FOLDER -o classifiers/print.npz --minutes 25
    python evaluation/pictures/train.py FOLDER -o classifiers/handwritten.npz --minutes 12 --seen

Labels are those of the symbol table, or with --seen those that the samples have when it begins. Files that
join the folder meanwhile are used from the next round on. Minutes are those of the processor. After each
round the state is kept beside the output, and the same command goes on from there when it was interrupted.
"""

from __future__ import annotations

import argparse
import time
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from collection import learnt_labels
from torch import Tensor, nn
from torch.nn import functional

from layoutmath.recognisers.image.features import FEATURES, NUMBERS
from layoutmath.recognisers.model import SymbolModel

SYMBOL = ((16, True), (32, True), (64, True))
AROUND = ((8, True), (16, True), (32, True))
"""Channels of each convolution, and whether the size is halved after it."""

WITHIN = 256
BATCH, ROUND = 256, 40
"""Samples in a batch, and batches drawn from one file before the next."""

HANDFUL = 5


class PictureNetwork(nn.Module):
    """What :class:`layoutmath.recognisers.network.SymbolNetwork` evaluates, with batch normalisation."""

    def __init__(self, outputs: int) -> None:
        super().__init__()
        self.tower0, self.tower1 = nn.ModuleList(_tower(1, SYMBOL)), nn.ModuleList(_tower(2, AROUND))
        flat = 4 * 4 * (SYMBOL[-1][0] + AROUND[-1][0]) + NUMBERS
        self.dense0, self.dense1 = nn.Linear(flat, WITHIN), nn.Linear(WITHIN, outputs)
        self.dropout = nn.Dropout(0.2)

    def forward(self, symbols: Tensor, around: Tensor, numbers: Tensor) -> Tensor:
        flat = []
        for values, tower, halves in ((symbols, self.tower0, SYMBOL), (around, self.tower1, AROUND)):
            for (_, halved), layer in zip(halves, tower, strict=True):
                values = functional.relu(layer(values))
                values = functional.max_pool2d(values, 2) if halved else values
            flat.append(values.permute(0, 2, 3, 1).flatten(1))
        joined = self.dropout(torch.cat([*flat, numbers], 1))
        scores: Tensor = self.dense1(self.dropout(functional.relu(self.dense0(joined))))
        return scores


def _tower(channels: int, plan: tuple[tuple[int, bool], ...]) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for count, _ in plan:
        layers.append(
            nn.Sequential(nn.Conv2d(channels, count, 3, padding=1, bias=False), nn.BatchNorm2d(count))
        )
        channels = count
    return layers


def weights_of(network: PictureNetwork) -> dict[str, np.ndarray]:
    """Weights by the names of the file, batch normalisation folded into the convolutions."""
    weights: dict[str, np.ndarray] = {}
    for t, tower in enumerate((network.tower0, network.tower1)):
        for i, (convolution, norm) in enumerate(tower):
            factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            folded = convolution.weight * factor[:, None, None, None]
            count = len(folded)
            weights[f"tower{t}.{i}.weight"] = folded.permute(2, 3, 1, 0).reshape(-1, count).detach().numpy()
            weights[f"tower{t}.{i}.bias"] = (norm.bias - norm.running_mean * factor).detach().numpy()
    for i, layer in enumerate((network.dense0, network.dense1)):
        weights[f"dense.{i}.weight"] = layer.weight.T.contiguous().detach().numpy()
        weights[f"dense.{i}.bias"] = layer.bias.detach().numpy()
    return weights


class Shard:
    """The samples of one file: pictures as bytes, numbers of labels, the last for what is no symbol."""

    def __init__(self, arrays: dict[str, np.ndarray], index: dict[str, int]) -> None:
        targets = np.array([index.get(str(label), -1) for label in arrays["labels"]])
        kept = targets >= 0
        self.targets = targets[kept]
        self.symbols, self.around = arrays["symbols"][kept], arrays["around"][kept]
        self.numbers = arrays["numbers"][kept]

    @classmethod
    def read(cls, path: Path, index: dict[str, int]) -> Shard | None:
        """The samples of a file, None where it is still being written."""
        try:
            with np.load(path, allow_pickle=False) as file:
                return cls(dict(file), index)
        except (OSError, ValueError, zipfile.BadZipFile):
            return None

    def batch(self, rows: np.ndarray) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        pictures = [
            torch.from_numpy(of[rows]).permute(0, 3, 1, 2).float() / 255 for of in (self.symbols, self.around)
        ]
        return (*pictures, torch.from_numpy(self.numbers[rows]), torch.from_numpy(self.targets[rows]))


def seen(folder: Path) -> list[str]:
    """Labels that more than a handful of the samples have."""
    count: Counter[str] = Counter()
    for path in folder.glob("*.npz"):
        with np.load(path, allow_pickle=False) as file:
            count.update(file["labels"].tolist())
    return sorted(label for label, samples in count.items() if label and samples > HANDFUL)


def drawn_shares(shards: Iterable[Shard], outputs: int) -> np.ndarray:
    """How often a sample of each label is drawn: rare labels more often than they are found."""
    count = sum(np.bincount(shard.targets, minlength=outputs) for shard in shards)
    shares = np.maximum(count, 8.0) ** -0.5
    shares = np.clip(shares / np.median(shares), 0.1, 2.0)
    shares[-1] = shares.min()
    return shares


def main() -> None:
    arguments = parsed()
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    rng = np.random.default_rng(arguments.seed)
    kept = arguments.output.with_suffix(".state")
    state = torch.load(kept, weights_only=False) if kept.is_file() else None
    labels = state["labels"] if state else seen(arguments.folder) if arguments.seen else learnt_labels()
    index = {**{label: number for number, label in enumerate(labels)}, "": len(labels)}
    network = PictureNetwork(len(index)).train()
    optimiser = torch.optim.AdamW(network.parameters(), lr=arguments.rate, weight_decay=0.01)
    used, samples = 0.0, 0
    if state:
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        used, samples = state["used"], state["samples"]
    print(f"{len(labels)} labels, {used:.0f} s used", flush=True)
    shards: dict[Path, Shard] = {}
    end = 60.0 * arguments.minutes
    while used < end:
        begun = time.process_time()
        for path in sorted(arguments.folder.glob("*.npz")):
            if path not in shards and (shard := Shard.read(path, index)) is not None:
                shards[path] = shard
        shares = drawn_shares(shards.values(), len(index))
        right = asked = 0
        total = 0.0
        for _ in range(ROUND):
            done = min(1.0, (used + time.process_time() - begun) / end)
            for group in optimiser.param_groups:  # warmed up, then falling along half a cosine
                group["lr"] = (
                    arguments.rate * min(1.0, 0.05 + samples / 50_000) * (0.5 + 0.5 * np.cos(np.pi * done))
                    + 1e-5
                )
            few = [list(shards.values())[k] for k in rng.integers(0, len(shards), 4)]
            parts = []
            for shard in few:
                weight = shares[shard.targets]
                rows = rng.choice(len(weight), BATCH // 4, p=weight / weight.sum())
                parts.append(shard.batch(rows))
            symbols, around, numbers, targets = (torch.cat(of) for of in zip(*parts, strict=True))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = network(symbols, around, numbers)
            loss = functional.cross_entropy(scores.float(), targets, label_smoothing=0.02)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimiser.step()
            samples += BATCH
            right += int((scores.argmax(1) == targets).sum())
            asked += BATCH
            total += loss.item()
        before, used = used, used + time.process_time() - begun
        print(
            f"{used:.0f} s, {samples} samples: loss {total / ROUND:.3f}, right {right / asked:.2%}",
            flush=True,
        )
        torch.save(
            {
                "network": network.state_dict(),
                "optimiser": optimiser.state_dict(),
                "used": used,
                "samples": samples,
                "labels": labels,
            },
            kept,
        )
        if used // 120 != before // 120:
            written(network, labels, shares, samples, arguments)
    written(network, labels, shares, samples, arguments)


def written(
    network: PictureNetwork,
    labels: list[str],
    shares: np.ndarray,
    samples: int,
    arguments: argparse.Namespace,
) -> None:
    """Write the model; labels become as probable again as they are found (Bayes' rule)."""
    halves = tuple(tuple(half for _, half in plan) for plan in (SYMBOL, AROUND))
    about = {"samples": samples, "minutes": arguments.minutes, "seed": arguments.seed}
    weights = weights_of(network.eval())
    weights["dense.1.bias"] = weights["dense.1.bias"] - np.log(shares).astype(np.float32)
    SymbolModel(weights, halves, tuple(labels), FEATURES, about).save(arguments.output)
    network.train()


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", dest="output", type=Path, required=True, metavar="MODEL")
    parser.add_argument("--seen", action="store_true")
    parser.add_argument("--minutes", type=float, default=25.0)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
