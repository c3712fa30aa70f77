"""All tables together, for whoever makes, compares or describes a database."""

from __future__ import annotations

from dedup.storage import accesstables, desktables, newsroomtables, tables

MODULES = (tables, newsroomtables, desktables, accesstables)
"""Those that have tables; each adds its own to the metadata when it is imported."""

METADATA = tables.Base.metadata
