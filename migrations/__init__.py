"""Alembic migrations of the store; :mod:`dedup.storage.schema` runs them."""

HEAD = "0021"
"""The latest revision; here so that a store can be opened without loading Alembic."""
