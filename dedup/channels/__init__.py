"""How alerts leave: one kind of destination a file."""
