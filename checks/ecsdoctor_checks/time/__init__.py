"""Checks of the clock."""
