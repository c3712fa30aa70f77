"""Faults at random moments under load, and what is lost by them."""
