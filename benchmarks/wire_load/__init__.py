"""A newsroom that sends without a pause, what has to come of it, and whether it did."""
