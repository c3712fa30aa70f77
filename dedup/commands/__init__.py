"""Groups of commands, one a file; ``dedup/cli.py`` adds them to the command line."""
