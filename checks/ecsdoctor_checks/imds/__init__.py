"""Checks of instance metadata."""
