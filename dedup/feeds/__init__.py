"""Ways in besides the hook: a drop folder and feeds."""
