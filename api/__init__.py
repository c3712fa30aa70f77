"""The HTTP interface: FastAPI over the engine."""
