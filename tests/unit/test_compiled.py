from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest
from tokenizers import Tokenizer

from dedup import compiled, translations
from dedup.compiled import Network, Pool, Precision, Way
from dedup.encoder import SentenceTransformerEncoder
from dedup.errors import EncoderError
from dedup.modelfiles import packaged_folder
from dedup.reader import ADAPTER, AdaptedReader
from tests.unit.commandline import dedup

openvino = pytest.mark.skipif(not compiled.available(), reason="OpenVINO (extra `openvino`) is not installed")

floats = pytest.mark.parametrize(
    "precision", ["f32", *(["bf16"] if compiled.available() and Way(precision="bf16").rest() == "bf16" else [])]
)

TEXTS = [
    "The tide turned.",
    "Three trawlers of Port Anselm were towed in on Monday, the harbour master said, after their nets had fouled.",
    "",
    "Она вернулась в порт.",
    "word " * 700,
]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / translations.CACHE


@openvino
@floats
def test_compiled_vectors_are_those_of_sentence_transformers(precision: Precision) -> None:
    fast, plain = (SentenceTransformerEncoder(compiled=way, precision=precision).encode(TEXTS) for way in (True, False))
    assert fast.shape == plain.shape
    assert fast.dtype == plain.dtype
    assert (fast * plain).sum(axis=1).min() > 0.999
    np.testing.assert_allclose(np.linalg.norm(fast, axis=1), 1.0, atol=1e-3)


