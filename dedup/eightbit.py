"""A BERT model's products with its weights in 8 bits, made of the full-precision model where it is loaded.

Weights get a scale an output, activations one for a whole product, so that the processor multiplies bytes. What makes
that exact enough are the channels that reach much further than the others: each is moved to the middle and scaled down,
its weights up, as far as the predicted error of both falls (SmoothQuant, Xiao et al., 2023, arXiv:2211.10438; Outlier
Suppression+, Wei et al., 2023, arXiv:2304.09145); and the few furthest behind a GELU are multiplied by themselves, in
the precision of the rest (LLM.int8(), Dettmers et al., 2022, arXiv:2208.07339). How far they reach is seen on texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Batch = Sequence[NDArray[np.int64]]

_MULTIPLIES = {"avx512_vnni", "avx_vnni"}
"""Flags of processors that multiply bytes four at a time."""

_FAR = 16
"""Channels of a GELU multiplied by themselves: without them the vectors lose 0.0020 of their cosine, with 8, 16, 32 or
64 0.0008 or 0.0007, on 300 sentences whose neighbours it was fitted on."""

_MARGIN = 1.1
"""How much further than was seen a channel may reach before it is cut."""

_STEPS = 127
_LEAST_GELU = 0.17
"""How far a GELU reaches below zero."""

_TINY = 1e-4

_STATE_AXES = 3
"""Texts, tokens, channels."""


@cache
def available() -> bool:
    """Whether this processor has instructions for products in 8 bits."""
    information = Path("/proc/cpuinfo")
    if not information.exists():
        return False
    lines = information.read_text("utf-8").splitlines()
    return bool(_MULTIPLIES & set(next((line for line in lines if line.startswith("flags")), "").split()))


@dataclass(frozen=True, slots=True)
class Reach:
    """What a product's channels were seen to hold: least, most, mean, and mean square, each of shape (channels,)."""

    low: Floats
    high: Floats
    mean: Floats
    square: Floats

    def of(self, channels: NDArray[np.intp]) -> Reach:
        """Of some of them."""
        return Reach(self.low[channels], self.high[channels], self.mean[channels], self.square[channels])


@dataclass(frozen=True, slots=True)
class Plan:
    """How a product's input becomes bytes: what is taken from each channel, what that is divided by, what is left.

    Attributes:
        shift: Of each channel.
        scale: Of each channel; its weights are multiplied by it.
        low: The least that a byte stands for.
        high: The most.
    """

    shift: Floats
    scale: Floats
    low: float
    high: float


def in_eight_bits(core: Any, model: Any, batches: Iterable[Batch]) -> Any:  # noqa: ANN401 - of OpenVINO
    """Have a model multiply by its weights in 8 bits; what else it does stays as it is.

    Args:
        core: Of OpenVINO.
        model: In single precision; it is changed.
        batches: Inputs of texts like those that it will get, without padding.

    Returns:
        The model.
    """
    products = _products(model)
    reaches = _reaches(core, model, products, batches)
    alone: set[str] = set()
    for product in products:
        gelu = product.input_value(0).get_node()
        if gelu.get_type_name() == "Gelu":
            alone |= _split(product, gelu, reaches)
    sharing: dict[str, list[Any]] = {}
    for product in _products(model):
        if product.get_friendly_name() not in alone:
            sharing.setdefault(_source(product), []).append(product)
    for source, together in sharing.items():
        _quantise(together, reaches[source])
    model.validate_nodes_and_infer_types()
    return model


def _products(model: Any) -> list[Any]:  # noqa: ANN401 - of OpenVINO
    """Products of token states with weights, in order; not the few of a whole text."""
    return [
        node
        for node in model.get_ordered_ops()
        if node.get_type_name() == "MatMul"
        and node.input_value(1).get_node().get_type_name() == "Constant"
        and len(node.get_input_partial_shape(0)) == _STATE_AXES
    ]


def _source(product: Any) -> str:  # noqa: ANN401 - of OpenVINO
    return str(product.input_value(0).get_node().get_friendly_name())


