"""Figures of each test, computed from its raw predictions alone."""
