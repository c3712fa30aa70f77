"""How well stories are found in another language than their source's: ``python -m benchmarks across``."""
