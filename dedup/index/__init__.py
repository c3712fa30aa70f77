"""The indexes: they propose candidates and never decide."""
