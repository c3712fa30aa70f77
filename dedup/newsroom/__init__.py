"""Messages of a newsroom's systems become stored articles, and verdicts become alerts; no I/O of its own."""