def _reaches(core: Any, model: Any, products: Sequence[Any], batches: Iterable[Batch]) -> dict[str, Reach]:  # noqa: ANN401 - of OpenVINO
    """What the inputs of products hold on some texts, by the name of what makes them."""
    import openvino
    from openvino import opset13 as op

    made = {_source(product): product.input_value(0) for product in products}
    watched = openvino.Model([op.result(output) for output in made.values()], model.get_parameters())
    compiled = core.compile_model(watched, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    low: dict[str, Floats] = {}
    high: dict[str, Floats] = {}
    total: dict[str, Floats] = {}
    squares: dict[str, Floats] = {}
    count = 0
    for batch in batches:
        found = compiled(list(batch))
        for index, name in enumerate(made):
            states = found[index].reshape(-1, found[index].shape[-1]).astype(np.float64)
            least, most = states.min(axis=0), states.max(axis=0)
            low[name] = np.minimum(low.get(name, least), least)
            high[name] = np.maximum(high.get(name, most), most)
            total[name] = states.sum(axis=0) + total.get(name, 0.0)
            squares[name] = np.square(states).sum(axis=0) + squares.get(name, 0.0)
        count += batch[0].size
    return {name: Reach(low[name], high[name], total[name] / count, squares[name] / count) for name in made}


def _split(product: Any, gelu: Any, reaches: dict[str, Reach]) -> set[str]:  # noqa: ANN401 - of OpenVINO
    """Have the furthest channels of a GELU made and multiplied beside the others; the names of their products."""
    from openvino import opset13 as op

    added = gelu.input_value(0).get_node()
    first = added.input_value(0).get_node()
    bias = added.input_value(1).get_node().data.reshape(-1)
    into, out_of = _weights(first), _weights(product)
    reach = reaches[gelu.get_friendly_name()]
    order = np.argsort(-np.maximum(-reach.low, reach.high) * np.linalg.norm(out_of, axis=0), kind="stable")
    far, near = np.sort(order[:_FAR]), np.sort(order[_FAR:])
    parts, names = [], set()
    users = list(product.output(0).get_target_inputs())
    for channels in (near, far):
        made = op.matmul(first.input_value(0), op.constant(into[channels]), False, True)  # noqa: FBT003 - OpenVINO's order
        states = op.gelu(op.add(made, op.constant(bias[channels].reshape(1, 1, -1))), "erf")
        parts.append(op.matmul(states, op.constant(out_of[:, channels]), False, True))  # noqa: FBT003 - as above
        if channels is far:
            names = {made.get_friendly_name(), parts[-1].get_friendly_name()}
        else:
            reaches[states.get_friendly_name()] = reach.of(channels)
    both = op.add(*parts)
    for user in users:
        user.replace_source_output(both.output(0))
    return names


def _weights(product: Any) -> NDArray[np.float32]:  # noqa: ANN401 - of OpenVINO
    """Of shape (outputs, inputs)."""
    return np.array(product.input_value(1).get_node().data, dtype=np.float32)


def _quantise(products: Sequence[Any], reach: Reach) -> None:
    """Give products that share an input, and their weights, the marks by which OpenVINO multiplies them in 8 bits."""
    from openvino import opset13 as op

    states = products[0].input_value(0)
    weights = [_weights(product) for product in products]
    is_gelu = states.get_node().get_type_name() == "Gelu"
    plan = plan_of(reach, np.concatenate(weights), is_gelu=is_gelu)
    scaled = op.multiply(states, _row(1 / plan.scale))
    moved = op.add(scaled, _row(-plan.shift / plan.scale)) if plan.shift.any() else scaled
    low, high = (op.constant(np.float32(end)) for end in (plan.low, plan.high))
    whole = op.fake_quantize(moved, low, high, low, high, 256)
    for product, weight in zip(products, weights, strict=True):
        users = list(product.output(0).get_target_inputs())
        larger = weight * plan.scale
        step = np.maximum(np.abs(larger).max(axis=1, keepdims=True), _TINY).astype(np.float32) / _STEPS
        # As bytes already, so that nothing is rounded whenever the model is loaded.
        rounded = op.convert(op.constant(np.round(larger / step).astype(np.int8)), np.float32)
        marked = op.multiply(rounded, op.constant(step))
        product.input(0).replace_source_output(whole.output(0))
        product.input(1).replace_source_output(marked.output(0))
        if plan.shift.any():
            missing = op.add(product, _row(weight @ plan.shift))
            for user in users:
                user.replace_source_output(missing.output(0))


def _row(values: NDArray[Any]) -> Any:  # noqa: ANN401 - of OpenVINO
    from openvino import opset13 as op

    return op.constant(values.reshape(1, 1, -1).astype(np.float32))


def plan_of(reach: Reach, weights: NDArray[np.float32], *, is_gelu: bool) -> Plan:
    """The way to bytes by which the predicted error of a product is least.

    Args:
        reach: What its input's channels hold.
        weights: Of all products of that input, shape (outputs, channels).
        is_gelu: Whether the input comes from a GELU, which hardly reaches below zero, so that no middle is sought.
    """
    shift = np.zeros_like(reach.low) if is_gelu else (reach.low + reach.high) / 2
    furthest = np.maximum(np.maximum(shift - reach.low, reach.high - shift), _TINY)
    square = reach.square - 2 * shift * reach.mean + shift**2
    below = _LEAST_GELU if is_gelu else 0.0
    cost = np.square(weights.astype(np.float64)).sum(axis=0)

    def error(scale: Floats) -> float:
        """Mean square of what rounding adds: to the states, times the weights; to the weights, times the states."""
        most = (furthest / scale).max() * _MARGIN
        step = (most + (below / scale).max()) / (2 * _STEPS + 1) if is_gelu else most / _STEPS
        rows = np.abs(weights * scale).max(axis=1) / _STEPS
        return float(step**2 * (scale**2 * cost).sum() + (rows**2).sum() * (square / scale**2).sum()) / 12

    scale = min(_scales(furthest, np.abs(weights).max(axis=0)), key=error)
    most = float((furthest / scale).max()) * _MARGIN
    if not is_gelu:
        return Plan(shift, scale, -most * (_STEPS + 1) / _STEPS, most)
    least = float((below / scale).max())
    step = (most + least) / (2 * _STEPS + 1)
    zero = round(least / step)  # a byte of its own, so that nothing stays nothing
    return Plan(shift, scale, -zero * step, (2 * _STEPS + 1 - zero) * step)


def _scales(furthest: Floats, weights: NDArray[np.float32]) -> list[Floats]:
    """Scales to choose from: of what reaches beyond a limit some power of how far, or shared between both sides."""
    limits = np.unique(np.quantile(furthest, [*np.linspace(0, 0.95, 12), 0.97, 0.98, 0.99, 0.995, 0.998, 1]))
    beyond = [np.maximum(furthest / limit, 1) ** power for limit in limits for power in (0.25, 0.5, 0.75, 1)]
    shares = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
    return beyond + [furthest**share / np.maximum(weights, _TINY) ** (1 - share) for share in shares]
