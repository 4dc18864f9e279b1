"""Drills: each breaks something on purpose, on a home of its own, and counts what was lost."""
