"""What goes before a sentence that is compared, for models that were trained with prompts.

Two sentences are compared in either direction, so both get the same prompt: the one for likeness where a model has it;
else, where documents have a prompt of their own, that for queries, as the authors of E5 ask for in symmetric tasks. A
model that has one for queries alone, as BGE, was trained to read documents, and sentences, as they are.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LIKENESS = ("sts", "similarity", "sentence similarity", "semantic similarity", "semantic_similarity")
_QUERY = "query"
_DOCUMENT = ("document", "passage")


def declared_prompt(folder: Path) -> str | None:
    """The prompt that a model's files name for comparing; None where it is to be left to the model.

    Args:
        folder: Of the model. Where its files name a default, sentence-transformers puts that before every text itself.
    """
    try:
        declared = json.loads((folder / "config_sentence_transformers.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if declared.get("default_prompt_name") is not None:
        return None
    return prompt_of(declared.get("prompts") or {}) or None


def prompt_of(prompts: Mapping[str, str | None]) -> str:
    """The prompt for sentences that are compared; empty for none.

    Args:
        prompts: Those of a model, by name.
    """
    named = {name.lower(): prompt or "" for name, prompt in prompts.items()}
    for name in _LIKENESS:
        if named.get(name):
            return named[name]
    return named.get(_QUERY, "") if any(named.get(name) for name in _DOCUMENT) else ""
