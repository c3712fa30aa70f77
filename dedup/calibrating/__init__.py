"""Derivations recalibrated: by a labelled corpus, or by what editors answered."""
