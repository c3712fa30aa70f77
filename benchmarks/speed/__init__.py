"""How fast it is: each measurement a module, each with what it is held against in the same run."""
