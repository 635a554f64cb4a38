"""A convolutional encoder and a GRU decoder that attends to places of the picture, token after token.

After Zhang et al., "Watch, attend and parse", Pattern Recognition 71 (2017): attention that knows what it has
already looked at (coverage), here in the location-aware form of Chorowski et al. (NeurIPS 2015) with products
instead of sums of keys and queries, which is several times faster without a GPU.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from sequence.encoder import CHANNELS, Encoder
from sequence.samples import Batch
from sequence.targets import END, NOTHING

WIDTH, STATE, EMBEDDED, COVERAGE = 192, 256, 128, 16
LONGEST = 120
"""Decoding stops after so many tokens; 99.9 % of the training formulas are shorter."""


@dataclass(frozen=True, slots=True)
class View:
    """An encoded batch: ``values`` (B, P, WIDTH) of P = rows · columns places, ``keys`` (B, P, WIDTH),
    ``hidden`` (B, P) is -inf beyond a picture, 0 in it."""

    values: Tensor
    keys: Tensor
    hidden: Tensor
    rows: int

    def only(self, index: Tensor) -> View:
        return View(self.values[index], self.keys[index], self.hidden[index], self.rows)


@dataclass(frozen=True, slots=True)
class Memory:
    """What a step hands to the next: ``state`` (B, STATE), ``context`` (B, WIDTH), ``looked`` (B, P), the sum
    of attention so far."""

    state: Tensor
    context: Tensor
    looked: Tensor

    def only(self, index: Tensor) -> Memory:
        return Memory(self.state[index], self.context[index], self.looked[index])


class AttentionModel(nn.Module):
    """Trained with teacher forcing; decodes greedily or with a beam."""

    name = "attention"

    def __init__(self, tokens: int, dropout: float = 0.2) -> None:
        super().__init__()
        self.encoder = Encoder(columns=8, dropout=dropout / 2)
        self.value, self.key = nn.Linear(CHANNELS[-1], WIDTH), nn.Linear(WIDTH, WIDTH)
        self.start = nn.Linear(WIDTH, STATE)
        self.embedding = nn.Embedding(tokens, EMBEDDED)
        self.gru = nn.GRUCell(EMBEDDED + WIDTH, STATE)
        self.query, self.weigh = nn.Linear(STATE, WIDTH), nn.Linear(STATE, COVERAGE)
        self.coverage = nn.Conv2d(1, COVERAGE, 5, padding=2)
        self.joined = nn.Linear(STATE + WIDTH + EMBEDDED, STATE)
        self.output = nn.Linear(STATE, tokens)
        self.dropout = nn.Dropout(dropout)

    def encoded(self, pictures: Tensor, widths: Tensor) -> View:
        with torch.autocast("cpu", torch.bfloat16):
            features = self.encoder(pictures.contiguous(memory_format=torch.channels_last))
        features = features.float()
        count, channels, rows, columns = features.shape
        features = (features + _positions(channels, rows, columns)).flatten(2).transpose(1, 2)
        values = self.value(features)
        beyond = torch.arange(columns)[None] >= self.encoder.columns_of(widths)[:, None]
        hidden = torch.zeros(count, columns).masked_fill(beyond, -torch.inf)
        return View(values, self.key(values), hidden.repeat(1, rows), rows)

    def begin(self, view: View) -> Memory:
        there = view.hidden.exp()[..., None]
        mean = (view.values * there).sum(1) / there.sum(1)
        state = torch.tanh(self.start(mean))
        return Memory(state, torch.zeros_like(mean), torch.zeros_like(view.hidden))

    def step(self, view: View, memory: Memory, embedded: Tensor) -> Memory:
        state = self.gru(torch.cat([embedded, memory.context], -1), memory.state)
        looked = memory.looked.view(len(state), 1, view.rows, -1)
        covered = torch.tanh(self.coverage(looked)).flatten(2)
        scores = (self.query(state)[:, None] @ view.keys.transpose(1, 2))[:, 0] / math.sqrt(WIDTH)
        scores = scores + (self.weigh(state)[:, None] @ covered)[:, 0] + view.hidden
        attention = scores.softmax(-1)
        context = (attention[:, None] @ view.values)[:, 0]
        return Memory(state, context, memory.looked + attention)

    def written(self, state: Tensor, context: Tensor, embedded: Tensor) -> Tensor:
        """Scores of the next token (…, tokens)."""
        joined = torch.tanh(self.joined(torch.cat([state, context, embedded], -1)))
        return self.output(self.dropout(joined))

    def loss(self, batch: Batch) -> Tensor:
        """Cross entropy of each next token, the true ones before it given; smoothed by a tenth."""
        view = self.encoded(batch.pictures, batch.widths)
        ends = torch.full((len(batch.targets), 1), END)
        embedded = self.dropout(self.embedding(torch.cat([ends, batch.targets], 1)))
        memory = self.begin(view)
        memories = []
        for at in range(embedded.shape[1]):
            memory = self.step(view, memory, embedded[:, at])
            memories.append(memory)
        scores = self.written(
            torch.stack([one.state for one in memories], 1),
            torch.stack([one.context for one in memories], 1),
            embedded,
        )
        wanted = torch.cat([batch.targets, torch.full_like(ends, NOTHING)], 1)
        wanted.scatter_(1, batch.lengths[:, None], END)
        return functional.cross_entropy(
            scores.flatten(0, 1), wanted.flatten(), ignore_index=NOTHING, label_smoothing=0.1
        )

    @torch.no_grad()
    def read(self, pictures: Tensor, widths: Tensor, beam: int = 1) -> list[list[int]]:
        """The token numbers of each picture, without the end."""
        if beam > 1:
            return [
                self._search(self.encoded(picture[None], width[None]), beam)
                for picture, width in zip(pictures, widths, strict=True)
            ]
        view = self.encoded(pictures, widths)
        memory = self.begin(view)
        last = torch.full((len(pictures),), END)
        going = torch.ones(len(pictures), dtype=torch.bool)
        found = []
        for _ in range(LONGEST):
            embedded = self.embedding(last)
            memory = self.step(view, memory, embedded)
            last = self.written(memory.state, memory.context, embedded).argmax(-1)
            going &= last != END
            if not going.any():
                break
            found.append(last.masked_fill(~going, NOTHING))
        lines = torch.stack(found, 1).tolist() if found else [[] for _ in pictures]
        return [[number for number in line if number != NOTHING] for line in lines]

    def _search(self, view: View, beam: int) -> list[int]:
        """The line of the best mean log probability among those that a beam finds, of one picture."""
        memory = self.begin(view)
        lines, log_probs = [[END]], torch.zeros(1)
        ended: list[tuple[float, list[int]]] = []
        for _ in range(LONGEST):
            embedded = self.embedding(torch.tensor([line[-1] for line in lines]))
            here = view.only(torch.zeros(len(lines), dtype=torch.long))
            memory = self.step(here, memory, embedded)
            scores = self.written(memory.state, memory.context, embedded).log_softmax(-1)
            total = (log_probs[:, None] + scores).flatten()
            best, places = total.topk(beam)
            rows, tokens = places // scores.shape[1], places % scores.shape[1]
            grown = [[*lines[row], token] for row, token in zip(rows.tolist(), tokens.tolist(), strict=True)]
            stops = tokens == END
            for line, log_prob in zip(grown, best.tolist(), strict=True):
                if line[-1] == END:
                    ended.append((log_prob / (len(line) - 1), line[1:-1]))
            if len(ended) >= beam or stops.all():
                break
            lines = [line for line in grown if line[-1] != END]
            memory, log_probs = memory.only(rows[~stops]), best[~stops]
        return max(ended)[1] if ended else lines[0][1:]


def _positions(channels: int, rows: int, columns: int) -> Tensor:
    """Sines of row and column (channels, rows, columns), half of the channels each (Vaswani et al. 2017)."""
    quarter = channels // 4
    rate = torch.exp(torch.arange(quarter) * (-math.log(1000.0) / quarter))

    def waves(count: int) -> Tensor:
        angle = torch.arange(count)[:, None] * rate
        return torch.cat([angle.sin(), angle.cos()], 1).T

    down = waves(rows)[:, :, None].expand(-1, rows, columns)
    across = waves(columns)[:, None, :].expand(-1, rows, columns)
    return torch.cat([down, across])
