"""Checks of certificates."""
