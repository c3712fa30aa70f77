"""Fitting the reader's adapter: low-rank changes of the upper layers (LoRA, Hu et al. 2021) and a head.

The lower layers stay as they are, so that what they make of each window is computed once and kept in memory; only the
upper ones are run again in each epoch.
"""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from dedup.reader import HEAD, adapted_layers, first_and_mean, load_base, make_head, tokenised

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from benchmarks.reading.examples import Example

RANK = 32
_SCALE = 0.02
_BATCH = 16
_RATE = 1e-3
_WARM_UP, _LEAST_RATE = 0.08, 0.02
"""Share of the steps in which the rate rises, and the share of the rate that it falls to."""
_DECAY = 0.01
_LARGEST_GRADIENT = 1.0
_SAVED_EVERY = 20
"""Steps after which the state is kept."""
_LENGTH_BUCKET = 16
"""Batches whose windows are sorted by length together, so that little is padded and batches still differ by epoch."""


@dataclass(frozen=True)
class Kept:
    """A window as the frozen layers leave it, in half precision to save memory."""

    hidden: Tensor
    restates: bool


class LowRank(nn.Module):
    """A frozen linear layer with a change of low rank beside it."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.A = nn.Parameter(torch.randn(RANK, linear.in_features) * _SCALE)
        self.B = nn.Parameter(torch.zeros(linear.out_features, RANK))

    def forward(self, x: Tensor) -> Tensor:
        """The layer's answer, changed."""
        changed: Tensor = self.linear(x) + functional.linear(functional.linear(x, self.A), self.B)
        return changed


def keep_hidden(examples: Sequence[Example], folder: str, device: str, progress: Callable[[int], None]) -> list[Kept]:
    """What the frozen layers make of windows.

    Args:
        examples: The windows.
        folder: Of the packaged model.
        device: Where to compute.
        progress: Told how many are done.
    """
    tokenizer, model = load_base(folder)
    lower, _ = adapted_layers(model)
    model.encoder.layer = nn.ModuleList(lower)
    model.to(device).eval()
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].read) + len(examples[i].answering))
    kept: dict[int, Kept] = {}
    for first in range(0, len(order), _BATCH):
        chosen = order[first : first + _BATCH]
        batch = tokenised(tokenizer, [(examples[i].read, examples[i].answering) for i in chosen]).to(device)
        with torch.inference_mode():
            hidden = model(**batch).last_hidden_state
        for index, row, length in zip(chosen, hidden, batch["attention_mask"].sum(dim=1).tolist(), strict=True):
            kept[index] = Kept(row[:length].half().cpu().clone(), examples[index].restates)
        progress(len(kept))
    return [kept[index] for index in range(len(examples))]


def train(  # noqa: PLR0913 - what a training is
    kept: Sequence[Kept],
    folder: str,
    *,
    epochs: int,
    seed: int,
    device: str,
    report: Callable[[int, int, float], None],
    unfinished: Path | None = None,
) -> dict[str, Tensor]:
    """Fit an adapter.

    Args:
        kept: Windows after the frozen layers.
        folder: Of the packaged model.
        epochs: How often each window is seen.
        seed: Of weights and order.
        device: Where to compute.
        report: Told step, steps and the running loss.
        unfinished: Where the state is kept, so that a training that was stopped goes on from there.

    Returns:
        The adapter's weights by name, in half precision.
    """
    torch.manual_seed(seed)
    rng = random.Random(seed)  # noqa: S311 - an order, not a secret
    _, model = load_base(folder)
    model.requires_grad_(requires_grad=False)
    _, upper = adapted_layers(model)
    adapted = {
        name: _adapt(model, name)
        for name, module in list(model.named_modules())
        if isinstance(module, nn.Linear) and name.startswith(tuple(f"encoder.layer.{i}." for i in upper))
    }
    layers = nn.ModuleList(model.encoder.layer[i] for i in upper).to(device)
    head = make_head(model.config.hidden_size).to(device)
    weights = [p for p in (*layers.parameters(), *head.parameters()) if p.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=_RATE, weight_decay=_DECAY)
    epochs_of = [_batches(kept, rng) for _ in range(epochs)]
    steps, running = sum(map(len, epochs_of)), math.log(2)
    state = nn.ModuleList([layers, head])
    done = 0
    if unfinished is not None and unfinished.exists():
        done, running = _resume(unfinished, state, optimizer)
    for step, chosen in list(enumerate(itertools.chain.from_iterable(epochs_of)))[done:]:
        for group in optimizer.param_groups:
            group["lr"] = _RATE * min(1, (step + 1) / (_WARM_UP * steps)) * max(_LEAST_RATE, 1 - step / steps)
        hidden, mask = _padded([kept[i].hidden for i in chosen], device)
        for layer in layers:
            hidden = layer(hidden, mask[:, None, None, :])
        odds = head(functional.dropout(first_and_mean(hidden, mask), 0.1)).squeeze(-1)
        truth = torch.tensor([float(kept[i].restates) for i in chosen], device=device)
        loss = functional.binary_cross_entropy_with_logits(odds, truth)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(weights, _LARGEST_GRADIENT)
        optimizer.step()
        running = 0.95 * running + 0.05 * float(loss.detach())
        report(step + 1, steps, running)
        if unfinished is not None and (step + 1) % _SAVED_EVERY == 0:
            _save(unfinished, state, optimizer, step + 1, running)
    found = {f"{name}.{part}": getattr(low, part) for name, low in adapted.items() for part in ("A", "B")}
    found |= {f"{HEAD}{name}": weight for name, weight in head.state_dict().items()}
    return {name: weight.detach().half().cpu().contiguous() for name, weight in found.items()}


def _save(path: Path, state: nn.Module, optimizer: torch.optim.Optimizer, step: int, loss: float) -> None:
    trained = {name: weight for name, weight in state.named_parameters() if weight.requires_grad}
    content = {
        "step": step,
        "loss": loss,
        "weights": trained,
        "optimizer": optimizer.state_dict(),
        "random": torch.get_rng_state(),
    }
    torch.save(content, path.with_suffix(".writing"))
    path.with_suffix(".writing").replace(path)


def _resume(path: Path, state: nn.Module, optimizer: torch.optim.Optimizer) -> tuple[int, float]:
    content = torch.load(path, weights_only=True)
    state.load_state_dict(content["weights"], strict=False)
    optimizer.load_state_dict(content["optimizer"])
    torch.set_rng_state(content["random"])
    return int(content["step"]), float(content["loss"])


def _adapt(model: Any, name: str) -> LowRank:  # noqa: ANN401 - a model of transformers
    parent, _, child = name.rpartition(".")
    low = LowRank(model.get_submodule(name))
    setattr(model.get_submodule(parent), child, low)
    return low


def _batches(kept: Sequence[Kept], rng: random.Random) -> list[list[int]]:
    order = list(range(len(kept)))
    rng.shuffle(order)
    size = _BATCH * _LENGTH_BUCKET
    batches = []
    for first in range(0, len(order), size):
        bucket = sorted(order[first : first + size], key=lambda i: len(kept[i].hidden))
        batches += [bucket[at : at + _BATCH] for at in range(0, len(bucket), _BATCH)]
    rng.shuffle(batches)
    return batches


def _padded(hidden: Sequence[Tensor], device: str) -> tuple[Tensor, Tensor]:
    padded = nn.utils.rnn.pad_sequence([one.float() for one in hidden], batch_first=True).to(device)
    lengths = torch.tensor([len(one) for one in hidden], device=device)
    return padded, torch.arange(padded.shape[1], device=device)[None, :] < lengths[:, None]
