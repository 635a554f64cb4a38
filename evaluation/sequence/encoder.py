"""The convolutions that both sequence models begin with."""

from __future__ import annotations

from torch import Tensor, nn

CHANNELS = (32, 64, 128, 192)


def _block(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    )


class Encoder(nn.Sequential):
    """Pictures (B, 1, height, width) to features (B, 192, height / 8, width / ``columns``).

    Seven convolutions with batch normalisation, the first with stride 2, pooling between the stages; the
    last pooling leaves columns alone when ``columns`` is 4 and halves them when it is 8.
    """

    def __init__(self, columns: int, dropout: float) -> None:
        first, second, third, last = CHANNELS
        super().__init__(
            _block(1, first, stride=2),
            _block(first, second),
            nn.MaxPool2d(2),
            _block(second, third),
            _block(third, third),
            nn.MaxPool2d((2, columns // 4)),
            nn.Dropout2d(dropout),
            _block(third, last),
            _block(last, last),
            nn.Dropout2d(dropout),
        )
        self.columns = columns

    def columns_of(self, widths: Tensor) -> Tensor:
        """How many columns of features the pictures have without what was added to their widths."""
        return (widths + self.columns - 1) // self.columns
