"""Who may do what: callers and their scopes, keys, users with sessions, and the audit log; no I/O of its own."""
