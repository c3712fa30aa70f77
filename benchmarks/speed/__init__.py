"""How fast the engine is, beside what others use and what the machine can do: ratios inside one run."""
