"""Fitting the reader's adapter: low-rank changes of the layers (LoRA, Hu et al. 2021) and a head.

With a GPU every layer is changed, and each window is read once. Without one the lower layers stay as they are: what
they make of a window is computed once and kept in memory, so that fewer windows can be read several times by the upper
ones.
"""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.records import BenchmarkError
from dedup.compiled import load_transformer
from dedup.reader import HEAD, first_and_mean, load_tokenizer, make_head, tokenised

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.reading.examples import Example

RANK = 32
_SCALE = 0.02
_DROPPED, _DROPPED_LOW = 0.1, 0.05
"""Shares that are left out at random of what the head reads, and of what a change of low rank reads."""
_WARM_UP, _LEAST_RATE = 0.08, 0.02
"""Share of the steps in which the rate rises, and the share of the rate that it falls to."""
_DECAY = 0.01
_LARGEST_GRADIENT = 1.0
_SAVED_EVERY = 20
"""Steps after which the state is kept and progress told."""
_LENGTH_BUCKET = 16
"""Batches whose windows are sorted by length together, so that little is padded and batches still differ by epoch."""
_TOKENISED_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an adapter is fitted.

    Attributes:
        frozen: Lower layers that stay as they are.
        windows: Windows that are drawn.
        epochs: How often each is read.
        batch: Windows of a step.
        rate: Largest learning rate.
    """

    frozen: int
    windows: int
    epochs: int
    batch: int
    rate: float


WITH_GPU = Recipe(frozen=0, windows=64_000, epochs=1, batch=64, rate=5e-4)
WITHOUT_GPU = Recipe(frozen=3, windows=10_600, epochs=4, batch=16, rate=1e-3)


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """A window as the model takes it.

    Attributes:
        ids: Of its tokens, of both texts.
        types: Which text each token is of.
        restates: The answer.
    """

    ids: Tensor
    types: Tensor
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
        low = functional.linear(functional.dropout(x, _DROPPED_LOW, self.training), self.A)
        changed: Tensor = self.linear(x) + functional.linear(low, self.B)
        return changed


class Lower:
    """What enters the adapted layers: the embeddings of a window's tokens, or what frozen layers make of them."""

    def __init__(self, model: Any, frozen: int, device: str) -> None:  # noqa: ANN401 - a model of transformers
        self._embeddings = model.embeddings
        self._layers = list(model.encoder.layer[:frozen])
        self._device = device
        self._kept: dict[int, Tensor] = {}

    def keep(self, windows: Sequence[Tokens], batch: int) -> None:
        """Run the frozen layers, if there are any, over windows and keep the outcome, in half precision."""
        if not self._layers:
            return
        order = sorted(windows, key=lambda window: len(window.ids))
        for first in range(0, len(order), batch):
            chosen = order[first : first + batch]
            hidden, mask = self._run(chosen)
            for window, row, length in zip(chosen, hidden, mask.sum(dim=1).tolist(), strict=True):
                self._kept[id(window)] = row[:length].half().cpu().clone()

    def __call__(self, windows: Sequence[Tokens]) -> tuple[Tensor, Tensor]:
        """States of windows, padded, and which of them are tokens."""
        if not self._layers:
            return self._run(windows)
        return _padded([self._kept[id(window)].float() for window in windows], self._device)

    def _run(self, windows: Sequence[Tokens]) -> tuple[Tensor, Tensor]:
        ids, mask = _padded([window.ids for window in windows], self._device)
        types, _ = _padded([window.types for window in windows], self._device)
        with torch.no_grad():
            hidden = self._embeddings(input_ids=ids, token_type_ids=types)
            for layer in self._layers:
                hidden = layer(hidden, mask[:, None, None, :])
        return hidden, mask


def tokens_of(examples: Sequence[Example], folder: str) -> list[Tokens]:
    """Windows as the model takes them.

    Args:
        examples: The windows, as texts.
        folder: Of the packaged model.
    """
    tokenizer = load_tokenizer(Path(folder))
    found: list[Tokens] = []
    for first in range(0, len(examples), _TOKENISED_AT_ONCE):
        some = examples[first : first + _TOKENISED_AT_ONCE]
        batch = tokenised(tokenizer, [(example.read, example.answering) for example in some])
        lengths = batch["attention_mask"].sum(dim=1).tolist()
        for example, ids, types, length in zip(some, batch["input_ids"], batch["token_type_ids"], lengths, strict=True):
            found.append(Tokens(ids[:length].int().clone(), types[:length].int().clone(), example.restates))
    return found


