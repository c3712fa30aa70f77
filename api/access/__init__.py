"""Who may call what: what routes declare, and the gate that holds every request against it."""
