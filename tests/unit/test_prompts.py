"""Prompts of sentence models: the one for comparing, before every sentence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dedup.encoder import SentenceTransformerEncoder
from dedup.modelfiles import packaged_folder
from dedup.prompts import declared_prompt, prompt_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("prompts", "prompt"),
    [
        ({"query": "", "document": ""}, ""),
        ({"query": "query: ", "passage": "passage: "}, "query: "),
        ({"query": "query: ", "document": "passage: "}, "query: "),
        ({"query": "Represent this sentence for searching: ", "document": None}, ""),
        ({"query": "q: ", "document": "d: ", "STS": "likeness: "}, "likeness: "),
        ({}, ""),
    ],
)
def test_the_prompt_for_comparing_is_chosen(prompts: dict[str, str | None], prompt: str) -> None:
    assert prompt_of(prompts) == prompt


@pytest.mark.parametrize(
    "declared",
    ["", "no JSON", "{}", '{"prompts": {"query": "q: ", "document": "d: "}, "default_prompt_name": "document"}'],
)
def test_a_model_that_names_a_default_or_nothing_is_left_to_itself(declared: str, tmp_path: Path) -> None:
    if declared:
        (tmp_path / "config_sentence_transformers.json").write_text(declared)
    assert declared_prompt(tmp_path) is None


def test_the_packaged_model_has_no_prompt() -> None:
    assert declared_prompt(packaged_folder()) is None


def test_a_models_own_prompt_or_a_given_one_goes_before_every_sentence(tmp_path: Path) -> None:
    """The packaged model, with prompts added to its files as E5 models have them."""
    for path in packaged_folder().iterdir():
        (tmp_path / path.name).symlink_to(path)
    configuration = tmp_path / "config_sentence_transformers.json"
    configuration.unlink()
    configuration.write_text(json.dumps({"prompts": {"query": "query: ", "passage": "passage: "}}))
    own, given = SentenceTransformerEncoder(str(tmp_path)), SentenceTransformerEncoder(str(tmp_path), prompt="")
    sentence = "The ferry sank off Ottervik."
    np.testing.assert_allclose(own.encode([sentence]), given.encode([f"query: {sentence}"]), atol=1e-5)
    assert not np.allclose(own.encode([sentence]), given.encode([sentence]), atol=1e-2)
    assert own.fingerprint != given.fingerprint
