"""Near copies of an archive by its words alone: no model, exact shares of shingles, one pass."""
