"""Precision and recall on labelled corpora, and the fit of the relation model: the engine's third user."""
