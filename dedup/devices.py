"""What PyTorch runs a model on, where it is not the processor."""

from __future__ import annotations

from dedup.errors import EncoderError

CPU = "cpu"
"""The processor, on which models may be compiled."""


def require(device: str) -> None:
    """Make sure that a model can run on a device before it is loaded.

    Args:
        device: As PyTorch calls it: "cpu", "cuda" or "cuda:1".

    Raises:
        EncoderError: PyTorch finds no such device.
    """
    if device == CPU:
        return
    import torch

    number = int(device.partition(":")[2] or 0)
    if not torch.cuda.is_available() or number >= torch.cuda.device_count():
        message = (
            f"DEDUP_ENCODER_DEVICE is {device!r}, and PyTorch {torch.__version__} finds no such GPU here. Set it to "
            f"{CPU!r}, or install PyTorch for the machine's GPU (https://pytorch.org/get-started/locally)."
        )
        raise EncoderError(message)
