from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dedup.encoder import SentenceTransformerEncoder
from dedup.errors import EncoderError
from dedup.modelfiles import PACKAGED, local_folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def encoder() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder(threads=1)


def run(code: str) -> subprocess.CompletedProcess[str]:
    """What a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours


def test_name_dimension_and_fingerprint_need_no_model_in_memory() -> None:
    code = (
        "import sys; from dedup.encoder import SentenceTransformerEncoder as E; e = E(); "
        "print(e.name, e.dimension, len(e.fingerprint), 'torch' in sys.modules)"
    )
    done = run(code)
    assert done.stdout.split() == [PACKAGED, "384", "64", "False"]


def test_loading_and_encoding_print_nothing() -> None:
    code = "from dedup.encoder import SentenceTransformerEncoder as E; E(threads=1).encode(['A sentence.'] * 3)"
    done = run(code)
    assert (done.stdout, done.stderr) == ("", "")


def test_the_declared_dimension_is_the_true_one(encoder: SentenceTransformerEncoder) -> None:
    assert encoder.encode(["A sentence."]).shape == (1, encoder.dimension)


def test_several_threads_get_the_same_vectors(encoder: SentenceTransformerEncoder) -> None:
    texts = [f"Sentence number {number} about a ferry." for number in range(40)]
    expected = encoder.encode(texts)
    fresh = SentenceTransformerEncoder(threads=1)
    results: dict[int, np.ndarray] = {}

    def encode(part: int) -> None:
        results[part] = fresh.encode(texts[part::4])

    threads = [threading.Thread(target=encode, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for part, vectors in results.items():
        np.testing.assert_allclose(vectors, expected[part::4], atol=1e-5)
    assert len(results) == 4


def test_the_fingerprint_changes_with_any_model_file(tmp_path: Path) -> None:
    packaged = local_folder(PACKAGED)
    assert packaged is not None
    fingerprints = [SentenceTransformerEncoder().fingerprint]
    for name in ("same", "other"):
        folder = tmp_path / name
        shutil.copytree(packaged, folder)
        if name == "other":
            (folder / "config.json").write_text((folder / "config.json").read_text() + "\n")
        (folder / "README.md").write_text("another description")
        fingerprints.append(SentenceTransformerEncoder(str(folder)).fingerprint)
    assert fingerprints[0] == fingerprints[1] != fingerprints[2]


def test_a_missing_folder_says_what_to_do() -> None:
    with pytest.raises(EncoderError, match="DEDUP_MODEL"):
        SentenceTransformerEncoder("./nowhere")


def test_a_folder_that_is_no_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"modules\.json"):
        SentenceTransformerEncoder(str(tmp_path))


def test_a_damaged_model_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "none such"}))
    broken = SentenceTransformerEncoder(str(tmp_path))
    for use in (lambda: broken.encode(["x"]), lambda: broken.dimension):
        with pytest.raises(EncoderError, match="DEDUP_MODEL"):
            use()
