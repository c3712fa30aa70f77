"""Alembic migrations of the store; :mod:`dedup.storage.schema` runs them."""