def train(  # noqa: PLR0913 - what a training is
    windows: Sequence[Tokens],
    folder: str,
    recipe: Recipe,
    *,
    seed: int,
    device: str,
    report: Callable[[int, int, float], None],
    unfinished: Path | None = None,
) -> dict[str, Tensor]:
    """Fit an adapter.

    Args:
        windows: What to learn from.
        folder: Of the packaged model.
        recipe: How.
        seed: Of weights and order.
        device: Where to compute.
        report: Told step, steps and the running loss.
        unfinished: Where the state is kept, so that a training that was stopped goes on from there.

    Returns:
        The adapter's weights by name, in half precision.
    """
    torch.manual_seed(seed)
    rng = random.Random(seed)  # noqa: S311 - an order, not a secret
    model = load_transformer(Path(folder))
    model.requires_grad_(requires_grad=False)
    model.to(device)
    lower = Lower(model, recipe.frozen, device)
    lower.keep(windows, recipe.batch)
    upper = range(recipe.frozen, len(model.encoder.layer))
    adapted = {
        name: _adapt(model, name)
        for name, module in list(model.named_modules())
        if isinstance(module, nn.Linear) and name.startswith(tuple(f"encoder.layer.{i}." for i in upper))
    }
    layers = nn.ModuleList(model.encoder.layer[i] for i in upper).to(device).train()
    head = nn.Sequential(nn.Dropout(_DROPPED), make_head(model.config.hidden_size)).to(device).train()
    weights = [p for p in (*layers.parameters(), *head.parameters()) if p.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=recipe.rate, weight_decay=_DECAY)
    batches = [batch for _ in range(recipe.epochs) for batch in _batches(windows, recipe.batch, rng)]
    steps, running = len(batches), torch.tensor(math.log(2), device=device)
    state = nn.ModuleList([layers, head])
    done = 0
    made_by = f"{recipe} {seed} {len(windows)}"
    if unfinished is not None and unfinished.exists():
        done, loss_then = _resume(unfinished, state, optimizer, made_by)
        running.fill_(loss_then)
    for step, chosen in itertools.islice(enumerate(batches), done, None):
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate * min(1, (step + 1) / (_WARM_UP * steps)) * max(_LEAST_RATE, 1 - step / steps)
        with torch.autocast(device, torch.bfloat16, enabled=device != "cpu"):
            hidden, mask = lower(chosen)
            for layer in layers:
                hidden = layer(hidden, mask[:, None, None, :])
            odds = head(first_and_mean(hidden, mask)).squeeze(-1).float()
        truth = torch.tensor([float(window.restates) for window in chosen], device=device)
        loss = functional.binary_cross_entropy_with_logits(odds, truth)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(weights, _LARGEST_GRADIENT)
        optimizer.step()
        running = 0.95 * running + 0.05 * loss.detach()
        if (step + 1) % _SAVED_EVERY == 0 or step + 1 == steps:
            report(step + 1, steps, float(running))
            if unfinished is not None:
                _save(unfinished, state, optimizer, step + 1, float(running), made_by)
    found = {f"{name}.{part}": getattr(low, part) for name, low in adapted.items() for part in ("A", "B")}
    found |= {f"{HEAD}{name}": weight for name, weight in head[1].state_dict().items()}
    return {name: weight.detach().half().cpu().contiguous() for name, weight in found.items()}


def _save(  # noqa: PLR0913, PLR0917 - what a state is
    path: Path, state: nn.Module, optimizer: torch.optim.Optimizer, step: int, loss: float, made_by: str
) -> None:
    trained = {name: weight for name, weight in state.named_parameters() if weight.requires_grad}
    content = {
        "made_by": made_by,
        "step": step,
        "loss": loss,
        "weights": trained,
        "optimizer": optimizer.state_dict(),
        "random": torch.get_rng_state(),
    }
    torch.save(content, path.with_suffix(".writing"))
    path.with_suffix(".writing").replace(path)


def _resume(path: Path, state: nn.Module, optimizer: torch.optim.Optimizer, made_by: str) -> tuple[int, float]:
    content = torch.load(path, weights_only=True, map_location="cpu")
    if content["made_by"] != made_by:
        message = f"{path} is of another training; delete it to begin anew"
        raise BenchmarkError(message)
    state.load_state_dict(content["weights"], strict=False)
    optimizer.load_state_dict(content["optimizer"])
    torch.set_rng_state(content["random"])
    return int(content["step"]), float(content["loss"])


def _adapt(model: Any, name: str) -> LowRank:  # noqa: ANN401 - a model of transformers
    parent, _, child = name.rpartition(".")
    low = LowRank(model.get_submodule(name))
    setattr(model.get_submodule(parent), child, low)
    return low


def _batches(windows: Sequence[Tokens], size: int, rng: random.Random) -> list[list[Tokens]]:
    order = list(windows)
    rng.shuffle(order)
    together = size * _LENGTH_BUCKET
    batches = []
    for first in range(0, len(order), together):
        bucket = sorted(order[first : first + together], key=lambda window: len(window.ids))
        batches += [bucket[at : at + size] for at in range(0, len(bucket), size)]
    rng.shuffle(batches)
    return batches


def _padded(rows: Sequence[Tensor], device: str) -> tuple[Tensor, Tensor]:
    padded = nn.utils.rnn.pad_sequence(list(rows), batch_first=True).to(device)
    lengths = torch.tensor([len(row) for row in rows], device=device)
    return padded, torch.arange(padded.shape[1], device=device)[None, :] < lengths[:, None]
