"""Convolutions, two bidirectional LSTM layers over the columns, and CTC over LaTeX tokens.

After Shi, Bai & Yao, "An end-to-end trainable neural network for image-based sequence recognition", PAMI 39
(2017), with connectionist temporal classification (Graves et al., ICML 2006). Columns are time: what stands
above other symbols must be written into the same few steps one after the other, and the network has to
remember what it still owes::

       a          steps   1      2   3   4   5   6   7
      ---    ->   tokens  \frac  {   a   }   {   b   }
       b
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from sequence.encoder import CHANNELS, Encoder
from sequence.rendering import Frame
from sequence.samples import Batch
from sequence.targets import NOTHING

STATE = 192
STEPS = 2
"""Tokens that a column of features can write: with one, 5 % of the training formulas have fewer columns than
tokens, with two, 0.5 %."""


class CrnnModel(nn.Module):
    """Trained with CTC; the best token of each step is read, repetitions and blanks are dropped."""

    name = "crnn"

    def __init__(self, tokens: int, dropout: float = 0.2) -> None:
        super().__init__()
        self.encoder = Encoder(columns=4, dropout=dropout / 2)
        self.column = nn.Linear(CHANNELS[-1] * Frame().height // 8, 2 * STATE)
        self.lstm = nn.LSTM(2 * STATE, STATE, 2, batch_first=True, dropout=dropout, bidirectional=True)
        self.output = nn.Linear(2 * STATE, STEPS * tokens)
        self.dropout = nn.Dropout(dropout)

    def forward(self, pictures: Tensor, widths: Tensor) -> tuple[Tensor, Tensor]:
        """Log probabilities of tokens (B, steps, tokens), and how many steps each picture has (B,)."""
        with torch.autocast("cpu", torch.bfloat16):
            features = self.encoder(pictures.contiguous(memory_format=torch.channels_last))
            columns = torch.relu(self.column(features.permute(0, 3, 1, 2).flatten(2)))
        counts = self.encoder.columns_of(widths)
        packed = nn.utils.rnn.pack_padded_sequence(
            self.dropout(columns.float()), counts, batch_first=True, enforce_sorted=False
        )
        lines, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True)
        scores = self.output(self.dropout(lines))
        return scores.reshape(len(scores), STEPS * lines.shape[1], -1).log_softmax(-1), STEPS * counts

    def loss(self, batch: Batch) -> Tensor:
        """Negative log likelihood by token; formulas with more tokens than steps count nothing."""
        log_probs, steps = self(batch.pictures, batch.widths)
        return functional.ctc_loss(
            log_probs.transpose(0, 1), batch.targets, steps, batch.lengths, NOTHING, zero_infinity=True
        )

    @torch.no_grad()
    def read(self, pictures: Tensor, widths: Tensor, beam: int = 1) -> list[list[int]]:
        """The token numbers of each picture; there is no beam here."""
        log_probs, steps = self(pictures, widths)
        lines = []
        for best, count in zip(log_probs.argmax(-1), steps.tolist(), strict=True):
            line = torch.unique_consecutive(best[:count]).tolist()
            lines.append([number for number in line if number != NOTHING])
        return lines
