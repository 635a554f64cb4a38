"""The networks of evaluation/sequence/: what they learn, what padding may not change, and their programs."""

from __future__ import annotations

import functools
import importlib.util
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import recording

import layoutmath as lm

if importlib.util.find_spec("torch") is None or importlib.util.find_spec("cv2") is None:
    pytest.skip(
        "the networks are PyTorch's, their pictures OpenCV's: pip install '.[train,image]'",
        allow_module_level=True,
    )

import torch
from sequence import measure, train
from sequence.attention import AttentionModel
from sequence.crnn import CrnnModel
from sequence.record import kept
from sequence.rendering import Frame
from sequence.samples import Batch, Sample, batch_of, batches, pictures_of, samples, vocabulary_of

INKML = Path(__file__).parent / "data" / "inkml"

CROSS = (np.array([[0.0, 0.0], [9.0, 9.0]]), np.array([[9.0, 0.0], [0.0, 9.0]]))
BAR = (np.array([[12.0, 0.0], [12.0, 9.0]]),)
BOTH = [Sample("x1", CROSS + BAR, ("x", "1")), Sample("1", BAR, ("1",))]
VOCABULARY = vocabulary_of(BOTH)


@pytest.fixture(autouse=True)
def seeded() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    yield
    torch.set_num_threads(threads)


def batch(drawn: list[Sample]) -> Batch:
    return batch_of(pictures_of(drawn, Frame(), None), [sample.tokens for sample in drawn], VOCABULARY)


@functools.cache
def learnt() -> AttentionModel:
    """An attention model that has seen two formulas thirty times."""
    torch.manual_seed(0)
    model = AttentionModel(len(VOCABULARY), 0.0)
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3)
    both = batch(BOTH)
    for _ in range(30):
        optimiser.zero_grad()
        model.loss(both).backward()
        optimiser.step()
    return model.eval()


def test_a_batch_says_where_pictures_and_targets_end() -> None:
    both = batch(BOTH)
    assert both.pictures.shape == (2, 1, 64, 96)  # a multiple of sixteen columns
    assert both.widths.tolist() == [83, 8]
    assert both.pictures[1, 0, :, 8:].sum() == 0 < both.pictures[1].max() <= 1
    assert both.targets.tolist() == [[4, 3], [3, 0]]
    assert both.lengths.tolist() == [2, 1]


def test_an_epoch_has_every_sample_once_and_another_order_each_time() -> None:
    rng = np.random.default_rng(0)
    drawn = [Sample(str(at), BAR, ("1",) * (at + 1)) for at in range(20)]
    first, second = (
        [length for one in batches(drawn, Frame(), VOCABULARY, 4, rng) for length in one.lengths.tolist()]
        for _ in range(2)
    )
    assert sorted(first) == sorted(second) == list(range(1, 21))
    assert first != second


def test_the_decoder_learns_by_heart_and_padding_changes_nothing() -> None:
    model, both = learnt(), batch(BOTH)
    found = model.read(both.pictures, both.widths)
    assert [VOCABULARY.tokens_of(line) for line in found] == [sample.tokens for sample in BOTH]
    alone = [model.read(one.pictures, one.widths) for one in (batch([sample]) for sample in BOTH)]
    assert [line for (line,) in alone] == found


def test_a_beam_finds_what_is_by_far_the_likeliest() -> None:
    model, both = learnt(), batch(BOTH)
    assert model.read(both.pictures, both.widths, beam=3) == model.read(both.pictures, both.widths)


def test_attention_stays_within_the_picture() -> None:
    model = AttentionModel(len(VOCABULARY)).eval()
    both = batch(BOTH)
    with torch.no_grad():
        view = model.encoded(both.pictures, both.widths)
        memory = model.step(view, model.begin(view), model.embedding(torch.tensor([1, 1])))
    looked = memory.looked.view(2, 8, 12)  # 64 by 96 pixels, by eights
    assert looked.sum((1, 2)).tolist() == pytest.approx([1, 1])
    assert looked[1, :, 1:].sum() == 0
    assert looked[0, :, :11].min() > 0 == looked[0, :, 11].max()


def test_ctc_reads_the_best_of_each_step_without_repetitions_and_blanks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = CrnnModel(5)
    steps = torch.tensor([[3, 3, 0, 3, 4, 4], [0, 4, 4, 0, 3, 3]])
    scores = torch.nn.functional.one_hot(steps, 5).float()
    monkeypatch.setattr(model, "forward", lambda *_: (scores, torch.tensor([6, 4])))
    assert model.read(torch.zeros(2, 1, 64, 16), torch.tensor([12, 8])) == [[3, 3, 4], [4]]


def test_the_crnn_learns_and_padding_changes_nothing() -> None:
    torch.manual_seed(0)
    model, both = CrnnModel(len(VOCABULARY), 0.0), batch(BOTH)
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3)
    losses = []
    for _ in range(4):
        losses.append(model.loss(both))
        optimiser.zero_grad()
        losses[-1].backward()
        optimiser.step()
    assert losses[-1] < 0.5 * losses[0]
    with torch.no_grad():
        together, steps = model.eval()(both.pictures, both.widths)
        narrow = batch(BOTH[1:])
        alone, _ = model(narrow.pictures, narrow.widths)
    assert steps.tolist() == [42, 4]  # two for each four columns of pixels
    assert torch.allclose(together[1:, :4], alone[:, :4], atol=0.02)  # computed in bfloat16


def test_ctc_passes_over_formulas_with_more_tokens_than_steps() -> None:
    """A picture of eight columns of pixels has two columns of features, and four steps."""
    model = CrnnModel(len(VOCABULARY))
    narrow = batch([Sample("too long", BAR, ("1", "x") * 3)])
    assert model.loss(narrow).item() == 0


def test_training_goes_on_where_it_stopped_and_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(INKML / "square.inkml", data)
    (sample,) = samples(lm.open_dataset(data))

    def run(program: object, *words: object) -> str:
        monkeypatch.setattr(sys, "argv", ["program", *map(str, words)])
        program.main()
        return re.sub(r"\d+ s", "s", capsys.readouterr().out)

    def trained(output: Path, epochs: int) -> str:
        return run(train, "attention", data, "--validate", data, "-o", output, "--epochs", epochs)

    whole, stopped = tmp_path / "whole.pt", tmp_path / "stopped.pt"
    told = trained(whole, 2)
    assert "1 expressions" in told and "epoch 2: loss" in told and "of lines right" in told

    save = torch.save

    def save_and_stop(state: object, path: Path) -> None:
        save(state, path)
        path.replace(stopped)
        raise KeyboardInterrupt

    monkeypatch.setattr(torch, "save", save_and_stop)
    with pytest.raises(KeyboardInterrupt):
        trained(stopped, 2)
    monkeypatch.setattr(torch, "save", save)
    capsys.readouterr()
    assert "going on after epoch 1" in trained(stopped, 2)
    one, other = (torch.load(path, weights_only=False)["averaged"] for path in (whole, stopped))
    assert all(torch.equal(one[name], other[name]) for name in one)
    with pytest.raises(SystemExit, match="kept by another command"):
        trained(stopped, 3)

    monkeypatch.setattr(recording, "RESULTS", tmp_path)
    run(measure, whole, data, "--training", data)
    row = kept("sequence-attention")
    assert (row.scores.expressions, row.new_formulas, row.trained["epochs"]) == (1, None, 2)
    assert row.parameters > 1e6 and row.megabytes == pytest.approx(4e-6 * row.parameters, rel=0.01)
    assert row.milliseconds["median"] > 0
    assert sample.name == "square"
