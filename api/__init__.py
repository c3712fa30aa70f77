"""The HTTP interface: FastAPI over the engine."""

from api import paths as paths  # routes name the kinds of parts that it registers
