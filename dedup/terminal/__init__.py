"""What a person sees in the terminal: a verdict explained, tables, and nothing a hostile text could smuggle in.

Nothing is imported here, so that a command loads only what it prints with.
"""
