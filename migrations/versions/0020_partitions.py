"""On PostgreSQL, buckets lie in parts by their hash and operations in parts by their number.

Revision: 0020, after 0019.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_BUCKET_PARTS = 16
_ROOM = 100_000
"""Operations that the part which is there takes in before a writer makes the next one."""


def upgrade() -> None:
    """Bring the schema to this revision; buckets are copied, the log that is there becomes the first part."""
    if op.get_bind().dialect.name == "sqlite":
        return
    # Buckets first: that is what takes long, and who reads goes on until the old ones are dropped.
    op.execute("CREATE TABLE buckets_by_hash (LIKE buckets) PARTITION BY HASH (bucket)")
    for part in range(_BUCKET_PARTS):
        bound = f"WITH (MODULUS {_BUCKET_PARTS}, REMAINDER {part})"
        op.execute(f"CREATE TABLE buckets_{part} PARTITION OF buckets_by_hash FOR VALUES {bound}")
    _replace_buckets("buckets_by_hash")

    last = op.get_bind().execute(sa.text("SELECT last_value FROM operations_sequence_seq")).scalar_one()
    op.execute("ALTER TABLE operations RENAME TO operations_0")
    op.execute("ALTER TABLE operations_0 RENAME CONSTRAINT operations_pkey TO operations_0_pkey")
    op.execute("CREATE TABLE operations (LIKE operations_0 INCLUDING CONSTRAINTS) PARTITION BY RANGE (sequence)")
    _number("operations")
    op.execute("ALTER TABLE operations_0 ALTER COLUMN sequence DROP DEFAULT")
    bound = f"FROM (MINVALUE) TO ({last + _ROOM})"
    op.execute(f"ALTER TABLE operations ATTACH PARTITION operations_0 FOR VALUES {bound}")


def downgrade() -> None:
    """Go back to the one before; both are copied."""
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("CREATE TABLE buckets_in_one (LIKE buckets)")
    _replace_buckets("buckets_in_one")

    op.execute("CREATE TABLE operations_in_one (LIKE operations INCLUDING CONSTRAINTS)")
    op.execute("INSERT INTO operations_in_one SELECT * FROM operations")
    op.execute("ALTER SEQUENCE operations_sequence_seq OWNED BY NONE")
    op.drop_table("operations")
    op.execute("ALTER TABLE operations_in_one RENAME TO operations")
    _number("operations")


def _replace_buckets(by: str) -> None:
    """Fill another table with the buckets, and put it in their place; its key is made last, in one go."""
    op.execute(f"INSERT INTO {by} SELECT * FROM buckets")  # noqa: S608 - our own names
    op.drop_table("buckets")
    op.execute(f"ALTER TABLE {by} RENAME TO buckets")
    op.execute("ALTER TABLE buckets ADD CONSTRAINT buckets_pkey PRIMARY KEY (bucket, item)")


def _number(table: str) -> None:
    """Have a table numbered by the sequence that has numbered all before."""
    op.execute(f"ALTER TABLE {table} ALTER COLUMN sequence SET DEFAULT nextval('operations_sequence_seq')")
    op.execute(f"ALTER SEQUENCE operations_sequence_seq OWNED BY {table}.sequence")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT operations_pkey PRIMARY KEY (sequence)")
