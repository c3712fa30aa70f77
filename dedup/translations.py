"""OpenVINO's models of PyTorch's, made once and kept in the user's cache."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
import time
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

logger = logging.getLogger(__name__)

CACHE = "wire-dedup"
"""Folder in the user's cache that translated models are kept in; anything in it can be deleted."""

_UNFINISHED = "unfinished-"
_LEFT_AFTER = 3600
"""Seconds after which nobody is still writing an unfinished translation."""

_FORMAT = 3
"""Changes when what is translated does, so that no older translation is read."""


def kept(core: Any, key: str | None, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - of OpenVINO
    """A model, from the cache or made now; one that can not be kept is made every time.

    Args:
        core: Of OpenVINO.
        key: Names it, and before a hyphen its kind, of which the cache keeps one; None keeps none.
        make: Makes it.
    """
    if key is None:
        return make()
    try:
        folder = _folder(key)
    except RuntimeError:  # whoever runs this has no home
        return make()
    try:
        return core.read_model(folder / "model.xml", folder / "model.bin")
    except RuntimeError:  # not there, or of no use
        model = make()
    try:
        _keep(model, folder)
    except (OSError, RuntimeError):  # the folder can not be written, another process was first, or the disk is full
        logger.info("%s could not be kept, so it is translated at every start", folder)
    return model


def is_kept(key: str) -> bool:
    """Whether a model is in the cache, so that it need not be made."""
    try:
        return _folder(key).is_dir()
    except (OSError, RuntimeError):
        return False


def _keep(model: Any, folder: Path) -> None:  # noqa: ANN401 - of OpenVINO
    """Write a translation whole or not at all; older ones of its kind go."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=folder.parent) as unfinished:
        made = Path(unfinished) / "made"
        made.mkdir()
        load_openvino().save_model(model, made / "model.xml", compress_to_fp16=False)
        for file in made.iterdir():
            with file.open("rb") as written:
                os.fsync(written.fileno())  # half a file after a power cut would be read as other weights
        kind = folder.name.partition("-")[0]
        for other in folder.parent.glob(f"{kind}-*"):
            shutil.rmtree(other, ignore_errors=True)
        made.rename(folder)
    for left in folder.parent.glob(f"{_UNFINISHED}*"):  # by processes that were killed
        if time.time() - left.stat().st_mtime > _LEFT_AFTER:
            shutil.rmtree(left, ignore_errors=True)


def translate(module: Any) -> Any:  # noqa: ANN401 - of PyTorch and OpenVINO
    """An OpenVINO model of a PyTorch module with inputs ``ids``, ``types`` and ``mask`` of shape (batch, tokens)."""
    import torch

    openvino = load_openvino()
    example = {name: torch.ones(2, 8, dtype=torch.long) for name in ("ids", "types", "mask")}
    inputs = [(name, [-1, -1], openvino.Type.i64) for name in example]
    with warnings.catch_warnings(), quiet_transformers(), torch.no_grad():
        warnings.simplefilter("ignore")  # tracing warns of every branch that it follows only once
        return openvino.convert_model(module.eval(), example_input=example, input=inputs)


def load_openvino() -> Any:  # noqa: ANN401 - a module that is imported only when needed
    """OpenVINO without the package by which it reports its use to its makers: nothing leaves a desk unasked."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type] # so that its import fails
    import openvino

    return openvino


@contextmanager
def quiet_transformers() -> Iterator[None]:
    """Transformers without its reports, such as of a pooling layer that nobody asked for."""
    from transformers.utils import logging as transformers_logging

    loud: Any = transformers_logging
    level = loud.get_verbosity()
    loud.disable_progress_bar()
    loud.set_verbosity_error()
    try:
        yield
    finally:
        loud.set_verbosity(level)


def _folder(key: str) -> Path:
    """Where a model is kept; a RuntimeError where whoever runs this has no home."""
    return _cache() / f"{key}-{_FORMAT}-{load_openvino().__version__.split('-')[0]}"


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / CACHE
