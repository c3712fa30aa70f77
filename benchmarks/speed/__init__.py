"""How fast the engine is, against what else there is and against what the machine can do: ratios inside one run."""