@openvino
@floats
def test_a_compiled_reader_says_what_the_plain_one_does(precision: Precision, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [(TEXTS[1], TEXTS[0]), (TEXTS[0], TEXTS[1]), (TEXTS[4], TEXTS[1]), (TEXTS[1], TEXTS[1])]
    fast = AdaptedReader(way=Way(precision=precision)).read(pairs)
    monkeypatch.setattr("dedup.reader.available", lambda: False)
    np.testing.assert_allclose(fast, AdaptedReader().read(pairs), atol=0.5)


@openvino
def test_a_translation_is_kept_and_then_needs_no_torch(cache: Path) -> None:
    code = (
        "import json, sys; from dedup.encoder import SentenceTransformerEncoder as E; "
        "v = E(threads=1, precision='f32').encode(['The tide turned.']); "
        "print(json.dumps(['torch' in sys.modules, bool(sys.modules.get('openvino_telemetry')), v.tolist()]))"
    )

    def run() -> tuple[bool, np.ndarray]:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours
        assert done.stderr == ""
        has_torch, reports, vectors = json.loads(done.stdout)
        assert not reports
        return has_torch, np.array(vectors)

    has_torch, first = run()
    assert has_torch
    (kept,) = cache.iterdir()
    has_torch, second = run()
    assert not has_torch
    np.testing.assert_allclose(second, first, atol=1e-3)
    (kept / "model.bin").write_bytes(b"cut")
    has_torch, third = run()
    assert has_torch
    np.testing.assert_allclose(third, first, atol=1e-3)


@openvino
def test_without_a_place_to_keep_it_a_model_is_translated_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert SentenceTransformerEncoder(threads=1).encode(TEXTS[:1]).shape == (1, 384)


@openvino
def test_more_callers_than_cores_wait_for_each_other_and_get_their_own() -> None:
    encoder = SentenceTransformerEncoder(threads=2)
    texts = [[f"Caller {caller}, sentence {number} of the tide." for number in range(80)] for caller in range(6)]
    found: dict[int, np.ndarray] = {}

    def call(caller: int) -> None:
        found[caller] = encoder.encode(texts[caller])

    threads = [threading.Thread(target=call, args=(caller,)) for caller in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    again = SentenceTransformerEncoder(threads=1)
    for caller in range(6):
        np.testing.assert_allclose(found[caller], again.encode(texts[caller]), atol=1e-2)


class Request:
    """A request of a network that gives each text its length in tokens; it fails as often as it is told to."""

    failures: ClassVar[list[str]] = []
    ran: ClassVar[list[int]] = []

    def start_async(self, inputs: list[np.ndarray]) -> None:
        self._mask = inputs[2]
        if self.failures and self.failures[0] == "start":
            raise RuntimeError(self.failures.pop())

    def wait(self) -> None:
        time.sleep(0.002)
        Request.ran.append(len(self._mask))
        if self.failures and self.failures[0] == "wait":
            raise RuntimeError(self.failures.pop())

    def get_output_tensor(self, _: int) -> SimpleNamespace:
        return SimpleNamespace(data=self._mask.sum(axis=1, keepdims=True).astype(np.float32))


def network(requests: int) -> Network:
    """A network of fakes, with the real tokenizer, batches and pool."""
    made = Network.__new__(Network)
    made._tokenizer = Tokenizer.from_file(str(packaged_folder() / "tokenizer.json"))
    made._tokenizer.no_padding()
    made._lock = threading.Lock()
    made._streams = requests
    made._pool = Pool(Request() for _ in range(requests))
    return made


@openvino
@pytest.mark.parametrize("failure", ["start", "wait"])
def test_after_a_failure_every_request_is_there_for_the_next_caller(failure: str) -> None:
    made = network(2)
    for _ in range(5):
        Request.failures.append(failure)
        with pytest.raises(RuntimeError, match=failure):
            made.rows(["word " * 300] * 40)
    lengths = made.rows(["one", "one two three"])
    assert lengths[:, 0].tolist() == [3, 5]
    assert len(made._pool._free) == 2


@openvino
def test_who_has_one_short_text_does_not_wait_for_the_whole_of_a_long_one() -> None:
    made, began = network(1), threading.Event()
    Request.ran.clear()

    def long() -> None:
        began.set()
        made.rows(["word " * 300] * 400)  # of which 128 tokens are read, so eight a batch

    thread = threading.Thread(target=long)
    thread.start()
    began.wait()
    while not Request.ran:
        time.sleep(0.001)
    made.rows(["short"] * 2)  # the only batch of two
    before = Request.ran.index(2)
    thread.join(timeout=60)
    assert len(Request.ran) == 51
    assert before < 25


@openvino
def test_many_texts_come_in_their_order_though_they_are_made_tokens_of_some_at_a_time() -> None:
    texts = ["word " * (1 + number * 7 % 60) for number in range(600)]
    pairs = list(zip(texts, reversed(texts), strict=True))
    made = network(2)
    assert made.rows(texts)[:, 0].tolist() == [2 + 1 + number * 7 % 60 for number in range(600)]
    assert made.rows(pairs)[:, 0].tolist() == [len(made._tokenizer.encode(*pair).ids) for pair in pairs]


@openvino
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads have no niceness of their own")
def test_what_is_encoded_ahead_gives_way_to_who_judges_and_what_it_reads() -> None:
    code = """
import os
from pathlib import Path
from dedup.compiled import Way
from dedup.encoder import SentenceTransformerEncoder
from dedup.reader import AdaptedReader

def nicer():
    tasks = [int(task.name) for task in Path("/proc/self/task").iterdir()]
    return {os.getpriority(os.PRIO_PROCESS, task) - os.getpriority(os.PRIO_PROCESS, 0) for task in tasks}

reader, encoder = AdaptedReader(way=Way(threads=2)), SentenceTransformerEncoder(threads=2)
reader.read([("The tide turned.", "It ebbed.")] * 9)
print(nicer())
encoder.encode(["The tide turned.", "It ebbed."])
print(nicer())
"""
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603 - ours
    assert ran.stdout.splitlines() == ["{0}", "{0, 5}"]


def test_a_request_goes_to_whoever_waited_longest() -> None:
    pool, found = Pool(["only"]), list[int]()
    assert pool.take(wait=True) == "only"

    def wait(number: int) -> None:
        request = pool.take(wait=True)
        found.append(number)
        pool.give(request)

    threads = []
    for number in range(4):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(pool._waiting) < number + 1:
            time.sleep(0.001)
    assert pool.take(wait=False) is None
    pool.give("only")
    for thread in threads:
        thread.join(timeout=60)
    assert found == [0, 1, 2, 3]


@openvino
def test_older_translations_go_and_those_of_other_adapters_are_not_kept(cache: Path) -> None:
    old = cache / "sentences-of-another-model-1"
    old.mkdir(parents=True)
    SentenceTransformerEncoder(threads=1, precision="f32").encode(TEXTS[:1])
    (kept,) = cache.iterdir()
    assert kept.name.startswith("sentences-")
    assert kept != old
    AdaptedReader(Path(str(resources.files("dedup") / ADAPTER)), Way(precision="f32")).read([(TEXTS[0], TEXTS[1])])
    assert list(cache.iterdir()) == [kept]


@openvino
def test_a_model_is_loaded_ahead_only_where_it_was_translated_before(cache: Path) -> None:
    SentenceTransformerEncoder(precision="f32").load_if_quick()
    assert not cache.exists()
    SentenceTransformerEncoder(precision="f32").encode(TEXTS[:1])
    quick = SentenceTransformerEncoder(precision="f32")
    quick.load_if_quick()
    assert quick._loaded is not None


@openvino
def test_who_can_not_open_the_store_need_not_wait_for_a_model_that_was_never_translated(
    cache: Path, tmp_path: Path
) -> None:
    text = tmp_path / "text.txt"
    text.write_text("The tide turned at noon, and the boats left the old harbour.")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "dedup.sqlite3").write_bytes(b"not a database, but long enough to be read as one" * 50)
    assert dedup("score", text, data=tmp_path / "data").exit_code == 4
    assert not cache.exists()


@openvino
def test_a_reader_that_can_not_be_loaded_says_what_to_do(tmp_path: Path) -> None:
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"no adapter")
    with pytest.raises(EncoderError, match="DEDUP_READER_WINDOWS=0"):
        AdaptedReader(broken).read([(TEXTS[0], TEXTS[1])])


def test_an_openvino_that_can_not_be_loaded_is_done_without(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        message = "a library is missing"
        raise OSError(message)

    monkeypatch.setattr(compiled, "find_spec", lambda _: object())
    monkeypatch.setattr(compiled, "load_openvino", fail)
    assert not compiled.available.__wrapped__()
    assert "a library is missing" in caplog.text
