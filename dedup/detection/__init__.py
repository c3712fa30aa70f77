"""What was made from what: alignment, evidence, relation model, composition. Pure; loads no model, does no I/O."""
