"""How fast it is, beside what others use, in one run."""
