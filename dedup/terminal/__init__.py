"""What a person sees in the terminal: a verdict explained, tables, and nothing a hostile text could smuggle in."""

from dedup.terminal.explanation import explain
from dedup.terminal.safe import harmless
from dedup.terminal.tables import CLUSTER_COLUMNS, findings_table

__all__ = ["CLUSTER_COLUMNS", "explain", "findings_table", "harmless"]
