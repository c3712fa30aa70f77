"""What Alembic runs: the migrations, on the connection that :mod:`dedup.storage.schema` hands over."""

from __future__ import annotations

from alembic import context

from dedup.storage.alltables import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,  # on SQLite too: the engine begins transactions itself, the driver does not interfere
)
with context.begin_transaction():
    context.run_migrations()
